"""Appointments at the screen: a day, a week, a place booked, moved, cancelled."""

from datetime import timedelta

import pytest

from screens.appointments.booking import BookForm
from screens.appointments.day import DayScreen
from screens.appointments.doctors import DoctorsScreen
from screens.appointments.hours import HoursScreen
from screens.appointments.hours_forms import HoursForm
from screens.appointments.one import AppointmentScreen
from screens.appointments.week import WeekScreen
from screens.patients.find import FindPatient
from tests.appointments import booked, receiving
from tests.patients import registered
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


async def go(hands, line, screen):
    await hands.settle()
    hands.press("f10")
    await hands.wait_for("Menu: type")
    hands.type(f":{line}\r")
    await hands.wait_for_screen(screen)


async def to_tomorrow(hands):
    await go(hands, "appointments", DoctorsScreen)
    await hands.wait_for("Grace Mollel")
    hands.press("enter")
    await hands.wait_for_screen(DayScreen)
    hands.press("right")


async def test_look(at_work, doctor, asha, desk, tomorrow):
    booked(desk, doctor, asha, tomorrow)
    async with at_work("REC001") as hands:
        await to_tomorrow(hands)
        await hands.wait_for("Asha Juma")
        print(hands.text())
        hands.press("f7")
        await hands.wait_for_screen(WeekScreen)
        await hands.wait_for("Week from")
        print(hands.text())
        hands.press("escape")
        await hands.wait_for_screen(DayScreen)
        hands.press("home", "enter")
        await hands.wait_for_screen(AppointmentScreen)
        await hands.wait_for("What for")
        print(hands.text())
        hands.press("escape")
        await hands.wait_for_screen(DayScreen)
        hands.press("down", "enter")
        await hands.wait_for_screen(FindPatient)
        await hands.wait_for("1 to 1 of 1")
        print(hands.text())
        hands.press("enter")
        await hands.wait_for_screen(BookForm)
        print(hands.text())
        hands.press("escape", "escape")
        await hands.wait_for_screen(DoctorsScreen)
        await hands.wait_for("Grace")
        print(hands.text())
        hands.press("f6")
        await hands.wait_for_screen(HoursScreen)
        await hands.wait_for("Monday")
        print(hands.text())
        hands.press("f6")
        await hands.wait_for_screen(HoursForm)
        print(hands.text())
        assert 0
