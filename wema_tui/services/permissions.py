"""Who may do what: one table. Services check it; screens only read it."""

from __future__ import annotations

from typing import Final

ROLES: Final = ("ADMIN", "DOCTOR", "NURSE", "RECEPTION", "PHARMACY", "LAB", "FINANCE")
SYSTEM: Final = "SYSTEM"  # the console: init, demo, migrate; nothing by permission

_EVERYBODY: Final = frozenset({"own.password", "own.preferences", "own.drafts"})

ROLE_PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    "ADMIN": _EVERYBODY | {"pharmacy.look_up", "scanner.set_up"},
    "DOCTOR": _EVERYBODY | {"pharmacy.look_up"},
    "NURSE": _EVERYBODY | {"pharmacy.look_up"},
    "RECEPTION": _EVERYBODY,
    "PHARMACY": _EVERYBODY
    | {
        "pharmacy.look_up",
        "pharmacy.receive",
        "pharmacy.issue",
        "pharmacy.dispense",
        "pharmacy.adjust",
        "pharmacy.count",
        "pharmacy.undo",
        "pharmacy.learn_code",
        "scanner.set_up",
    },
    "LAB": _EVERYBODY,
    "FINANCE": _EVERYBODY,
    SYSTEM: frozenset(),
}


def permissions_of(role: str) -> frozenset[str]:
    """Return what *role* may do.

    Raises:
        KeyError: There is no such role.
    """
    return ROLE_PERMISSIONS[role]
