import contextlib
import threading

import apsw
import pytest

from db.people import User
from screens.pharmacy.scan import ScanScreen
from screens.sign_in import SignInScreen
from tests.little_clinic import AMOX, PARA, PASSWORD, ZINC
from tests.screens.test_scanning import wait_for_ledger
from wema_tui.services.auth.sign_in import sign_out


@contextlib.contextmanager
def busy(clinic):
    """Hold the write lock of the database, as another program would."""
    other = apsw.Connection(str(clinic.store.path))
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_busy_database_is_told_and_the_scan_recorded_once_when_it_is_free(
    at_work, ledger
):
    async with at_work() as hands:
        clinic = hands.app.clinic
        with busy(clinic):
            hands.scan(PARA, AMOX)
            await hands.wait_for("2 scans NOT RECORDED")
            await hands.wait_for("The database is busy")
            assert ledger() == []
        await wait_for_ledger(hands, ledger, 2)
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())


async def test_an_undo_that_found_the_database_busy_is_not_done_later(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        with busy(hands.app.clinic):
            hands.press("f7")
            await hands.wait_for("1 NOT DONE")
        hands.scan(AMOX)
        await wait_for_ledger(hands, ledger, 2)


async def test_a_sign_in_at_a_busy_database_can_be_tried_again(running, clinic):
    async with running() as hands:
        with busy(clinic):
            hands.type(f"PHA001\r{PASSWORD}\r")
            await hands.wait_for("The database is busy")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)


async def test_a_full_disk_loses_no_scan_from_sight_and_it_can_be_tried_again(
    at_work, ledger, clinic
):
    async with at_work() as hands:
        await limit_pages(hands, "max_page_count = 1")
        hands.scan(*[PARA] * 100)
        await hands.wait_for("The disk is full")
        await wait_for_ledger(hands, ledger, 99)  # there was room again at once
        await hands.wait_for("1 scan NOT RECORDED")
        await hands.press_slowly("f8", "1")
        await wait_for_ledger(hands, ledger, 100)


async def limit_pages(hands, pragma):
    store = hands.app.clinic.store
    await hands.app.database.run(lambda: _pragma(store, pragma))


def _pragma(store, pragma):
    with store.read():
        store.execute(f"PRAGMA {pragma}")


async def test_a_session_ended_elsewhere_refuses_the_next_scan_and_says_why(
    at_work, ledger
):
    async with at_work() as hands:
        hands.scan(PARA, ZINC)
        await hands.wait_for("1 scan NOT RECORDED")
        sign_out(hands.app.session, reason="by ADM001")
        hands.scan(AMOX, AMOX, AMOX)
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for("This session has ended. Sign in again")
        await hands.wait_for("4 scans NOT RECORDED")  # the one on the list too
        hands.scan(AMOX)
        await hands.wait_for("1 scan NOT RECORDED. Scan it again afterwards.")
        await hands.wait_for("4 scans NOT RECORDED. They are kept: sign in")
        await hands.wait_for("This session has ended.")

    assert ledger() == [("dispense", PARA, -10)]


async def test_a_closed_account_is_sent_back_to_sign_in(at_work, clinic, ledger):
    async with at_work() as hands:
        with clinic.store.write():
            User.update(state="closed").where(User.employee_id == "PHA001").execute()
        hands.scan(PARA)
        await hands.wait_for("This account was closed.")

    assert ledger() == []


async def test_a_failure_nobody_expected_is_told_and_the_work_goes_on(
    at_work, ledger, monkeypatch
):
    def fail(clerk, task, **how):
        raise ZeroDivisionError("a mistake of ours")

    async with at_work() as hands:
        with monkeypatch.context() as patch:
            patch.setattr("screens.pharmacy.carry_out.Clerk.carry_out", fail)
            hands.scan(PARA)
            await hands.wait_for("Something unexpected happened")
        hands.scan(AMOX)
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for("1 scan NOT RECORDED")


async def test_two_terminals_work_at_once(at_work, ledger):
    async with at_work("PHA001") as one, at_work("PHA002") as two:
        for _ in range(10):
            one.scan(PARA)
            two.scan(AMOX)
        await wait_for_ledger(one, ledger, 20)
        await two.wait_for("On hand: Amoxicillin 250 mg capsule 9800 capsule")


@pytest.mark.parametrize("hits", [3])
async def test_a_slow_database_holds_up_no_key(at_work, ledger, hits, monkeypatch):
    gate = threading.Event()
    async with at_work() as hands:
        hands.app.database.submit(gate.wait)
        hands.scan(*[PARA] * hits)
        await hands.wait_for("3 being recorded...")
        hands.type("590")
        await hands.wait_for("> 590")
        assert ledger() == []
        gate.set()
        await wait_for_ledger(hands, ledger, hits)
