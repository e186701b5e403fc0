"""What a person finds again at the next sign-in: the mode, the last movements."""

from __future__ import annotations

from screens.base import WemaScreen
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.trail import new_request_id
from wema_tui.services.auth.staff import preferences, set_preference
from wema_tui.services.pharmacy.queries import MovementRow, last_movements
from wema_tui.services.session import Session

_MODE = "scan_mode"  # name of the preference


def remembered(session: Session) -> tuple[Mode | None, list[MovementRow]]:
    """Return the person's mode, if they chose one, and their newest movements.

    Raises:
        WemaError: They cannot be read.
    """
    mode = preferences(session).get(_MODE, "")
    return Mode(mode) if mode in set(Mode) else None, last_movements(session)


def remember_mode(screen: WemaScreen[None], mode: Mode) -> None:
    """Keep the mode for the person, on every station."""
    session, request_id = screen.session, new_request_id()
    screen.ask(
        lambda: set_preference(session, _MODE, str(mode), request_id),
        lambda _nothing: None,
    )
