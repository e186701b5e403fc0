import pytest

from tests.clinics import MORNING
from tests.factories import (
    NEXT_YEAR,
    OTHER_PACK,
    PACK,
    known_pack,
    medication,
    scan,
    stock_in,
)
from wema_tui.services.pharmacy.queries import (
    find_medications,
    last_movements,
    look_up,
)


def found(session, text, **also):
    return [row.name for row in find_medications(session, text, **also)]


@pytest.mark.parametrize(
    "text", ["zyx", "ZYX 500", "500 zyx", " tablet  zyx ", "abrac"]
)
def test_a_medicine_is_found_by_any_of_its_words_in_any_order(store, pharmacist, text):
    medication(store, name="Zyxamol 500 mg tablet", generic_name="abracadabrine")
    assert found(pharmacist, text) == ["Zyxamol 500 mg tablet"]


@pytest.mark.parametrize(
    "text", ["zyx%l", "%", "_", "z_x", "\\", "' OR 1=1 --", "{int}"]
)
def test_signs_in_a_search_stand_for_themselves(store, pharmacist, text):
    medication(store, name="Zyxamol 500 mg tablet")
    assert "Zyxamol 500 mg tablet" not in found(pharmacist, text, limit=1000)


@pytest.mark.parametrize("text", ["\x00", "a\x00", "\ud800", "\u202e", "\x1b[2J"])
def test_a_search_for_what_no_name_holds_finds_nothing_and_does_not_crash(
    pharmacist, text
):
    assert found(pharmacist, text) == []


def test_a_medicine_that_is_no_longer_used_is_not_offered(store, pharmacist):
    medication(store, name="Zyxamol", closed_at=MORNING)
    assert found(pharmacist, "zyxamol") == []


def test_no_more_is_read_than_fits_on_a_screen(pharmacist):
    assert len(found(pharmacist, "", limit=7)) == 7


def test_a_search_tells_what_is_on_hand_over_all_lots(store, pharmacist):
    known_pack(store, name="Zyxamol")
    stock_in(pharmacist, lot="A1")
    stock_in(pharmacist, lot="B1", packs=2)
    (row,) = find_medications(pharmacist, "zyxamol")
    assert row.on_hand == 30


def test_the_newest_movements_come_first_and_are_ones_own(
    store, pharmacist, other_pharmacist
):
    known_pack(store)
    stock_in(pharmacist)
    scan(other_pharmacist, PACK, loose=2)
    scan(pharmacist, PACK, loose=3)
    rows = last_movements(pharmacist)
    assert [(r.quantity, r.type) for r in rows] == [(-3, "dispense"), (10, "stock_in")]
    assert {r.employee_id for r in rows} == {"PHA001"}
    assert rows[0].lot_number == "A1"
    assert rows[0].expires_on == NEXT_YEAR
    assert rows[0].at == MORNING
    assert len(last_movements(pharmacist, limit=1)) == 1


def test_a_look_up_by_name_shows_lots_first_expiry_first(store, clock, pharmacist):
    medicine = known_pack(store, OTHER_PACK)
    stock_in(pharmacist, lot="LATE", gtin=OTHER_PACK)
    stock_in(pharmacist, lot="SOON", expires=clock.today(), gtin=OTHER_PACK)
    shelf = look_up(pharmacist, medicine.id)
    assert [lot.lot_number for lot in shelf.lots] == ["SOON", "LATE"]
    assert (shelf.on_hand, shelf.pack_size) == (20, 1)
