"""Set a scanner up: whatever it sends, the way out is open and nothing is recorded."""

import asyncio

import pytest

from db.errors import OutcomeUnknown
from db.people import User
from db.stations import Station
from screens import scanner_setup
from screens.admin.dashboard import DashboardScreen
from screens.at_home import Home
from screens.dialogs.choose import Choose
from screens.dialogs.medication import MedicationDialog
from screens.help import HelpScreen
from screens.pharmacy.scan import ScanScreen
from screens.scanner_setup import ScannerSetupScreen
from tests.little_clinic import AMOX, PARA
from tests.screens.test_scanning import wait_for_ledger
from wema_tui.scanner.finding import NEEDED, TESTS
from wema_tui.scanner.keyboards import Keyboard
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.strokes import GS, STX
from wema_tui.services.clinic.stations import save_scanner_profile, scanner_profile
from wema_tui.services.trouble import DatabaseTrouble


def pull(hands, text):
    """Pull the trigger once: every key in one burst, `F8` and all."""
    names = {"\ue008": "f8", "\x02": "ctrl+b", "\x03": "ctrl+c"}
    for sign in text:
        if sign in names:
            hands.press(names[sign])
        else:
            hands.type(sign)


def typed(text, profile):
    """Return what arrives of *text*."""
    body = "".join(profile.keyboard.arrival(each) or "" for each in text)
    return profile.prefix + body.replace(GS, profile.separator) + profile.suffix


async def scan_sheet(hands, profile, tests=NEEDED):
    """Scan the codes of the sheet, each once the one before has been heard."""
    heard = hands.app.screen._bursts
    for test in tests:
        pull(hands, typed(TESTS[test], profile))
        count = len(heard) + 1
        await hands.wait_for(lambda n=count: len(heard) == n, what=f"code {test}")


async def open_setup(hands):
    hands.press("ctrl+t")
    await hands.wait_for_screen(ScannerSetupScreen)


@pytest.mark.parametrize(
    "profile",
    [
        ScannerProfile(STX),
        ScannerProfile(STX, "\x03", "\ue008"),
        ScannerProfile(suffix="\t", separator="|"),
        ScannerProfile(suffix="\r\n"),
        ScannerProfile(suffix=""),
        ScannerProfile("~", separator=""),
        ScannerProfile(keyboard=Keyboard("us", "fr")),
        ScannerProfile(keyboard=Keyboard("fr", "us", is_exchanged=True)),
    ],
    ids=lambda profile: str(profile.names()),
)
async def test_what_is_found_out_is_kept_for_the_station(
    at_work, clinic, ledger, profile
):
    async with at_work() as hands:
        await open_setup(hands)
        await scan_sheet(hands, profile)
        await hands.wait_for("F2 keeps it for this station")
        hands.press("f2")
        await hands.wait_for_screen(ScanScreen)
        assert hands.app.keys.scanner == profile

    assert ledger() == []
    assert scanner_profile(clinic.store, "dispensary") == profile


async def test_half_a_set_up_is_not_kept_in_place_of_a_whole_one(at_work, clinic):
    async with at_work() as hands:
        await open_setup(hands)
        await scan_sheet(hands, ScannerProfile(STX, separator="|"))
        hands.press("f2")
        await hands.wait_for_screen(ScanScreen)
        await hands.rest()
        await open_setup(hands)
        await scan_sheet(hands, ScannerProfile(STX, separator="|"), tests=(1, 2))
        await hands.wait_for("test code 3")
        await hands.wait_for(lambda: "F2 Save" not in hands.text())
        await hands.rest()
        hands.press("f2")
        await hands.rest()
        assert isinstance(hands.app.screen, ScannerSetupScreen)

    assert scanner_profile(clinic.store, "dispensary") == ScannerProfile(
        STX, separator="|"
    )


async def test_what_is_found_out_after_a_broken_answer_is_kept_and_not_the_first(
    at_work, clinic, monkeypatch
):
    def save_and_break(session, profile, request_id):
        save_scanner_profile(session, profile, request_id)
        monkeypatch.undo()
        raise DatabaseTrouble(OutcomeUnknown())

    monkeypatch.setattr(scanner_setup, "save_scanner_profile", save_and_break)
    async with at_work() as hands:
        await open_setup(hands)
        await scan_sheet(hands, ScannerProfile())
        hands.press("f2")
        await hands.wait_for(lambda: scanner_profile(clinic.store, "dispensary"))
        await scan_sheet(hands, ScannerProfile(STX))
        hands.press("f2")
        await hands.wait_for_screen(ScanScreen)
    assert scanner_profile(clinic.store, "dispensary") == ScannerProfile(STX)


async def test_esc_leaves_everything_as_it_was(at_work, clinic, ledger):
    async with at_work() as hands:
        await open_setup(hands)
        await scan_sheet(hands, ScannerProfile(STX))
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)
        assert hands.app.keys.scanner == ScannerProfile()

    assert ledger() == []
    with clinic.store.read():
        assert Station.select().count() == 0


async def test_a_long_remark_stays_in_its_column(at_work):
    async with at_work() as hands:
        await open_setup(hands)
        await scan_sheet(hands, ScannerProfile(keyboard=Keyboard("us", "fr")))
        await hands.wait_for("the computer has French.")
        rows = [row for row in hands.text().splitlines() if "French" in row]
        assert {row[:9].strip() for row in rows} <= {"", "CHANGE"}


ODD = {
    "esc first": "\x1b" + TESTS[1] + "\r",
    "esc last": TESTS[1] + "\x1b",
    "orders": "\x0c\x11\x13\x1a\x03" + TESTS[1],
    "only signs": "\r\r\r",
    "markup": "[red]\\[/][@click=app.quit]x\r",
    "no end": "9" * 2000,
    "hostile": "\u202e\x9b2J\x07" + TESTS[2],
}


@pytest.mark.parametrize("burst", ODD.values(), ids=ODD)
async def test_whatever_a_scanner_sends_the_way_out_is_open(at_work, ledger, burst):
    async with at_work() as hands:
        await open_setup(hands)
        screen = hands.app.screen
        pull(hands, burst)
        hands.press("f2", "f10")
        pull(hands, burst)
        await hands.wait_for(lambda: screen._bursts, what="it to be heard")
        assert hands.app.screen is screen
        await hands.wait_for("CHANGE")
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)

    assert ledger() == []


async def test_a_scanner_that_sends_nothing_is_asked_for(at_work):
    async with at_work() as hands:
        await open_setup(hands)
        await hands.wait_for("nothing yet: is it plugged in")
        hands.press("f1")
        await hands.wait_for("Print the set-up sheet")
        hands.press("escape")
        await hands.wait_for_screen(ScannerSetupScreen)
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)


async def test_every_key_is_shown_as_it_came(at_work):
    async with at_work() as hands:
        await open_setup(hands)
        pull(hands, "\x02A\x1d\ue008\u202e\r")
        await hands.wait_for("STX 02 +")
        await hands.wait_for("A 41 +")
        await hands.wait_for("GS 1D +")
        await hands.wait_for("F8 - +")
        await hands.wait_for("U+202E 202E +")
        await hands.wait_for("CR 0D +")


async def test_a_slow_line_cuts_no_test_code_in_two(at_work):
    async with at_work() as hands:
        await open_setup(hands)
        screen = hands.app.screen
        for piece in (TESTS[1][:5], TESTS[1][5:20], TESTS[1][20:] + "\r"):
            pull(hands, piece)
            await asyncio.sleep(0.5)  # a stall of the line
        await hands.wait_for(lambda: screen._bursts, what="it to be heard")
        await hands.wait_for("test code 2")


async def test_an_administrator_sets_scanners_up_and_a_nurse_does_not(at_work, clinic):
    with clinic.store.write():
        User.update(must_change_password=False).execute()
    async with at_work("ADM001") as hands:
        await hands.wait_for_screen(DashboardScreen)
        await open_setup(hands)
    async with at_work("NUR001") as hands:
        await hands.wait_for_screen(Home)
        await hands.wait_for(lambda: "Ctrl+T" not in hands.text())
        hands.press("ctrl+t", "f1")
        await hands.wait_for_screen(HelpScreen)  # the set-up would show the key
        await hands.wait_for(lambda: "Ctrl+T" not in hands.text())


async def test_no_question_is_buried_under_the_set_up(at_work):
    async with at_work() as hands:
        await hands.wait_for_screen(ScanScreen)
        hands.press("f6", "ctrl+t", "f1")
        await hands.wait_for_screen(HelpScreen)
        await hands.wait_for(lambda: "Ctrl+T" not in hands.text())


# -- and then --------------------------------------------------------------------------


async def test_a_scan_with_a_prefix_goes_past_everything_to_the_one_that_records(
    at_work, ledger
):
    async with at_work() as hands:
        hands.app.keys.scanner = ScannerProfile(STX)
        for key in ("f3", "f6", "f1", "f10"):
            hands.press(key)
            await hands.wait_for(lambda: hands.mode() is None, what="a dialog")
            pull(hands, f"{STX}{PARA}\r")
            hands.press("escape")
            await hands.wait_for_mode("DISPENSE")
        hands.type("12*")
        pull(hands, f"{STX}{AMOX}\r")
        await wait_for_ledger(hands, ledger, 5)

    assert ledger()[-1] == ("dispense", AMOX, -240)


async def test_small_words_scanned_into_a_box_are_scans_too(at_work, ledger):
    async with at_work() as hands:
        hands.app.keys.scanner = ScannerProfile(STX)
        hands.press("f3")
        await hands.wait_for_screen(MedicationDialog)
        box = hands.app.screen.query_one("#search")
        pull(hands, f"{STX}amoxicillin\r")
        await hands.type_slowly("para")
        await hands.wait_for(lambda: box.value == "para", what="the box to hold para")
        hands.press("escape")
        await hands.wait_for("What is AMOXICILLIN?")


async def test_a_broken_scan_types_nothing_and_is_shown(at_work, ledger):
    async with at_work() as hands:
        hands.app.keys.scanner = ScannerProfile(STX)
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        pull(hands, f"{STX}61{STX}{PARA}\r")
        hands.press("escape")
        await hands.wait_for("1 scan NOT RECORDED")
        await hands.wait_for("61 The code 61 breaks off")
        await wait_for_ledger(hands, ledger, 1)


async def test_scans_of_another_layout_are_read_without_a_prefix(at_work, ledger):
    french = ScannerProfile(keyboard=Keyboard("us", "fr"), separator="\ue008")
    async with at_work() as hands:
        hands.app.keys.scanner = french
        pull(hands, typed(PARA, french))
        await wait_for_ledger(hands, ledger, 1)
        pull(hands, typed(f"]d201{AMOX:0>14}10C3{GS}21SER", french))
        await wait_for_ledger(hands, ledger, 2)
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        pull(hands, typed(AMOX, french))
        await wait_for_ledger(hands, ledger, 3)


@pytest.mark.parametrize("is_locked", [False, True])
async def test_nobody_is_there_and_a_framed_scan_is_refused(running, ledger, is_locked):
    async with running() as hands:
        if is_locked:
            from tests.little_clinic import PASSWORD

            hands.type(f"PHA001\r{PASSWORD}\r")
            await hands.wait_for("DISPENSE")
            hands.press("ctrl+l")
            await hands.wait_for("LOCKED")
        hands.app.keys.scanner = ScannerProfile(STX, "\x03")
        for character in f"{STX}7\x03":
            pull(hands, character)
            await asyncio.sleep(0.4)  # slower than any scanner
        await hands.wait_for("NOT RECORDED")
        for box in hands.app.screen.query("QuietInput"):
            assert box.value == ""

    assert ledger() == []
