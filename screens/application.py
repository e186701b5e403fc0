"""What a screen may ask of the application it is shown in.

The application is above the screens and knows them; they know only this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from screens.drafts import DraftDesk
from screens.keys import KeyDesk
from wema_tui.config import Config
from wema_tui.database_thread import DatabaseThread
from wema_tui.looks import Looks
from wema_tui.services.clinic.opening import OpenClinic
from wema_tui.services.session import Session, SessionEnded

if TYPE_CHECKING:
    from screens.base import Dialog


class Application(Protocol):
    """The part of the application that screens use.

    Attributes:
        clinic: The open clinic.
        config: Settings of this computer.
        database: Runs service calls in order.
        drafts: Keeps what open forms hold.
        keys: Hands out the keys.
        looks: How everything looks here.
    """

    clinic: OpenClinic
    config: Config
    database: DatabaseThread
    drafts: DraftDesk
    keys: KeyDesk
    looks: Looks

    def signed_in(self, session: Session) -> None:
        """Open the home of the person's role."""

    def session_ended(self, error: SessionEnded, session: Session | None) -> None:
        """Go back to sign-in, say why, and how many scans were lost with it."""

    def put_in_front(self, dialog: Dialog[Any]) -> None:
        """Show a question; one for whoever is signed in waits behind the lock."""

    def open_card(self, text: str) -> bool:
        """Open the patient whose card was scanned; False if it is no card."""

    def sign_out(self) -> None:
        """End the session and go back to sign-in."""

    def with_keys(self, sentence: str, **ids: str) -> str:
        """Return a sentence with the keys of this computer in it."""

    def do_line(self, line: str) -> None:
        """Do what a line such as `:lock` says, or raise a `WemaError`."""

    def bell(self) -> None:
        """Make the terminal beep."""
