"""The hours of doctors: slots, what cannot be, and where hours meet."""

from datetime import date

import pytest

from db.audit import AuditEntry
from tests.appointments import EIGHT, MONDAY, doctor_id, receiving
from tests.truth import lies
from wema_tui.services.appointments import errors
from wema_tui.services.appointments.absences import add_absence, withdraw_absence
from wema_tui.services.appointments.hours import (
    NewHours,
    add_hours,
    end_hours,
    timetable,
)
from wema_tui.services.appointments.rules import (
    Absence,
    Hours,
    Timetable,
    is_within,
    slots_of,
)

SUNDAY = date(2026, 5, 3)
NEXT_MONDAY = date(2026, 5, 11)


def hours(starts=EIGHT, ends=EIGHT + 60, slot_minutes=20, **also):
    values = {"weekday": 0, "places": 1, "from_day": MONDAY}
    return Hours(starts=starts, ends=ends, slot_minutes=slot_minutes, **values | also)


def times(timetable, day=MONDAY):
    return [slot.minute for slot in slots_of(timetable, day)]


def test_a_slot_that_would_go_on_after_the_hours_is_none():
    assert times(Timetable((hours(ends=EIGHT + 50),))) == [480, 500]


def test_morning_and_afternoon_are_one_day_in_order():
    both = (hours(840, 880), hours(EIGHT, EIGHT + 40))
    assert times(Timetable(both)) == [480, 500, 840, 860]


def test_hours_hold_from_their_first_day_to_their_last():
    table = Timetable((hours(until_day=NEXT_MONDAY),))
    assert [bool(times(table, date(2026, 4, 27))), bool(times(table))] == [
        False,
        True,
    ]
    assert times(table, NEXT_MONDAY)
    assert not times(table, date(2026, 5, 18))
    assert not times(table, date(2026, 5, 5))


def test_there_is_no_slot_while_the_doctor_is_away():
    away = Absence(MONDAY, NEXT_MONDAY, "leave")
    table = Timetable((hours(),), (away,))
    assert times(table) == times(table, NEXT_MONDAY) == []
    assert times(table, date(2026, 5, 18))


@pytest.mark.parametrize(
    ("opening", "is_so"),
    [
        ("08:00-16:00", True),
        ("08:30-16:00", False),
        ("06:00-08:30", False),
        ("closed", False),
        ("00:00-24:00", True),
    ],
)
def test_hours_are_compared_with_those_of_the_clinic(opening, is_so):
    assert is_within(opening, EIGHT, EIGHT + 60) is is_so


@pytest.mark.parametrize(
    "wrong",
    [
        {"slot_minutes": 4},
        {"slot_minutes": 481},
        {"places": 0},
        {"places": 51},
        {"ends": EIGHT + 29},
        {"ends": EIGHT},
        {"starts": 23 * 60 + 50, "ends": 24 * 60 + 20},
        {"from_day": SUNDAY},
        {"until_day": SUNDAY},
    ],
)
def test_hours_that_cannot_be_are_refused_and_nothing_is_kept(receptionist, wrong):
    with pytest.raises(errors.BadHours) as caught:
        receiving(receptionist, **wrong)
    assert caught.value.hint
    doctor = doctor_id(receptionist.store, "DOC001")
    assert timetable(receptionist, doctor) == Timetable()


def test_a_doctor_is_not_in_two_rooms_at_once(receptionist):
    doctor = receiving(receptionist)
    with pytest.raises(errors.HoursMeet, match="Wednesday from 08:00 to 10:00"):
        receiving(receptionist, weekdays=[2, 6], starts=EIGHT + 90, ends=EIGHT + 180)
    assert 6 not in {each.weekday for each in timetable(receptionist, doctor).hours}
    receiving(receptionist, weekdays=[2], starts=EIGHT + 120, ends=EIGHT + 180)


def test_after_the_end_of_the_old_hours_new_ones_may_begin(receptionist):
    doctor = receiving(receptionist, weekdays=[0])
    old = timetable(receptionist, doctor).hours[0]
    end_hours(receptionist, old.id, last_day=MONDAY, request_id="e1")
    receiving(receptionist, weekdays=[0], from_day=NEXT_MONDAY, places=5)
    found = timetable(receptionist, doctor).hours
    assert [(each.until_day, each.places) for each in found] == [(MONDAY, 2), (None, 5)]
    with pytest.raises(errors.BadHours, match="ended already"):
        end_hours(receptionist, old.id, last_day=NEXT_MONDAY, request_id="e2")


def test_the_past_of_hours_cannot_be_changed(receptionist):
    doctor = receiving(receptionist)
    row = timetable(receptionist, doctor).hours[0]
    with pytest.raises(errors.BadHours, match="past"):
        end_hours(receptionist, row.id, last_day=date(2026, 5, 2), request_id="e1")


def test_hours_outside_the_opening_hours_are_kept_with_a_warning(receptionist):
    doctor = doctor_id(receptionist.store, "DOC001")

    def add(weekday, request_id):
        new = NewHours([weekday], EIGHT, EIGHT + 60, 20, 1, MONDAY)
        return add_hours(receptionist, doctor, new, request_id=request_id)

    assert add(0, "h1") == ""
    assert "Sunday, closed" in add(6, "h2")
    assert "Sunday, closed" in add(6, "h2")  # the same request once more
    assert len(timetable(receptionist, doctor).hours) == 2


def test_only_a_doctor_has_hours(receptionist):
    with pytest.raises(errors.NoDoctor):
        receiving(receptionist, who="NUR001")


def test_an_absence_that_cannot_be_is_refused(receptionist):
    doctor = receiving(receptionist)
    for first, last in ((NEXT_MONDAY, MONDAY), (SUNDAY, SUNDAY)):
        with pytest.raises(errors.BadAbsence):
            add_absence(
                receptionist,
                doctor,
                first_day=first,
                last_day=last,
                reason="leave",
                request_id=f"a {first}".replace(" ", ""),
            )
    with pytest.raises(errors.BadAbsence):
        withdraw_absence(receptionist, 1, request_id="w1")


def test_all_that_is_decided_about_hours_is_in_the_log(store, clinic, receptionist):
    doctor = receiving(receptionist, weekdays=[0])
    row = timetable(receptionist, doctor).hours[0]
    end_hours(receptionist, row.id, last_day=MONDAY, request_id="e1")
    days = {"first_day": MONDAY, "last_day": MONDAY}
    add_absence(receptionist, doctor, reason="ill", request_id="a1", **days)
    absence = timetable(receptionist, doctor).absences[0]
    withdraw_absence(receptionist, absence.id, request_id="w1")
    with store.read():
        entries = AuditEntry.select().where(AuditEntry.subject == f"user:{doctor}")
        found = [each.action for each in entries.order_by(AuditEntry.seq)]
    assert found[-4:] == [
        "doctor.hours",
        "doctor.hours_end",
        "doctor.absence",
        "doctor.absence_withdraw",
    ]
    assert lies(store, clinic.key) == []
