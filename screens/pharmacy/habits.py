"""What a person finds again at the next sign-in: the mode, the last movements."""

from __future__ import annotations

from dataclasses import dataclass

from screens.base import WemaScreen
from wema_tui.scanner.modes import Mode
from wema_tui.services.accounts.preferences import preferences, set_preference
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.queries import (
    MovementRow,
    internal_codes,
    last_movements,
)
from wema_tui.services.session import Session

_MODE = "scan_mode"  # name of the preference


@dataclass(frozen=True)
class Remembered:
    """What the scan screen begins with.

    Attributes:
        mode: The person's, if they chose one.
        movements: Their newest, newest first.
        codes: The clinic's own codes.
    """

    mode: Mode | None
    movements: list[MovementRow]
    codes: frozenset[str]


def remembered(session: Session) -> Remembered:
    """Return what the person finds again, and the clinic's own codes.

    Raises:
        WemaError: They cannot be read.
    """
    mode = preferences(session).get(_MODE, "")
    return Remembered(
        Mode(mode) if mode in set(Mode) else None,
        last_movements(session),
        internal_codes(session),
    )


def remember_mode(screen: WemaScreen[None], mode: Mode) -> None:
    """Keep the mode for the person, on every station."""
    session, request_id = screen.session, new_request_id()
    screen.ask(
        lambda: set_preference(session, _MODE, str(mode), request_id),
        lambda _nothing: None,
    )
