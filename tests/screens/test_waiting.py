"""Somebody who waits for approval at the screen, until the hours are over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from screens.at_home import Home
from screens.pharmacy.scan import ScanScreen
from screens.sign_in import SignInScreen
from tests.clinics import StoppedClock
from tests.little_clinic import PARA, STRANGE
from tests.screens.hands import Hands
from tests.screens.test_accounts import NEW, ask_for
from wema_tui.app import WemaApp
from wema_tui.services.auth.sign_in import sign_in


@pytest.fixture
def stopped(clinic):
    """The clinic by a clock that stands still."""
    clock = StoppedClock(clinic.clock.zone)
    clock.show(clinic.clock.now())
    return replace(clinic, clock=clock)


async def test_the_hours_end_in_the_middle_of_work_and_it_says_so(
    stopped, config, ledger
):
    made = ask_for(stopped)
    app = WemaApp(stopped, config, "dispensary")
    async with app.run_test(size=(80, 24)):
        hands = Hands(app)
        await hands.wait_for_screen(SignInScreen)
        session = sign_in(stopped.door("dispensary"), made.employee_id, NEW)
        app.signed_in(session)
        await hands.wait_for_screen(ScanScreen)
        hands.scan(PARA)
        await hands.wait_for("DISPENSE -10")
        stopped.clock.show(made.access_until - timedelta(seconds=1))
        hands.scan(PARA)
        await hands.wait_for(lambda: len(ledger()) == 2)
        stopped.clock.show(made.access_until)
        hands.scan(PARA)
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for("Your temporary access has ended")
        await hands.wait_for("1 scan NOT RECORDED. It is kept")
        hands.type(f"{made.employee_id}\r{NEW}\r")
        await hands.wait_for("nobody has approved it.")
    app.close()
    assert len(ledger()) == 2


async def test_who_may_not_teach_a_code_is_not_asked_what_it_is(running, clinic):
    made = ask_for(clinic)
    async with running() as hands:
        hands.app.signed_in(sign_in(clinic.door("dispensary"), made.employee_id, NEW))
        await hands.wait_for_screen(ScanScreen)
        hands.scan(STRANGE)
        await hands.wait_for("A colleague who is approved must say")
        await hands.settle()
        assert isinstance(hands.app.screen, ScanScreen)
        hands.scan(PARA)
        await hands.wait_for("DISPENSE -10")
        await hands.wait_for("1 scan NOT RECORDED")


async def test_an_administrator_who_waits_is_told_so_and_not_that_screens_are_missing(
    running, clinic
):
    made = ask_for(clinic, role="ADMIN")
    async with running() as hands:
        hands.app.signed_in(sign_in(clinic.door("dispensary"), made.employee_id, NEW))
        await hands.wait_for_screen(Home)
        await hands.wait_for("Your account waits for approval.")
        assert "not part of this version" not in hands.words()
