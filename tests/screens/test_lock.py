from dataclasses import replace

from screens.lock import LockScreen
from screens.pharmacy.scan import ScanScreen
from screens.sign_in import SignInScreen
from tests.little_clinic import AMOX, PARA, PASSWORD, STRANGE, ZINC
from tests.screens.codes import gs1
from wema_tui.services.auth.sign_in import sign_out


async def lock(hands):
    hands.press("ctrl+l")
    await hands.wait_for_screen(LockScreen)


async def test_the_locked_screen_shows_nothing_of_the_work(at_work):
    async with at_work() as hands:
        hands.scan(ZINC, PARA)
        await hands.wait_for("NOT RECORDED")
        await lock(hands)
        await hands.wait_for("LOCKED")
        for secret in ("Paracetamol", "Zinc", "Amoxicillin", "NOT RECORDED"):
            assert secret not in hands.text()


async def test_what_was_just_told_is_hidden_too(at_work):
    async with at_work() as hands:
        hands.app.notify("Paracetamol was not saved", timeout=60)
        await hands.wait_for(lambda: len(hands.app._notifications))
        await lock(hands)
        await hands.wait_for(lambda: not len(hands.app._notifications))


async def test_the_right_password_goes_back_to_the_work_as_it_was(at_work, ledger):
    async with at_work() as hands:
        hands.scan(ZINC)
        await hands.wait_for("NOT RECORDED")
        await lock(hands)
        hands.type("not this one\r")
        await hands.wait_for("The current password is wrong")
        hands.type(f"{PASSWORD}\r{AMOX}\r")  # the scan waits until it is open
        await hands.wait_for_screen(ScanScreen)
        await hands.wait_for("DISPENSE -20")
        await hands.wait_for("1 scan NOT RECORDED")


async def test_scans_while_locked_are_told_and_are_no_wrong_passwords(
    at_work, ledger, clinic
):
    async with at_work() as hands:
        await lock(hands)
        hands.scan(*[PARA] * 6, gs1(AMOX, lot="C3"), f"01{AMOX:0>14}10C3")
        await hands.wait_for("8 scans NOT RECORDED. Scan them again afterwards.")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)

    assert ledger() == []
    with clinic.store.read():
        tries = clinic.store.execute(
            "SELECT count(*) FROM audit_entries WHERE action = 'user.password_try'"
        )
    assert [tuple(row) for row in tries] == [(1,)]


async def test_it_locks_by_itself_and_once_only(at_work, config):
    async with at_work(settings=replace(config, idle_lock=1)) as hands:
        await hands.wait_for_screen(LockScreen)
        hands.press("f1")  # help over the lock does not count as another screen
        await hands.wait_for("Type your password and press Enter")
        hands.app.keys.last_key_at -= 100
        hands.app.lock_when_idle(1)
        hands.app.action_lock()
        hands.press("escape")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)


async def test_a_question_under_the_lock_is_still_there(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for("What is")
        await lock(hands)
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for("What is")


async def test_somebody_else_may_sign_in_at_a_locked_station(at_work):
    async with at_work() as hands:
        await lock(hands)
        hands.press("f10", "f10")
        await hands.wait_for("Sign out?")
        hands.press("f2")
        await hands.wait_for_screen(SignInScreen)
        hands.type(f"PHA002\r{PASSWORD}\r")
        await hands.wait_for("Juma Kileo")


async def test_a_session_that_was_ended_elsewhere_cannot_be_unlocked(at_work):
    async with at_work() as hands:
        await lock(hands)
        sign_out(hands.app.session, reason="by ADM001")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for("This session has ended.")
