"""Register oneself, at the sign-in screen: works at once, waits for approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Input

from screens.dialogs.fields import text_field
from screens.dialogs.once import ShownOnce
from screens.dialogs.person import PersonForm
from screens.dialogs.saving import Saved
from screens.password import NotTheSame
from screens.words import span_word
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.registering import Registered, register
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.choosing import WeakPassword
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.rules import MAX_PASSWORD


class RegisterForm(PersonForm[Registered]):
    """Asks who it is, what the person wants to work as, and a password twice.

    Nobody is signed in, so nothing is kept of it when it is left.

    Args:
        door: Where and when.
    """

    def __init__(self, door: Doorkeeper) -> None:
        super().__init__()
        self._door, self._request_id = door, new_request_id()

    @property
    def headline(self) -> str:
        """What is done with the person."""
        return _("Register: an account of your own")

    def person_parts(self) -> ComposeResult:
        """Lay out the boxes, and two for the password."""
        yield from super().person_parts()
        yield from text_field(
            "password",
            _("A password: a few words in a row are best"),
            limit=MAX_PASSWORD,
            help=_("A few words in a row, for instance: maji ya kunywa safi"),
            is_secret=True,
        )
        yield from text_field(
            "again",
            _("The password again"),
            limit=MAX_PASSWORD,
            help=_("The same once more, so that no slip of a finger stays."),
            is_secret=True,
        )

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "You get an ID at once and can work with it for some hours, with less than"
            " your whole role. Meanwhile an administrator says whether you may stay."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], Registered] | None:
        """Return what registers."""
        person = self.person(problems)
        password = self.value_of("password")
        if password != self.value_of("again"):
            problems["again"] = NotTheSame()
        return lambda: register(
            self._door, **person, password=password, request_id=self._request_id
        )

    def field_of(self, error: WemaError) -> str:
        """Say beside the password what is wrong with it."""
        return (
            "password" if isinstance(error, WeakPassword) else super().field_of(error)
        )

    def value_of(self, field: str) -> str:
        """Return a box's text with its spaces: a password may begin with one."""
        return self.query_one(f"#{field}", Input).value


def open_registering(
    app: App[Any], door: Doorkeeper, registered: Callable[[str], None]
) -> None:
    """Show the form, and then the ID until it was read.

    Args:
        app: The application.
        door: Where and when.
        registered: Gets the ID, when all is done.
    """

    def show(saved: Saved[Registered] | None) -> None:
        if saved is not None:
            made = saved.answer
            notice = _notice(made, door.clock)
            notice.open(app, lambda _nothing: registered(made.employee_id))

    RegisterForm(door).open(app, show)


def _notice(registered: Registered, clock: Clock) -> ShownOnce:
    """Return what somebody who registered must read."""
    until = clock.at_clinic(registered.access_until)
    left = span_word(registered.access_until - clock.now())
    lines = [
        _("Write it down: you sign in with this ID and your password."),
        _("It works now, until {time} (for {span}).").format(
            time=f"{until:%Y-%m-%d %H:%M}", span=left
        ),
        _("After that it works again once an administrator has approved you."),
        _("Until then you may not correct stock, count it, or approve anything."),
    ]
    return ShownOnce(_("You are registered"), registered.employee_id, lines)
