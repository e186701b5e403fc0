"""Register oneself, at the sign-in screen: works at once, waits for approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Footer, Input, Label

from screens.dialogs.fields import text_field
from screens.dialogs.once import ShownOnce
from screens.dialogs.person import PersonForm
from screens.dialogs.saving import Saved
from screens.widgets.lists import Page
from screens.words import span_word
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.registering import Registered, register
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.choosing import WeakPassword
from wema_tui.services.auth.door import Doorkeeper

_LONGEST = 128  # characters


class PasswordsDiffer(WemaError):
    """The new password and its repetition are not the same."""

    code = "form.passwords_differ"


class RegisterForm(PersonForm[Registered]):
    """Asks who it is, what the person wants to work as, and a password twice.

    Nobody is signed in, so nothing is kept of it when it is left.

    Args:
        door: Where and when.
    """

    def __init__(self, door: Doorkeeper) -> None:
        super().__init__()
        self._door, self._request_id = door, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        with Page(classes="dialog wide form"):
            yield Label(_("Register: an account of your own"), classes="title")
            yield from self.person_parts()
            label = _("A password: a few words in a row are best")
            words = _("A few words in a row, for instance: maji ya kunywa safi")
            yield from text_field(
                "password", label, limit=_LONGEST, help=words, is_secret=True
            )
            again = _("The same once more, so that no slip of a finger stays.")
            yield from text_field(
                "again",
                _("The password again"),
                limit=_LONGEST,
                help=again,
                is_secret=True,
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

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
            problems["again"] = PasswordsDiffer(
                _("The two passwords differ."), hint=_("Type the same twice.")
            )
        elif not password:
            problems["password"] = PasswordsDiffer(
                _("Password is empty."), hint=_("Type it.")
            )
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
