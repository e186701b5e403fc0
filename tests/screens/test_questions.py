import pytest

from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.lot import LotDialog
from screens.dialogs.medication import MedicationDialog
from screens.dialogs.notice import Notice
from screens.pharmacy.scan import ScanScreen
from tests.little_clinic import AMOX, PARA, SALT, STRANGE
from tests.screens.codes import CANCEL, COMMANDS, FINISH, UNDO, gs1
from tests.screens.test_scanning import wait_for_ledger
from wema_tui.scanner.modes import Mode

STOCK_IN = COMMANDS[Mode.STOCK_IN]
COUNT = COMMANDS[Mode.COUNT]
ADJUSTMENT = COMMANDS[Mode.ADJUSTMENT]


def lots(clinic):
    """Return (lot, expiry, on hand, supplier) of the lots put up in the test."""
    with clinic.store.read():
        rows = clinic.store.execute(
            "SELECT lot_number, expires_on, on_hand, supplier FROM lots"
            " WHERE id > 4 ORDER BY id"
        )
    return [tuple(row) for row in rows]


# -- stock in: lot and expiry -------------------------------------------------------


async def test_a_delivery_asks_lot_and_expiry_once_for_a_product(
    at_work, ledger, clinic
):
    async with at_work() as hands:
        hands.scan(STOCK_IN, SALT)
        await hands.wait_for_screen(LotDialog)
        await hands.wait_for("Which lot is it? Oral rehydration salts")
        hands.type("ab12\r06/2028\rmsd\r")
        await wait_for_ledger(hands, ledger, 1)
        hands.scan(SALT, f"3*{SALT}")
        await wait_for_ledger(hands, ledger, 3)
        await hands.wait_for("AB12 2028-06-30")
        hands.press("f2")
        await hands.wait_for("The delivery is finished")
        hands.scan(SALT)
        await hands.wait_for_screen(LotDialog)

    assert lots(clinic) == [("AB12", "2028-06-30", 5, "msd")]


async def test_the_next_delivery_in_the_same_burst_is_not_of_the_old_lot(
    at_work, ledger
):
    async with at_work() as hands:
        hands.scan(STOCK_IN, SALT)
        await hands.wait_for_screen(LotDialog)
        hands.type("ab12\r06/2028\r\r")
        await wait_for_ledger(hands, ledger, 1)
        hands.scan(SALT, FINISH, SALT)
        await hands.wait_for_screen(LotDialog)
        await wait_for_ledger(hands, ledger, 2)


async def test_five_more_packs_that_wait_for_the_same_lot_follow_one_answer(
    at_work, ledger
):
    async with at_work() as hands:
        hands.scan(STOCK_IN, SALT, SALT, gs1(AMOX, lot="Z1", expires="280101"), SALT)
        await hands.wait_for_screen(LotDialog)
        hands.scan(SALT, SALT)  # while the question is open
        await hands.rest()
        hands.type("ab12\r06/2028\r\r")
        await wait_for_ledger(hands, ledger, 6)
        await hands.wait_for_screen(ScanScreen)
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())

    assert [quantity for _type, _code, quantity in ledger()] == [20, 1, 1, 1, 1, 1]


async def test_only_what_the_code_does_not_say_is_asked(at_work, ledger, clinic):
    async with at_work() as hands:
        hands.scan(STOCK_IN, gs1(SALT, lot="L1"))
        await hands.wait_for("Lot L1, as the code says")
        assert not hands.app.screen.query("#lot")
        hands.type("2028-01\r\r")
        await wait_for_ledger(hands, ledger, 1)
        hands.scan(gs1(SALT, lot="L2"))  # another lot: its expiry is not L1's
        await hands.wait_for("Lot L2, as the code says")
        hands.type("2029-01\r\r")
        await wait_for_ledger(hands, ledger, 2)
        hands.scan(gs1(SALT, lot="L3", expires="300131"))
        await wait_for_ledger(hands, ledger, 3)

    assert [row[:2] for row in lots(clinic)] == [
        ("L1", "2028-01-31"),
        ("L2", "2029-01-31"),
        ("L3", "2030-01-31"),
    ]


async def test_mistakes_in_the_lot_form_are_shown_together(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STOCK_IN, SALT)
        await hands.wait_for_screen(LotDialog)
        hands.type("A1")
        hands.press("f2")
        await hands.wait_for("Expiry is empty.")
        hands.type("13/2028\r\r")
        await hands.wait_for("13/2028 is no expiry date")
        hands.press("escape")
        await hands.wait_for("1 scan NOT RECORDED")

    assert ledger() == []


async def test_the_number_of_a_known_lot_is_enough(at_work, ledger, clinic):
    async with at_work() as hands:
        hands.scan(STOCK_IN, PARA)
        await hands.wait_for("On the shelf: A1")
        hands.type("a1\r")
        hands.press("f2")
        await wait_for_ledger(hands, ledger, 1)

    assert lots(clinic) == []


# -- codes that nobody knows --------------------------------------------------------


async def test_an_unknown_code_is_learned_and_all_its_scans_recorded(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STRANGE, PARA, *[STRANGE] * 4)
        await hands.wait_for_screen(MedicationDialog)
        hands.scan(STRANGE, AMOX)  # while the question is open
        hands.type("amoxicillin 250 mg caps\r30\r")
        await wait_for_ledger(hands, ledger, 8)
        await hands.wait_for_screen(ScanScreen)
        hands.scan(STRANGE)
        await wait_for_ledger(hands, ledger, 9)
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())

    assert ledger() == [
        ("dispense", PARA, -10),
        ("dispense", AMOX, -20),
        *[("dispense", STRANGE, -30)] * 7,
    ]


async def test_a_question_put_off_is_not_asked_again_for_each_pack(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STRANGE, STRANGE, STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)
        await hands.settle()
        assert isinstance(hands.app.screen, ScanScreen)
        await hands.press_slowly("f8", "1")
        await hands.wait_for_screen(MedicationDialog)
        hands.type("paracetamol 500\r10\r")
        await wait_for_ledger(hands, ledger, 3)


async def test_a_form_without_a_pick_or_number_says_so(at_work, ledger):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        hands.type("zzz\r0\r")
        await hands.wait_for("Nothing is picked.")
        await hands.wait_for("Type a number from 1 to 99999.")

    assert ledger() == []


async def test_an_answer_that_comes_after_the_form_was_left_harms_nothing(at_work):
    async def late():
        return []

    async with at_work() as hands:
        hands.press("f3")
        await hands.wait_for_screen(MedicationDialog)
        form = hands.app.screen
        hands.press("escape")
        await hands.wait_for_mode("DISPENSE")
        await form._pass_on(late(), pytest.fail, pytest.fail)


@pytest.mark.parametrize("is_told", [False, True])
async def test_a_question_that_comes_while_the_program_ends_fails_nothing(
    at_work, is_told
):
    async with at_work() as hands:
        if is_told:
            hands.app.end(143)
        Choose("Which?", ["one", "other"], 0).open(hands.app)
    assert hands.app.return_code != 1


async def test_a_doubtful_code_is_read_as_the_person_says(at_work, ledger, clinic):
    doubtful = f"]d201{PARA:0>14}17280630" + "10Q721SER99"  # its separator is lost
    async with at_work() as hands:
        hands.scan(STOCK_IN, doubtful)
        await hands.wait_for("Which lot is printed on the pack?")
        await hands.wait_for("lot Q7,")
        choices = hands.text()
        place = next(n for n in range(1, 9) if f"{n}  lot Q7," in choices)
        await hands.press_slowly(str(place), "enter")
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for("Q7 2028-06-30")


@pytest.mark.parametrize(
    ("mode", "is_told"), [(Mode.COUNT, False), (Mode.DISPENSE, True)]
)
async def test_whoever_counts_is_not_told_what_is_expected(at_work, mode, is_told):
    async with at_work() as hands:
        hands.scan(COMMANDS[mode])
        await hands.rest()
        hands.press("f3")
        await hands.wait_for_screen(MedicationDialog)
        await hands.type_slowly("amox")
        await hands.wait_for("Picked: Amoxicillin")
        await hands.settle()
        assert ("10000 capsule" in hands.words()) == is_told


# -- adjustments --------------------------------------------------------------------


async def test_an_adjustment_asks_its_reason_once_and_keeps_it(at_work, clinic):
    async with at_work() as hands:
        hands.scan(ADJUSTMENT)
        await hands.wait_for("Why is the stock adjusted?")
        await hands.press_slowly("1", "f2")
        await hands.wait_for("ADJUSTMENT damaged")
        hands.scan(PARA, f"2u*{AMOX}")
        await hands.wait_for("ADJUST -2 capsule")

    with clinic.store.read():
        reasons = clinic.store.execute(
            "SELECT reason, quantity FROM stock_movements WHERE type = 'adjustment'"
        )
    assert [tuple(row) for row in reasons] == [("damaged", -10), ("damaged", -2)]


@pytest.mark.parametrize("keys", [("down", "2"), ("2", "up", "down"), ("up", "2")])
async def test_keys_for_a_reason_count_in_their_order_however_fast(at_work, keys):
    async with at_work() as hands:
        hands.scan(ADJUSTMENT)
        await hands.wait_for_screen(Choose)
        await hands.rest()
        hands.press(*keys, "f2")
        await hands.wait_for("ADJUSTMENT expired")


async def test_scans_before_the_reason_wait_for_it(at_work, ledger):
    async with at_work() as hands:
        hands.scan(ADJUSTMENT, PARA, AMOX)
        await hands.wait_for("Why is the stock adjusted?")
        await hands.wait_for_screen(Choose)
        await hands.press_slowly("3", "enter")
        await wait_for_ledger(hands, ledger, 2)
        await hands.wait_for_screen(ScanScreen)
        await hands.wait_for(lambda: "NOT RECORDED" not in hands.text())


async def test_no_reason_is_asked_once_the_mode_has_changed_again(at_work, ledger):
    async with at_work() as hands:
        hands.scan(ADJUSTMENT, COMMANDS[Mode.STOCK_OUT], PARA)
        await wait_for_ledger(hands, ledger, 1)
        await hands.settle()
        await hands.wait_for_mode("STOCK OUT")


# -- counts -------------------------------------------------------------------------


async def test_a_count_is_blind_and_posted_with_f2(at_work, ledger):
    async with at_work() as hands:
        hands.scan(COUNT, f"499*{AMOX}", AMOX)
        await hands.wait_for("so far 10000")
        await hands.wait_for("On hand is not shown while you count.")
        hands.press("f7")
        await hands.wait_for("so far 9980")
        hands.press("f2")
        await hands.wait_for("Post this count?")
        assert ledger() == []
        hands.press("f2")
        await hands.wait_for("The count is posted")
        await hands.wait_for_screen(Notice)
        await hands.wait_for("counted 9980, in the books 10000, corrected by -20")
        hands.press("escape")
        await hands.wait_for("COUNT")
        await wait_for_ledger(hands, ledger, 1)


async def test_nobody_is_told_that_they_count_once_they_dispense(at_work):
    async with at_work() as hands:
        hands.scan(COUNT)
        await hands.wait_for("On hand is not shown while you count.")
        hands.scan(COMMANDS[Mode.DISPENSE])
        await hands.wait_for("On hand: scan something.")


async def test_undo_in_a_count_never_takes_back_a_movement_before_it(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA, COUNT, AMOX)
        await hands.wait_for("so far 20")
        hands.press("f7", "f7")
        await hands.wait_for("1 NOT DONE")
        await hands.wait_for("Nothing has been counted.")

    assert ledger() == [("dispense", PARA, -10)]


async def test_a_count_is_given_up_only_when_a_person_says_yes(at_work, ledger):
    async with at_work() as hands:
        hands.scan(COUNT, AMOX, CANCEL)
        await hands.wait_for_screen(Confirm)
        hands.scan(AMOX)  # its Enter is no yes
        await hands.wait_for(lambda: not hands.app.screen_stack[-2]._under_way)
        assert isinstance(hands.app.screen, Confirm)
        hands.press("f2")
        await hands.wait_for("The count is given up")
        hands.press("f2")
        await hands.wait_for("Post this count?")
        hands.press("f2")
        await hands.wait_for("Nothing has been counted.")

    assert ledger() == []


async def test_packs_of_two_lots_are_asked_for_in_a_count_and_the_last_proposed(
    at_work, clinic
):
    async with at_work() as hands:
        hands.scan(COUNT, PARA, PARA)
        await hands.wait_for_screen(LotDialog)
        hands.type("a1\r\r")
        await hands.wait_for(lambda: lot_proposed(hands) == "A1")
        hands.press("enter", "enter")
        await hands.wait_for("so far 20")


def lot_proposed(hands):
    boxes = hands.app.screen.query("#lot")
    return boxes.first().value if boxes and hands.app.screen.takes_keys else None


async def test_printed_undo_works_in_every_mode(at_work, ledger):
    async with at_work() as hands:
        hands.scan(PARA, UNDO, COUNT, AMOX, UNDO)
        await hands.wait_for("so far 0")
        await wait_for_ledger(hands, ledger, 2)
