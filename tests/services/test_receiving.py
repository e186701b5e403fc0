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
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.errors import (
    AlreadyExpired,
    LotNeeded,
    OtherExpiry,
    SerialSeen,
)
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.text import LongText, UnsafeText

pytestmark = pytest.mark.usefixtures("pack")


def lots(store, *columns):
    with store.read():
        return [
            tuple(row)
            for row in store.execute(
                f"SELECT {', '.join(columns)} FROM lots ORDER BY id"
            )
        ]


def test_a_delivered_pack_is_on_the_shelf_and_in_the_ledger(store, clinic, pharmacist):
    recorded = scan(pharmacist, gs1(lot="A1", expires=NEXT_YEAR), Mode.STOCK_IN)
    assert recorded.quantity == 10
    assert recorded.lines[0].lot.on_hand == 10
    assert not recorded.is_repeat
    assert movements(store) == [("stock_in", "received", "A1", 10)]
    assert lies(store, clinic.key) == []


def test_the_same_lot_delivered_twice_is_one_lot(store, pharmacist):
    stock_in(pharmacist, lot="A1")
    stock_in(pharmacist, lot="a1", packs=2)
    assert shelf(store) == {"A1": 30}


def test_a_lot_number_that_comes_with_another_expiry_is_refused(store, pharmacist):
    stock_in(pharmacist, lot="A1", expires=NEXT_YEAR)
    with pytest.raises(OtherExpiry):
        stock_in(pharmacist, lot="A1", expires=date(2028, 6, 30))
    assert shelf(store) == {"A1": 10}


def test_packs_without_lot_number_are_kept_apart_by_expiry(store, pharmacist):
    stock_in_by_hand(pharmacist, "", date(2027, 1, 31))
    stock_in_by_hand(pharmacist, "", date(2027, 2, 28))
    stock_in_by_hand(pharmacist, "", date(2027, 2, 28))
    assert lots(store, "on_hand") == [(10,), (20,)]


def test_a_code_without_lot_asks_a_person(pharmacist):
    stock_in(pharmacist, lot="A1")
    with pytest.raises(LotNeeded) as caught:
        scan(pharmacist, PACK, Mode.STOCK_IN)
    assert [lot.lot_number for lot in caught.value.lots] == ["A1"]
    assert caught.value.scan.code == PACK


def test_a_code_with_lot_but_no_expiry_asks_a_person(pharmacist):
    with pytest.raises(LotNeeded):
        scan(pharmacist, gs1(lot="A1"), Mode.STOCK_IN)


def test_the_code_is_believed_before_the_person(store, pharmacist):
    said = LotDetails("TYPED", date(2030, 1, 1))
    scan(pharmacist, gs1(lot="A1"), Mode.STOCK_IN, lot=said)
    assert lots(store, "lot_number", "expires_on") in (
        [("A1", "2030-01-01")],
        [("A1", date(2030, 1, 1))],
    )


def test_what_expired_yesterday_is_not_taken_in(store, clock, pharmacist):
    clock.show_at_clinic(2027, 7, 1, 0, 30)  # still 30 June in UTC
    with pytest.raises(AlreadyExpired):
        stock_in(pharmacist, expires=date(2027, 6, 30))
    assert shelf(store) == {}


def test_what_expires_today_is_taken_in(store, clock, pharmacist):
    clock.show_at_clinic(2027, 6, 30, 23, 59)
    stock_in(pharmacist, expires=date(2027, 6, 30))
    assert shelf(store) == {"A1": 10}


def test_the_same_pack_is_not_received_twice(store, pharmacist):
    one = gs1(lot="A1", expires=NEXT_YEAR, serial="S1")
    scan(pharmacist, one, Mode.STOCK_IN)
    with pytest.raises(SerialSeen):
        scan(pharmacist, one, Mode.STOCK_IN)
    assert shelf(store) == {"A1": 10}


def test_a_pack_that_went_out_may_come_back(store, pharmacist):
    one = gs1(lot="A1", expires=NEXT_YEAR, serial="S1")
    scan(pharmacist, one, Mode.STOCK_IN)
    scan(pharmacist, one, Mode.STOCK_OUT)
    scan(pharmacist, one, Mode.STOCK_IN)
    assert shelf(store) == {"A1": 10}


def test_a_label_of_a_lot_receives_into_that_lot(store, pharmacist):
    lot_id = stock_in(pharmacist, lot="A1").lines[0].lot.lot_id
    label = make_label(LabelType.LOT, lot_id)
    scan(pharmacist, label, Mode.STOCK_IN, amount=5)
    assert shelf(store) == {"A1": 15}


def test_cost_and_supplier_are_kept_as_they_were_paid(store, pharmacist):
    said = LotDetails("A1", NEXT_YEAR, pack_cost=450, supplier=" MSD ")
    scan(pharmacist, PACK, Mode.STOCK_IN, lot=said)
    assert lots(store, "pack_cost", "pack_size", "supplier") == [(450, 10, "MSD")]


def test_a_later_scan_without_cost_does_not_erase_it(store, pharmacist):
    said = LotDetails("A1", NEXT_YEAR, pack_cost=450, supplier="MSD")
    scan(pharmacist, PACK, Mode.STOCK_IN, lot=said)
    scan(pharmacist, PACK, Mode.STOCK_IN, lot=LotDetails("A1", NEXT_YEAR))
    assert lots(store, "pack_cost", "pack_size", "supplier") == [(450, 10, "MSD")]


@pytest.mark.parametrize(
    ("number", "error"),
    [("A\x1b[2J", UnsafeText), ("A\u202e1", UnsafeText), ("A" * 41, LongText)],
)
def test_a_lot_number_that_cannot_be_kept_is_refused(store, pharmacist, number, error):
    with pytest.raises(error):
        stock_in_by_hand(pharmacist, number, NEXT_YEAR)
    assert shelf(store) == {}


def test_a_lot_number_that_grows_in_capitals_is_refused_not_a_crash(store, pharmacist):
    with pytest.raises(LongText):
        stock_in_by_hand(pharmacist, "ß" * 40, NEXT_YEAR)


def test_markup_in_a_lot_number_is_kept_as_it_is(store, pharmacist):
    stock_in_by_hand(pharmacist, "[/][@click=app.quit]x", NEXT_YEAR)
    assert list(shelf(store)) == ["[/][@CLICK=APP.QUIT]X"]


@pytest.mark.parametrize("reason", ["received", "donation"])
def test_stock_in_keeps_its_reason(store, pharmacist, reason):
    stock_in(pharmacist, reason=reason)
    assert movements(store) == [("stock_in", reason, "A1", 10)]
