"""Appointments at the screen: a day, a week, a place booked, moved, cancelled."""

from datetime import timedelta

import pytest

from db.appointments import Appointment
from screens.appointments.booking import BookForm
from screens.appointments.day import DayScreen
from screens.appointments.doctors import DoctorsScreen
from screens.appointments.hours import HoursScreen
from screens.appointments.hours_forms import AbsenceForm, EndHoursForm, HoursForm
from screens.appointments.jump import DayForm
from screens.appointments.lists import ToBeMovedScreen, ToPhoneScreen
from screens.appointments.one import AppointmentScreen
from screens.appointments.week import WeekScreen
from screens.dialogs.confirm import Confirm
from screens.dialogs.notice import Notice
from screens.dialogs.reason import ReasonForm
from screens.patients.find import FindPatient
from screens.patients.page import PatientScreen
from screens.visits.check_in import CheckInForm
from tests.appointments import EIGHT, booked, doctor_id, receiving
from tests.patients import registered
from wema_tui.days import day_words, short_weekday_names
from wema_tui.services.appointments.booking import appointment
from wema_tui.services.appointments.days import day_of
from wema_tui.services.appointments.hours import timetable
from wema_tui.services.appointments.rows import State
from wema_tui.services.auth.sign_in import resume


@pytest.fixture
def desk(clinic):
    """The receptionist, at another computer."""
    return resume(clinic.door("gate"), "REC001")


@pytest.fixture
def tomorrow(clinic):
    return clinic.clock.today() + timedelta(days=1)


@pytest.fixture
def doctor(desk, clinic):
    """The row of a doctor who receives every day."""
    return receiving(desk, weekdays=range(7), from_day=clinic.clock.today())


@pytest.fixture
def asha(desk):
    return registered(desk, "Asha Juma Mrema")


@pytest.fixture
def juma(desk):
    return registered(desk, "Juma Ali", phone="0754 111 222", sex="male")


async def go(hands, line, screen):
    await hands.settle()
    hands.press("f10")
    await hands.wait_for("Menu: type")
    hands.type(f":{line}\r")
    await hands.wait_for_screen(screen)


async def to_day(hands, day):
    """Go from a home to the doctor's day, the day after today."""
    await go(hands, "appointments", DoctorsScreen)
    await hands.wait_for("Grace Mollel")
    hands.press("enter")
    await hands.wait_for_screen(DayScreen)
    hands.press("right")
    await hands.wait_for(day_words(day))


def who_comes(session, doctor, day):
    """Return {minute: names} of a doctor's day."""
    view = day_of(session, doctor, day)
    return {
        each.slot.minute: [row.patient_name for row in each.booked]
        for each in view.slots
        if each.booked
    }


async def test_a_free_place_is_booked_for_whom_one_finds(
    at_work, doctor, asha, desk, tomorrow
):
    async with at_work("REC001") as hands:
        await to_day(hands, tomorrow)
        hands.press("down", "enter")
        await hands.wait_for_screen(FindPatient)
        await hands.type_slowly("mrema")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(BookForm)
        await hands.type_slowly("blood pressure")
        hands.press("f2")
        await hands.wait_for_screen(DayScreen)
        await hands.wait_for("08:30 booked Asha Juma Mrema P1001U blood pressure")
    assert who_comes(desk, doctor, tomorrow) == {EIGHT + 30: ["Asha Juma Mrema"]}


async def test_enter_in_the_box_does_not_book(at_work, doctor, asha, desk, tomorrow):
    async with at_work("REC001") as hands:
        await to_day(hands, tomorrow)
        hands.press("enter")
        await hands.wait_for_screen(FindPatient)
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(BookForm)
        hands.press("enter", "escape")
        await hands.wait_for_screen(DayScreen)
        await hands.wait_for("free 2/2")
    assert who_comes(desk, doctor, tomorrow) == {}


async def test_the_last_place_taken_meanwhile_is_told_and_the_form_stays(
    at_work, doctor, asha, juma, desk, tomorrow
):
    others = [registered(desk, name) for name in ("Neema Mushi", "Zuhura Said")]
    async with at_work("REC001") as hands:
        await to_day(hands, tomorrow)
        hands.press("enter")
        await hands.wait_for_screen(FindPatient)
        await hands.type_slowly("mrema")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(BookForm)
        for each in others:
            booked(desk, doctor, each, tomorrow)
        hands.press("f2")
        await hands.wait_for("08:00 is full. Choose another time")
        hands.press("escape")
        await hands.wait_for_screen(DayScreen)
        await hands.wait_for("08:00 booked Zuhura Said")
        hands.press("f6")
        await hands.wait_for_screen(FindPatient)
        await hands.type_slowly("mrema")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(BookForm)
        await hands.wait_for("AS AN EXTRA")
        hands.press("f2")
        await hands.wait_for("08:00 extra Asha Juma Mrema")


async def test_a_patient_s_page_books_for_that_patient(
    at_work, doctor, asha, desk, clinic
):
    today = clinic.clock.today()
    async with at_work("REC001") as hands:
        await hands.settle()
        hands.app.push_screen(PatientScreen(hands.app.session, asha.number))
        await hands.wait_for("Asha Juma Mrema")
        await hands.wait_for_screen(PatientScreen)
        hands.press("b")
        await hands.wait_for_screen(DoctorsScreen)
        await hands.wait_for("Grace Mollel")
        hands.press("enter")
        await hands.wait_for_screen(DayScreen)
        await hands.wait_for("For P1001U Asha Juma Mrema")
        hands.press("right", "enter")
        await hands.wait_for_screen(BookForm)
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
    days = (who_comes(desk, doctor, today + timedelta(days=n)) for n in (1, 2))
    assert {EIGHT: ["Asha Juma Mrema"]} in list(days)


async def test_an_appointment_is_moved_with_a_reason(
    at_work, doctor, asha, desk, tomorrow
):
    old = booked(desk, doctor, asha, tomorrow)
    async with at_work("REC001") as hands:
        await to_day(hands, tomorrow)
        await hands.wait_for("08:00 booked Asha")
        hands.press("enter")
        await hands.wait_for_screen(AppointmentScreen)
        hands.press("f6")
        await hands.wait_for_screen(DayScreen)
        await hands.wait_for("Move: P1001U")
        hands.press("end", "enter")
        await hands.wait_for_screen(ReasonForm)
        await hands.wait_for("09:30, Grace Mollel")
        await hands.type_slowly("works")
        hands.press("f2")
        await hands.wait_for_screen(AppointmentScreen)
        await hands.wait_for("It was moved here from another time.")
    assert who_comes(desk, doctor, tomorrow) == {EIGHT + 90: ["Asha Juma Mrema"]}
    assert appointment(desk, old.id).state is State.MOVED


async def test_who_comes_today_is_checked_in_from_the_appointment(
    at_work, asha, desk, clinic
):
    doctor = doctor_id(clinic.store, "DOC001")
    with clinic.store.write():  # of this day, at whatever hour the test runs
        row = Appointment.create(
            patient=asha.number,
            doctor=doctor,
            day=clinic.clock.today(),
            minute=0,
            reason="control",
            is_extra=False,
            booked_at=clinic.clock.now(),
        )
    async with at_work("REC001") as hands:
        await hands.settle()
        hands.app.push_screen(AppointmentScreen(hands.app.session, row.id))
        await hands.wait_for("F8 Check in")
        hands.press("f8")
        await hands.wait_for_screen(CheckInForm)
        hands.press("tab")
        await hands.type_slowly("1")
        hands.press("f2")
        await hands.wait_for_screen(Notice)
        hands.press("escape")
        await hands.wait_for("State: came")
    assert appointment(desk, row.id).state is State.CAME


async def test_a_cancelled_appointment_says_why_and_can_be_changed_no_more(
    at_work, doctor, asha, desk, tomorrow
):
    booked(desk, doctor, asha, tomorrow)
    async with at_work("REC001") as hands:
        await go(hands, "phoning", ToPhoneScreen)
        hands.press("f6")
        await hands.wait_for_screen(DayForm)
        hands.type("tomorrow\r")
        await hands.wait_for("+255712345678 Asha Juma Mrema")
        hands.press("enter")
        await hands.wait_for_screen(AppointmentScreen)
        hands.press("f7")
        await hands.wait_for_screen(ReasonForm)
        await hands.type_slowly("travels")
        hands.press("f2")
        await hands.wait_for("Why: travels")
        await hands.wait_for(lambda: "F6 Move" not in hands.text(), what="no move")
        hands.press("escape")
        await hands.wait_for("Nobody is booked.")


async def test_the_week_says_what_is_free_and_leads_to_the_day(
    at_work, doctor, asha, desk, tomorrow
):
    booked(desk, doctor, asha, tomorrow)
    later = tomorrow + timedelta(days=7)
    async with at_work("REC001") as hands:
        await to_day(hands, tomorrow)
        hands.press("f7")
        await hands.wait_for_screen(WeekScreen)
        await hands.wait_for("[3/4]")
        name = short_weekday_names()[tomorrow.weekday()]
        await hands.wait_for(f"{name} {tomorrow:%d/%m}")
        assert "…" not in hands.text()
        hands.press("down")
        await hands.wait_for(" 3/4 ")
        hands.press("pagedown")
        await hands.wait_for(day_words(later))
        hands.press("enter")
        await hands.wait_for_screen(DayScreen)
        await hands.wait_for(day_words(later))
        await hands.wait_for("> 09:00 free 2/2")


async def test_a_day_is_gone_to_by_its_date(at_work, doctor, clinic):
    day = clinic.clock.today() + timedelta(days=30)
    async with at_work("REC001") as hands:
        await to_day(hands, clinic.clock.today() + timedelta(days=1))
        hands.press("f3")
        await hands.wait_for_screen(DayForm)
        await hands.type_slowly("99/99")
        hands.press("enter")
        await hands.wait_for("99/99 is no day.")
        hands.press("ctrl+a", "ctrl+k")
        await hands.type_slowly("+30")
        hands.press("enter")
        await hands.wait_for(day_words(day))


async def test_hours_are_entered_with_every_mistake_beside_its_field(at_work, desk):
    async with at_work("REC001") as hands:
        await go(hands, "appointments", DoctorsScreen)
        await hands.wait_for("none in four weeks")
        hands.press("f6")
        await hands.wait_for_screen(HoursScreen)
        await hands.wait_for("No hours")
        hands.press("f6")
        await hands.wait_for_screen(HoursForm)
        hands.press("f2")
        await hands.wait_for("names no days of the week")
        await hands.wait_for("is no time of the day")
        for text in ("mon-sun", "8:00", "7:00", "20"):
            await hands.type_slowly(text)
            hands.press("enter")
        hands.press("f2")
        await hands.wait_for("Not even one slot fits between these times.")
        hands.press("shift+tab", "shift+tab", "ctrl+a", "ctrl+k")
        await hands.type_slowly("10:00")
        hands.press("f2")
        await hands.wait_for_screen(Notice)
        await hands.wait_for("Outside the clinic's opening hours: Sunday, closed.")
        hands.press("escape")
        await hands.wait_for_screen(HoursScreen)
        await hands.wait_for("Monday 08:00-10:00 20 min 1")
    assert len(timetable(desk, doctor_id(desk.store, "DOC001")).hours) == 7


async def test_an_absence_says_who_is_to_be_moved_and_can_be_withdrawn(
    at_work, doctor, asha, desk, tomorrow
):
    booked(desk, doctor, asha, tomorrow)
    async with at_work("REC001") as hands:
        await go(hands, "appointments", DoctorsScreen)
        await hands.wait_for("Grace Mollel")
        hands.press("f6")
        await hands.wait_for_screen(HoursScreen)
        hands.press("f7")
        await hands.wait_for_screen(AbsenceForm)
        for text in ("tomorrow", "tomorrow", "course"):
            await hands.type_slowly(text)
            hands.press("enter")
        await hands.wait_for("1 patient is booked on these days")
        hands.press("escape")
        await hands.wait_for_screen(HoursScreen)
        hands.press("escape")
        await hands.wait_for_screen(DoctorsScreen)
        hands.press("f8")
        await hands.wait_for_screen(ToBeMovedScreen)
        await hands.wait_for("Asha Juma")
        hands.press("escape", "f6")
        await hands.wait_for_screen(HoursScreen)
        await hands.type_slowly("away")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for("No hours")  # no absence either, that begins so
    assert timetable(desk, doctor).absences == ()


async def test_hours_are_ended_on_a_day(at_work, doctor, desk, clinic):
    async with at_work("REC001") as hands:
        await go(hands, "appointments", DoctorsScreen)
        await hands.wait_for("Grace Mollel")
        hands.press("f6")
        await hands.wait_for_screen(HoursScreen)
        await hands.wait_for("1 to 7 of 7")
        hands.press("enter")
        await hands.wait_for_screen(EndHoursForm)
        hands.press("f2")
        await hands.wait_for_screen(HoursScreen)
        await hands.wait_for(f".. {clinic.clock.today()}")
    assert timetable(desk, doctor).hours[0].until_day == clinic.clock.today()


async def test_who_only_looks_after_people_sees_and_books_nothing(
    at_work, doctor, asha, desk, tomorrow
):
    async with at_work("NUR001") as hands:
        await go(hands, "appointments", DoctorsScreen)
        await hands.wait_for("Grace Mollel")
        assert "F6 Hours" not in hands.text()
