"""The locked screen: hides everything until the same person is back."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Static

from screens.base import WemaScreen
from screens.widgets.quiet_input import QuietInput
from screens.widgets.refused_scans import RefusedScans
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.services.auth.proving import unlock
from wema_tui.services.session import Session
from wema_tui.text import printable


class LockScreen(WemaScreen[list[str]], ModalScreen[list[str]]):
    """Asks for the password of whoever is signed in. Work below goes on.

    Nobody may be looking: a scan is refused loudly, and is no wrong password.
    """

    AUTO_FOCUS = "#password"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "unlock", "Unlock", id="lock.unlock"),
    ]

    is_guarded: ClassVar[bool] = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._refused: list[str] = []

    def prepare(self) -> None:
        """Keep what open forms hold: perhaps nobody comes back."""
        super().prepare()
        self.wema.drafts.keep_all()

    def compose(self) -> ComposeResult:
        """Lay out one box, and nothing of what is below."""
        with Vertical(id="lock"):
            yield Static(_("LOCKED"), classes="title")
            who = f"{self.session.employee_id} {printable(self.session.full_name)}"
            yield Label(who, markup=False)
            yield Label(_("Password"))
            yield QuietInput(
                id="password",
                password=True,
                max_length=128,
                compact=True,
                help=_("The password of the person named above. It is not shown."),
            )
            yield Label("", id="problem", classes="problem", markup=False)
            yield RefusedScans()
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Type your password and press Enter. F10 twice signs you out.")

    def take_key(self, event: events.Key) -> bool:
        """Take Enter before later keys are delivered."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self.action_unlock()
        return True

    def action_unlock(self) -> None:
        """Try the password, the letters on their way included."""
        self.when_typed(self._submit)

    def take_captured(self, code: Captured) -> bool:
        """Refuse a scan loudly: it is not recorded, and must be scanned again."""
        self.query_one(RefusedScans).add()
        self._refused.append(code.text)
        return True

    def _submit(self) -> None:
        box = self.query_one("#password", Input)
        password, box.value = box.value, ""
        if not password:
            self.take_keys_again()
            return
        self._say(_("One moment..."))
        self.ask(lambda: unlock(self.session, password), self._let_in, self._refuse)

    def _let_in(self, _nothing: None) -> None:
        self.dismiss(self._refused)

    def _refuse(self, error: WemaError) -> None:
        self._say(error.sentence)
        self.take_keys_again()

    def _say(self, text: str) -> None:
        self.query_one("#problem", Label).update(text)
