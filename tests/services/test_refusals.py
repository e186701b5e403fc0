"""Every way in which the shelf says no is provoked once, and changes nothing."""

import inspect
from datetime import date
from functools import partial

import pytest

from tests.factories import (
    NEXT_YEAR,
    OTHER_PACK,
    PACK,
    gs1,
    known_pack,
    medication,
    product,
    scan,
    stock_in,
)
from tests.truth import lies, rows_of
from wema_tui.quantities import MOST
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy import counting, errors
from wema_tui.services.pharmacy.codes import learn_code
from wema_tui.services.pharmacy.errors import PharmacyError
from wema_tui.services.pharmacy.undoing import undo_last

TABLES = ("lots", "stock_movements", "stock_counts", "count_lines", "barcodes")


def unknown_code(people):
    return partial(scan, people.one, OTHER_PACK)


def doubtful_code(people):
    return partial(scan, people.one, f"01{PACK}1727063010A121SER1", Mode.STOCK_IN)


def not_a_medicine(people):
    return partial(scan, people.one, "WP0001234V")


def medication_closed(people):
    known_pack(people.store, OTHER_PACK, name="Goneamol", closed_at=people.now)
    return partial(scan, people.one, OTHER_PACK)


def lot_needed(people):
    return partial(scan, people.one, PACK, Mode.STOCK_IN)


def other_expiry(people):
    return partial(stock_in, people.one, expires=date(2028, 1, 31))


def already_expired(people):
    return partial(stock_in, people.one, lot="B1", expires=date(2026, 5, 3))


def lot_not_on_shelf(people):
    return partial(scan, people.one, gs1(lot="B1"))


def expired_stock(people):
    return partial(scan, people.one, gs1(lot="A1", expires=date(2026, 5, 3)))


def not_enough_stock(people):
    return partial(scan, people.one, PACK, amount=6)


def serial_seen(people):
    text = gs1(lot="A1", expires=NEXT_YEAR, serial="S1")
    scan(people.one, text, Mode.STOCK_IN)
    return partial(scan, people.one, text, Mode.STOCK_IN)


def amount_too_large(people):
    return partial(scan, people.one, gs1(lot="A1", count=MOST))


def reason_needed(people):
    return partial(scan, people.one, PACK, Mode.ADJUSTMENT)


def nothing_to_undo(people):
    return partial(undo_last, people.other, new_request_id())


def cannot_undo(people):
    scan(people.other, PACK)
    return partial(undo_last, people.one, new_request_id())


def code_taken(people):
    other = medication(people.store, name="Otheramol")
    return partial(
        learn_code,
        people.one,
        product(),
        medication_id=other.id,
        pack_size=10,
        request_id=new_request_id(),
    )


def request_reused(people):
    scan(people.one, PACK, request_id="r1")
    return partial(scan, people.one, PACK, amount=2, request_id="r1")


def nothing_counted(people):
    return partial(counting.finish_count, people.one, new_request_id())


def ledger_moved_on(people):
    scan(people.one, PACK, Mode.COUNT)
    scan(people.other, PACK, amount=2)
    return partial(counting.finish_count, people.one, new_request_id())


PROVOKED = {
    errors.UnknownCode: unknown_code,
    errors.DoubtfulCode: doubtful_code,
    errors.NotAMedicine: not_a_medicine,
    errors.MedicationClosed: medication_closed,
    errors.LotNeeded: lot_needed,
    errors.OtherExpiry: other_expiry,
    errors.AlreadyExpired: already_expired,
    errors.LotNotOnShelf: lot_not_on_shelf,
    errors.ExpiredStock: expired_stock,
    errors.NotEnoughStock: not_enough_stock,
    errors.SerialSeen: serial_seen,
    errors.AmountTooLarge: amount_too_large,
    errors.ReasonNeeded: reason_needed,
    errors.NothingToUndo: nothing_to_undo,
    errors.CannotUndo: cannot_undo,
    errors.CodeTaken: code_taken,
    errors.RequestReused: request_reused,
    errors.NothingCounted: nothing_counted,
    counting.LedgerMovedOn: ledger_moved_on,
}


class People:
    """Two pharmacists in front of a shelf with fifty tablets."""

    def __init__(self, store, one, other):
        self.store, self.one, self.other = store, one, other
        self.now = one.clock.now()
        known_pack(store)
        stock_in(one, packs=5)

    def state(self):
        with self.store.read():
            return {table: rows_of(self.store, table) for table in TABLES}


@pytest.mark.parametrize(
    ("error", "provoke"), PROVOKED.items(), ids=lambda x: getattr(x, "__name__", x)
)
def test_a_refusal_explains_itself_and_changes_nothing(
    error, provoke, store, clinic, pharmacist, other_pharmacist
):
    people = People(store, pharmacist, other_pharmacist)
    attempt = provoke(people)
    before = people.state()

    with pytest.raises(error) as caught:
        attempt()

    assert type(caught.value) is error
    assert caught.value.hint
    assert caught.value.sentence.isprintable()
    assert people.state() == before
    assert lies(store, clinic.key) == []


def kinds_of(root):
    return {k for kind in root.__subclasses__() for k in {kind} | kinds_of(kind)}


def test_no_refusal_is_left_untested():
    assert set(PROVOKED) == {
        k for k in kinds_of(PharmacyError) if k.__module__.startswith("wema_tui.")
    }


def test_no_two_refusals_share_a_code():
    codes = [kind.code for kind in PROVOKED]
    assert len(set(codes)) == len(codes)
    assert PharmacyError.code not in codes


def test_every_refusal_has_its_place_in_errors_or_beside_its_rule():
    here = {k for _, k in inspect.getmembers(errors, inspect.isclass)}
    assert set(PROVOKED) - here == {counting.LedgerMovedOn}
