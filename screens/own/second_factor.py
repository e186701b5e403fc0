"""Set up, renew or remove one's own second factor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Footer, Static

from screens.boxes import Box, BoxDialog, PasswordDialog
from screens.dialogs.choose import Choose
from screens.dialogs.once import ShownOnce
from screens.own.square import square_code
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.second_factor import (
    Enrolment,
    begin,
    confirm,
    new_recovery_codes,
    remove_own,
)
from wema_tui.services.session import Session


class EnrolDialog(BoxDialog[list[str]]):
    """Shows the secret once, and asks what the authenticator makes of it.

    Args:
        session: Who is signed in.
        enrolment: What the authenticator must be told.
    """

    def __init__(self, session: Session, enrolment: Enrolment) -> None:
        super().__init__(session)
        self._enrolment = enrolment

    def compose(self) -> ComposeResult:
        """Lay out the square code beside the form, where the terminal can show it."""
        looks = self.wema.looks.profile
        with Horizontal(classes="dialog wide beside"):
            if looks.has_color and not looks.is_lean:
                square = square_code(self._enrolment.address)
                yield Static(square, id="square", markup=False)
            with Vertical():
                yield from self.compose_form()
        yield Footer()

    def headline(self) -> str:
        """Return what it is for."""
        return _("Tell your authenticator app")

    def about(self) -> Iterable[Widget]:
        """Return what to tell it."""
        secret = self._enrolment.secret
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        how = _("In the app add an account by hand, with this key, or scan the code:")
        yield Static(how, classes="about", markup=False)
        yield Static(Text(groups), id="secret")

    def boxes(self) -> list[Box]:
        """Return the one."""
        label = _("The six digits that it shows now")
        return [Box("code", label, _("For instance: 123 456"), is_secret=False)]

    def call(self, typed: dict[str, str]) -> Callable[[], list[str]]:
        """Begin to use it."""
        return partial(
            confirm, self.session, code=typed["code"], request_id=new_request_id()
        )

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "An authenticator is an app on your phone that shows six digits, new ones"
            " every half minute. With it nobody signs in who only knows your password."
        )


class SecondFactorDesk:
    """Asks what to do, and for the password; then does it.

    Args:
        app: Where to ask.
        session: Who is signed in.
        changed: Told afterwards.
    """

    def __init__(self, app: Any, session: Session, changed: Callable[[], Any]) -> None:
        self._app, self._session, self._changed = app, session, changed

    def set_up(self) -> None:
        """Begin to use an authenticator."""
        self._ask(_("Set up a second factor"), begin, self._enrol)

    def change(self) -> None:
        """New recovery codes, or none of it any more."""
        options = [_("New recovery codes"), _("Remove the second factor")]
        Choose(_("Your second factor"), options).open(self._app, self._chosen)

    def _chosen(self, place: int | None) -> None:
        if place == 0:
            self._ask(_("New recovery codes"), new_recovery_codes, self._show)
        elif place == 1:
            self._ask(_("Remove the second factor"), remove_own, self._removed)

    def _ask(
        self, title: str, service: Callable[..., Any], then: Callable[[Any], Any]
    ) -> None:
        def do(password: str) -> tuple[Any]:
            done = service(self._session, password=password, request_id=request_id)
            return (done,)

        request_id = new_request_id()
        dialog = PasswordDialog(self._session, title, do)
        dialog.open(self._app, lambda done: None if done is None else then(*done))

    def _enrol(self, made: Enrolment) -> None:
        EnrolDialog(self._session, made).open(self._app, self._show)

    def _show(self, codes: list[str] | None) -> None:
        if codes is not None:
            self._changed()
            title, secret = _("Your recovery codes"), "\n".join(codes)
            ShownOnce(title, secret, _paper()).open(self._app)

    def _removed(self, _nothing: None) -> None:
        self._changed()


def _paper() -> list[str]:
    return [
        _("Copy them on paper now: they are shown once. Each replaces the app once."),
        _("Keep the paper where you keep your keys, not beside the computer."),
    ]
