"""Nothing is done past a scan that is not recorded."""

from screens.lock import LockScreen
from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.screens.test_scanning import wait_for_ledger
from tests.screens.test_trouble import busy
from wema_tui.scanner.commands import COMMAND_CODES, Command, Verb
from wema_tui.scanner.modes import Mode

CODES = {command: code for code, command in COMMAND_CODES.items()}
COUNT = CODES[Command(Verb.MODE, Mode.COUNT)]
STOCK_OUT = CODES[Command(Verb.MODE, Mode.STOCK_OUT)]


async def test_a_count_is_not_posted_short_of_a_scan(at_work, ledger):
    async with at_work() as hands:
        hands.scan(COUNT, AMOX)
        await hands.wait_for("so far 20")
        with busy(hands.app.clinic):
            hands.scan(AMOX)
            await hands.wait_for("1 scan NOT RECORDED")
            hands.press("f2")
            await hands.wait_for("Post this count?")
            hands.press("f2")
            await hands.wait_for("1 NOT DONE")
        await hands.wait_for("so far 40")

    assert ledger() == []


async def test_undo_after_a_scan_that_failed_takes_back_nothing(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        with busy(hands.app.clinic):
            hands.scan(AMOX)
            await hands.wait_for("1 scan NOT RECORDED")
            hands.press("f7")
            await hands.wait_for("1 NOT DONE")
        await wait_for_ledger(hands, ledger, 2)

    assert [quantity for _type, _code, quantity in ledger()] == [-10, -20]


async def test_a_scan_behind_a_broken_mode_command_is_held_back(at_work, ledger):
    broken = STOCK_OUT[:-1] + ("A" if STOCK_OUT[-1] != "A" else "B")
    async with at_work() as hands:
        hands.scan(broken, PARA)
        await hands.wait_for("2 scans NOT RECORDED")
        assert ledger() == []
        hands.scan(STOCK_OUT, PARA)
        await wait_for_ledger(hands, ledger, 1)

    assert ledger() == [("stock_out", PARA, -10)]


async def test_what_was_scanned_at_the_lock_is_on_the_list_afterwards(at_work, ledger):
    async with at_work() as hands:
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        hands.scan(PARA, AMOX)
        await hands.wait_for("2 scans NOT RECORDED")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for("The screen was locked.")
        await hands.wait_for("2 scans NOT RECORDED")

    assert ledger() == []
