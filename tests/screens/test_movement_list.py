import re
from dataclasses import replace
from datetime import timedelta

from screens.sign_in import SignInScreen
from tests.clinics import StoppedClock
from tests.little_clinic import PARA
from tests.screens.hands import Hands
from wema_tui.app import WemaApp
from wema_tui.services.auth.sign_in import resume


async def test_a_movement_of_today_has_its_time_and_an_earlier_one_its_day(
    clinic, config
):
    clock = StoppedClock(clinic.clock.zone)
    clock.show(clinic.clock.now() + timedelta(days=3))
    app = WemaApp(replace(clinic, clock=clock), config, "dispensary")
    async with app.run_test(size=(80, 24)):
        hands = Hands(app)
        await hands.wait_for_screen(SignInScreen)
        app.signed_in(resume(app.clinic.door("dispensary"), "PHA001"))
        await hands.wait_for(lambda: re.search(r" \d\d/\d\d IN ", hands.words()))
        assert not re.search(r"\d:\d\d IN ", hands.words())
        hands.scan(PARA)
        await hands.wait_for(f"{clock.at_clinic(clock.now()):%H:%M} DISPENSE -10")
    app.close()
