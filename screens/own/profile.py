"""Oneself: one's data, where one signed in, password and second factor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.boxes import Box, BoxDialog
from screens.dialogs.choose import Choose
from screens.widgets.lists import Page
from screens.widgets.phone_input import PhoneInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.accounts.particulars import BadEmail
from wema_tui.services.accounts.profile import OwnProfile, correct_contact, own_profile
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.second_factor import SecondFactorState, state_of
from wema_tui.services.auth.sessions import SessionRow, end_own_session, own_sessions
from wema_tui.services.session import Session
from wema_tui.text import printable

_LABEL = 20  # columns


class ProfileScreen(Dialog[None]):
    """Shows what the clinic knows of whoever is signed in.

    Args:
        session: Who is signed in.
    """

    AUTO_FOCUS = "Page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "contact", "Correct", id="me.contact"),
        Binding("f6,alt+6", "password", "Password", id="me.password"),
        Binding("f7,alt+7", "second", "Second factor", id="me.second"),
        Binding("f8,alt+8", "end", "End a session", id="me.end"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._me: OwnProfile | None = None
        self._factor = SecondFactorState(None, 0)
        self._elsewhere: list[SessionRow] = []

    def compose(self) -> ComposeResult:
        """Lay out what is filled in once it was read."""
        with Page(classes="dialog wide"):
            yield Label(_("My profile"), classes="title")
            yield Static("", id="me", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Your own data. You may correct your phone number and e-mail; a name or a"
            " role the administrator corrects. Look at the sign-ins now and then: was"
            " that you? If not, change your password and tell the administrator."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to end a session where there is another."""
        return bool(self._elsewhere) if action == "end" else True

    def prepare(self) -> None:
        """Read it; keys wait for it."""
        self.ask(self._read, self._show, self._not_read)

    def _read(self) -> tuple[OwnProfile, SecondFactorState, tuple[SessionRow, ...]]:
        session = self.session
        return own_profile(session), state_of(session), own_sessions(session)

    def _show(
        self, read: tuple[OwnProfile, SecondFactorState, tuple[SessionRow, ...]]
    ) -> None:
        self._me, self._factor, is_open = read
        self._elsewhere = [row for row in is_open if not row.is_this]
        lines = [*self._data(self._me), "", *self._watch(self._me)]
        self.query_one("#me", Static).update("\n".join(lines))
        self.refresh_bindings()
        self.take_keys_again()

    def _not_read(self, error: WemaError) -> None:
        self.show_failure(error)
        self.take_keys_again()

    def _data(self, me: OwnProfile) -> list[str]:
        second = _("none (F7 sets one up)")
        if self._factor.since is not None:
            second = ngettext(
                "on, {n} recovery code left",
                "on, {n} recovery codes left",
                self._factor.codes_left,
            ).format(n=self._factor.codes_left)
        rows = (
            (_("Name"), printable(me.full_name)),
            (_("Employee ID"), me.employee_id),
            (_("Role"), me.role),
            (_("Registration number"), me.registration_number or "-"),
            (_("Phone"), me.phone or "-"),
            (_("E-mail"), me.email or "-"),
            (_("Second factor"), self.wema.with_keys(second, F7="me.second")),
        )
        return [f"{label:<{_LABEL}} {text}" for label, text in rows]

    def _watch(self, me: OwnProfile) -> list[str]:
        clock = self.wema.clinic.clock
        tries = ngettext(
            "{n} wrong password or code since the sign-in before this one.",
            "{n} wrong passwords or codes since the sign-in before this one.",
            me.wrong_tries,
        ).format(n=me.wrong_tries)
        lines = [_("Where you signed in, the newest first:")]
        for row in me.sign_ins:
            at = clock.at_clinic(row.started_at).strftime("%Y-%m-%d %H:%M")
            state = _("open") if row.ended_at is None else ""
            if row.session_id == self.session.session_id:
                state = _("here, now")
            lines.append(f"  {at}  {printable(row.station, 34):<34}  {state}".rstrip())
        return [*lines, "", tries]

    def action_contact(self) -> None:
        """Correct phone and e-mail."""
        if self._me is not None:
            ContactDialog(self.session, self._me).open(self.app, self._changed)

    def action_password(self) -> None:
        """Choose another password."""
        from screens.password import ChangePasswordDialog

        ChangePasswordDialog(self.session).open(self.app, self._changed)

    def action_second(self) -> None:
        """Set up or change the second factor."""
        from screens.own.second_factor import SecondFactorDesk

        desk = SecondFactorDesk(self.app, self.session, self.prepare)
        if self._factor.since is None:
            desk.set_up()
        else:
            desk.change()

    def action_end(self) -> None:
        """Choose one of the sessions elsewhere, and end it."""
        options = [row.station for row in self._elsewhere[:9]]
        Choose(_("End which session?"), options, at_once=False).open(
            self.app, self._end
        )

    def _end(self, place: int | None) -> None:
        if place is not None:
            row, request_id = self._elsewhere[place], new_request_id()
            self.ask(
                partial(
                    end_own_session, self.session, row.session_id, request_id=request_id
                ),
                self._changed,
            )

    def _changed(self, _result: object) -> None:
        self.prepare()


class ContactDialog(BoxDialog[None]):
    """Corrects one's own phone number and e-mail address.

    Args:
        session: Who is signed in.
        me: What they are now.
    """

    def __init__(self, session: Session, me: OwnProfile) -> None:
        super().__init__(session)
        self._me = me
        self._request_id = new_request_id()

    def headline(self) -> str:
        """Return what it is for."""
        return _("Your phone number and e-mail")

    def boxes(self) -> list[Box]:
        """Return the two, as they are now."""
        return [
            Box(
                "phone",
                _("Phone"),
                _("With the country's code, for instance: +255 712 345 678"),
                is_secret=False,
                value=self._me.phone or "",
                kind=PhoneInput,
            ),
            Box(
                "email",
                _("E-mail (may be empty)"),
                _("For instance: asha@example.org"),
                is_secret=False,
                value=self._me.email or "",
            ),
        ]

    def to_fill_again(self, error: WemaError) -> Iterable[str]:
        """Return the wrong one in front; what was typed stays."""
        return ["email" if isinstance(error, BadEmail) else "phone"]

    def call(self, typed: dict[str, str]) -> Callable[[], None]:
        """Save them."""
        return partial(
            correct_contact,
            self.session,
            phone=typed["phone"],
            email=typed["email"],
            request_id=self._request_id,
        )
