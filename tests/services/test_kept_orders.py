"""A scan that was not recorded, written down and read again: the same scan."""

import json
from datetime import date

import pytest

from tests.factories import PACK, gs1, known_pack, movements, order, stock_in
from wema_tui.quantities import Amount
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import read_code
from wema_tui.services.pharmacy.errors import DoubtfulCode
from wema_tui.services.pharmacy.kept_orders import kept_order, order_again
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.pharmacy.scanning import handle_scan

DOUBTFUL = f"01{PACK}1727063010A121SER1"


def through_json(scan_order):
    return order_again(json.loads(json.dumps(kept_order(scan_order))))


@pytest.mark.parametrize(
    "scan_order",
    [
        order(),
        order("10A\x1d21\x1b[2J", Mode.STOCK_OUT, amount=12, reason="ward_use"),
        order(loose=30, mode=Mode.ADJUSTMENT, reason="damaged", note="wet"),
        order(
            mode=Mode.STOCK_IN,
            entry="keyed",
            separators_seen=True,
            lot=LotDetails("A1", date(2027, 6, 30), pack_cost=900, supplier="MSD"),
        ),
        order(mode=Mode.COUNT, lot=LotDetails("", None)),
        *(
            order(DOUBTFUL, Mode.STOCK_IN, reading=reading)
            for reading in read_code(DOUBTFUL).choices
        ),
    ],
)
def test_an_order_comes_back_as_it_was(scan_order):
    assert through_json(scan_order) == scan_order


def test_a_reading_that_is_none_of_todays_is_asked_again(store, pharmacist):
    known_pack(store)
    chosen = order(DOUBTFUL, Mode.STOCK_IN, reading=read_code(gs1(lot="OTHER")))
    again = through_json(chosen)
    assert again.reading is None
    with pytest.raises(DoubtfulCode):
        handle_scan(pharmacist, again)


def test_a_scan_that_was_recorded_after_all_counts_once(store, pharmacist):
    known_pack(store)
    stock_in(pharmacist, packs=5)
    scan_order = order(amount=2)
    first = handle_scan(pharmacist, scan_order)
    again = handle_scan(pharmacist, through_json(scan_order))
    assert again.is_repeat
    assert again.lines == first.lines
    assert movements(store)[1:] == [("dispense", "dispensed", "A1", -20)]


@pytest.mark.parametrize(
    "damage",
    [
        {"count": 0},
        {"count": "many"},
        {"mode": "give_away"},
        {"lot": {"lot_number": "A1"}},
        {"lot": 3},
    ],
)
def test_what_was_not_written_here_is_no_order(damage):
    with pytest.raises((KeyError, TypeError, ValueError)):
        order_again(kept_order(order(amount=Amount(2))) | damage)
