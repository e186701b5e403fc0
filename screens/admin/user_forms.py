"""Forms about one account: make it, change it, and say why something is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.once import ShownOnce
from screens.dialogs.person import PersonForm
from screens.dialogs.reason import ReasonForm
from screens.dialogs.saving import SavingForm
from screens.widgets.choice_input import ChoiceInput
from screens.words import role_words
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.adding import NewAccount, create_user
from wema_tui.services.accounts.changing import change_user
from wema_tui.services.accounts.deciding import approve, reject
from wema_tui.services.accounts.people import UserRow
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.session import Session
from wema_tui.text import printable

NEW_USER = "user.new"
CHANGE_USER = "user.change"


class Person(Protocol):
    """Whom a question is about: a row of either list."""

    @property
    def user_id(self) -> int:
        """Row of the account."""

    @property
    def employee_id(self) -> str:
        """`PHA001`."""

    @property
    def full_name(self) -> str:
        """As the person writes it."""

    @property
    def role(self) -> str:
        """One of `ROLES`."""


class NewUserForm(PersonForm[NewAccount]):
    """Makes an account that is good at once, with a one-time password."""

    draft_form = NEW_USER

    @property
    def headline(self) -> str:
        """What is done with the person."""
        return _("A new account")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The account can be used at once. Its ID and a one-time password are"
            " shown when it is saved: the person chooses another password then."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], NewAccount] | None:
        """Return what makes the account."""
        person = self.person(problems)
        return lambda: create_user(self.session, **person, request_id=self.request_id)


class ChangeUserForm(PersonForm[None]):
    """Changes who it is, and as what the person works.

    Args:
        session: Who changes it.
        row: As it is now.
    """

    def __init__(self, session: Session, row: UserRow) -> None:
        super().__init__(session, row)
        self._changed = row
        self.draft_form = f"{CHANGE_USER}:{row.user_id}"

    @property
    def headline(self) -> str:
        """What is done with the person."""
        return about(_("Change {who}"), self._changed)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The ID stays as it is, whatever the role. Another role ends the person's"
            " sessions: the next sign-in has the new one."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what changes the account."""
        person = self.person(problems)
        return lambda: change_user(
            self.session, self._changed.user_id, **person, request_id=self.request_id
        )


class ApproveForm(SavingForm[None]):
    """Approves somebody who waits, in the role that was wanted or in another.

    Args:
        session: Who approves.
        row: Who waits.
    """

    AUTO_FOCUS = "#role"
    enter_saves = False

    def __init__(self, session: Session, row: Person) -> None:
        super().__init__(session)
        self._row, self._request_id = row, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the role and a remark."""
        with Vertical(classes="dialog wide"):
            title = about(_("Approve {who}?"), self._row)
            yield Label(title, classes="title", markup=False)
            yield from choice_field("role", _("Role"), role_words(), self._row.role)
            yield from text_field(
                "reason",
                _("Remark (may stay empty)"),
                limit=300,
                help=_("For the audit log, for instance: licence seen."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = _("F2 approves. Check that you know who it is.")
            how = self.wema.with_keys(how, F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "From then on the account may do all that its role may, and does not end."
            " The ID stays as it is, whatever the role."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what approves."""
        role = self.checked("role", self.query_one("#role", ChoiceInput).read, problems)
        remark = self.text_of("reason")
        return lambda: approve(
            self.session,
            self._row.user_id,
            role=role,
            reason=remark,
            request_id=self._request_id,
        )


def about(sentence: str, row: Person) -> str:
    """Return *sentence* with the person's ID and name for `{who}`."""
    return sentence.format(who=f"{row.employee_id} {printable(row.full_name, 60)}")


def reject_form(session: Session, row: Person) -> ReasonForm:
    """Return the question why somebody who waits is rejected."""
    return ReasonForm(
        session,
        about(_("Reject {who}?"), row),
        _("The account is closed, and whoever is signed in with it is out at once."),
        reject,
        row.user_id,
    )


def new_account(made: NewAccount) -> ShownOnce:
    """Return what is shown once of a new account: the ID and the password."""
    title = _("The account {id} is made").format(id=made.employee_id)
    if made.password is None:  # the line dropped when it was shown
        lines = [_("Its password was shown before. Make a code for a new one.")]
        return ShownOnce(title, made.employee_id, lines)
    secret = f"{made.employee_id}\n{made.password}"
    lines = [
        _("Give both to the person, and to nobody else: on paper, or read aloud."),
        _("The password is good for one sign-in: then the person chooses another."),
        _("It is shown once and kept nowhere."),
    ]
    return ShownOnce(title, secret, lines)
