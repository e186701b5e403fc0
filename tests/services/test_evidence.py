import json
from datetime import date

import pytest

from db.pharmacy import Barcode, Lot
from tests.factories import (
    NEXT_YEAR,
    PACK,
    medication,
    product,
    scan,
    stock_in,
    stock_in_by_hand,
)
from tests.truth import lies
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.codes import learn_code
from wema_tui.services.pharmacy.evidence import compare_evidence
from wema_tui.services.pharmacy.orders import LotDetails


@pytest.fixture(autouse=True)
def learned(store, pharmacist):
    """A code that was taught as at the counter, with its audit entry."""
    medicine = medication(store)
    learn_code(
        pharmacist,
        product(),
        medication_id=medicine.id,
        pack_size=10,
        request_id="learn",
    )
    return medicine


def told(store):
    """Return what each audit entry tells of a lot, oldest first."""
    with store.read():
        rows = store.execute("SELECT body FROM audit_entries ORDER BY seq")
    bodies = [json.loads(body) for (body,) in rows]
    return [body["lot"] for body in bodies if "lot" in body]


def test_lots_and_codes_made_by_the_services_are_as_their_entries_say(
    store, clinic, pharmacist
):
    stock_in(pharmacist, lot="A1")
    stock_in_by_hand(pharmacist, "B2", date(2027, 1, 31), pack_cost=500)
    stock_in_by_hand(pharmacist, "B2", date(2027, 1, 31), pack_cost=600)
    found = LotDetails("C3", None)
    scan(pharmacist, PACK, Mode.ADJUSTMENT, reason="found", lot=found)
    scan(pharmacist, PACK, Mode.COUNT, lot=LotDetails("D4", NEXT_YEAR))
    assert len(told(store)) == 5
    assert compare_evidence(store).wrong == ""
    assert lies(store, clinic.key) == []


def test_an_overwritten_cost_and_supplier_can_be_found_again(store, pharmacist):
    day = date(2027, 1, 31)
    stock_in_by_hand(pharmacist, "B2", day, pack_cost=500, supplier="MSD")
    stock_in_by_hand(pharmacist, "B2", day, pack_cost=600, supplier="MSD")
    stock_in_by_hand(pharmacist, "B2", day, pack_cost=600, supplier="MSD")
    new, changed = told(store)
    assert new["after"] == {
        "lot_number": "B2",
        "expires_on": "2027-01-31",
        "pack_cost": 500,
        "pack_size": 10,
        "supplier": "MSD",
    }
    assert (changed["before"]["pack_cost"], changed["after"]["pack_cost"]) == (500, 600)


@pytest.mark.parametrize(
    "change",
    [
        {"expires_on": date(2030, 1, 1)},
        {"expires_on": None},
        {"lot_number": "B1"},
    ],
)
def test_an_expiry_moved_behind_our_back_is_found_and_named(store, pharmacist, change):
    stock_in(pharmacist, lot="A1")
    with store.write():
        Lot.update(change).execute()
    wrong = compare_evidence(store).wrong
    assert "A1, 2027-06-30" in wrong
    assert "Lot " in wrong


def test_a_pack_size_changed_behind_our_back_is_found_and_named(store, learned):
    with store.write():
        Barcode.update(pack_size=100).execute()
    wrong = compare_evidence(store).wrong
    assert PACK in wrong
    assert f"{learned.id}, 100" in wrong
    assert f"{learned.id}, 10." in wrong


def test_a_code_given_to_another_medicine_behind_our_back_is_found(store):
    with store.write():
        Barcode.update(medication=1).execute()
    assert PACK in compare_evidence(store).wrong


def test_a_code_removed_behind_our_back_is_found(store):
    with store.write():
        Barcode.delete().execute()
    assert "gone" in compare_evidence(store).wrong


def test_a_code_added_behind_our_back_is_found(store, clock, learned):
    with store.write():
        Barcode.create(
            code="EVIL",
            kind="internal",
            medication=learned,
            pack_size=1,
            learned_at=clock.now(),
        )
    assert compare_evidence(store).wrong.startswith("0 lots and 1 codes")
