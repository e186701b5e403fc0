"""F10, `:` and F1: what can be done here, by name, by this person."""

import pytest

from screens.admin.dashboard import DashboardScreen
from screens.at_home import Home
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.doable import UnknownJump, resolve
from screens.help import HelpScreen
from screens.lock import LockScreen
from screens.menu import Menu
from screens.pharmacy.scan import ScanScreen
from screens.pharmacy.stock import StockDialog
from screens.sign_in import SignInScreen
from tests.little_clinic import AMOX, NAMES, PARA, PASSWORD, STRANGE
from tests.screens.test_scanning import wait_for_ledger
from tests.screens.test_sign_in import change

NAMES_KNOWN = ["stock", "lock", "help", "scanner", "out"]


def listed(hands):
    """What the menu lists: the short names."""
    lines = (line.split() for line in hands.text().splitlines())
    return {words[-1] for words in lines if words and words[-1].startswith(":")}


async def open_menu(hands, key="f10"):
    hands.press(key)
    await hands.wait_for_screen(Menu)


# The menu


@pytest.mark.parametrize("key", ["f10", "alt+0", "ctrl+p"])
async def test_the_menu_lists_what_the_pharmacist_may_do_with_its_key(at_work, key):
    async with at_work() as hands:
        await open_menu(hands, key)
        await hands.wait_for("Undo the last movement F7 :undo")
        await hands.wait_for("Lock the screen Ctrl+L :lock")
        assert listed(hands) == {
            ":help", ":find", ":mode", ":undo", ":forget", ":lock", ":stock", ":out",
            ":redraw", ":scanner", ":language", ":look", ":me", ":password",
            ":patients", ":boards",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "may_look_up", "home"),
    [
        ("ADM001", True, DashboardScreen),
        ("NUR001", True, Home),
        ("DOC001", True, Home),
        ("FIN001", False, DashboardScreen),
    ],
)
async def test_the_menu_offers_stock_to_whoever_may_look_it_up(
    at_work, clinic, who, may_look_up, home
):
    change(clinic, who, must_change_password=False)
    async with at_work(who) as hands:
        await hands.wait_for_screen(home)
        await hands.wait_for("F10 Menu")
        await hands.wait_for(lambda: ("F3 Stock" in hands.words()) == may_look_up)
        hands.press("f3")  # does nothing where it is not offered
        if may_look_up:
            await hands.wait_for_screen(StockDialog)
            hands.press("escape")
        await open_menu(hands)
        await hands.wait_for(":lock")
        assert (":stock" in listed(hands)) == may_look_up


async def test_what_is_typed_is_what_is_done_though_all_keys_come_at_once(
    at_work, ledger
):
    async with at_work() as hands:
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        await hands.rest()
        hands.press("f10")
        hands.type("undo last\r")
        await hands.wait_for("UNDO")
        await hands.wait_for_screen(ScanScreen)


async def test_arrows_choose_and_f2_does_it(at_work):
    async with at_work() as hands:
        await open_menu(hands)
        hands.type("mode")
        hands.press("down", "up", "f2")
        await hands.wait_for("What does a scan do?")


async def test_what_has_no_such_name_does_nothing_and_says_so(at_work):
    async with at_work() as hands:
        await open_menu(hands)
        hands.type("zebra\r")
        await hands.wait_for("Nothing here has that name.")
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)


async def test_a_scanner_presses_nothing_in_the_menu(at_work, ledger):
    async with at_work() as hands:
        await open_menu(hands)
        hands.scan(PARA, "UNDO-12345", AMOX)
        await wait_for_ledger(hands, ledger, 2)
        assert isinstance(hands.app.screen, Menu)
        assert hands.app.screen.query_one("#filter").value == ""


async def test_f10_twice_asks_whether_to_sign_out_and_not_twice(at_work):
    async with at_work() as hands:
        hands.press("f10", "f10")
        await hands.wait_for_screen(Confirm)
        hands.press("f10", "f10")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for_screen(SignInScreen)


async def test_the_menu_of_a_locked_screen_shows_nothing_of_the_work(at_work):
    async with at_work() as hands:
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        await open_menu(hands)
        await hands.wait_for(":out")
        assert listed(hands) == {":help", ":unlock", ":redraw", ":out"}


async def test_the_menu_at_sign_in_knows_help_and_how_to_end(running):
    async with running() as hands:
        await open_menu(hands)
        await hands.wait_for(":quit")
        assert listed(hands) == {
            ":help",
            ":redraw",
            ":sign_in",
            ":register",
            ":reset",
            ":language",
            ":look",
            ":quit",
        }


async def test_a_one_time_password_is_good_for_no_stock(at_work):
    async with at_work("ADM001") as hands:  # who was made with one
        await hands.wait_for("Choose your own password")
        await open_menu(hands)
        await hands.wait_for(":out")
        assert listed(hands) == {
            ":help",
            ":redraw",
            ":save",
            ":lock",
            ":password",
            ":language",
            ":look",
            ":out",
        }


async def test_before_somebody_signs_in_nothing_is_locked(running):
    async with running() as hands:
        hands.press("ctrl+l")
        await hands.settle()
        assert isinstance(hands.app.screen, SignInScreen)


async def test_the_menu_works_over_a_question(at_work):
    async with at_work() as hands:
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        await open_menu(hands)
        hands.type("lock\r")
        await hands.wait_for_screen(LockScreen)
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(Choose)


# Commands by name


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (":stock amox 250", ("stock", "amox 250")),
        (":sto  amox ", ("stock", "amox")),
        ("lock", ("lock", "")),
        (" : OUT", ("out", "")),
        (":h", ("help", "")),
    ],
)
def test_the_beginning_of_a_name_is_enough(line, meant):
    assert resolve(line, NAMES_KNOWN) == meant


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (":x", "There is no command :x. Known here: :help :lock :out :scanner :stock"),
        (":", "There is no command :. Known here: :help :lock :out :scanner :stock"),
        (":s", ":s could mean more than one command. Known here: :scanner :stock"),
    ],
)
def test_what_is_no_name_or_more_than_one_is_told_with_the_known_ones(line, sentence):
    with pytest.raises(UnknownJump) as caught:
        resolve(line, NAMES_KNOWN)
    assert caught.value.sentence == sentence


def test_a_whole_name_is_meant_though_another_begins_so():
    assert resolve(":mode", ["mode", "modes"]) == ("mode", "")


def told(hands):
    """Return what was said at the bottom of the screen."""
    notes = hands.app._notifications
    return " ".join(f"{note.title} {note.message}".strip() for note in notes)


async def test_a_scan_that_nobody_records_is_not_swallowed_in_silence(at_work, ledger):
    async with at_work("DOC001") as hands:
        await hands.wait_for_screen(Home)
        hands.press("f3")
        await hands.wait_for_screen(StockDialog)
        hands.scan(AMOX)
        await hands.wait_for(
            lambda: f"NOT RECORDED: {AMOX}" in told(hands), what="to be told"
        )

    assert ledger() == []


@pytest.mark.parametrize("who", ["DOC001", "PHA001"])
async def test_stock_by_name_shows_what_is_on_hand_by_lot(at_work, who, ledger):
    async with at_work(who) as hands:
        if who != "PHA001":
            await hands.wait_for_screen(Home)
        hands.type(":stock amoxicillin 250 mg caps\r")
        await hands.wait_for_screen(StockDialog)
        await hands.wait_for(f"On hand: {NAMES[AMOX]}")
        await hands.wait_for("C3")
        hands.press("enter", "f2")  # there is nothing to save
        await hands.settle()
        assert isinstance(hands.app.screen, StockDialog)
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen if who == "PHA001" else Home)

    assert ledger() == []


async def test_the_lots_are_those_of_the_medicine_that_the_arrows_are_at(at_work):
    async with at_work("NUR001") as hands:
        await hands.wait_for_screen(Home)
        hands.press("slash")
        hands.type("paracetamol 500")
        await hands.wait_for_screen(StockDialog)
        await hands.wait_for(f"On hand: {NAMES[PARA]}")
        hands.type("zebra")
        await hands.wait_for("No medicine has that name.")
        await hands.wait_for(lambda: "On hand:" not in hands.text())


async def test_a_line_in_the_scan_field_that_begins_with_a_colon_is_no_code(
    at_work, ledger
):
    async with at_work() as hands:
        hands.type(":lock\r")
        await hands.wait_for_screen(LockScreen)
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        await hands.rest()
        await hands.type_slowly(":zebra\r")
        await hands.wait_for("There is no command :zebra. Known here:")
        assert "NOT RECORDED" not in hands.text()


async def test_a_scanned_line_that_begins_with_a_colon_is_not_lost(at_work, ledger):
    async with at_work() as hands:
        hands.scan(":12345678")
        await hands.wait_for("1 scan NOT RECORDED")
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        hands.scan(":9520000000004", ":lock1234")
        await hands.settle()
        hands.press("escape")
        await hands.wait_for("3 scans NOT RECORDED")

    assert ledger() == []


async def test_the_mode_is_changed_by_name_without_asking(at_work):
    async with at_work() as hands:
        hands.type(":mode count\r")
        await hands.wait_for_mode("COUNT")
        await hands.type_slowly(":mode in\r")
        await hands.wait_for_mode("STOCK IN")
        await hands.type_slowly(":mode stock\r")
        await hands.wait_for("more than one. Known here: STOCK IN, STOCK OUT")
        await hands.type_slowly(":undo it\r")
        await hands.wait_for(":undo takes nothing behind it.")
        hands.type(":mode\r")
        await hands.wait_for_screen(Choose)


async def test_whoever_counts_is_not_told_what_is_expected(at_work):
    async with at_work() as hands:
        hands.type(":mode count\r")
        await hands.wait_for_mode("COUNT")
        await hands.type_slowly(":stock amox\r")
        await hands.wait_for("There is no command :stock.")


async def test_a_colon_opens_the_box_where_no_other_has_the_focus(at_work):
    async with at_work("DOC001") as hands:
        await hands.wait_for_screen(Home)
        hands.type(":nothing\r")
        await hands.wait_for("There is no command :nothing.")
        hands.press("escape")
        await hands.wait_for_screen(Home)
        hands.type(":lock now\r")
        await hands.wait_for(":lock takes nothing behind it.")
        hands.press("escape")
        hands.type(":out\r")
        await hands.wait_for("Sign out?")


# Help


async def test_help_begins_with_the_box_that_has_the_focus(at_work):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for("What is")
        hands.press("f1")
        await hands.wait_for_screen(HelpScreen)
        await hands.wait_for("Type a part of the name, also of several words")
        text = hands.words()
        assert text.index("Type a part") < text.index("Find the medicine by its name")
        assert text.index("Find the medicine") < text.index("F2, Alt+2 Save")
        hands.press("escape")
        hands.type("para\r")
        hands.press("f1")
        await hands.wait_for("Type a whole number, for instance: 30.")


async def test_a_question_mark_is_help_where_there_is_no_box_and_text_in_one(at_work):
    async with at_work() as hands:
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        hands.type("?")
        await hands.wait_for_screen(HelpScreen)
        await hands.wait_for("PgUp and PgDn move in it")
        hands.press("escape", "escape", "f10")
        hands.type("?")
        await hands.wait_for_screen(Menu)
        await hands.wait_for(
            lambda: hands.app.screen.query_one("#filter").value == "?",
            what="the sign in the box",
        )


# Lists


async def test_letters_move_in_a_list_as_the_arrows_do(at_work):
    from screens.widgets.lists import ListBox

    async with at_work() as hands:
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        place = hands.app.screen.query_one(ListBox)
        for keys, expected in (
            ("g", 0), ("j", 1), ("j", 2), ("k", 1), ("G", 5),
        ):  # fmt: skip
            hands.type(keys)
            await hands.wait_for(lambda n=expected: place.highlighted == n, what=keys)
        for key, expected in (("home", 0), ("down", 1), ("up", 0), ("end", 5)):
            hands.press(key)
            await hands.wait_for(lambda n=expected: place.highlighted == n, what=key)
        hands.press("pageup")
        await hands.wait_for(lambda: place.highlighted == 0, what="page up")
        hands.press("j", "enter")  # in one burst: the second, STOCK OUT
        await hands.wait_for_mode("STOCK OUT")


# The language


async def test_the_language_is_changed_by_name_and_back_at_sign_out(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for("What is")
        hands.press("escape")
        await hands.wait_for("NOT RECORDED")
        hands.type(":language kis\r")
        await hands.wait_for_mode("KUGAWA")
        # It is there, in Swahili.
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())
        assert hands.app.screen.unrecorded == 1
        hands.press("f10", "f10", "f2")
        await hands.wait_for("Employee ID")


@pytest.mark.parametrize("who", ["NUR001", None])
async def test_the_language_can_be_chosen_from_the_menu(running, at_work, who):
    async with at_work(who) if who else running() as hands:
        await hands.wait_for("F10 Menu")
        hands.press("f10")
        hands.type("language\r2")
        await hands.wait_for("F10 Menyu")
        hands.press("f10")
        hands.type(":lang english\r")
        await hands.wait_for("F10 Menu")


async def test_the_look_is_changed_by_name(at_work, ledger):
    async with at_work() as hands:
        hands.type(":look light\r")
        await hands.wait_for(lambda: hands.app.theme == "wema-light", what="light")
        await hands.type_slowly(":look plain\r")
        await hands.wait_for(lambda: hands.app.looks.profile.is_ascii, what="plain")
        await hands.type_slowly(":look pink\r")
        await hands.wait_for("pink is none of them, or more than one.")
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
