from datetime import date

import pytest

from tests.factories import (
    NEXT_YEAR,
    OTHER_PACK,
    PACK,
    acts,
    gs1,
    known_pack,
    movements,
    scan,
    shelf,
    stock_in,
)
from tests.truth import lies
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.counting import (
    LedgerMovedOn,
    cancel_count,
    finish_count,
    lines_counted,
    uncount_last,
)
from wema_tui.services.pharmacy.errors import LotNeeded, NothingCounted

pytestmark = pytest.mark.usefixtures("pack")


def count(session, text=PACK, **also):
    return scan(session, text, Mode.COUNT, **also)


def finish(session):
    return finish_count(session, new_request_id())


def uncount(session):
    return uncount_last(session, new_request_id())


def corrections(store):
    return [(lot, n) for _, reason, lot, n in movements(store) if reason == "count"]


def test_a_count_corrects_the_ledger_by_the_difference(store, clinic, pharmacist):
    stock_in(pharmacist, packs=5)
    count(pharmacist)
    assert count(pharmacist, amount=2).total == 30
    (difference,) = finish(pharmacist).differences
    assert (difference.counted, difference.expected) == (30, 50)
    assert difference.lot.on_hand == 30
    assert corrections(store) == [("A1", -20)]
    assert shelf(store) == {"A1": 30}
    assert lies(store, clinic.key) == []


def test_an_exact_count_moves_nothing_and_is_still_told(store, clinic, pharmacist):
    stock_in(pharmacist)
    count(pharmacist)
    (difference,) = finish(pharmacist).differences
    assert difference.quantity == 0
    assert corrections(store) == []
    assert acts(store)[-1] == "stock.count_post"
    assert lies(store, clinic.key) == []


def test_counting_moves_nothing_until_it_is_finished(store, pharmacist):
    stock_in(pharmacist, packs=5)
    count(pharmacist)
    assert shelf(store) == {"A1": 50}


def test_lots_that_nobody_scanned_stay_as_they_are(store, pharmacist):
    known_pack(store, OTHER_PACK, name="Otheramol")
    stock_in(pharmacist)
    stock_in(pharmacist, lot="B1", gtin=OTHER_PACK)
    count(pharmacist, loose=9)
    finish(pharmacist)
    assert shelf(store) == {"A1": 9, "B1": 10}


def test_a_lot_scanned_by_mistake_and_taken_back_is_not_written_off(store, pharmacist):
    known_pack(store, OTHER_PACK, name="Otheramol")
    stock_in(pharmacist, packs=3)
    stock_in(pharmacist, lot="B1", gtin=OTHER_PACK)
    count(pharmacist, PACK)
    uncount(pharmacist)
    count(pharmacist, OTHER_PACK)
    posted = finish(pharmacist)
    assert [d.lot.lot_number for d in posted.differences] == ["B1"]
    assert shelf(store) == {"A1": 30, "B1": 10}


def test_taking_back_the_only_scan_leaves_nothing_to_finish(store, pharmacist):
    stock_in(pharmacist)
    count(pharmacist)
    assert uncount(pharmacist).total == 0
    assert lines_counted(pharmacist) == 0
    with pytest.raises(NothingCounted):
        finish(pharmacist)
    with pytest.raises(NothingCounted):
        uncount(pharmacist)
    assert shelf(store) == {"A1": 10}


def test_taking_back_goes_from_the_newest_to_the_oldest(pharmacist):
    stock_in(pharmacist, packs=9)
    count(pharmacist, amount=1)
    count(pharmacist, amount=2)
    assert uncount(pharmacist).quantity == -20
    count(pharmacist, amount=4)
    assert [uncount(pharmacist).quantity for _ in range(2)] == [-40, -10]


def test_what_went_out_while_counting_is_not_subtracted_twice(
    store, clinic, pharmacist, other_pharmacist
):
    stock_in(pharmacist, packs=5)
    count(pharmacist, amount=5)  # all there
    scan(other_pharmacist, PACK, amount=2)  # and then two go out
    (difference,) = finish(pharmacist).differences
    assert difference.quantity == 0
    assert shelf(store) == {"A1": 30}
    assert lies(store, clinic.key) == []


def test_the_ledger_at_the_last_scan_of_a_lot_is_what_a_count_is_compared_with(
    store, pharmacist, other_pharmacist
):
    stock_in(pharmacist, packs=5)
    count(pharmacist, amount=3)
    scan(other_pharmacist, PACK, amount=2)  # from the part not counted yet
    count(pharmacist, loose=5)
    (difference,) = finish(pharmacist).differences
    assert (difference.counted, difference.expected) == (35, 30)
    assert shelf(store) == {"A1": 35}


def test_a_lot_that_went_out_beyond_the_count_is_not_posted(
    store, pharmacist, other_pharmacist
):
    stock_in(pharmacist, packs=5)
    count(pharmacist, amount=1)  # 40 missing
    scan(other_pharmacist, PACK, amount=2)
    with pytest.raises(LedgerMovedOn):
        finish(pharmacist)
    assert shelf(store) == {"A1": 30}
    cancel_count(pharmacist, new_request_id())
    assert shelf(store) == {"A1": 30}


def test_a_finished_count_asked_for_again_tells_the_same(store, clinic, pharmacist):
    stock_in(pharmacist, packs=5)
    count(pharmacist)
    first = finish_count(pharmacist, "finish-1")
    again = finish_count(pharmacist, "finish-1")
    assert again.differences == first.differences
    assert again.is_repeat
    assert not first.is_repeat
    assert shelf(store) == {"A1": 10}
    assert lies(store, clinic.key) == []


def test_finishing_twice_finds_nothing_the_second_time(store, pharmacist):
    stock_in(pharmacist, packs=5)
    count(pharmacist)
    finish(pharmacist)
    with pytest.raises(NothingCounted):
        finish(pharmacist)
    assert shelf(store) == {"A1": 10}


def test_a_cancelled_count_leaves_the_stock_and_does_not_come_back(store, pharmacist):
    stock_in(pharmacist, packs=5)
    count(pharmacist)
    cancel_count(pharmacist, "cancel-1")
    cancel_count(pharmacist, "cancel-1")
    assert shelf(store) == {"A1": 50}
    assert count(pharmacist).total == 10


def test_a_count_survives_signing_out_and_in(session_of):
    first = session_of("PHARMACY")
    stock_in(first, packs=5)
    count(first)
    assert count(session_of("PHARMACY")).total == 20


def test_two_people_count_the_same_lot_apart(
    store, clinic, pharmacist, other_pharmacist
):
    stock_in(pharmacist, packs=5)
    count(pharmacist, amount=3)
    assert count(other_pharmacist).total == 10
    finish(pharmacist)
    assert shelf(store) == {"A1": 30}
    with pytest.raises(LedgerMovedOn):  # 40 missing of 30
        finish(other_pharmacist)
    cancel_count(other_pharmacist, new_request_id())
    assert lies(store, clinic.key) == []


def test_the_same_scan_sent_twice_counts_once(pharmacist):
    stock_in(pharmacist, packs=5)
    first = count(pharmacist, request_id="r1")
    again = count(pharmacist, request_id="r1")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert (again.quantity, again.total) == (10, 10)


def test_a_take_back_sent_twice_takes_back_once(pharmacist):
    stock_in(pharmacist, packs=5)
    count(pharmacist)
    count(pharmacist)
    uncount_last(pharmacist, "u1")
    assert uncount_last(pharmacist, "u1").is_repeat
    assert lines_counted(pharmacist) == 1


def test_a_code_without_lot_is_not_counted_by_guessing(pharmacist):
    stock_in(pharmacist, lot="SOON", expires=date(2026, 6, 30))
    stock_in(pharmacist, lot="LATE", expires=NEXT_YEAR)
    with pytest.raises(LotNeeded):
        count(pharmacist)
    assert count(pharmacist, gs1(lot="LATE")).lot.lot_number == "LATE"


def test_an_expired_lot_can_be_counted(store, clock, pharmacist):
    stock_in(pharmacist, lot="OLD", expires=date(2026, 6, 30), packs=2)
    clock.show_at_clinic(2026, 8, 1, 8, 0)
    count(pharmacist)
    finish(pharmacist)
    assert shelf(store) == {"OLD": 10}
