"""Sessions that end while somebody works, the idle lock, settings that take effect."""

from dataclasses import replace

import pytest

from db.people import User, UserSession
from screens.admin.dashboard import DashboardScreen
from screens.admin.sessions import SessionsScreen
from screens.admin.settings import SettingForm, SettingsScreen
from screens.dialogs.confirm import Confirm
from screens.dialogs.medication import MedicationDialog
from screens.lock import LockScreen
from screens.pharmacy.scan import ScanScreen
from screens.sign_in import SignInScreen
from tests.little_clinic import PASSWORD, STRANGE
from wema_tui.services.auth.sessions import end_session
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.settings import change_settings, settings_of


@pytest.fixture
def administrator(clinic):
    """The administrator, at another computer."""
    with clinic.store.write():
        known = User.get(User.employee_id == "PHA001").password_hash
        User.update(password_hash=known, must_change_password=False).where(
            User.employee_id == "ADM001"
        ).execute()
    return resume(clinic.door("office"), "ADM001")


async def go(hands, line, screen):
    hands.press("f10")
    await hands.wait_for("Menu: type")
    hands.type(f":{line}\r")
    await hands.wait_for_screen(screen)


async def test_a_session_ended_during_a_form_says_why_and_offers_the_draft_again(
    at_work, administrator
):
    async with at_work() as hands:
        hands.press("f3")
        await hands.wait_for_screen(MedicationDialog)
        await hands.type_slowly("amox")
        end_session(administrator, hands.app.session.session_id, request_id="r1")
        hands.app.watch_over.look()  # what happens once a minute
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for("The administrator has ended this session.")
        assert "Amoxicillin" not in hands.text()
        hands.type(f"PHA001\r{PASSWORD}\r")
        await hands.wait_for("You left work unfinished")


async def test_the_next_scan_of_an_ended_session_says_why(at_work, administrator):
    async with at_work() as hands:
        end_session(administrator, hands.app.session.session_id, request_id="r1")
        hands.scan(STRANGE)
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for("The administrator has ended this session.")


async def test_a_locked_screen_notices_too(at_work, administrator):
    async with at_work() as hands:
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        end_session(administrator, hands.app.session.session_id, request_id="r1")
        hands.app.watch_over.look()
        await hands.wait_for("The administrator has ended this session.")


async def test_whoever_works_is_seen_and_whoever_only_looks_is_not(at_work, clinic):
    async with at_work() as hands:
        await hands.settle()
        number = hands.app.session.session_id

        def seen_at():
            with clinic.store.read():
                return UserSession.get_by_id(number).seen_at

        watch = hands.app.watch_over
        watch._told_at = hands.app.keys.last_key_at - 60  # within two minutes
        watch.look()
        await hands.settle()
        assert seen_at() is None
        watch._told_at -= 120
        watch.look()
        await hands.settle()
        first = seen_at()
        assert first is not None
        watch.look()  # no key since
        await hands.settle()
        assert seen_at() == first


async def test_the_screen_locks_after_the_minutes_of_the_role(
    at_work, config, administrator
):
    async with at_work(settings=replace(config, idle_lock=None)) as hands:
        await hands.settle()
        hands.app.keys.last_key_at -= 120
        hands.app.watch_over._lock_when_idle()
        assert isinstance(hands.app.screen, ScanScreen)
        hands.app.keys.last_key_at -= 100
        await hands.wait_for_screen(LockScreen)


async def test_zero_minutes_never_lock(at_work, config, administrator):
    change_settings(
        administrator,
        {"idle_minutes.PHARMACY": "0"},
        known={"idle_minutes.PHARMACY": "3"},
        request_id="r1",
    )
    async with at_work(settings=replace(config, idle_lock=None)) as hands:
        await hands.wait_for(lambda: not hands.app.watch_over._idle_after)
        hands.app.keys.last_key_at -= 100_000
        hands.app.watch_over._lock_when_idle()
        assert isinstance(hands.app.screen, ScanScreen)


async def test_what_this_computer_says_wins_over_the_clinic(at_work, config):
    async with at_work(settings=replace(config, idle_lock=1)) as hands:
        await hands.wait_for_screen(LockScreen)


# -- the administrator's screens -----------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_the_administrator_ends_a_session_after_being_asked(
    at_work, administrator, clinic, size
):
    session = resume(clinic.door("window 2"), "PHA001")
    async with at_work("ADM001", size=size) as hands:
        await hands.wait_for_screen(DashboardScreen)
        await go(hands, "sessions", SessionsScreen)
        await hands.wait_for("YOU, HERE")
        await hands.type_slowly("neema")
        await hands.wait_for("1 to 1 of 1")
        assert "window 2" in hands.text()
        hands.press("enter")
        await hands.wait_for("End the session of PHA001 Neema Msuya at window 2?")
        hands.press("enter")  # a scanner presses Enter
        hands.press("f2")
        await hands.wait_for("Nothing matches.")
        with clinic.store.read():
            row = UserSession.get_by_id(session.session_id)
        assert row.end_reason == "by_administrator"


async def test_one_s_own_session_is_not_ended_by_accident(at_work, administrator):
    async with at_work("ADM001") as hands:
        await hands.wait_for_screen(DashboardScreen)
        await go(hands, "sessions", SessionsScreen)
        await hands.wait_for("YOU, HERE")
        hands.press("enter")
        await hands.wait_for("THIS IS YOUR OWN SESSION")
        hands.press("escape")
        await hands.wait_for_screen(SessionsScreen)
        hands.press("enter")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for("The administrator has ended this session.")


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_a_setting_is_changed_in_a_form_that_says_its_range(
    at_work, administrator, clinic, size
):
    async with at_work("ADM001", size=size) as hands:
        await hands.wait_for_screen(DashboardScreen)
        await go(hands, "settings", SettingsScreen)
        await hands.wait_for("Zahanati ya Mtoni")
        await hands.type_slowly("hours of")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(SettingForm)
        await hands.wait_for("It may be a number from 1 to 24. Usually it is 12.")
        hands.press("backspace", "backspace")
        hands.type("25")
        hands.press("f2")
        await hands.wait_for("25 cannot be used here.")
        hands.press("backspace")
        hands.press("f2")
        await hands.wait_for_screen(SettingsScreen)
        await hands.settle()
        assert settings_of(clinic.store).session_hours == 2


async def test_two_who_change_the_same_setting_are_told(at_work, administrator, clinic):
    async with at_work("ADM001") as hands:
        await hands.wait_for_screen(DashboardScreen)
        await go(hands, "settings", SettingsScreen)
        await hands.type_slowly("payment")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(SettingForm)
        change_settings(
            administrator,
            {"payment": "before"},
            known={"payment": "after"},
            request_id="r1",
        )
        hands.press("f2")
        await hands.wait_for("Payment is now before: somebody has changed it")


async def test_another_name_of_the_clinic_is_on_the_top_line_within_a_minute(
    at_work, administrator
):
    async with at_work() as hands:
        await hands.wait_for("Zahanati ya Mtoni")
        change_settings(
            administrator,
            {"name": "Kituo kipya"},
            known={"name": "Zahanati ya Mtoni"},
            request_id="r1",
        )
        hands.app.watch_over.look()
        await hands.wait_for("Kituo kipya")


async def test_a_new_time_zone_holds_at_the_next_sign_in_without_a_restart(
    at_work, administrator
):
    async with at_work() as hands:
        change_settings(
            administrator,
            {"time_zone": "Africa/Kigali"},
            known={"time_zone": "Africa/Dar_es_Salaam"},
            request_id="r1",
        )
        hands.app.watch_over.look()
        await hands.wait_for(lambda: str(hands.app.door.clock.zone) == "Africa/Kigali")
