import pytest

from screens.pharmacy.scan import ScanScreen
from screens.widgets.movement_list import MovementList
from screens.widgets.scan_field import ScanField
from tests.little_clinic import AMOX, NAMES, PARA, SALT, ZINC
from tests.screens.codes import CANCEL, COMMANDS, FINISH, UNDO, gs1
from wema_tui.scanner.commands import quantity_code
from wema_tui.scanner.modes import Mode


async def wait_for_ledger(hands, ledger, length):
    await hands.wait_for(lambda: len(ledger()) == length, what=f"{length} movements")
    await hands.settle()
    assert len(ledger()) == length


async def test_two_hundred_codes_in_one_burst_are_as_many_movements_in_order(
    at_work, ledger
):
    codes = [(PARA, AMOX)[number % 2] for number in range(200)]
    async with at_work() as hands:
        hands.scan(*codes)
        await hands.wait_for(lambda: len(ledger()) == 200)

    assert [code for _type, code, _quantity in ledger()] == codes


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t"])
async def test_every_suffix_ends_a_code(at_work, ledger, suffix):
    async with at_work() as hands:
        hands.scan(PARA, AMOX, PARA, suffix=suffix)
        await wait_for_ledger(hands, ledger, 3)


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        (f"12*\r{PARA}\r", -120),
        (f"12*{PARA}\r", -120),
        (f"12 * {PARA}\r", -120),
        (f"30u*{PARA}\r", -30),
        (f"30u*\r{PARA}\r", -30),
        (f"{quantity_code(7)}\r{PARA}\r", -70),
        (f"5*\r{CANCEL}\r{PARA}\r", -10),
    ],
)
async def test_an_amount_is_for_the_next_scan_only(at_work, ledger, said, quantity):
    async with at_work() as hands:
        hands.type(f"{said}{AMOX}\r")
        await wait_for_ledger(hands, ledger, 2)

    assert ledger()[0] == ("dispense", PARA, quantity)
    assert ledger()[1] == ("dispense", AMOX, -20)


async def test_an_amount_is_shown_until_escape_forgets_it(at_work, ledger):
    async with at_work() as hands:
        hands.type("12*\r")
        await hands.wait_for("12 packs")
        hands.press("escape")
        await hands.wait_for(lambda: "12 packs" not in hands.text())
        hands.type("590")
        await hands.wait_for("> 590")
        await hands.press_slowly("x", "escape")  # now of the code
        await hands.wait_for("type its code")
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)

    assert ledger() == [("dispense", PARA, -10)]


@pytest.mark.parametrize("said", ["0*", "10000*", f"2*3*{PARA}"])
async def test_an_amount_that_cannot_be_is_told_and_moves_nothing(
    at_work, ledger, said
):
    async with at_work() as hands:
        hands.type(f"{said}\r")
        await hands.wait_for("1 scan NOT RECORDED")

    assert ledger() == []


@pytest.mark.parametrize(
    ("mode", "word"),
    [
        (Mode.LOOK_UP, "LOOK UP"),
        (Mode.ADJUSTMENT, "ADJUSTMENT"),
    ],
)
async def test_a_mode_is_chosen_by_code_or_by_key_and_kept_for_the_person(
    at_work, mode, word
):
    async with at_work() as hands:
        hands.scan(COMMANDS[mode])
        await hands.wait_for_mode(word)
        await hands.settle()
        hands.app.sign_out()

    async with at_work() as hands:
        if mode is Mode.ADJUSTMENT:
            await hands.wait_for("Why is the stock adjusted?")
            await hands.press_slowly("escape")
        await hands.wait_for_mode(word)
        hands.press("f6", "3")
        await hands.wait_for_mode("DISPENSE")

    async with at_work("PHA002") as hands:
        await hands.wait_for_mode("DISPENSE")


async def test_arrows_and_f2_choose_a_mode_too(at_work):
    async with at_work() as hands:
        await hands.press_slowly("f6", "up", "up", "f2")
        await hands.wait_for_mode("STOCK IN")
        await hands.press_slowly("f6", "down", "enter")
        await hands.wait_for_mode("STOCK OUT")


async def test_keys_and_scans_in_one_burst_act_in_their_order(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA)
        hands.press("f7", "f6")
        hands.press("2")
        await hands.wait_for_mode("STOCK OUT")
        hands.scan(AMOX)
        hands.press("f7")
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 5)

    assert ledger() == [
        ("dispense", PARA, -10),
        ("dispense", PARA, 10),
        ("stock_out", AMOX, -20),
        ("stock_out", AMOX, 20),
        ("stock_out", PARA, -10),
    ]


async def test_a_flurry_of_function_keys_ends_in_the_last_mode_said(at_work):
    async with at_work() as hands:
        hands.press("f6", "1", "f6", "2", "f6", "escape", "f6", "6")
        await hands.wait_for_mode("LOOK UP")
        await hands.wait_for("type its code")  # no digit landed in the field


async def test_a_delivery_is_received_with_printed_codes_alone(at_work, ledger):
    pack = gs1(PARA, lot="N7", expires="280630")
    async with at_work() as hands:
        hands.scan(COMMANDS[Mode.STOCK_IN], quantity_code(12), pack, pack, UNDO, FINISH)
        await hands.wait_for("The delivery is finished")

    assert [quantity for _type, _code, quantity in ledger()] == [120, 10, -10]


async def test_finish_says_when_there_is_nothing_to_finish(at_work):
    async with at_work() as hands:
        await hands.wait_for(lambda: "F2" not in hands.text())
        hands.scan(FINISH)
        await hands.wait_for("Nothing to finish")


async def test_look_up_shows_the_shelf_and_moves_nothing(at_work, ledger):
    async with at_work() as hands:
        hands.scan(COMMANDS[Mode.LOOK_UP], PARA)
        await hands.wait_for("On hand: Paracetamol 500 mg tablet 10000 tablet")
        await hands.wait_for("B2 ")
        hands.scan(SALT)
        await hands.wait_for("NONE LEFT")
        hands.scan(ZINC)
        await hands.wait_for("ONLY EXPIRED")

    assert ledger() == []


async def test_undo_takes_back_one_movement_after_the_other(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA, AMOX)
        await wait_for_ledger(hands, ledger, 2)
        hands.press("f7", "f7")
        await wait_for_ledger(hands, ledger, 4)
        await hands.wait_for(lambda: hands.text().count("undone") == 2)
        # Both rows, and the last result.
        await hands.wait_for(lambda: hands.text().count("UNDO ") == 3)

    assert [quantity for _type, _code, quantity in ledger()] == [-10, -20, 20, 10]


async def test_an_undo_amid_a_burst_shows_every_row_once(at_work, ledger):
    async with at_work(size=(80, 50)) as hands:
        hands.scan(*[PARA] * 15, UNDO, *[AMOX] * 15)
        await wait_for_ledger(hands, ledger, 31)
        await hands.wait_for(lambda: hands.text().count("-20 Amoxicillin") == 15)
        await hands.wait_for(lambda: hands.text().count("-10 Paracetamol") == 15)


async def test_a_list_read_late_neither_doubles_nor_drops_a_row(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA, AMOX)
        await wait_for_ledger(hands, ledger, 2)
        movements = hands.app.screen.query_one(MovementList)
        newest, older, *others = movements._rows
        movements.show([older, *others])  # as read before the newest was recorded
        assert movements._rows == [newest, older, *others]
        movements.add(newest)  # as told after the list was read
        assert movements._rows == [newest, older, *others]


async def test_undo_without_a_movement_is_told_and_is_no_lost_scan(running, clinic):
    from wema_tui.services.auth.sign_in import resume

    async with running() as hands:
        hands.app.signed_in(resume(clinic.door("dispensary"), "PHA002"))
        await hands.wait_for_screen(ScanScreen)
        hands.press("f7")
        await hands.wait_for("1 NOT DONE")
        await hands.wait_for("nothing of today left to undo")
        assert "scan NOT RECORDED" not in hands.text()


async def test_expired_stock_is_refused_with_what_to_do(at_work, ledger):
    async with at_work() as hands:
        hands.scan(ZINC)
        await hands.wait_for("is EXPIRED. Do not give it.")
        await hands.wait_for("1 scan NOT RECORDED")

    assert ledger() == []


async def test_short_stock_is_refused_with_what_is_there_instead(at_work, ledger):
    async with at_work() as hands:
        hands.scan(f"1001*{PARA}")
        await hands.wait_for("10000 of 10010 tablet on hand, 10 short")
        await hands.wait_for("A1 ")

    assert ledger() == []


async def test_what_is_not_recorded_stays_until_it_is_dealt_with(at_work, ledger):
    async with at_work() as hands:
        hands.scan(ZINC, PARA, ZINC, ZINC, ZINC, AMOX)
        await wait_for_ledger(hands, ledger, 2)
        await hands.wait_for("4 scans NOT RECORDED. F8: deal with the first.")
        await hands.wait_for("and 1 more")
        hands.press("f8")
        await hands.wait_for(f"NOT RECORDED: {ZINC}")
        await hands.wait_for("EXPIRED")
        await hands.press_slowly("2")
        await hands.wait_for("3 scans NOT RECORDED")
        hands.press("f8")
        await hands.wait_for(f"NOT RECORDED: {ZINC}")
        await hands.press_slowly("3")
        await hands.wait_for_mode("DISPENSE")
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())
        await hands.wait_for(lambda: "F8" not in hands.text())


async def test_trouble_that_has_passed_is_tried_again_from_the_list(at_work, ledger):
    async with at_work() as hands:
        hands.scan(SALT)
        await hands.wait_for("1 scan NOT RECORDED")
        hands.scan(COMMANDS[Mode.STOCK_IN], gs1(SALT, lot="S1", expires="280101"))
        await wait_for_ledger(hands, ledger, 1)
        await hands.press_slowly("f8", "1")
        await wait_for_ledger(hands, ledger, 2)
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())

    assert ledger()[1] == ("dispense", SALT, -1)


async def test_a_medicine_without_a_code_is_found_by_name(at_work, ledger):
    async with at_work() as hands:
        hands.press("f3")
        await hands.wait_for("a medicine without a code")
        hands.type("para 500")
        await hands.wait_for("Paracetamol 500 mg tablet")
        await hands.press_slowly("enter", "1", "2", "enter")
        await wait_for_ledger(hands, ledger, 1)

    assert ledger()[0][0::2] == ("dispense", -12)


async def test_a_name_and_a_number_in_one_burst_pick_what_was_named(at_work, ledger):
    async with at_work() as hands:
        hands.press("f3")
        hands.type("amoxicillin 250 mg capsule\r15\r")
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for("DISPENSE -15 capsule Amoxicillin 250 mg capsule")


async def test_leaving_names_what_would_be_lost(at_work):
    async with at_work() as hands:
        hands.scan(ZINC)
        await hands.wait_for("1 scan NOT RECORDED")
        hands.press("f10", "f10")
        await hands.wait_for("Sign out?")
        await hands.wait_for("1 scan NOT RECORDED")


async def test_help_tells_the_keys_of_the_scan_screen(at_work):
    async with at_work() as hands:
        hands.press("f1")
        await hands.wait_for("Scan a pack. What happens then")
        for key in ("F3", "F6", "F7", "F10", "Ctrl+L"):
            await hands.wait_for(key)
        assert "?" not in hands.words()  # in the scan field it is text
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)


async def test_the_field_takes_scans_though_the_window_is_said_to_be_behind(
    at_work, ledger
):
    from textual import events

    async with at_work() as hands:
        hands.app.post_message(events.AppBlur())
        hands.scan(PARA)
        await wait_for_ledger(hands, ledger, 1)
        assert hands.app.focused is hands.app.screen.query_one(ScanField)


async def test_a_year_of_movements_opens_at_once(at_work, clinic):
    with clinic.store.write():
        _many_movements(clinic.store, 10_000)
    async with at_work() as hands:
        await hands.wait_for(NAMES[AMOX])


def _many_movements(store, number):
    columns = [
        "at", "type", "reason", "medication_id", "lot_id", "quantity", "user_id",
        "session_id", "station", "entry", "scan_code", "line", "audit_seq",
    ]  # fmt: skip
    names = ", ".join(columns)
    store.execute(
        "WITH RECURSIVE n(i) AS"
        f" (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
        f" INSERT INTO stock_movements ({names}, request_id)"
        f" SELECT {names}, 'many-' || i FROM stock_movements, n"
        " WHERE stock_movements.id = (SELECT MAX(id) FROM stock_movements)"
    )
