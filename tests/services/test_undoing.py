from datetime import date

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
)
from tests.truth import lies
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.sign_in import resume, sign_out
from wema_tui.services.pharmacy.errors import CannotUndo, NothingToUndo
from wema_tui.services.pharmacy.queries import last_movements
from wema_tui.services.pharmacy.undoing import undo_last

pytestmark = pytest.mark.usefixtures("pack")


def undo(session):
    return undo_last(session, new_request_id())


def test_undo_adds_a_reversal_and_erases_nothing(store, clinic, pharmacist):
    stock_in(pharmacist)
    scan(pharmacist, PACK, loose=3)
    undone = undo(pharmacist)
    assert undone.reason == "reversal"
    assert undone.lines[0].lot.on_hand == 10
    assert movements(store)[1:] == [
        ("dispense", "dispensed", "A1", -3),
        ("dispense", "reversal", "A1", 3),
    ]
    assert shelf(store) == {"A1": 10}
    assert lies(store, clinic.key) == []


def test_undo_takes_back_every_lot_of_the_request(store, pharmacist):
    stock_in(pharmacist, lot="SOON", expires=date(2026, 6, 30))
    stock_in(pharmacist, lot="LATE", expires=NEXT_YEAR)
    scan(pharmacist, PACK, loose=14)
    assert undo(pharmacist).quantity == 14
    assert shelf(store) == {"SOON": 10, "LATE": 10}


def test_undo_twice_takes_back_the_one_before(store, pharmacist):
    stock_in(pharmacist)
    scan(pharmacist, PACK, loose=1)
    scan(pharmacist, PACK, loose=2)
    assert [undo(pharmacist).quantity for _ in range(3)] == [2, 1, -10]
    assert shelf(store) == {"A1": 0}
    with pytest.raises(NothingToUndo):
        undo(pharmacist)


def test_undo_leaves_alone_what_the_same_person_records_elsewhere(clinic, pharmacist):
    elsewhere = resume(clinic.door("window 2"), pharmacist.employee_id)
    stock_in(pharmacist)
    scan(pharmacist, PACK, loose=1)
    scan(elsewhere, PACK, loose=2)
    assert undo(pharmacist).quantity == 1
    sign_out(elsewhere)
    assert undo(pharmacist).quantity == 2


def test_an_undo_sent_twice_takes_back_once(store, pharmacist):
    stock_in(pharmacist)
    scan(pharmacist, PACK, loose=1)
    first = undo_last(pharmacist, "u1")
    again = undo_last(pharmacist, "u1")
    assert again.is_repeat
    assert [x.movement_id for x in again.lines] == [x.movement_id for x in first.lines]
    assert shelf(store) == {"A1": 10}


def test_an_undo_is_not_undone(store, pharmacist):
    stock_in(pharmacist)
    undo(pharmacist)
    with pytest.raises(NothingToUndo):
        undo(pharmacist)
    assert shelf(store) == {"A1": 0}


def test_nobody_takes_back_what_another_person_recorded(
    store, pharmacist, other_pharmacist
):
    stock_in(pharmacist)
    with pytest.raises(NothingToUndo):
        undo(other_pharmacist)
    assert shelf(store) == {"A1": 10}


def test_yesterdays_work_is_not_undone(store, clock, pharmacist):
    clock.show_at_clinic(2026, 5, 4, 23, 59)
    stock_in(pharmacist)
    clock.show_at_clinic(2026, 5, 5, 0, 0)
    with pytest.raises(NothingToUndo):
        undo(pharmacist)
    assert shelf(store) == {"A1": 10}


def test_the_day_of_undo_is_the_clinics_not_utcs(store, clock, pharmacist):
    clock.show_at_clinic(2026, 5, 4, 1, 0)  # 3 May, 22:00 in UTC
    stock_in(pharmacist)
    clock.show_at_clinic(2026, 5, 4, 23, 0)
    undo(pharmacist)
    assert shelf(store) == {"A1": 0}


def test_a_stock_in_that_has_gone_out_again_stays(store, pharmacist, other_pharmacist):
    stock_in(pharmacist)
    scan(other_pharmacist, PACK, loose=1)
    with pytest.raises(CannotUndo):
        undo(pharmacist)
    assert shelf(store) == {"A1": 9}
    undo(other_pharmacist)
    undo(pharmacist)
    assert shelf(store) == {"A1": 0}


def test_a_pack_can_be_given_again_after_its_dispensing_was_undone(store, pharmacist):
    stock_in(pharmacist)
    one = gs1(lot="A1", expires=NEXT_YEAR, serial="S1")
    scan(pharmacist, one)
    undo(pharmacist)
    scan(pharmacist, one)
    assert shelf(store) == {"A1": 0}


def test_a_pack_can_be_received_again_after_its_receipt_was_undone(store, pharmacist):
    one = gs1(lot="A1", expires=NEXT_YEAR, serial="S1")
    scan(pharmacist, one, Mode.STOCK_IN)
    undo(pharmacist)
    scan(pharmacist, one, Mode.STOCK_IN)
    assert shelf(store) == {"A1": 10}


def test_a_posted_count_is_not_undone_by_accident(store, pharmacist):
    from wema_tui.services.pharmacy.counting import finish_count

    stock_in(pharmacist, packs=5)
    scan(pharmacist, PACK, Mode.COUNT)
    finish_count(pharmacist, new_request_id())
    undo_target = movements(store)[0]
    assert undo_target == ("stock_in", "received", "A1", 50)
    with pytest.raises(CannotUndo):
        undo(pharmacist)
    assert shelf(store) == {"A1": 10}


def test_undo_reaches_over_another_medication(store, pharmacist):
    known_pack(store, OTHER_PACK, name="Otheramol")
    stock_in(pharmacist, lot="A1")
    stock_in(pharmacist, lot="B1", gtin=OTHER_PACK)
    assert undo(pharmacist).medication.name == "Otheramol"
    assert shelf(store) == {"A1": 10, "B1": 0}


def test_the_list_of_movements_tells_what_was_undone(pharmacist):
    stock_in(pharmacist)
    scan(pharmacist, PACK, loose=2)
    undo(pharmacist)
    rows = last_movements(pharmacist)
    assert [(r.quantity, r.is_undone) for r in rows] == [
        (2, False),
        (-2, True),
        (10, False),
    ]
