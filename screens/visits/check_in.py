"""The form that checks a patient in, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Footer, Label

from screens.base import WemaScreen
from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.notice import Notice
from screens.dialogs.saving import Saved, SavingForm
from screens.patients.words import allergy_line, brief
from screens.visits.sending import doctor_choices, number_of, point_choices
from screens.visits.words import token_at
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from wema_tui.days import time_text
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.money import money
from wema_tui.services.finance.insurers import InsurerRow, insurers
from wema_tui.services.session import Session
from wema_tui.services.visits.opening import CheckedIn, check_in
from wema_tui.services.visits.points import Doctor, Point, doctors_here
from wema_tui.services.visits.queries import Arrival, Expected, arrival_of
from wema_tui.services.visits.queues import service_points
from wema_tui.services.visits.rules import TRIAGE
from wema_tui.text import clean, printable

CHECK_IN = "visit.open"
_ONESELF = "0"  # among the payers
_YES, _NO = "yes", "no"


@dataclass(frozen=True)
class Desk:
    """What reception has at hand for one patient.

    Attributes:
        arrival: Who has come.
        points: Where the patient can want to go.
        doctors: Who can be asked for.
        insurers: Who can pay.
    """

    arrival: Arrival
    points: Sequence[Point]
    doctors: Sequence[Doctor]
    insurers: Sequence[InsurerRow]


def start_check_in(
    screen: WemaScreen[Any], number: int, then: Callable[[], Any]
) -> None:
    """Check a patient in, over *screen*; or say where the patient waits already.

    Args:
        screen: In front.
        number: The patient's.
        then: Called when the patient is checked in and the token was read.
    """
    session = screen.session

    def read() -> Desk:
        points = service_points(session)
        return Desk(
            arrival_of(session, number),
            [point for point in points if point.kind != TRIAGE],
            doctors_here(session),
            insurers(session),
        )

    def show(desk: Desk) -> None:
        visit = desk.arrival.visit
        if visit is None:
            CheckInForm(session, desk).open(screen.app, partial(saved, desk))
        else:
            who = brief(desk.arrival.patient, session.clock.today())
            told = _("Checked in already: {stage}.").format(stage=visit.stage.words)
            Notice(who, [told]).open(screen.app)

    def saved(desk: Desk, answer: Saved[CheckedIn] | None) -> None:
        if answer is not None:
            title, lines = _told(answer.answer, desk.arrival.currency)
            Notice(title, lines).open(screen.app, lambda _nothing: then())

    screen.ask(read, show)


class CheckInForm(SavingForm[CheckedIn]):
    """Opens a visit.

    Args:
        session: Who checks in.
        desk: What is at hand.
    """

    AUTO_FOCUS = "#reason"
    enter_saves = False
    FIELD_OF = {
        "visit.member_number": "member_number",
        "point.unknown": "point",
        "visit.doctor": "doctor",
    }

    def __init__(self, session: Session, desk: Desk) -> None:
        super().__init__(session)
        self._desk = desk
        self._patient = desk.arrival.patient
        self.draft_form = f"{CHECK_IN}:{self._patient.number}"

    def compose(self) -> ComposeResult:
        """Lay out who it is, and the boxes."""
        patient, desk = self._patient, self._desk
        expected = desk.arrival.appointment
        with Page(classes="dialog wide form"):
            today = self.session.clock.today()
            title = _("Check in: {who}").format(who=brief(patient, today))
            yield Label(title, classes="title", markup=False)
            yield Label(self._known(), classes="about", markup=False)
            if expected is not None:
                yield from choice_field(
                    "appointment", _appointment(expected), _yes_or_no(), _YES
                )
            yield from text_field(
                "reason",
                _("Why has the patient come?"),
                expected.reason if expected is not None else "",
                limit=300,
                help=_("In the patient's words, for instance: cough for a week."),
            )
            yield from choice_field("point", _("Where to"), point_choices(desk.points))
            yield from choice_field(
                "doctor",
                _("To this doctor alone (mostly empty)"),
                doctor_choices(desk.doctors),
                str(expected.doctor_id) if expected is not None else None,
            )
            yield from choice_field(
                "payer",
                _("Who pays"),
                self._payers(),
                str(patient.insurer_id or _ONESELF),
            )
            yield from text_field(
                "member_number",
                _("Member number, if an insurer pays"),
                patient.member_number,
                limit=40,
                help=_("From the insurer's card."),
            )
            yield from text_field(
                "authorization_number",
                _("Authorization number, if the insurer gives one"),
                limit=40,
                help=_("What the insurer gives for this visit; may stay empty."),
            )
            yield from choice_field("emergency", _("An emergency?"), _yes_or_no(), _NO)
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 checks the patient in."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A visit begins. Before a consultation a nurse sees the patient; an"
            " emergency goes to the doctor at once, before all others. A new patient"
            " is charged the file fee, once. The service point may have a fee too."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], CheckedIn] | None:
        """Return what checks in."""
        reason = self.text_of("reason")
        self.checked(
            "reason", lambda: clean(reason, what=_("Reason"), limit=300), problems
        )
        point = self._number("point", problems, required=True)
        doctor = self._number("doctor", problems)
        payer = self._number("payer", problems, required=True)
        is_emergency = self._says_yes("emergency", problems)
        expected = self._desk.arrival.appointment
        if expected is not None and not self._says_yes("appointment", problems):
            expected = None
        if point is None:
            return None
        return lambda: check_in(
            self.session,
            patient=self._patient.number,
            reason=reason,
            point_id=point,
            doctor_id=doctor,
            insurer_id=payer or None,
            member_number=self.text_of("member_number") if payer else "",
            authorization_number=self.text_of("authorization_number") if payer else "",
            appointment_id=None if expected is None else expected.id,
            urgency="emergency" if is_emergency else None,
            request_id=self.request_id,
        )

    def _number(
        self, field: str, problems: dict[str, WemaError], *, required: bool = False
    ) -> int | None:
        box = self.query_one(f"#{field}", ChoiceInput)
        return self.checked(field, partial(number_of, box, required=required), problems)

    def _says_yes(self, field: str, problems: dict[str, WemaError]) -> bool:
        box = self.query_one(f"#{field}", ChoiceInput)
        return self.checked(field, box.read, problems) == _YES

    def _payers(self) -> dict[str, str]:
        funds = {str(row.insurer_id): row.code for row in self._desk.insurers}
        return {_ONESELF: _("The patient")} | funds

    def _known(self) -> str:
        """Return what reception should know before asking."""
        lines = [allergy_line(self._patient)]
        if self._desk.arrival.is_first_of_year:
            lines.append(_("First visit of this year."))
        return "\n".join(lines)


def _appointment(expected: Expected) -> str:
    return _("Comes for the appointment at {time} with {doctor}").format(
        time=time_text(expected.minute), doctor=printable(expected.doctor, 40)
    )


def _yes_or_no() -> dict[str, str]:
    return {_YES: _("Yes"), _NO: _("No")}


def _told(done: CheckedIn, currency: str) -> tuple[str, list[str]]:
    """Return what to tell the patient: the token, and what it costs."""
    title = token_at(done.token, done.point)
    lines = [_("Tell the patient the token, and where to wait.")]
    if done.is_first_of_year:
        lines.append(_("First visit of this year."))
    lines += [
        _("Charged: {what}, {amount} {currency}").format(
            what=printable(each.what, 60),
            amount=money(each.amount, currency),
            currency=currency,
        )
        for each in done.charges
    ]
    lines += [
        _("NOT CHARGED: {what} has no price.").format(what=printable(what, 60))
        for what in done.unpriced
    ]
    return title, lines
