"""Choose a new password: before anything else, at any time, or with a code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer

from screens.boxes import Box, BoxDialog, BoxForm
from screens.widgets.top_bar import TopBar
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.choosing import WeakPassword, change_own_password
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.resetting import reset_password

ResultT = TypeVar("ResultT")

_NEW = ("new", "again")


class NotTheSame(WemaError):
    """The new password was typed in two ways."""

    code = "password.differ"

    def __init__(self) -> None:
        super().__init__(
            _("The two new passwords differ."), hint=_("Type the new one twice.")
        )


class _ChoosePassword(BoxForm[ResultT]):
    """Boxes for the new password twice, behind what proves that one may.

    What the first boxes hold stays when only the new password is at fault.
    """

    def new_boxes(self) -> list[Box]:
        """Return the two boxes for the new password."""
        return [
            Box(
                "new",
                _("A new password: a few words in a row are best"),
                _("A few words in a row, for instance: maji ya kunywa safi"),
            ),
            Box(
                "again",
                _("The new password again"),
                _("The same once more, so that no slip of a finger stays."),
            ),
        ]

    def to_fill_again(self, error: WemaError) -> Iterable[str]:
        """Return the new ones, if the others were right or not yet looked at."""
        if isinstance(error, WeakPassword | NotTheSame):
            return _NEW
        return super().to_fill_again(error)

    def call(self, typed: dict[str, str]) -> Callable[[], Any]:
        """Refuse what was typed in two ways."""
        if typed["new"] != typed["again"]:
            raise NotTheSame
        return self.call_with(typed, new_request_id())

    def call_with(self, typed: dict[str, str], request_id: str) -> Callable[[], Any]:
        """Return what to do."""
        raise NotImplementedError

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A few words in a row make a good password: long, and easy to remember."
            " Nobody else may know it, not even the administrator."
        )


class _ChangePassword(_ChoosePassword[ResultT]):
    """The password one has now, and the new one."""

    def boxes(self) -> list[Box]:
        """Return the boxes in the order they are filled."""
        given = _("The one on the paper, or the one you have now.")
        current = Box("current", _("The password you were given"), given)
        if not self.session.must_change_password:
            current = replace(current, label=_("The password you have now"))
        return [current, *self.new_boxes()]

    def headline(self) -> str:
        """Return what it is for."""
        return _("Choose your own password")

    def call_with(self, typed: dict[str, str], request_id: str) -> Callable[[], None]:
        """Change it."""
        return lambda: change_own_password(
            self.session,
            current=typed["current"],
            new=typed["new"],
            request_id=request_id,
        )


class ChangePasswordScreen(_ChangePassword[None]):
    """After a one-time password, before anything else."""

    def compose(self) -> ComposeResult:
        """Lay out the form where the sign-in was."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        with Vertical(id="sign-in"):
            yield from self.compose_form()
        yield Footer()

    def done(self, result: None) -> None:
        """Begin to work."""
        self.wema.signed_in(replace(self.session, must_change_password=False))


class ChangePasswordDialog(_ChangePassword[None], BoxDialog[None]):
    """At any time, by one's own choice."""

    def done(self, result: None) -> None:
        """Close, and say what else has happened."""
        self.leave(None)
        self.app.notify(
            _("Your password is changed. Elsewhere you are signed out."),
            markup=False,
        )


class ResetPasswordDialog(_ChoosePassword[str], BoxDialog[str]):
    """With a code from the administrator. The answer is the name that was typed.

    Args:
        door: Where it is.
    """

    def __init__(self, door: Doorkeeper) -> None:
        super().__init__()
        self._door = door

    def headline(self) -> str:
        """Return what it is for."""
        return _("Forgotten? With a code you choose a new password")

    def boxes(self) -> list[Box]:
        """Return the boxes in the order they are filled."""
        return [
            Box(
                "login",
                _("Employee ID, e-mail or phone"),
                _("Who you are, for instance: PHA001. Enter goes on."),
                is_secret=False,
            ),
            Box(
                "code",
                _("The code: six digits"),
                _("The administrator makes it and hands it to you: 123 456"),
                is_secret=False,
            ),
            *self.new_boxes(),
        ]

    def call_with(self, typed: dict[str, str], request_id: str) -> Callable[[], str]:
        """Use the code."""

        def reset() -> str:
            reset_password(
                self._door,
                typed["login"],
                typed["code"],
                typed["new"],
                request_id=request_id,
            )
            return typed["login"]

        return reset

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Ask the administrator for a code. It is good for ten minutes, for five"
            " tries and for you alone. Then you are signed out everywhere else."
        )
