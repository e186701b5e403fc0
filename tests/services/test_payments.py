from functools import partial

import pytest

from db.finance import Payment, Settlement
from tests.at_once import at_once
from tests.charges import charged, forge, insurer_id, paid
from tests.factories import acts
from tests.patients import registered
from wema_tui.services.audit.repeats import RequestReused
from wema_tui.services.audit.verify import verify
from wema_tui.services.clinic.figures.dashboard import dashboard
from wema_tui.services.clinic.figures.revenue import revenue
from wema_tui.services.clinic.figures.spans import Step
from wema_tui.services.finance import errors
from wema_tui.services.finance.items import add_item
from wema_tui.services.finance.owing import charges_of, owed_by
from wema_tui.services.finance.prices import change_price
from wema_tui.services.finance.receipts import receipt
from wema_tui.services.finance.rules import State
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.rows import MergedPatient


@pytest.fixture
def asha(receptionist):
    return registered(receptionist)


def owed(session, patient):
    return [row.owed for row in owed_by(session, patient.number)]


def mobile(session, patient, charges, amount, reference):
    return paid(
        session, patient, charges, amount, method="mobile_money", reference=reference
    )


def test_a_payment_settles_the_chosen_charges_and_no_other(receptionist, asha):
    first, second, third = (charged(receptionist, asha) for _each in range(3))
    told = paid(receptionist, asha, [first, third], 2000)
    assert [row.charge_id for row in owed_by(receptionist, asha.number)] == [second]
    assert (told.number, told.amount, told.left) == (1, 2000, 0)
    assert (told.clinic, told.full_name) == ("Test Clinic", "Asha Juma")
    assert told.taken_by == "RECEPTION person"


def test_a_part_payment_leaves_the_rest_and_the_oldest_is_paid_first(
    receptionist, asha
):
    numbers = [charged(receptionist, asha, quantity=2) for _each in range(2)]
    told = paid(receptionist, asha, numbers[::-1], 2500)
    assert [(line.paid, line.left) for line in told.lines] == [(2000, 0), (500, 1500)]
    assert owed(receptionist, asha) == [1500]
    (last, _first) = charges_of(receptionist, asha.number).rows
    assert (last.state, last.paid) == (State.PART_PAID, 500)
    paid(receptionist, asha, numbers[1:], 1500)
    assert owed(receptionist, asha) == []


def test_an_old_receipt_says_the_same_after_the_rest_was_paid(receptionist, asha):
    number = charged(receptionist, asha)
    first = paid(receptionist, asha, [number], 400)
    paid(receptionist, asha, [number], 600)
    assert receipt(receptionist, first.number) == first
    with pytest.raises(errors.UnknownReceipt):
        receipt(receptionist, 3)


def test_a_payment_that_settles_nothing_of_a_charge_does_not_name_it(
    receptionist, asha
):
    numbers = [charged(receptionist, asha) for _each in range(2)]
    assert len(paid(receptionist, asha, numbers, 1000).lines) == 1


def test_receipts_are_numbered_without_gaps_though_some_are_refused(
    store, receptionist, asha
):
    numbers = []
    for _each in range(3):
        charge = charged(receptionist, asha)
        with pytest.raises(errors.BadAmount):
            paid(receptionist, asha, [charge], 1001)
        numbers.append(paid(receptionist, asha, [charge], 1000).number)
    assert numbers == [1, 2, 3]


def test_the_same_request_takes_the_money_once_and_gives_the_same_receipt(
    store, receptionist, session_of, asha
):
    charge = charged(receptionist, asha)
    first, again = (
        paid(receptionist, asha, [charge], 600, request_id="r1") for _each in range(2)
    )
    assert first == again
    with store.read():
        assert Payment.select().count() == 1
    with pytest.raises(RequestReused):
        paid(session_of("FINANCE"), asha, [charge], 400, request_id="r1")


def test_more_than_is_owed_is_refused_and_so_is_nothing(store, receptionist, asha):
    charge = charged(receptionist, asha)
    before = acts(store)
    with pytest.raises(errors.BadAmount, match="1,000"):
        paid(receptionist, asha, [charge], 1001)
    for amount in (0, -5):
        with pytest.raises(errors.BadAmount):
            paid(receptionist, asha, [charge], amount)
    assert acts(store) == before


def test_what_is_settled_or_the_insurers_or_anothers_cannot_be_paid(receptionist, asha):
    juma = registered(receptionist, "Juma Ali", phone="")
    theirs = charged(receptionist, asha, insurer_id=insurer_id(receptionist))
    settled = charged(receptionist, asha)
    paid(receptionist, asha, [settled], 1000)
    for chosen in ([], [theirs], [settled], [charged(receptionist, juma)], [4711]):
        with pytest.raises(errors.NothingOwed):
            paid(receptionist, asha, chosen, 1)


def test_a_mobile_reference_is_good_for_one_payment_however_it_is_typed(
    receptionist, asha
):
    charge = charged(receptionist, asha)
    assert mobile(receptionist, asha, [charge], 300, "qj7 1x-9").reference == "QJ71X9"
    with pytest.raises(errors.ReferenceUsed, match="receipt 1"):
        mobile(receptionist, asha, [charge], 300, "QJ71X9")
    with pytest.raises(errors.ReferenceNeeded):
        mobile(receptionist, asha, [charge], 300, " - ")
    with pytest.raises(errors.BadMethod):
        paid(receptionist, asha, [charge], 300, method="cheque")
    assert owed(receptionist, asha) == [700]


def test_a_card_needs_no_reference_and_cash_keeps_none(receptionist, asha):
    charge = charged(receptionist, asha)
    card = paid(receptionist, asha, [charge], 300, method="card")
    cash = paid(receptionist, asha, [charge], 300, reference="whatever")
    assert (card.reference, cash.reference) == ("", "")


def test_what_a_merged_record_owes_is_paid_by_the_one_that_goes_on(receptionist, asha):
    twin = registered(receptionist, "Asha J.", phone="")
    charge = charged(receptionist, twin)
    merge_patients(
        receptionist, twin.number, asha.number, reason="same card", request_id="m1"
    )
    with pytest.raises(MergedPatient):
        paid(receptionist, twin, [charge], 1000)
    paid(receptionist, asha, [charge], 1000)
    assert owed(receptionist, twin) == []


def test_a_changed_payment_or_settlement_is_found_by_the_chain(
    store, clinic, receptionist, asha
):
    charge = charged(receptionist, asha)
    paid(receptionist, asha, [charge], 1000)
    assert verify(store, clinic.key).ok
    forge(store, "settlements", "UPDATE settlements SET amount = 1")
    assert "settlements" in verify(store, clinic.key).broken.detail
    forge(store, "payments", "UPDATE payments SET amount = 1")
    assert "payments" in verify(store, clinic.key).broken.detail


def test_two_desks_cannot_take_the_same_debt_twice(
    store, receptionist, session_of, asha
):
    charge = charged(receptionist, asha)
    desks = [receptionist, session_of("FINANCE")] * 3
    outcomes = at_once(
        *(partial(paid, desk, asha, [charge], 250) for desk in desks), store=store
    )
    assert outcomes == ["NothingOwed"] * 2 + ["Receipt"] * 4
    with store.read():
        numbers = sorted(row.receipt_number for row in Payment.select())
        assert numbers == [1, 2, 3, 4]
        assert sum(row.amount for row in Settlement.select()) == 1000


# -- on the dashboard ------------------------------------------------------------------


def test_the_dashboard_has_what_was_charged_and_taken_today_and_not_yesterday(
    receptionist, session_of, asha, clock
):
    paid(receptionist, asha, [charged(receptionist, asha)], 400)
    clock.move(days=1, minutes=1)
    charged(receptionist, asha, quantity=3)
    shown = dashboard(session_of("FINANCE"), lines=1)
    (group,) = (each for each in shown.groups if each.title == "Finance")
    told = {each.name: (each.today, each.yesterday) for each in group.figures}
    assert told == {
        "Charged": (3000, 1000),
        "Money taken": (0, 400),
        "Receipts": (0, 1),
    }


def test_medicines_are_revenue_of_the_pharmacy_alone(
    receptionist, session_of, asha, clock
):
    finance = session_of("FINANCE")
    item = add_item(
        finance, code="pills", name="Pills", kind="medicine", request_id="i"
    )
    change_price(finance, item, amount=500, from_day=clock.today(), request_id="p")
    charged(receptionist, asha)
    charged(receptionist, asha, "pills")
    earned = revenue(finance, Step.DAY).departments
    assert (earned["Finance"][-1], earned["Pharmacy"][-1]) == (1000, 0)
