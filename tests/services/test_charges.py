import pytest

from db.finance import Charge
from db.patients import ImportedPatient
from tests.charges import charged, forge, insurer_id, item_id, paid
from tests.factories import acts
from tests.patients import registered
from tests.truth import lies
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.repeats import RequestReused
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.audit.verify import verify
from wema_tui.services.finance import errors
from wema_tui.services.finance.cancelling import cancel_charge
from wema_tui.services.finance.charging import (
    charge,
    charge_file_fee,
    file_fee_due,
)
from wema_tui.services.finance.items import change_item
from wema_tui.services.finance.owing import charges_of, owed_by, unpaid
from wema_tui.services.finance.prices import change_price
from wema_tui.services.finance.rules import State
from wema_tui.services.patients.merging import merge_patients, undo_merge
from wema_tui.services.patients.rows import MergedPatient, UnknownPatient
from wema_tui.text import EmptyText


@pytest.fixture
def finance(session_of):
    return session_of("FINANCE")


@pytest.fixture
def asha(receptionist):
    return registered(receptionist)


def states(session, patient):
    return [(row.description, row.state) for row in charges_of(session, patient).rows]


def at_the_desk(session, patient, *items):
    """Charge the file fee and *items* in one act, as check-in does."""
    with audited_write(session, "charges.add", new_request_id()) as act:
        fee = charge_file_fee(act, patient_id=patient.number, visit_id=None)
        others = [
            charge(act, patient_id=patient.number, visit_id=None, item_id=item)
            for item in items
        ]
        act.record("charge.add", "charge:1", {})
    return [fee, *others]


def cancelled(session, charge_id, reason="typed twice", **also):
    usual = {"request_id": new_request_id()}
    cancel_charge(session, charge_id, reason=reason, **usual | also)


# -- charging -------------------------------------------------------------------


def test_a_charge_keeps_the_name_and_the_price_of_its_day(
    receptionist, finance, asha, clock
):
    item = item_id(receptionist)
    charged(receptionist, asha, quantity=3)
    change_item(finance, item, name="Jab", is_closed=False, request_id="r1")
    change_price(finance, item, amount=9, from_day=clock.today(), request_id="r2")
    (row,) = owed_by(receptionist, asha.number)
    assert (row.description, row.quantity, row.amount, row.owed) == (
        "Injection",
        3,
        3000,
        3000,
    )
    assert row.medical_id == asha.medical_id


def test_several_charges_in_one_act_are_all_covered_by_its_entry(
    store, clinic, receptionist, asha
):
    numbers = at_the_desk(receptionist, asha, *[item_id(receptionist)] * 2)
    assert None not in numbers
    assert sum(row.owed for row in owed_by(receptionist, asha.number)) == 4000
    assert lies(store, clinic.key) == []
    assert verify(store, clinic.key).ok


def test_without_a_price_nothing_is_charged_and_the_caller_is_told(
    store, receptionist, finance, asha
):
    item = item_id(receptionist)
    change_item(finance, item, name="Injection", is_closed=True, request_id="r1")
    assert at_the_desk(receptionist, asha, item)[1] is None
    with pytest.raises(errors.UnknownItem):
        charged(receptionist, asha)
    assert [row.description for row in owed_by(receptionist, asha.number)] == [
        "File fee (once)"
    ]


def test_an_insurer_is_charged_its_own_price_and_the_patient_owes_nothing(
    receptionist, finance, asha, clock
):
    item, nhif = item_id(receptionist), insurer_id(receptionist)
    change_price(
        finance,
        item,
        insurer_id=nhif,
        amount=700,
        from_day=clock.today(),
        request_id="r1",
    )
    charged(receptionist, asha, insurer_id=nhif)
    assert owed_by(receptionist, asha.number) == ()
    (row,) = charges_of(receptionist, asha.number).rows
    assert (row.state, row.insurer, row.amount, row.owed) == (
        State.INSURER,
        "NHIF",
        700,
        0,
    )


def test_what_cannot_be_charged_is_refused_and_nothing_is_written(
    store, receptionist, asha
):
    before = acts(store)
    with pytest.raises(errors.BadQuantity):
        charged(receptionist, asha, quantity=0)
    with pytest.raises(errors.UnknownInsurer):
        charged(receptionist, asha, insurer_id=77)
    with pytest.raises(UnknownPatient):
        charged(receptionist, type(asha)(**vars(asha) | {"number": 999_999}))
    assert acts(store) == before


def test_the_same_request_charges_once(receptionist, asha):
    numbers = {charged(receptionist, asha, request_id="r1") for _again in range(2)}
    assert len(numbers) == 1
    assert len(owed_by(receptionist, asha.number)) == 1
    with pytest.raises(RequestReused):
        paid(receptionist, asha, list(numbers), 1000, request_id="r1")


# -- the file fee ---------------------------------------------------------------


def test_the_file_fee_is_charged_once(receptionist, asha):
    assert at_the_desk(receptionist, asha)[0] is not None
    assert at_the_desk(receptionist, asha) == [None]
    assert states(receptionist, asha.number) == [("File fee (once)", State.UNPAID)]


def test_who_came_in_from_a_file_has_a_file_already(store, receptionist, asha):
    with store.write():
        ImportedPatient.create(patient=asha.number, source_key="id:7", row_digest="x")
        assert not file_fee_due(asha.number)
    assert at_the_desk(receptionist, asha) == [None]


def test_a_cancelled_file_fee_is_due_again(receptionist, finance, asha):
    (fee,) = at_the_desk(receptionist, asha)
    cancelled(finance, fee)
    with receptionist.read():
        assert file_fee_due(asha.number)


def test_two_records_of_one_person_owe_one_file_fee(store, receptionist, asha):
    twin = registered(receptionist, "Asha J.", phone="")
    at_the_desk(receptionist, twin)
    merge_patients(
        receptionist, twin.number, asha.number, reason="same card", request_id="m1"
    )
    with store.read():
        assert not file_fee_due(asha.number)
        assert not file_fee_due(twin.number)
    assert len(owed_by(receptionist, asha.number)) == 1
    with pytest.raises(MergedPatient):
        charged(receptionist, twin)
    undo_merge(receptionist, twin.number, reason="another", request_id="m2")
    with store.read():
        assert file_fee_due(asha.number)


# -- what is owed ---------------------------------------------------------------


def test_what_is_owed_is_still_owed_after_midnight_and_after_a_year(
    receptionist, session_of, asha, clock
):
    charged(receptionist, asha)
    clock.move(days=400)
    (row,) = unpaid(session_of("FINANCE"), "").rows
    assert row.owed == 1000


def test_every_unpaid_charge_is_listed_page_by_page_and_nothing_else(
    receptionist, finance, asha
):
    juma = registered(receptionist, "Juma Ali", phone="")
    numbers = [charged(receptionist, asha) for _each in range(5)]
    charged(receptionist, juma)
    charged(receptionist, juma, insurer_id=insurer_id(receptionist))
    paid(receptionist, asha, numbers[:1], 1000)
    paid(receptionist, asha, numbers[1:2], 400)
    cancelled(finance, numbers[2])
    first = unpaid(receptionist, "", 0, 2)
    second = unpaid(receptionist, "", 2, 2)
    assert (first.has_more, second.has_more) == (True, False)
    assert [row.owed for row in first.rows + second.rows] == [1000, 1000, 1000, 600]
    assert {row.full_name for row in unpaid(receptionist, "ALI juma").rows} == {
        "Juma Ali"
    }
    assert unpaid(receptionist, "nobody").rows == ()


# -- cancelling -----------------------------------------------------------------


def test_a_cancelled_charge_is_owed_no_more_and_its_reason_is_kept(
    store, clinic, receptionist, finance, asha
):
    number = charged(receptionist, asha)
    cancelled(finance, number, "the patient left")
    assert owed_by(receptionist, asha.number) == ()
    assert states(receptionist, asha.number) == [("Injection", State.CANCELLED)]
    with store.read():
        back = Charge.get(Charge.reverses == number)
        assert (back.amount, back.note) == (-1000, "the patient left")
    assert verify(store, clinic.key).ok


def test_what_is_paid_or_cancelled_cannot_be_cancelled(receptionist, finance, asha):
    part, full, gone = (charged(receptionist, asha) for _each in range(3))
    paid(receptionist, asha, [part], 10)
    paid(receptionist, asha, [full], 1000)
    cancelled(finance, gone)
    for number in (part, full, gone):
        with pytest.raises(errors.CannotCancel):
            cancelled(finance, number)
    with pytest.raises(errors.UnknownCharge):
        cancelled(finance, 4711)


def test_a_charge_is_cancelled_with_a_reason_and_once(
    store, finance, receptionist, asha
):
    number = charged(receptionist, asha)
    with pytest.raises(EmptyText):
        cancelled(finance, number, " ")
    for _again in range(2):
        cancelled(finance, number, request_id="r1")
    with store.read():
        assert Charge.select().count() == 2


def test_a_changed_charge_is_found_by_the_chain(store, clinic, receptionist, asha):
    number = charged(receptionist, asha)
    assert verify(store, clinic.key).ok
    change = f"UPDATE charges SET unit_price = 1, amount = 1 WHERE id = {number}"
    forge(store, "charges", change)
    broken = verify(store, clinic.key).broken
    assert broken.what == "ledger"
    assert "charges" in broken.detail
