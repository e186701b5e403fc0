"""Who may do what: one table. Services check it; screens only read it.

`make permissions` writes it into docs/permissions.md.
"""

from __future__ import annotations

from typing import Final

ROLES: Final = ("ADMIN", "DOCTOR", "NURSE", "RECEPTION", "PHARMACY", "LAB", "FINANCE")
SYSTEM: Final = "SYSTEM"  # the console: init, demo, migrate, user, audit

_EVERYBODY: Final = frozenset(
    {
        "own.password",
        "own.preferences",
        "own.drafts",
        "own.profile",
        "own.sessions",
        "own.second_factor",
    }
)
_ACCOUNTS: Final = frozenset(
    {
        "users.see",
        "users.approve",
        "users.create",
        "users.change",
        "users.close",
        "users.unlock",
        "users.reset_password",
        "sessions.see",
        "sessions.end",
    }
)

_AT_THE_DESK: Final = frozenset(
    {
        "patients.see",
        "patients.register",
        "patients.change",
        "visits.see",
        "visits.open",
        "visits.move",
        "appointments.see",
        "appointments.book",
        "prices.see",
        "charges.see",
        "charges.add",
        "wards.see",
    }
)
_AT_THE_BED: Final = _AT_THE_DESK | {
    "records.see",
    "triage.set",
    "vitals.record",
    "care.give",
    "wards.admit",
}

ROLE_PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    "ADMIN": _EVERYBODY
    | _ACCOUNTS
    | {
        "pharmacy.look_up",
        "scanner.set_up",
        "dashboard.see",
        "system.see",
        "audit.see",
        "settings.change",
        "emergency.review",
        "patients.see",
        "patients.merge",
        "visits.see",
        "appointments.see",
        "appointments.hours",
        "points.change",
        "prices.see",
        "prices.change",
        "wards.see",
        "wards.change",
    },
    "DOCTOR": _EVERYBODY
    | _AT_THE_BED
    | {"pharmacy.look_up", "emergency.open", "emergency.review"},
    "NURSE": _EVERYBODY | _AT_THE_BED | {"pharmacy.look_up", "emergency.open"},
    "RECEPTION": _EVERYBODY
    | _AT_THE_DESK
    | {"patients.merge", "appointments.hours", "payments.take"},
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
        "patients.see",
        "visits.see",
    },
    "LAB": _EVERYBODY | {"patients.see", "visits.see"},
    "FINANCE": _EVERYBODY
    | {
        "dashboard.see",
        "patients.see",
        "visits.see",
        "prices.see",
        "prices.change",
        "charges.see",
        "charges.cancel",
        "payments.take",
    },
    SYSTEM: _ACCOUNTS | {"audit.see", "patients.see", "patients.import"},
}

NEEDS_APPROVAL: Final = _ACCOUNTS | {
    "pharmacy.adjust",
    "pharmacy.count",
    "pharmacy.learn_code",
    "scanner.set_up",
    "dashboard.see",
    "system.see",
    "audit.see",
    "settings.change",
    "emergency.open",
    "emergency.review",
    "patients.merge",
    "appointments.hours",
    "points.change",
    "prices.change",
    "charges.cancel",
    "wards.change",
}
"""What nobody may do whose account still waits for approval, whatever the role.

Approvals, adjustments, refunds, exports; and what would outlive the person.
"""


def permissions_of(role: str, *, is_approved: bool = True) -> frozenset[str]:
    """Return what *role* may do.

    Args:
        role: One of `ROLES`, or `SYSTEM`.
        is_approved: False while the account waits for approval.

    Raises:
        KeyError: There is no such role.
    """
    allowed = ROLE_PERMISSIONS[role]
    return allowed if is_approved else allowed - NEEDS_APPROVAL
