"""What can be done from every screen: help, lock, sign out, catch a stray scan.

The application is this, and who is signed in, and how it ends.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from screens.base import WemaScreen
from screens.dialogs.confirm import Confirm
from screens.help import HelpScreen
from screens.keys import KeyDesk
from screens.lock import LockScreen
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.services.session import Session


class Everywhere(App[None], inherit_bindings=False):
    """The part of the application that people call up with a key.

    Attributes:
        session: Who is signed in.
        keys: Hands out the keys.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10", "leave", "Sign out", id="leave", key_display="F10"),
        Binding("f10", "quit", "Quit", id="quit", key_display="F10"),
    ]

    session: Session | None = None
    keys: KeyDesk

    def sign_out(self) -> None:
        """End the session and go back to sign-in."""
        raise NotImplementedError

    @property
    def wema_screens(self) -> list[WemaScreen[Any]]:
        """The screens, the one in front last."""
        return [each for each in self.screen_stack if isinstance(each, WemaScreen)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F10 signs out whoever is signed in; at sign-in it ends the program."""
        is_in = self.session is not None
        return {"leave": is_in, "quit": not is_in}.get(action, True)

    def action_help(self) -> None:
        """Show help for the screen in front."""
        if not isinstance(self.screen, HelpScreen):
            HelpScreen(self.screen).open(self)

    def action_leave(self) -> None:
        """Ask whether to sign out."""
        if not isinstance(self.screen, Confirm):
            words = (screen.unfinished for screen in self.wema_screens)
            unfinished = "; ".join(filter(None, words))
            Confirm(_("Sign out?"), unfinished).open(
                self, lambda yes: self.sign_out() if yes else None
            )

    def action_lock(self) -> None:
        """Hide the screen until the same person is back."""
        is_locked = any(isinstance(each, LockScreen) for each in self.screen_stack)
        if self.session is not None and not is_locked:
            self.push_screen(LockScreen(self.session), self._unlocked)

    def lock_when_idle(self, after: float) -> None:
        """Lock when no key has come for *after* seconds."""
        if time.monotonic() - self.keys.last_key_at >= after:
            self.action_lock()

    def _unlocked(self, refused: list[str] | None) -> None:
        for screen in self.wema_screens:
            screen.take_refused(refused or [])

    def take_captured(self, code: Captured) -> None:
        """Give a code that was scanned into a dialog to the screen that records."""
        for screen in reversed(self.screen_stack):
            take = getattr(screen, "take_captured", None)
            if take is not None and take(code):
                return
        self.bell()
