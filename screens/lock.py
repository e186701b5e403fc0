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
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.burst import Captured
from wema_tui.services.auth.sign_in import unlock


class LockScreen(WemaScreen[None], ModalScreen[None]):
    """Asks for the password of whoever is signed in. Work below goes on."""

    AUTO_FOCUS = "#password"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10", "sign_out", "Sign out", id="lock.sign_out"),
    ]

    # Nobody may be looking: a scan must not count as a wrong password.
    is_guarded: ClassVar[bool] = True

    def compose(self) -> ComposeResult:
        """Lay out one box, and nothing of what is below."""
        with Vertical(id="lock"):
            yield Static(_("LOCKED"), classes="title")
            yield Label(
                f"{self.session.employee_id} {self.session.full_name}", markup=False
            )
            yield Label(_("Password"))
            yield QuietInput(id="password", password=True, max_length=128, compact=True)
            yield Label("", id="problem", classes="problem", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Count the scans that come while nobody is there."""
        super().on_mount()
        self._scans = 0

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Type your password and press Enter. F10 signs you out.")

    def take_key(self, event: events.Key) -> bool:
        """Take Enter before later keys are delivered."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self.takes_keys = False
        self.query_one("#password").call_later(self._submit)
        return True

    def take_captured(self, code: Captured) -> bool:
        """Refuse a scan loudly: it is not recorded, and must be scanned again."""
        self._scans += 1
        self.wema.bell()
        self._say(
            ngettext(
                "{n} scan NOT RECORDED: the screen is locked. Scan it again later.",
                "{n} scans NOT RECORDED: the screen is locked. Scan them again later.",
                self._scans,
            ).format(n=self._scans)
        )
        return True

    def action_sign_out(self) -> None:
        """Leave the station to somebody else."""
        self.wema.sign_out()

    def _submit(self) -> None:
        box = self.query_one("#password", Input)
        password, box.value = box.value, ""
        if not password:
            self.call_after_refresh(self._begin)
            return
        self.ask(lambda: unlock(self.session, password), self._let_in, self._refuse)

    def _let_in(self, _nothing: None) -> None:
        self.dismiss(None)

    def _refuse(self, error: WemaError) -> None:
        self._say(error.sentence)
        self.call_after_refresh(self._begin)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Label).update(text)
