"""A scanner goes on while a dialog is open: it answers nothing, and loses nothing."""

import asyncio

import pytest

from screens.dialogs.choose import Choose
from screens.dialogs.lot import LotDialog
from screens.dialogs.medication import MedicationDialog
from screens.help import HelpScreen
from screens.menu import Menu
from screens.pharmacy.scan import ScanScreen
from tests.little_clinic import AMOX, PARA, SALT, STRANGE
from tests.screens.codes import COMMANDS, gs1
from tests.screens.test_scanning import wait_for_ledger
from wema_tui.scanner.modes import Mode

DIALOGS = {
    "f1": HelpScreen,
    "f3": MedicationDialog,
    "f6": Choose,
    "f10": Menu,
}
BURST = [PARA, AMOX, gs1(PARA, lot="A1"), PARA] * 5


@pytest.mark.parametrize("key", DIALOGS)
async def test_scans_over_a_dialog_are_recorded_and_press_nothing(at_work, ledger, key):
    async with at_work() as hands:
        hands.press(key)
        await hands.wait_for_screen(DIALOGS[key])
        hands.scan(*BURST)
        await wait_for_ledger(hands, ledger, len(BURST))
        assert isinstance(hands.app.screen, DIALOGS[key])
        hands.press("escape")
        await hands.wait_for_mode("DISPENSE")
        assert "NOT RECORDED" not in hands.text()


async def test_a_burst_that_meets_an_opening_dialog_is_cut_nowhere(at_work, ledger):
    codes = [STRANGE, *[PARA, AMOX] * 20]
    async with at_work() as hands:
        for character in "".join(f"{code}\r" for code in codes):
            hands.type(character)
            await asyncio.sleep(0.0005)
        await hands.wait_for_screen(MedicationDialog)
        hands.scan(*[PARA, AMOX] * 10)
        await hands.wait_for(lambda: len(ledger()) == 60)

    assert [code for _type, code, _quantity in ledger()] == [PARA, AMOX] * 30


@pytest.mark.parametrize("suffix", ["\t", "\r\n"])
async def test_a_scan_into_the_number_field_is_no_number(at_work, ledger, suffix):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        hands.type("para\r")
        await hands.rest()
        hands.scan(PARA, AMOX, suffix=suffix)
        await wait_for_ledger(hands, ledger, 2)
        assert hands.app.screen.query_one("#number").value == ""
        assert isinstance(hands.app.screen, MedicationDialog)


async def test_a_scan_into_the_search_field_is_no_name(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        hands.scan(PARA, "SHELF-A12", gs1(AMOX, lot="C3"))
        await wait_for_ledger(hands, ledger, 2)
        assert hands.app.screen.query_one("#search").value == ""
        hands.press("escape")
        await hands.wait_for("What is SHELF-A12?")


async def test_a_scan_into_the_lot_field_is_no_lot(at_work, ledger):
    async with at_work() as hands:
        hands.scan(COMMANDS[Mode.STOCK_IN], SALT)
        await hands.wait_for_screen(LotDialog)
        hands.scan(SALT, gs1(AMOX, lot="Z9", expires="281231"))
        await wait_for_ledger(hands, ledger, 1)
        assert hands.app.screen.query_one("#lot").value == ""
        hands.type("X1\r12/2028\r\r")
        await wait_for_ledger(hands, ledger, 3)


@pytest.mark.parametrize("amount", ["12*", "30u*"])
async def test_an_amount_typed_over_a_dialog_is_for_the_scan_behind_it(
    at_work, ledger, amount
):
    units = {"12*": -240, "30u*": -30}[amount]
    async with at_work() as hands:
        hands.scan(COMMANDS[Mode.ADJUSTMENT])
        await hands.wait_for("Why is the stock adjusted?")
        await hands.wait_for_screen(Choose)
        hands.scan(COMMANDS[Mode.DISPENSE])
        await hands.rest()
        await hands.type_slowly(amount)  # picks no reason
        await hands.rest()
        hands.scan(AMOX)
        await wait_for_ledger(hands, ledger, 1)
        hands.press("escape")
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        await hands.type_slowly(f"para\r{amount}")
        await hands.rest()
        hands.scan(AMOX)
        await wait_for_ledger(hands, ledger, 2)
        assert hands.app.screen.query_one("#number").value == ""

    assert ledger() == [("dispense", AMOX, units)] * 2


async def test_a_lot_may_come_in_one_lump_over_a_line_that_stalls(at_work, ledger):
    async with at_work() as hands:
        hands.scan(COMMANDS[Mode.STOCK_IN], SALT)
        await hands.wait_for_screen(LotDialog)
        hands.type("AB1234567\r12/2028\rMedical Stores 2\r")
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for("AB1234567 2028-12-31")


@pytest.mark.parametrize("code", ["123", "1234\r", "ABCDEF\r"])
async def test_a_short_code_chooses_no_option(at_work, code):
    async with at_work() as hands:
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        hands.type(code)
        screen = next(s for s in hands.app.screen_stack if isinstance(s, ScanScreen))
        await hands.wait_for(lambda: screen.unfinished, what="a scan not recorded")
        await hands.settle()
        assert isinstance(hands.app.screen, Choose)
        hands.press("escape")
        is_whole = code.endswith("\r")
        await hands.wait_for("What is" if is_whole else "breaks off")


async def test_an_escape_sequence_inside_a_code_saves_no_form(at_work, ledger):
    async with at_work() as hands:
        hands.press("f3")
        await hands.wait_for_screen(MedicationDialog)
        hands.type("para 500\r")
        hands.press(*"59012", "f2", *"3457", "enter")
        hands.press("escape")
        await hands.wait_for_mode("DISPENSE")
        await hands.wait_for("NOT RECORDED")
        await hands.wait_for("59012␛3457")

    assert ledger() == []


async def test_a_control_character_in_a_code_is_refused_with_it(at_work, ledger):
    codes = [
        PARA[:place] + stray + PARA[place:]
        for stray in ("\x11", "\x03", "\x00", "\x1b")
        for place in (0, 1, 5, 13)
        if stray != "\x1b" or place > 1  # an Esc before a code is the key Esc
    ]
    async with at_work() as hands:
        hands.scan(*codes, AMOX)
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for(f"{len(codes)} scans NOT RECORDED")
        assert isinstance(hands.app.screen, ScanScreen)

    assert ledger() == [("dispense", AMOX, -20)]


async def test_a_paste_keeps_its_separators_and_records_each_line(at_work, ledger):
    from textual import events

    pack = gs1(PARA, lot="A1", serial="77")
    async with at_work() as hands:
        hands.app.post_message(events.Paste(f"{pack}\n{AMOX}\r\n{PARA}"))
        hands.press("enter")
        await wait_for_ledger(hands, ledger, 3)
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        hands.app.post_message(events.Paste(f"{AMOX}\n"))
        await wait_for_ledger(hands, ledger, 4)
        assert isinstance(hands.app.screen, Choose)

    assert ledger()[0] == ("dispense", pack.replace("\x1d", "␝"), -10)
