from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    NEXT_YEAR,
    OTHER_PACK,
    PACK,
    gs1,
    known_pack,
    movements,
    scan,
    shelf,
    stock_in,
    stock_in_by_hand,
)
from tests.truth import lies
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.errors import (
    ExpiredStock,
    LotNotOnShelf,
    NotEnoughStock,
    SerialSeen,
)
from wema_tui.services.pharmacy.orders import LotDetails

JUNE = date(2026, 6, 30)
MARCH = date(2027, 3, 31)

pytestmark = pytest.mark.usefixtures("pack")


def lot_id(recorded):
    return recorded.lines[0].lot.lot_id


def test_a_patient_gets_the_lot_that_expires_first(store, pharmacist):
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    stock_in(pharmacist, lot="SOON", expires=JUNE)

    recorded = scan(pharmacist, PACK)

    assert [line.lot.lot_number for line in recorded.lines] == ["SOON"]
    assert recorded.lines[0].lot.on_hand == 0
    assert shelf(store) == {"LATE": 10, "SOON": 0}


def test_a_lot_without_expiry_goes_last(store, pharmacist):
    stock_in_by_hand(pharmacist, "FOREVER")
    stock_in(pharmacist, lot="LATE", expires=date(2035, 1, 31))
    scan(pharmacist, PACK)
    assert shelf(store) == {"FOREVER": 10, "LATE": 0}


def test_one_scan_takes_from_several_lots_and_is_one_request(store, clinic, pharmacist):
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    stock_in(pharmacist, lot="SOON", expires=JUNE)

    recorded = scan(pharmacist, PACK, loose=14)

    assert recorded.quantity == -14
    assert movements(store)[2:] == [
        ("dispense", "dispensed", "SOON", -10),
        ("dispense", "dispensed", "LATE", -4),
    ]
    assert shelf(store) == {"SOON": 0, "LATE": 6}
    assert lies(store, clinic.key) == []


def test_a_short_shelf_moves_nothing_and_says_what_is_missing(store, pharmacist):
    stock_in(pharmacist, packs=2)
    with pytest.raises(NotEnoughStock) as caught:
        scan(pharmacist, PACK, amount=3)
    assert caught.value.short_by == 10
    assert "20 of 30 tablet" in caught.value.message
    assert shelf(store) == {"A1": 20}
    assert len(movements(store)) == 1


@pytest.mark.parametrize("mode", [Mode.DISPENSE, Mode.STOCK_OUT])
def test_no_lot_leaves_the_shelf_after_its_last_day(store, clock, pharmacist, mode):
    stock_in(pharmacist, lot="OLD", expires=JUNE)
    clock.show_at_clinic(2026, 7, 1, 0, 1)
    with pytest.raises(ExpiredStock) as caught:
        scan(pharmacist, PACK, mode)
    assert "EXPIRED" in caught.value.message
    assert shelf(store) == {"OLD": 10}


def test_the_last_day_is_a_good_day_until_the_clinics_midnight(
    store, clock, pharmacist
):
    stock_in(pharmacist, lot="OLD", expires=JUNE, packs=2)
    clock.show_at_clinic(2026, 6, 30, 23, 59)
    scan(pharmacist, PACK)
    clock.show_at_clinic(2026, 7, 1, 0, 0)  # in UTC it is still 30 June
    assert clock.now().date() == JUNE
    with pytest.raises(ExpiredStock):
        scan(pharmacist, PACK)
    assert shelf(store) == {"OLD": 10}


def test_expired_stock_is_passed_over_not_given(store, clock, pharmacist):
    stock_in(pharmacist, lot="OLD", expires=JUNE)
    stock_in(pharmacist, lot="GOOD", expires=MARCH)
    clock.show_at_clinic(2026, 7, 1, 8, 0)
    scan(pharmacist, PACK)
    assert shelf(store) == {"OLD": 10, "GOOD": 0}
    with pytest.raises(ExpiredStock):
        scan(pharmacist, PACK)


def test_expired_stock_does_not_fill_up_what_is_short(clock, pharmacist):
    stock_in(pharmacist, lot="OLD", expires=JUNE)
    stock_in(pharmacist, lot="GOOD", expires=MARCH)
    clock.show_at_clinic(2026, 7, 1, 8, 0)
    with pytest.raises(NotEnoughStock) as caught:
        scan(pharmacist, PACK, loose=11)
    assert caught.value.short_by == 1


def test_the_scanned_lot_is_the_one_taken_and_the_earlier_one_is_named(
    store, pharmacist
):
    stock_in(pharmacist, lot="SOON", expires=JUNE)
    stock_in(pharmacist, lot="LATE", expires=MARCH)

    recorded = scan(pharmacist, gs1(lot="LATE", expires=MARCH))

    assert recorded.earlier_lot.lot_number == "SOON"
    assert shelf(store) == {"SOON": 10, "LATE": 0}


def test_no_earlier_lot_is_named_when_the_right_one_was_scanned(pharmacist):
    stock_in(pharmacist, lot="SOON", expires=JUNE)
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    assert scan(pharmacist, gs1(lot="SOON", expires=JUNE)).earlier_lot is None


def test_an_expired_earlier_lot_is_not_recommended(clock, pharmacist):
    stock_in(pharmacist, lot="SOON", expires=JUNE)
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    clock.show_at_clinic(2026, 7, 1, 8, 0)
    assert scan(pharmacist, gs1(lot="LATE", expires=MARCH)).earlier_lot is None


def test_a_scanned_lot_does_not_borrow_from_another(store, pharmacist):
    stock_in(pharmacist, lot="SOON", expires=JUNE)
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    with pytest.raises(NotEnoughStock):
        scan(pharmacist, gs1(lot="SOON", expires=JUNE), amount=2)
    assert shelf(store) == {"SOON": 10, "LATE": 10}


def test_a_scanned_lot_that_is_not_there_is_not_replaced_by_another(store, pharmacist):
    stock_in(pharmacist, lot="A1")
    with pytest.raises(LotNotOnShelf):
        scan(pharmacist, gs1(lot="B2", expires=MARCH))
    assert shelf(store) == {"A1": 10}


def test_a_typed_lot_with_control_characters_cannot_drive_the_terminal(pharmacist):
    stock_in(pharmacist)
    with pytest.raises(LotNotOnShelf) as caught:
        scan(pharmacist, PACK, lot=LotDetails("B\x1b]52;c;\x07", None))
    assert caught.value.sentence.isprintable()


def test_a_lot_is_found_whatever_the_case_it_was_typed_in(store, pharmacist):
    stock_in(pharmacist, lot="ab-1")
    scan(pharmacist, PACK, lot=LotDetails(" Ab-1 ", None))
    assert shelf(store) == {"AB-1": 0}


def test_a_pack_whose_own_code_says_expired_is_not_given(store, pharmacist):
    # The shelf knows the lot with a later day: somebody mistyped it on receipt.
    stock_in(pharmacist, lot="A1", expires=MARCH)
    with pytest.raises(ExpiredStock):
        scan(pharmacist, gs1(lot="A1", expires=date(2026, 4, 30)))
    assert shelf(store) == {"A1": 10}


def test_a_pack_that_says_expired_but_no_lot_is_not_given(store, pharmacist):
    stock_in(pharmacist, lot="A1", expires=MARCH)
    with pytest.raises(ExpiredStock):
        scan(pharmacist, gs1(expires=date(2026, 4, 30)))
    assert shelf(store) == {"A1": 10}


def test_the_same_pack_is_not_given_twice(store, pharmacist):
    stock_in(pharmacist, packs=3)
    one = gs1(lot="A1", expires=date(2027, 6, 30), serial="S1")
    scan(pharmacist, one)
    with pytest.raises(SerialSeen):
        scan(pharmacist, one)
    scan(pharmacist, gs1(lot="A1", expires=date(2027, 6, 30), serial="S2"))
    assert shelf(store) == {"A1": 10}


def test_another_products_pack_may_carry_the_same_serial(store, pharmacist):
    known_pack(store, OTHER_PACK, name="Otheramol")
    for gtin in (PACK, OTHER_PACK):
        stock_in(pharmacist, gtin=gtin, lot=f"L{gtin[:5]}")
        scan(pharmacist, gs1(gtin, serial="S1"))
    assert set(shelf(store).values()) == {0}


def test_loose_units_are_base_units_not_packs(store, pharmacist):
    stock_in(pharmacist)
    scan(pharmacist, PACK, loose=3)
    assert shelf(store) == {"A1": 7}


def test_a_multiplier_counts_packs(store, pharmacist):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, PACK, amount=3)
    assert shelf(store) == {"A1": 20}


def test_a_count_in_the_code_stands_for_that_many_packs(store, pharmacist):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, gs1(lot="A1", count=4))
    assert shelf(store) == {"A1": 10}


def test_pieces_in_the_code_are_not_taken_for_packs(store, pharmacist):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, f"]d201{PACK}10A1\x1d3012")
    assert shelf(store) == {"A1": 38}


def test_a_serial_on_a_box_of_packs_does_not_lock_its_pack_out(store, pharmacist):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, gs1(lot="A1", serial="S1", count=3))
    scan(pharmacist, gs1(lot="A1", serial="S1"))
    assert shelf(store) == {"A1": 10}


def test_what_a_person_says_beats_the_count_in_the_code(store, pharmacist):
    stock_in(pharmacist, packs=5)
    scan(pharmacist, gs1(lot="A1", count=4), amount=2)
    assert shelf(store) == {"A1": 30}


def test_a_label_of_a_lot_takes_one_unit_of_that_lot(store, pharmacist):
    stock_in(pharmacist, lot="SOON", expires=JUNE)
    late = stock_in(pharmacist, lot="LATE", expires=MARCH)
    recorded = scan(pharmacist, make_label(LabelType.LOT, lot_id(late)))
    assert shelf(store) == {"SOON": 10, "LATE": 9}
    assert recorded.earlier_lot.lot_number == "SOON"


def test_a_label_of_an_empty_lot_takes_from_no_other(store, pharmacist):
    soon = stock_in(pharmacist, lot="SOON", expires=JUNE)
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    scan(pharmacist, PACK)
    with pytest.raises(NotEnoughStock):
        scan(pharmacist, make_label(LabelType.LOT, lot_id(soon)))
    assert shelf(store) == {"SOON": 0, "LATE": 10}


def test_a_label_of_a_medication_takes_one_unit_first_expiry_first(
    store, pack, pharmacist
):
    stock_in(pharmacist, lot="LATE", expires=MARCH)
    stock_in(pharmacist, lot="SOON", expires=JUNE)
    scan(pharmacist, make_label(LabelType.MEDICATION, pack.id))
    assert shelf(store) == {"SOON": 9, "LATE": 10}


@pytest.mark.parametrize("reason", ["transfer", "ward_use", "sent_back"])
def test_stock_out_keeps_its_reason(store, pharmacist, reason):
    stock_in(pharmacist)
    scan(pharmacist, PACK, Mode.STOCK_OUT, reason=reason)
    assert movements(store)[-1] == ("stock_out", reason, "A1", -10)


def test_a_chosen_lot_without_number_is_the_one_with_the_chosen_expiry(
    store, pharmacist
):
    stock_in_by_hand(pharmacist, "", JUNE)
    stock_in_by_hand(pharmacist, "", MARCH)
    recorded = scan(pharmacist, PACK, lot=LotDetails("", MARCH))
    assert recorded.lines[0].lot.expires_on == MARCH


def test_what_was_scanned_is_kept_as_it_came_made_visible(store, pharmacist):
    stock_in(pharmacist, lot="A1")
    with store.read():
        ((code,),) = store.execute("SELECT scan_code FROM stock_movements")
    assert code == gs1(lot="A1", expires=date(2027, 6, 30)).replace("\x1d", "␝")


@pytest.mark.parametrize("mode", [Mode.DISPENSE, Mode.STOCK_OUT])
def test_a_computer_that_woke_up_in_1970_gives_nothing_that_is_expired(
    store, clock, pharmacist, mode
):
    stock_in(pharmacist, lot="A1", expires=clock.today() + timedelta(days=2))
    clock.move(days=3)
    with pytest.raises(ExpiredStock):
        scan(pharmacist, PACK, mode)
    scan(pharmacist, PACK, Mode.COUNT)  # an entry of this day
    clock.show(datetime(1970, 1, 1, tzinfo=UTC))
    with pytest.raises(ExpiredStock):
        scan(pharmacist, PACK, mode)
    assert shelf(store) == {"A1": 10}


def test_a_clock_that_is_right_again_decides_alone(store, clock, pharmacist):
    stock_in(pharmacist, lot="A1", expires=clock.today() + timedelta(days=2))
    clock.move(days=-3000)
    scan(pharmacist, PACK, loose=1)
    clock.move(days=3002)
    scan(pharmacist, PACK, loose=1)  # the last day is a good day
    clock.move(days=1)
    with pytest.raises(ExpiredStock):
        scan(pharmacist, PACK, loose=1)
    assert shelf(store) == {"A1": 8}


def test_a_lot_offered_instead_says_that_it_is_expired(clock, pharmacist):
    stock_in(pharmacist, lot="A1", expires=clock.today())
    clock.move(days=1)
    with pytest.raises(LotNotOnShelf) as caught:
        scan(pharmacist, gs1(lot="B2", expires=NEXT_YEAR))
    assert "EXPIRED" in caught.value.hint
