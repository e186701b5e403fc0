from datetime import date

import pytest

from tests.factories import (
    NEXT_YEAR,
    PACK,
    gs1,
    movements,
    scan,
    shelf,
    stock_in,
    stock_in_by_hand,
)
from tests.truth import lies
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.errors import (
    ExpiredStock,
    LotNeeded,
    NotEnoughStock,
    ReasonNeeded,
)
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.pharmacy.rules import ADJUSTMENT_REASONS

pytestmark = pytest.mark.usefixtures("pack")

DOWN = [r for r, way in ADJUSTMENT_REASONS.items() if way < 0 and r != "expired"]
UP = [r for r, way in ADJUSTMENT_REASONS.items() if way > 0]


@pytest.mark.parametrize("reason", DOWN)
def test_what_is_gone_leaves_the_shelf_with_its_reason(store, pharmacist, reason):
    stock_in(pharmacist)
    scan(pharmacist, PACK, Mode.ADJUSTMENT, reason=reason, loose=4)
    assert movements(store)[-1] == ("adjustment", reason, "A1", -4)
    assert shelf(store) == {"A1": 6}


@pytest.mark.parametrize("reason", UP)
def test_what_turned_up_is_on_the_shelf_with_its_reason(store, pharmacist, reason):
    stock_in(pharmacist)
    scan(pharmacist, PACK, Mode.ADJUSTMENT, reason=reason, loose=4)
    assert movements(store)[-1] == ("adjustment", reason, "A1", 4)
    assert shelf(store) == {"A1": 14}


@pytest.mark.parametrize("reason", [None, "", "because", "received", "count"])
def test_an_adjustment_without_a_good_reason_moves_nothing(store, pharmacist, reason):
    stock_in(pharmacist)
    with pytest.raises(ReasonNeeded):
        scan(pharmacist, PACK, Mode.ADJUSTMENT, reason=reason)
    assert shelf(store) == {"A1": 10}


def test_expired_stock_is_taken_out_and_good_stock_left(store, clock, pharmacist):
    stock_in(pharmacist, lot="OLD", expires=date(2026, 6, 30))
    stock_in(pharmacist, lot="GOOD", expires=NEXT_YEAR)
    clock.show_at_clinic(2026, 7, 1, 8, 0)
    with pytest.raises(NotEnoughStock):
        scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="expired", amount=2)
    scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="expired")
    assert shelf(store) == {"OLD": 0, "GOOD": 10}


def test_good_stock_is_not_thrown_away_as_expired(store, pharmacist):
    stock_in(pharmacist)
    with pytest.raises(ExpiredStock):
        scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="expired")
    assert shelf(store) == {"A1": 10}


def test_more_cannot_be_damaged_than_there_is(store, pharmacist):
    stock_in(pharmacist)
    with pytest.raises(NotEnoughStock) as caught:
        scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="damaged", amount=2)
    assert caught.value.short_by == 10
    assert shelf(store) == {"A1": 10}


def test_damage_to_a_scanned_lot_leaves_the_others(store, pharmacist):
    stock_in(pharmacist, lot="SOON", expires=date(2026, 6, 30))
    stock_in(pharmacist, lot="LATE", expires=NEXT_YEAR)
    scan(pharmacist, gs1(lot="LATE"), Mode.ADJUSTMENT, reason="damaged")
    assert shelf(store) == {"SOON": 10, "LATE": 0}


def test_what_turned_up_goes_to_no_lot_by_guessing(store, pharmacist):
    stock_in(pharmacist, lot="SOON", expires=date(2026, 6, 30))
    stock_in(pharmacist, lot="LATE", expires=NEXT_YEAR)
    with pytest.raises(LotNeeded) as caught:
        scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="found")
    assert [lot.lot_number for lot in caught.value.lots] == ["SOON", "LATE"]
    scan(pharmacist, gs1(lot="SOON"), Mode.ADJUSTMENT, reason="found")
    assert shelf(store) == {"SOON": 20, "LATE": 10}


def test_what_turned_up_of_a_lot_that_ran_out_goes_back_to_it(
    store, clinic, pharmacist
):
    stock_in(pharmacist)
    scan(pharmacist, PACK)
    scan(pharmacist, gs1(lot="A1"), Mode.ADJUSTMENT, reason="returned", loose=2)
    assert shelf(store) == {"A1": 2}
    assert lies(store, clinic.key) == []


def test_a_note_is_kept_and_a_dangerous_one_refused(store, pharmacist):
    from wema_tui.text import UnsafeText

    stock_in(pharmacist)
    scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="lost", loose=1, note=" fell ")
    with pytest.raises(UnsafeText):
        scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="lost", loose=1, note="a\x07")
    with store.read():
        notes = store.execute("SELECT note FROM stock_movements ORDER BY id")
    assert [note for (note,) in notes] == [None, "fell"]


@pytest.mark.parametrize("expires", [None, date(2026, 6, 30), NEXT_YEAR])
def test_of_packs_without_number_the_chosen_one_is_added_to(store, pharmacist, expires):
    for day in (None, date(2026, 6, 30), NEXT_YEAR):
        stock_in_by_hand(pharmacist, "", day)
    recorded = scan(
        pharmacist,
        PACK,
        Mode.ADJUSTMENT,
        reason="found",
        loose=1,
        lot=LotDetails("", expires),
    )
    (line,) = recorded.lines
    assert (line.lot.expires_on, line.lot.on_hand) == (expires, 11)


def test_the_lot_in_the_code_is_believed_before_the_one_a_person_said(
    store, pharmacist
):
    stock_in(pharmacist, lot="A1")
    stock_in(pharmacist, lot="B1")
    scan(
        pharmacist,
        gs1(lot="A1", expires=NEXT_YEAR),
        Mode.ADJUSTMENT,
        reason="found",
        lot=LotDetails("B1", NEXT_YEAR),
    )
    assert shelf(store) == {"A1": 20, "B1": 10}
