"""Check a patient in: a visit is opened, and the patient waits somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.appointments import Appointment
from db.finance import Charge
from db.nurse import Triage
from db.visits import QueueEntry, ServicePoint, Visit
from wema_tui.i18n import _
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.finance.charging import (
    charge,
    charge_file_fee,
    file_fee,
    file_fee_due,
)
from wema_tui.services.finance.in_force import open_insurer
from wema_tui.services.patients.rows import living, numbers_of
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.services.visits.errors import (
    AlreadyHere,
    MemberNumberNeeded,
    UnknownPoint,
    WrongAppointment,
)
from wema_tui.services.visits.places import doctor_named, enter, open_visit_of
from wema_tui.services.visits.points import (
    Point,
    open_point,
    point_inside,
    points_inside,
    triage_point,
)
from wema_tui.services.visits.queries import brief_of, is_first_of_year
from wema_tui.services.visits.rules import (
    TRIAGE,
    URGENCIES,
    goes_to_triage_first,
    token_words,
)
from wema_tui.text import clean


@dataclass(frozen=True)
class Charged:
    """Something that was charged with a check-in.

    Attributes:
        what: As the price list calls it.
        amount: Smallest currency unit.
    """

    what: str
    amount: int


@dataclass(frozen=True)
class CheckedIn:
    """A patient who is here now.

    Attributes:
        visit_id: The new visit.
        token: As it is called out: `T12`.
        point: Where the patient waits first.
        is_first_of_year: The first visit in this calendar year.
        charges: What was charged.
        unpriced: What would have been, but has no price for this payer.
    """

    visit_id: int
    token: str
    point: str
    is_first_of_year: bool
    charges: tuple[Charged, ...]
    unpriced: tuple[str, ...]


def check_in(
    session: Session,
    *,
    patient: int,
    reason: str,
    point_id: int,
    doctor_id: int | None = None,
    insurer_id: int | None = None,
    member_number: str = "",
    authorization_number: str = "",
    appointment_id: int | None = None,
    urgency: str | None = None,
    request_id: str,
) -> CheckedIn:
    """Open a visit for a patient who has come. All or nothing; safe to repeat.

    Before a consultation the patient goes to triage, where there is one; but an
    emergency goes to the doctor at once.

    Args:
        session: Who checks in.
        patient: The patient's number.
        reason: Why the patient has come.
        point_id: The service point that is asked for.
        doctor_id: To this doctor alone; None for whoever is there.
        insurer_id: Who pays; None for the patient.
        member_number: With that insurer.
        authorization_number: Of that insurer for this visit; may be empty.
        appointment_id: The one of today that the patient has come for.
        urgency: As reception sees it; None to leave it to the nurse.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnknownPatient, MergedPatient, PatientDied: Nobody can be checked in so.
        AlreadyHere: The patient is; the sentence says where.
        UnknownPoint, NoSuchDoctor, UnknownInsurer, WrongAppointment: It is not there.
        MemberNumberNeeded: An insurer pays, and there is no number.
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
        ValueError: There is no such urgency.
    """
    require(session, "visits.open")
    columns = {
        "reason": clean(reason, what=_("Reason"), limit=300),
        "member_number": _number(member_number, _("Member number")),
        "authorization_number": _number(
            authorization_number, _("Authorization number")
        ),
    }
    with audited_write(session, "visits.open", request_id) as act:
        if act.done_before:
            return _checked_in(act, subject_of_repeat(act, "visit.open"))
        if urgency not in (None, *URGENCIES):
            raise ValueError(f"no such urgency: {urgency}")
        numbers = _who_can_come(patient)
        wanted = _wanted(point_id)
        _check_payer(insurer_id, columns["member_number"])
        _check_appointment(act, appointment_id, numbers)
        visit = Visit.create(
            patient=patient,
            opened_at=act.now,
            day=act.today,
            opened_by=session.user_id,
            point=wanted.id,
            doctor=doctor_named(doctor_id),
            insurer=insurer_id,
            appointment=appointment_id,
            **columns,
        )
        if urgency is not None:
            row = {"visit_id": visit.id, "patient_id": patient, "urgency": urgency}
            post_rows(act, Triage, [row])
        _charge_fees(act, visit, wanted)
        first = _first_point(wanted, urgency)
        token = enter(act, visit, first, doctor_id if first == wanted else None)
        act.record(
            "visit.open",
            f"visit:{visit.id}",
            {
                "patient": subject_of(patient),
                "point": wanted.code,
                "token": token,
                "doctor": doctor_id,
                "insurer": insurer_id,
                "appointment": appointment_id,
                "urgency": urgency,
            },
        )
        return _checked_in(act, visit.id)


def _who_can_come(patient: int) -> tuple[int, ...]:
    """Return the numbers of all records of a person who can be checked in."""
    living(patient)
    numbers = numbers_of(patient)
    here = open_visit_of(numbers)
    if here is not None:
        raise AlreadyHere(
            _("The patient is checked in already: {stage}.").format(
                stage=brief_of(here.id).stage.words
            ),
            hint=_("Nothing was changed."),
        )
    return numbers


def _wanted(point_id: int) -> Point:
    point = open_point(point_id)
    if point.kind == TRIAGE:
        raise UnknownPoint(
            _("Triage is on the way, not where a patient wants to go."),
            hint=_("Choose where the patient goes after triage."),
        )
    return point


def _first_point(wanted: Point, urgency: str | None) -> Point:
    """Return where the patient waits first."""
    if not goes_to_triage_first(wanted.kind, urgency):
        return wanted
    return triage_point(points_inside()) or wanted


def _charge_fees(act: Act, visit: Any, wanted: Point) -> None:
    """Charge the file once in a patient's life, and what the service point costs."""
    of_visit = {
        "patient_id": visit.patient_id,
        "visit_id": visit.id,
        "insurer_id": visit.insurer_id,
    }
    charge_file_fee(act, **of_visit)
    if wanted.fee_item_id is not None:
        charge(act, item_id=wanted.fee_item_id, **of_visit)


def _number(text: str, what: str) -> str | None:
    return clean(text, what=what, limit=40, required=False) or None


def _check_payer(insurer_id: int | None, member_number: str | None) -> None:
    if insurer_id is None:
        return
    open_insurer(insurer_id)
    if member_number is None:
        raise MemberNumberNeeded(
            _("An insurer pays only for whoever has a member number."),
            hint=_("Type it from the card, or let the patient pay."),
        )


def _check_appointment(
    act: Act, appointment_id: int | None, numbers: tuple[int, ...]
) -> None:
    if appointment_id is None:
        return
    row = Appointment.get_or_none(
        Appointment.id == appointment_id,
        Appointment.patient.in_(numbers),
        Appointment.day == act.today,
        Appointment.cancelled_at.is_null(),
    )
    used = Visit.select().where(Visit.appointment == appointment_id).exists()
    if row is None or used:
        raise WrongAppointment(
            _("The patient has no such appointment today."),
            hint=_("Check in without it."),
        )


def _checked_in(act: Act, visit_id: int) -> CheckedIn:
    visit: Any = Visit.get_by_id(visit_id)
    first = (
        QueueEntry.select(QueueEntry, ServicePoint)
        .join(ServicePoint)
        .where(QueueEntry.visit == visit_id)
        .order_by(QueueEntry.id)
        .get()
    )
    wanted = point_inside(visit.point_id)
    made_here = Charge.request_id == act.request_id
    charges = list(Charge.select().where(made_here).order_by(Charge.id))
    return CheckedIn(
        visit_id=visit_id,
        token=token_words(first.point.letter, first.token),
        point=point_inside(first.point_id).name,
        is_first_of_year=is_first_of_year(
            numbers_of(visit.patient_id), visit.day, visit_id
        ),
        charges=tuple(Charged(row.description, row.amount) for row in charges),
        unpriced=tuple(_unpriced(visit, wanted, {row.item_id for row in charges})),
    )


def _unpriced(visit: Any, wanted: Point, charged: set[int]) -> Iterator[str]:
    """Return what this visit should have cost, and has no price."""
    file = file_fee()
    if file is not None and file_fee_due(visit.patient_id):
        yield file.name
    if wanted.fee_item_id is not None and wanted.fee_item_id not in charged:
        yield wanted.fee
