"""Two records of one person: compared side by side, merged, and parted again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.base import WemaScreen
from screens.dialogs.choose import Choose
from screens.dialogs.fields import text_field
from screens.dialogs.reason import ReasonForm
from screens.dialogs.saving import Saved, SavingForm
from screens.patients.find import FindPatient
from screens.patients.page_words import facts
from screens.patients.words import about
from screens.widgets.fitted import fitted
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.merging import (
    LONGEST_REASON,
    merge_patients,
    merge_warnings,
    undo_merge,
)
from wema_tui.services.patients.records import Merged, PatientPage, open_patient
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session
from wema_tui.text import clean, printable

_LABEL, _SIGN = 18, 3  # cells
_CHOICES: Final = 9  # that a number picks


class FindOther(FindPatient):
    """Find the other record of a patient; then the two are compared.

    Args:
        session: Who merges.
        page: One of the two.
    """

    def __init__(self, session: Session, page: PatientPage) -> None:
        super().__init__(session)
        self._one = page

    @property
    def heading(self) -> str:
        """What the list is of."""
        return about(_("Who is the same person as {who}?"), self._one.row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nobody new is registered to be merged."""
        return action != "register" and super().check_action(action, parameters)

    def pick(self, row: PatientRow) -> None:
        """Compare the two: the other record is opened for it, which is in the log."""
        self.takes_keys = False
        request_id = new_request_id()
        self.ask(
            lambda: open_patient(self.session, row.number, request_id=request_id),
            self._compare,
            self._not_found,
        )

    def _compare(self, other: PatientPage) -> None:
        MergeForm(self.session, self._one, other).open(self.app, self._merged)

    def _merged(self, saved: Saved[PatientRow] | None) -> None:
        if saved is not None:
            self.leave(saved.answer)
        else:
            self.take_keys_again()


class MergeForm(SavingForm[PatientRow]):
    """Shows what two records say; F2 links the left one to the right one.

    Args:
        session: Who merges.
        given_up: The record that leads to the other one from then on.
        survivor: The record that goes on.
    """

    AUTO_FOCUS = "#reason"
    enter_saves = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "turn", "The other way round", id="merge.turn"),
    ]

    def __init__(
        self, session: Session, given_up: PatientPage, survivor: PatientPage
    ) -> None:
        super().__init__(session)
        self._given_up, self._survivor = given_up, survivor
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the two beside each other, and the reason."""
        with Page(classes="dialog wide form"):
            yield Label("", id="which", classes="title", markup=False)
            yield Lines(id="compared")
            yield Label("", id="warnings", classes="problem", markup=False)
            yield from text_field(
                "reason",
                _("How do you know that it is one person?"),
                limit=LONGEST_REASON,
                help=_("For the audit log, for instance: she has both cards with her."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = _("F2 merges, Esc leaves both as they are. It can be undone.")
            how = self.wema.with_keys(how, F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Nothing is moved or erased: the record on the left leads to the one on"
            " the right, which shows the visits of both. A sign marks what differs."
        )

    def prepare(self) -> None:
        """Compare them."""
        super().prepare()
        self._show()

    def action_turn(self) -> None:
        """Have the other one go on."""
        self._given_up, self._survivor = self._survivor, self._given_up
        self._show()

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], PatientRow] | None:
        """Return what merges them."""
        reason = self.text_of("reason")
        number, into = self._given_up.row.number, self._survivor.row.number
        self.checked(
            "reason",
            lambda: clean(reason, what=_("Reason"), limit=LONGEST_REASON),
            problems,
        )
        return lambda: merge_patients(
            self.session, number, into, reason=reason, request_id=self._request_id
        )

    def _show(self) -> None:
        given_up, survivor = self._given_up.row, self._survivor.row
        title = _("Merge {number} into {who}?").format(
            number=given_up.medical_id, who=about("{who}", survivor)
        )
        self.query_one("#which", Label).update(title)
        warnings = merge_warnings(given_up, survivor)
        self.query_one("#warnings", Label).update("\n".join(warnings))
        self.query_one("#compared", Lines).show(self._compared)

    def _compared(self, width: int) -> list[Text]:
        """Return a line for each fact, with a sign where the two differ."""
        room = max(1, (width - _LABEL - _SIGN - 1) // 2)
        clock = self.session.clock
        pairs = zip(
            facts(self._given_up, clock), facts(self._survivor, clock), strict=True
        )
        heads = (_("given up"), _("GOES ON"))
        rows = [("", *heads), *((label, a, b) for (label, a), (_same, b) in pairs)]
        return [
            Text(
                f"{fitted(label, _LABEL)}{' ! ' if a != b and label else '   '}"
                f"{fitted(a, room)} {fitted(b, room)}"
            )
            for label, a, b in rows
        ]


def part(screen: WemaScreen[Any], page: PatientPage, then: Callable[[], Any]) -> None:
    """Ask why a record stands for itself again: the page's own, or one merged into it.

    Args:
        screen: In front of it the question is put.
        page: Of a merged record, or of the one that others were merged into.
        then: Called once the question is closed.
    """

    def why(row: PatientRow | Merged) -> None:
        ReasonForm(
            screen.session,
            _("Undo the merge of {who}?").format(who=_named(row)),
            _("The record stands for itself again, with all that was its own."),
            undo_merge,
            row.number,
        ).open(screen.app, lambda _answer: then())

    def chosen(place: int | None) -> None:
        if place is not None:
            why(page.merged[place])

    if page.survivor is not None:
        why(page.row)
    elif len(page.merged) == 1:
        chosen(0)
    else:
        title = _("Which record stands for itself again?")
        Choose(title, [_named(each) for each in page.merged[:_CHOICES]]).open(
            screen.app, chosen
        )


def _named(row: PatientRow | Merged) -> str:
    return f"{medical_id(row.number)} {printable(row.full_name, 60)}"
