"""Appointments: booked, moved, cancelled, and what becomes of them."""

import json
from datetime import date, timedelta
from functools import partial

import pytest

from db.appointments import Appointment
from db.people import User
from db.visits import ServicePoint, Visit
from tests.appointments import EIGHT, MONDAY, TUESDAY, booked, doctor_id, receiving
from tests.at_once import at_once
from tests.hostile import HOSTILE
from tests.patients import registered
from tests.truth import lies, rows_of
from wema_tui.services.appointments import errors
from wema_tui.services.appointments.absences import add_absence, withdraw_absence
from wema_tui.services.appointments.booking import appointment, book, cancel, move
from wema_tui.services.appointments.days import day_of, doctors, week_of
from wema_tui.services.appointments.hours import end_hours, timetable
from wema_tui.services.appointments.lists import (
    due_today,
    next_open_day,
    to_be_moved,
    to_phone,
)
from wema_tui.services.appointments.placing import Wish
from wema_tui.services.appointments.rows import State
from wema_tui.services.clinic.figures.departments.appointments import DEPARTMENT
from wema_tui.services.clinic.figures.parts import Appointments, Times
from wema_tui.services.patients.changing import record_death
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.rows import MergedPatient, PatientDied, UnknownPatient
from wema_tui.services.session import PermissionDenied
from wema_tui.text import UnsafeText


@pytest.fixture
def doctor(receptionist):
    """The row of a doctor who receives."""
    return receiving(receptionist)


@pytest.fixture
def asha(receptionist):
    return registered(receptionist)


@pytest.fixture
def juma(receptionist):
    return registered(receptionist, "Juma Ali", phone="0754 111 222", sex="male")


@pytest.fixture
def neema(receptionist):
    return registered(receptionist, "Neema Mushi", phone="0765 333 444")


@pytest.fixture
def comes(store, clock):
    """Let a patient be checked in: `comes(asha, appointment_id)`."""

    def comes(patient, appointment_id=None):
        with store.write():
            point = ServicePoint.select().first() or ServicePoint.create(
                code="test", kind="consultation", letter="X"
            )
            Visit.create(
                patient=patient.number,
                opened_at=clock.now(),
                day=clock.today(),
                reason="",
                point=point.id,
                appointment=appointment_id,
            )

    return comes


def slots(session, doctor, day=TUESDAY):
    """Return {minute: free places} of a doctor's day."""
    view = day_of(session, doctor, day)
    return {each.slot.minute: each.free for each in view.slots}


def state(session, row):
    return appointment(session, row.id).state


def test_a_booked_place_is_taken_and_told(store, clinic, receptionist, doctor, asha):
    row = booked(receptionist, doctor, asha)
    assert (row.patient, row.day, row.minute) == (asha.number, TUESDAY, EIGHT)
    assert (row.state, row.is_extra) == (State.BOOKED, False)
    assert slots(receptionist, doctor) == {480: 1, 510: 2, 540: 2, 570: 2}
    with store.read():
        entry = rows_of(store, "audit_entries")[-1]
    assert entry["action"] == "appointment.book"
    assert json.loads(entry["body"])["patient"] == asha.subject
    assert lies(store, clinic.key) == []


def test_the_same_request_books_once(store, receptionist, doctor, asha):
    first = booked(receptionist, doctor, asha, request_id="r1")
    assert booked(receptionist, doctor, asha, request_id="r1") == first
    with store.read():
        assert Appointment.select().count() == 1


def test_a_full_slot_takes_another_only_on_purpose(
    receptionist, doctor, asha, juma, neema
):
    for patient in (asha, juma):
        booked(receptionist, doctor, patient)
    with pytest.raises(errors.SlotFull):
        booked(receptionist, doctor, neema)
    assert booked(receptionist, doctor, neema, is_extra=True).is_extra
    assert slots(receptionist, doctor)[EIGHT] == 0


def test_an_extra_where_there_is_room_is_none(receptionist, doctor, asha):
    assert not booked(receptionist, doctor, asha, is_extra=True).is_extra


def test_of_two_desks_that_book_the_last_place_one_gets_it(
    store, session_of, receptionist, doctor, asha, juma, neema
):
    booked(receptionist, doctor, asha)
    nurse = session_of("NURSE")
    came_to = at_once(
        partial(booked, receptionist, doctor, juma),
        partial(booked, nurse, doctor, neema),
        store=store,
    )
    assert came_to == ["Booked", "SlotFull"]
    with store.read():
        assert Appointment.select().count() == 2


def test_nobody_comes_twice_at_the_same_time_or_to_the_same_doctor(
    store, receptionist, doctor, asha
):
    booked(receptionist, doctor, asha)
    with pytest.raises(errors.BookedAlready, match="DOCTOR person already"):
        booked(receptionist, doctor, asha, minute=EIGHT + 30)
    with store.write():
        User.update(role="DOCTOR").where(User.employee_id == "PHA002").execute()
    other = receiving(receptionist, who="PHA002")
    with pytest.raises(errors.BookedAlready):
        booked(receptionist, other, asha)
    assert booked(receptionist, other, asha, minute=EIGHT + 30).doctor_id == other


def test_a_merged_record_is_refused_by_the_name_of_the_other(
    receptionist, doctor, asha
):
    double = registered(
        receptionist, "Asha Juma Mrema", phone="0712 345 679", seen={asha.number}
    )
    booked(receptionist, doctor, double)
    merge_patients(
        receptionist, double.number, asha.number, reason="same", request_id="m1"
    )
    with pytest.raises(MergedPatient, match=asha.medical_id):
        booked(receptionist, doctor, double, minute=EIGHT + 60)
    with pytest.raises(errors.BookedAlready):  # as the other record
        booked(receptionist, doctor, asha)


def test_an_appointment_of_a_merged_record_is_moved_for_the_one_that_goes_on(
    receptionist, doctor, asha
):
    double = registered(
        receptionist, "Asha Juma Mrema", phone="0712 345 679", seen={asha.number}
    )
    old = booked(receptionist, doctor, double)
    merge_patients(
        receptionist, double.number, asha.number, reason="same", request_id="m1"
    )
    new = move(
        receptionist,
        old.id,
        wish=Wish(doctor, TUESDAY, EIGHT + 60),
        reason="asked for it",
        request_id="m2",
    )
    assert (new.patient, new.moved_from) == (asha.number, old.id)
    assert state(receptionist, old) is State.MOVED


def test_nobody_phones_for_who_has_died_and_the_place_is_free(
    store, clock, receptionist, doctor, asha, juma
):
    booked(receptionist, doctor, asha)
    booked(receptionist, doctor, juma)
    assert slots(receptionist, doctor)[EIGHT] == 0
    record_death(receptionist, asha.number, on=MONDAY, request_id="d1")
    assert [row.patient for row in to_phone(receptionist, TUESDAY).rows] == [
        juma.number
    ]
    assert slots(receptionist, doctor)[EIGHT] == 1
    away = {"first_day": TUESDAY, "last_day": TUESDAY, "reason": "ill"}
    assert add_absence(receptionist, doctor, **away, request_id="a1") == 1
    assert [row.patient for row in to_be_moved(receptionist).rows] == [juma.number]
    clock.show_at_clinic(2026, 5, 5, 7, 30)
    assert [row.patient for row in due_today(receptionist).rows] == [juma.number]
    with store.read():
        counts = DEPARTMENT.appointments(Times.at(clock, clock.now()))
    assert counts is not None and counts.scheduled == 1


def test_the_place_of_who_has_died_can_be_booked(
    receptionist, doctor, asha, juma, neema
):
    for each in (asha, juma):
        booked(receptionist, doctor, each)
    record_death(receptionist, asha.number, on=MONDAY, request_id="d1")
    assert not booked(receptionist, doctor, neema).is_extra


def test_the_dead_and_strangers_have_no_appointments(receptionist, doctor, asha):
    record_death(receptionist, asha.number, on=MONDAY, request_id="d1")
    with pytest.raises(PatientDied):
        booked(receptionist, doctor, asha)
    with pytest.raises(UnknownPatient):
        book(
            receptionist,
            patient=4711,
            wish=Wish(doctor, TUESDAY, EIGHT),
            reason="",
            request_id="s1",
        )


@pytest.mark.parametrize(
    ("day", "minute", "error"),
    [
        (MONDAY - timedelta(days=7), EIGHT, errors.TimeIsPast),
        (MONDAY, EIGHT + 60, errors.TimeIsPast),  # it is half past nine
        (TUESDAY, EIGHT + 10, errors.NoSlot),
        (TUESDAY, EIGHT + 120, errors.NoSlot),
        (date(2026, 5, 9), EIGHT, errors.NoSlot),  # a Saturday
    ],
)
def test_a_time_at_which_nobody_receives_is_refused(
    receptionist, doctor, asha, day, minute, error
):
    with pytest.raises(error):
        booked(receptionist, doctor, asha, day=day, minute=minute)


def test_what_has_begun_is_not_offered_as_free(receptionist, clock, doctor):
    assert slots(receptionist, doctor, MONDAY) == {480: 0, 510: 0, 540: 0, 570: 2}
    clock.move(days=1)
    assert set(slots(receptionist, doctor, MONDAY).values()) == {0}


def test_the_slot_that_begins_now_can_still_be_had(receptionist, doctor, asha):
    assert booked(receptionist, doctor, asha, day=MONDAY, minute=EIGHT + 90)


def test_who_is_no_doctor_or_works_here_no_more_receives_nobody(
    store, receptionist, doctor, asha
):
    with pytest.raises(errors.NoDoctor):
        booked(receptionist, doctor_id(store, "NUR001"), asha)
    row = booked(receptionist, doctor, asha)
    with store.write():
        User.update(state="closed").where(User.id == doctor).execute()
    with pytest.raises(errors.NoDoctor):
        booked(receptionist, doctor, asha, minute=EIGHT + 30)
    assert [each.id for each in to_be_moved(receptionist).rows] == [row.id]
    assert doctors(receptionist).rows == ()


def test_moving_cancels_and_books_in_one_act(store, clinic, receptionist, doctor, asha):
    old = booked(receptionist, doctor, asha)
    new = move(
        receptionist,
        old.id,
        wish=Wish(doctor, TUESDAY, EIGHT + 30),
        reason="works until eight",
        request_id="m1",
    )
    assert (new.moved_from, new.reason, new.minute) == (old.id, "control", EIGHT + 30)
    was = appointment(receptionist, old.id)
    assert (was.state, was.cancel_reason) == (State.MOVED, "works until eight")
    assert slots(receptionist, doctor)[EIGHT] == 2
    assert lies(store, clinic.key) == []


def test_what_cannot_be_moved_stays(receptionist, doctor, asha, juma, neema):
    for patient in (asha, juma):
        booked(receptionist, doctor, patient, minute=EIGHT + 30)
    old = booked(receptionist, doctor, neema)
    wish = Wish(doctor, TUESDAY, EIGHT + 30)
    with pytest.raises(errors.SlotFull):
        move(receptionist, old.id, wish=wish, reason="later", request_id="m1")
    assert state(receptionist, old) is State.BOOKED
    assert slots(receptionist, doctor)[EIGHT] == 1


def test_a_cancelled_place_is_free_again(receptionist, doctor, asha):
    row = booked(receptionist, doctor, asha)
    cancel(receptionist, row.id, reason="travels", request_id="c1")
    cancel(receptionist, row.id, reason="travels", request_id="c1")
    assert state(receptionist, row) is State.CANCELLED
    assert slots(receptionist, doctor)[EIGHT] == 2
    with pytest.raises(errors.NotOpenAnyMore, match="cancelled already"):
        cancel(receptionist, row.id, reason="travels", request_id="c2")
    assert booked(receptionist, doctor, asha).id != row.id


def test_who_did_not_come_has_missed_it_once_the_day_is_over(
    receptionist, clock, doctor, asha
):
    row = booked(receptionist, doctor, asha)
    clock.move(days=1, hours=10)
    assert state(receptionist, row) is State.BOOKED
    clock.move(days=1)
    assert state(receptionist, row) is State.MISSED
    with pytest.raises(errors.NotOpenAnyMore, match="is over"):
        cancel(receptionist, row.id, reason="late", request_id="c1")


def test_who_came_has_come_whatever_the_hour(receptionist, clock, doctor, asha, comes):
    row = booked(receptionist, doctor, asha)
    clock.move(days=1)
    assert [each.id for each in due_today(receptionist).rows] == [row.id]
    comes(asha, row.id)
    assert due_today(receptionist).rows == ()
    clock.move(days=3)
    assert state(receptionist, row) is State.CAME
    with pytest.raises(errors.NotOpenAnyMore, match="has come"):
        cancel(receptionist, row.id, reason="late", request_id="c1")


def test_the_doctor_who_is_away_receives_nobody_until_it_is_withdrawn(
    receptionist, doctor, asha, juma
):
    row = booked(receptionist, doctor, asha)
    to_move = add_absence(
        receptionist,
        doctor,
        first_day=TUESDAY,
        last_day=date(2026, 5, 8),
        reason="course in Moshi",
        request_id="a1",
    )
    assert to_move == 1
    assert [each.id for each in to_be_moved(receptionist).rows] == [row.id]
    with pytest.raises(errors.DoctorAway, match="course in Moshi"):
        booked(receptionist, doctor, juma)
    view = day_of(receptionist, doctor, TUESDAY)
    assert (view.slots, [each.id for each in view.others]) == ((), [row.id])
    absence = timetable(receptionist, doctor).absences[0]
    withdraw_absence(receptionist, absence.id, request_id="w1")
    assert to_be_moved(receptionist).rows == ()
    assert booked(receptionist, doctor, juma)


def test_hours_that_end_leave_who_is_booked_to_be_moved(receptionist, doctor, asha):
    row = booked(receptionist, doctor, asha)
    tuesdays = timetable(receptionist, doctor).hours[1]
    end_hours(receptionist, tuesdays.id, last_day=MONDAY, request_id="e1")
    assert [each.id for each in to_be_moved(receptionist).rows] == [row.id]
    with pytest.raises(errors.NoSlot):
        booked(receptionist, doctor, asha)


def test_a_week_is_from_monday_whatever_day_was_asked_for(receptionist, doctor):
    week = week_of(receptionist, doctor, date(2026, 5, 7))
    assert [each.day for each in week][:2] == [MONDAY, TUESDAY]
    assert [len(each.slots) for each in week] == [4, 4, 4, 4, 4, 0, 0]
    assert week[6].opening == "closed"


def test_the_next_free_slot_of_each_doctor_is_known(receptionist, doctor, asha):
    row = doctors(receptionist, "doc001").rows[0]
    assert (row.places_today, row.booked_today) == (8, 0)
    assert row.next_free == (MONDAY, EIGHT + 90)
    assert doctors(receptionist, "nobody").rows == ()


def test_who_comes_tomorrow_is_found_by_name_phone_or_medical_id(
    receptionist, doctor, asha, juma
):
    later = booked(receptionist, doctor, asha, minute=EIGHT + 30)
    first = booked(receptionist, doctor, juma)
    day = next_open_day(receptionist, MONDAY)
    found = partial(to_phone, receptionist, day)
    assert [each.id for each in found().rows] == [first.id, later.id]
    assert found().rows[1].phone == "+255712345678"
    for text in ("asha", "0712 345", asha.medical_id):
        assert [each.id for each in found(text).rows] == [later.id]
    assert found("\x00").rows == ()


def test_the_day_before_sunday_is_followed_by_monday(receptionist):
    assert next_open_day(receptionist, date(2026, 5, 9)) == date(2026, 5, 11)


def test_the_dashboard_counts_walk_ins_apart(
    store, clock, receptionist, doctor, asha, juma, neema, comes
):
    def counts():
        with store.read():
            return DEPARTMENT.appointments(Times.at(clock, clock.now()))

    assert counts() is None
    coming = [booked(receptionist, doctor, each) for each in (asha, juma)]
    cancelled = booked(receptionist, doctor, neema, minute=EIGHT + 30)
    cancel(receptionist, cancelled.id, reason="ill", request_id="c1")
    clock.show_at_clinic(2026, 5, 5, 7, 30)
    assert counts() == Appointments(scheduled=2, walk_in=0, done=0, missed=0)
    comes(asha, coming[0].id)
    comes(neema)
    clock.move(hours=1)
    assert counts() == Appointments(scheduled=2, walk_in=1, done=1, missed=1)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_reason_drives_a_terminal(receptionist, doctor, asha, text):
    with pytest.raises(UnsafeText):
        booked(receptionist, doctor, asha, reason=text)


def test_who_may_only_see_books_and_changes_nothing(session_of, admin, doctor, asha):
    with pytest.raises(PermissionDenied):
        booked(admin, doctor, asha)
    with pytest.raises(PermissionDenied):
        receiving(session_of("NURSE"), weekdays=[6])
    with pytest.raises(PermissionDenied):
        to_phone(session_of("FINANCE"), TUESDAY)
