"""Choose a new password: after a one-time one, before anything else."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label, Static

from screens.base import WemaScreen
from screens.widgets.quiet_input import QuietInput
from screens.widgets.top_bar import TopBar
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import new_request_id
from wema_tui.services.auth.rules import MIN_PASSWORD
from wema_tui.services.auth.staff import change_own_password

_BOXES = ("current", "new", "again")


class ChangePasswordScreen(WemaScreen[None]):
    """Three boxes, Enter goes from one to the next."""

    AUTO_FOCUS = "#current"

    def compose(self) -> ComposeResult:
        """Lay out the boxes in the order they are filled."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        with Vertical(id="sign-in"):
            yield Static(_("Choose your own password"), classes="title")
            yield Label(_("The password you were given"))
            yield self._box("current")
            yield Label(_("A new one, {n} characters or more").format(n=MIN_PASSWORD))
            yield self._box("new")
            yield Label(_("The new one again"))
            yield self._box("again")
            yield Label("", id="problem", classes="problem", markup=False)
        yield Footer()

    def _box(self, name: str) -> QuietInput:
        return QuietInput(id=name, password=True, max_length=128, compact=True)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A few words in a row make a good password: long, and easy to remember."
            " Nobody else may know it, the administrator neither."
        )

    def take_key(self, event: events.Key) -> bool:
        """Take Enter before later keys are delivered."""
        if event.key not in ("enter", "ctrl+j") or self.focused is None:
            return False
        place = _BOXES.index(self.focused.id or "current")
        if place + 1 < len(_BOXES):
            self.set_focus(self.query_one(f"#{_BOXES[place + 1]}"))
        else:
            self.takes_keys = False
            self.focused.call_later(self._submit)
        return True

    def _submit(self) -> None:
        current, new, again = (
            self.query_one(f"#{name}", Input).value for name in _BOXES
        )
        if new != again:
            self._again(_("The two new passwords differ. Type the new one twice."))
            return
        request_id = new_request_id()
        self.ask(
            lambda: change_own_password(
                self.session, current=current, new=new, request_id=request_id
            ),
            self._done,
            lambda error: self._refuse(error),
        )

    def _done(self, _nothing: None) -> None:
        self.wema.signed_in(replace(self.session, must_change_password=False))

    def _refuse(self, error: WemaError) -> None:
        self._again(error.sentence)

    def _again(self, problem: str) -> None:
        for name in _BOXES:
            self.query_one(f"#{name}", Input).value = ""
        self.query_one("#problem", Label).update(problem)
        self.set_focus(self.query_one("#current"))
        self.call_after_refresh(self._begin)
