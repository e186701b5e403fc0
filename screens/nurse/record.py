"""What nurses found and did about one patient; corrected, taken back, followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from textwrap import wrap
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.base import Dialog
from screens.dialogs.choose import Choose
from screens.nurse.care import CareForm
from screens.nurse.correcting import CorrectForm, TakeBackForm
from screens.nurse.record_words import care_words, reading_words, record_lines
from screens.nurse.trend import TrendScreen
from screens.nurse.triage import TriageForm, VitalsForm
from screens.nurse.words import warnings, who_line
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.nurse.reading import NursingRecord, nursing_record, open_record
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.patients.records import PatientPage
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session

_CHOICES = 9  # that a number picks
_NEEDED = {"vitals": "vitals.record", "care": "care.give", "triage": "triage.set"}


def record_of(session: Session, page: PatientPage) -> RecordScreen:
    """Return the record of whom a patient's page shows."""
    return RecordScreen(session, page.survivor or page.row, page.open_visit)


class RecordScreen(Dialog[None]):
    """One page to read, and what may be added to it.

    Args:
        session: Who looks.
        patient: Whose record it is.
        visit: The open visit; None for none: then nothing is added.
    """

    AUTO_FOCUS = "#record"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "vitals", "Signs", id="record.vitals"),
        Binding("f7,alt+7", "care", "Care", id="record.care"),
        Binding("f8,alt+8", "triage", "Urgency", id="record.triage"),
        Binding("t", "trend", "Trend", id="record.trend"),
        Binding("c", "correct", "Correct", id="record.correct"),
        Binding("u", "take_back", "Take back", id="record.take_back", show=False),
    ]

    def __init__(
        self, session: Session, patient: PatientRow, visit: int | None
    ) -> None:
        super().__init__(session)
        self._patient = patient
        self._head = None if visit is None else VisitHead(visit, patient)
        self._record: NursingRecord | None = None

    def compose(self) -> ComposeResult:
        """Lay out one page."""
        patient = self._patient
        with Page(id="record", classes="dialog wide signs"):
            who = who_line(patient, self.session.clock.today())
            yield Label(who, classes="title tight", markup=False)
            yield Label(warnings(patient), classes="problem", markup=False)
            yield Lines(id="record-lines")
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Vital signs by time, and the care given. Nothing is erased: a correction"
            " stands in the place of the wrong value, which the ledger keeps. Whoever"
            " opens this page is named in the audit log. Something is added only while"
            " the patient is checked in."
        )

    def prepare(self) -> None:
        """Open the record; keys that come meanwhile wait for it."""
        request_id, number = new_request_id(), self._patient.number
        self.ask(
            lambda: open_record(self.session, number, request_id=request_id),
            self._show,
            self._not_opened,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is something for."""
        record, needed = self._record, _NEEDED.get(action)
        if needed is not None:
            return self._head is not None and self.session.may(needed)
        if action in ("trend", "correct"):
            return record is not None and bool(record.readings)
        if action == "take_back":
            return bool(self._standing)
        return super().check_action(action, parameters)

    def action_vitals(self) -> None:
        """Record signs once more."""
        self._ask_in(VitalsForm(self.session, self._visit))

    def action_care(self) -> None:
        """Record what is given."""
        self._ask_in(CareForm(self.session, self._visit))

    def action_triage(self) -> None:
        """Say anew how urgent it is."""
        self._ask_in(TriageForm(self.session, self._visit))

    def action_trend(self) -> None:
        """Follow one sign."""
        assert self._record is not None  # else the key does nothing
        TrendScreen(self.session, self._record).open(self.app)

    def action_correct(self) -> None:
        """Ask which value is wrong, among the newest."""
        assert self._record is not None  # else the key does nothing
        readings = self._record.readings[:_CHOICES]
        words = [reading_words(each, self.session.clock) for each in readings]
        self._pick(
            _("Which value is wrong?"),
            words,
            lambda place: CorrectForm(self.session, self._patient, readings[place]),
        )

    def action_take_back(self) -> None:
        """Ask which entry of care is wrong, among the newest."""
        care = self._standing[:_CHOICES]
        self._pick(
            _("Which entry is wrong?"),
            [care_words(each) for each in care],
            lambda place: TakeBackForm(self.session, care[place]),
        )

    @property
    def _visit(self) -> VisitHead:
        assert self._head is not None  # else the key does nothing
        return self._head

    @property
    def _standing(self) -> list[Any]:
        care = () if self._record is None else self._record.care
        return [line for line in care if not line.taken_back]

    def _pick(
        self,
        question: str,
        options: Sequence[str],
        form: Callable[[int], Dialog[Any]],
    ) -> None:
        Choose(question, options, at_once=False).open(
            self.app,
            lambda place: None if place is None else self._ask_in(form(place)),
        )

    def _ask_in(self, form: Dialog[Any]) -> None:
        # Read again after a refusal too: somebody else may have been faster.
        form.open(self.app, lambda _saved: self._read_again())

    def _read_again(self) -> None:
        number = self._patient.number
        self.ask(lambda: nursing_record(self.session, number), self._show)

    def _not_opened(self, error: WemaError) -> None:
        self.show_failure(error)
        self.leave(None)

    def _show(self, record: NursingRecord) -> None:
        self._record = record
        draw: Callable[[int], list[Text]] = partial(_draw, record, self.session.clock)
        self.query_one("#record-lines", Lines).show(draw)
        self.refresh_bindings()
        self.take_keys_again()


def _draw(record: NursingRecord, clock: Any, room: int) -> list[Text]:
    wrapped: list[Text] = []
    for line in record_lines(record, clock, room):
        if line.cell_len <= room or line.no_wrap:
            wrapped.append(line)
        else:
            wrapped += [Text(part) for part in _parts(line.plain, room)]
    return wrapped


def _parts(text: str, room: int) -> list[str]:
    return wrap(text, max(20, room), subsequent_indent="  ")
