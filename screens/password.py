"""Choose a new password: after a one-time one, before anything else."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label, Static

from screens.base import WemaScreen
from screens.widgets.quiet_input import QuietInput
from screens.widgets.top_bar import TopBar
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.choosing import change_own_password
from wema_tui.services.auth.proving import WrongPassword
from wema_tui.services.auth.rules import MIN_PASSWORD

_BOXES = ("current", "new", "again")


class ChangePasswordScreen(WemaScreen[None]):
    """Three boxes, Enter goes from one to the next."""

    AUTO_FOCUS = "#current"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "save", "Save", id="password.save"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the boxes in the order they are filled."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        with Vertical(id="sign-in"):
            yield Static(_("Choose your own password"), classes="title")
            yield Label(_("The password you were given"))
            given = _("The one on the paper, or the one you have now.")
            yield _password_box("current", given)
            yield Label(
                _("A new password, {n} characters or more").format(n=MIN_PASSWORD)
            )
            words = _("A few words in a row, for instance: maji ya kunywa safi")
            yield _password_box("new", words)
            yield Label(_("The new password again"))
            once_more = _("The same once more, so that no slip of a finger stays.")
            yield _password_box("again", once_more)
            yield Label("", id="problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A few words in a row make a good password: long, and easy to remember."
            " Nobody else may know it, not even the administrator."
        )

    def take_key(self, event: events.Key) -> bool:
        """Take Enter and Tab before later keys are delivered."""
        if event.key not in ("enter", "ctrl+j", "tab"):
            return False
        name = self.focused.id if self.focused else None
        place = _BOXES.index(name) + 1 if name in _BOXES else 0
        if place < len(_BOXES) or event.key == "tab":
            self.set_focus(self._box(_BOXES[place % len(_BOXES)]))
        else:
            self.action_save()
        return True

    def action_save(self) -> None:
        """Save what was typed, the letters on their way included."""
        self.when_typed(self._submit)

    def _box(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    def _submit(self) -> None:
        current, new, again = (self._box(name).value for name in _BOXES)
        if new != again:
            self._once_more(
                _("The two new passwords differ. Type the new one twice."), *_BOXES[1:]
            )
            return
        request_id = new_request_id()
        self._say(_("One moment..."))
        self.ask(
            lambda: change_own_password(
                self.session, current=current, new=new, request_id=request_id
            ),
            self._done,
            self._refuse,
        )

    def _done(self, _nothing: None) -> None:
        self.wema.signed_in(replace(self.session, must_change_password=False))

    def _refuse(self, error: WemaError) -> None:
        boxes = _BOXES if isinstance(error, WrongPassword) else _BOXES[1:]
        self._once_more(error.sentence, *boxes)

    def _once_more(self, problem: str, *names: str) -> None:
        for name in names:
            self._box(name).value = ""
        self._say(problem)
        self.set_focus(self._box(names[0]))
        self.take_keys_again()

    def _say(self, text: str) -> None:
        self.query_one("#problem", Label).update(text)


def _password_box(name: str, help: str) -> QuietInput:
    return QuietInput(id=name, password=True, max_length=128, compact=True, help=help)
