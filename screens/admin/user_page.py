"""All about one account, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.admin.user_forms import (
    ApproveForm,
    ChangeUserForm,
    about,
    reject_form,
)
from screens.admin.user_words import page_lines, session_line
from screens.base import Dialog
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.once import ShownOnce
from screens.dialogs.reason import ReasonForm
from screens.widgets.big_digits import big
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.services.accounts.changing import close_user, reopen_user, unlock_user
from wema_tui.services.accounts.people import UserPage, UserRow, user_page
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.resetting import LASTS, issue_code
from wema_tui.services.auth.second_factor import remove_of
from wema_tui.services.auth.sessions import end_session
from wema_tui.services.session import Session

_CHOICES = 9  # that a number picks

_NEEDS = {  # action -> permission, and the states of the account it is for
    "approve": ("users.approve", ("waiting",)),
    "reject": ("users.approve", ("waiting",)),
    "change": ("users.change", ("active", "waiting", "closed")),
    "close": ("users.close", ("active",)),
    "reopen": ("users.close", ("closed",)),
    "unlock": ("users.unlock", ("active", "waiting")),
    "code": ("users.reset_password", ("active", "waiting")),
    "second": ("users.reset_password", ("active", "waiting")),
    "end": ("sessions.end", ("active", "waiting")),
}
_NOT_OWN = ("code", "second")  # what oneself is asked the password for


class UserScreen(Dialog[None]):
    """One page to read; what may be done now is in the footer and in the text.

    Args:
        session: Who looks.
        user_id: At whom.
    """

    AUTO_FOCUS = "#person"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "approve", "Approve", id="user.approve"),
        Binding("f6,alt+6", "change", "Change", id="user.change"),
        Binding("f7,alt+7", "close", "Close", id="user.close"),
        Binding("f8,alt+8", "reject", "Reject", id="user.reject"),
        Binding("o", "reopen", "Open again", id="user.reopen"),
        Binding("c", "code", "Code", id="user.code"),
        Binding("s", "second", "Second factor", id="user.second"),
        Binding("u", "unlock", "Let try again", id="user.unlock", show=False),
        Binding("e", "end", "End a session", id="user.end", show=False),
    ]

    def __init__(self, session: Session, user_id: int) -> None:
        super().__init__(session)
        self._user_id = user_id
        self._page: UserPage | None = None

    def compose(self) -> ComposeResult:
        """Lay out one page of text."""
        with Page(id="person", classes="dialog wide"):
            yield Label("", id="who", classes="title", markup=False)
            yield Static("", id="facts", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "All about one account. Nothing here is ever erased: a closed account keeps"
            " its name in all that was recorded. What changes something asks first."
        )

    def prepare(self) -> None:
        """Read the account; keys that come meanwhile wait for it."""
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do with an account in this state."""
        if action not in _NEEDS:
            return super().check_action(action, parameters)
        permission, states = _NEEDS[action]
        page = self._page
        if page is None or not self.session.may(permission):
            return False
        has_it = {
            "end": bool(page.open_sessions),
            "unlock": page.failed_tries > 0,
            "second": page.has_second_factor,
        }
        is_own = page.row.user_id == self.session.user_id
        if is_own and action in _NOT_OWN:
            return False
        return page.row.state in states and has_it.get(action, True)

    def action_approve(self) -> None:
        """Approve somebody who waits."""
        self._ask_in(ApproveForm(self.session, self._row))

    def action_reject(self) -> None:
        """Reject somebody who waits, and say why."""
        self._ask_in(reject_form(self.session, self._row))

    def action_change(self) -> None:
        """Correct what it says about the person."""
        self._ask_in(ChangeUserForm(self.session, self._row))

    def action_close(self) -> None:
        """Close the account, and say why."""
        means = _("Nobody can sign in with it; whoever is signed in is out at once.")
        self._ask_reason(_("Close {who}?"), means, close_user)

    def action_reopen(self) -> None:
        """Open a closed account again, and say why."""
        means = _("It has the role and the password it had, and counts as approved.")
        self._ask_reason(_("Open {who} again?"), means, reopen_user)

    def action_unlock(self) -> None:
        """Let somebody try again who mistyped the password too often."""
        question = about(_("Let {who} try again at once?"), self._row)
        warning = _("Ask who it was: somebody else may be guessing the password.")
        self._confirm(question, warning, unlock_user, lambda _nothing: self._read())

    def action_code(self) -> None:
        """Make six digits for a new password."""
        question = about(
            _("Make a code for {who} to choose a new password?"), self._row
        )
        warning = _("Only for the person who stands before you.")
        self._confirm(question, warning, issue_code, self._show_code)

    def action_second(self) -> None:
        """Take the second factor off somebody who has lost the phone."""
        question = about(_("Remove the second factor of {who}?"), self._row)
        warning = _("Only for the person who stands before you.")
        self._confirm(question, warning, remove_of, lambda _nothing: self._read())

    def action_end(self) -> None:
        """Ask which session to end."""
        page = self._page
        assert page is not None  # else the key does nothing
        sessions = page.open_sessions[:_CHOICES]
        lines = [session_line(each, self.session.clock) for each in sessions]
        question = Choose(
            about(_("Which session of {who} ends?"), page.row),
            lines,
            about=_("The next action there is refused. What was saved stays."),
            at_once=False,
        )
        question.open(
            self.app,
            lambda place: (
                None if place is None else self._end(sessions[place].session_id)
            ),
        )

    # -- what is done ------------------------------------------------------------

    @property
    def _row(self) -> UserRow:
        assert self._page is not None  # else no key does anything
        return self._page.row

    def _ask_in(self, form: Dialog[Any]) -> None:
        # Read again after a refusal too: somebody else may have been faster.
        form.open(self.app, lambda _saved: self._read())

    def _ask_reason(
        self, sentence: str, means: str, service: Callable[..., None]
    ) -> None:
        title, user_id = about(sentence, self._row), self._user_id
        self._ask_in(ReasonForm(self.session, title, means, service, user_id))

    def _confirm(
        self,
        question: str,
        warning: str,
        service: Callable[..., Any],
        then: Callable[[Any], None],
    ) -> None:
        request_id = new_request_id()

        def do(yes: bool | None) -> None:
            if yes:
                self.ask(
                    lambda: service(self.session, self._user_id, request_id=request_id),
                    then,
                )

        Confirm(question, warning).open(self.app, do)

    def _end(self, session_id: int) -> None:
        request_id = new_request_id()
        self.ask(
            lambda: end_session(self.session, session_id, request_id=request_id),
            lambda _nothing: self._read(),
        )

    def _show_code(self, code: str) -> None:
        until = self.session.clock.at_clinic(self.session.clock.now() + LASTS)
        half = len(code) // 2
        lines = [
            _("Good until {time}, for five tries, and once.").format(
                time=f"{until:%H:%M}"
            ),
            _("At the sign-in screen F7 asks for the ID, this code, a new password."),
        ]
        title = about(_("Code for {who}"), self._row)
        ShownOnce(title, big(f"{code[:half]} {code[half:]}"), lines).open(
            self.app, lambda _nothing: self._read()
        )

    def _read(self) -> None:
        self.ask(lambda: user_page(self.session, self._user_id), self._show)

    def _show(self, page: UserPage) -> None:
        self._page = page
        self.query_one("#who", Label).update(about("{who}", page.row))
        lines = page_lines(page, self.session.clock)
        self.query_one("#facts", Static).update("\n".join(lines))
        self.refresh_bindings()
        self.take_keys_again()
