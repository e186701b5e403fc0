from datetime import timedelta

import pytest

from db.price_list import Price, PriceItem
from tests.charges import forge, insurer_id, item_id
from tests.factories import acts
from tests.truth import lies
from wema_tui.data.price_list import load_price_list
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.repeats import RequestReused
from wema_tui.services.audit.verify import verify
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.finance import errors
from wema_tui.services.finance.in_force import price_of
from wema_tui.services.finance.insurers import add_insurer, close_insurer, insurers
from wema_tui.services.finance.items import add_item, change_item
from wema_tui.services.finance.prices import change_price, price_history, price_list
from wema_tui.services.finance.rules import KINDS


@pytest.fixture
def finance(session_of):
    return session_of("FINANCE")


@pytest.fixture
def today(clock):
    return clock.today()


def changed(session, item, amount, from_day, **also):
    change_price(
        session,
        item,
        amount=amount,
        from_day=from_day,
        **{"request_id": new_request_id()} | also,
    )


def cost(session, item, day, insurer=None):
    with session.read():
        return price_of(item, insurer, day)


# -- the list that a clinic begins with --------------------------------------------


def test_the_starter_list_is_whole():
    lines = load_price_list()
    assert len({line.code for line in lines}) == len(lines)
    assert {line.kind for line in lines} <= set(KINDS)
    assert all(line.price > 0 for line in lines)


def test_a_new_clinic_begins_with_a_price_list_and_one_insurer(finance):
    page = price_list(finance, limit=100)
    assert {row.code: row.price for row in page.rows} == {
        line.code: line.price for line in load_price_list()
    }
    assert [row.code for row in insurers(finance)] == ["NHIF"]


def test_in_another_currency_the_items_have_no_prices_yet(empty_store, tmp_path):
    found_clinic(empty_store, ClinicPlan("Kliniki", currency="KES"), tmp_path / "k")
    with empty_store.read():
        assert PriceItem.select().count() == len(load_price_list())
        assert Price.select().count() == 0


# -- what is in force ----------------------------------------------------------------


def test_a_price_counts_from_its_day_on_and_not_before(finance, today):
    item = item_id(finance)
    tomorrow = today + timedelta(days=1)
    changed(finance, item, 1500, tomorrow)
    assert cost(finance, item, today) == 1000
    assert cost(finance, item, tomorrow) == 1500
    assert cost(finance, item, tomorrow + timedelta(days=400)) == 1500


def test_of_two_prices_from_one_day_the_newest_counts(finance, today):
    item = item_id(finance)
    changed(finance, item, 15000, today)
    changed(finance, item, 1500, today)
    assert cost(finance, item, today) == 1500


def test_what_was_entered_later_for_an_earlier_day_gives_way_in_time(finance, today):
    item, day = item_id(finance), today + timedelta(days=10)
    changed(finance, item, 2000, day)
    changed(finance, item, 1500, today)
    assert cost(finance, item, today) == 1500
    assert cost(finance, item, day) == 2000


def test_an_insurer_pays_its_own_price_or_else_the_patients(finance, today):
    item, nhif = item_id(finance), insurer_id(finance)
    assert cost(finance, item, today, nhif) == 1000
    changed(finance, item, 700, today, insurer_id=nhif)
    changed(finance, item, 1200, today)  # newer, and nothing to the insurer
    assert cost(finance, item, today, nhif) == 700
    assert cost(finance, item, today) == 1200


def test_an_item_without_a_price_has_none(finance, today):
    item = add_item(finance, code="x-ray", name="X-ray", kind="other", request_id="r1")
    assert cost(finance, item, today) is None


def test_what_is_free_costs_nothing_which_is_a_price(finance, today):
    item = item_id(finance)
    changed(finance, item, 0, today)
    assert cost(finance, item, today) == 0


# -- changing it -----------------------------------------------------------------------


def test_a_price_cannot_begin_in_the_past(store, finance, today):
    before = acts(store)
    with pytest.raises(errors.PastPrice, match="2026-05-03"):
        changed(finance, item_id(finance), 1, today - timedelta(days=1))
    assert acts(store) == before


def test_a_price_below_nothing_or_beyond_reason_is_refused(finance, today):
    for amount in (-1, 10**13):
        with pytest.raises(errors.BadPrice):
            changed(finance, item_id(finance), amount, today)


def test_the_same_request_changes_a_price_once(finance, today):
    item = item_id(finance)
    for _again in range(2):
        changed(finance, item, 1500, today, request_id="r1")
    assert price_history(finance, item).total == 2
    with pytest.raises(RequestReused):
        add_item(finance, code="x", name="X", kind="other", request_id="r1")


def test_the_history_tells_who_changed_what_and_what_is_in_force(finance, today):
    item, nhif = item_id(finance), insurer_id(finance)
    changed(finance, item, 700, today, insurer_id=nhif)
    changed(finance, item, 2000, today + timedelta(days=5))
    told = [
        (row.insurer, row.amount, row.is_in_force, row.set_by)
        for row in price_history(finance, item).rows
    ]
    assert told == [
        ("", 2000, False, "FIN001"),
        ("NHIF", 700, True, "FIN001"),
        ("", 1000, True, ""),
    ]


def test_a_changed_row_of_the_prices_is_found_by_the_chain(clinic, store, finance):
    item = item_id(finance)
    assert lies(store, clinic.key) == []
    forge(store, "prices", f"UPDATE prices SET amount = 1 WHERE item_id = {item}")
    assert verify(store, clinic.key).broken.what == "ledger"


# -- items and insurers ----------------------------------------------------------------


def test_a_code_is_taken_whatever_its_capitals(finance):
    with pytest.raises(errors.CodeTaken):
        add_item(finance, code="INJECTION", name="X", kind="other", request_id="r1")
    with pytest.raises(errors.CodeTaken):
        add_insurer(finance, code="nhif", name="X", request_id="r2")
    with pytest.raises(errors.BadCode):
        add_item(finance, code="two words", name="X", kind="other", request_id="r3")


def test_a_closed_item_is_found_only_by_who_asks_for_it(finance, today):
    item = item_id(finance)
    change_item(finance, item, name="Jab", is_closed=True, request_id="r1")
    assert price_list(finance, "jab").total == 0
    (row,) = price_list(finance, "JAB", with_closed=True).rows
    assert row.is_closed
    with pytest.raises(errors.UnknownItem):
        changed(finance, item, 5, today)


def test_a_closed_insurer_is_charged_no_more_until_it_is_opened_again(finance, today):
    item, nhif = item_id(finance), insurer_id(finance)
    close_insurer(finance, nhif, is_closed=True, request_id="r1")
    assert insurers(finance) == ()
    with pytest.raises(errors.UnknownInsurer):
        changed(finance, item, 5, today, insurer_id=nhif)
    close_insurer(finance, nhif, is_closed=False, request_id="r2")
    assert [row.code for row in insurers(finance)] == ["NHIF"]


def test_the_list_is_searched_by_any_part_of_name_and_code(finance):
    found = [row.code for row in price_list(finance, "SUTURE large").rows]
    assert found == ["suture_large"]
    assert price_list(finance, kind="bed").total == 3
    assert price_list(finance, "nothing of the kind").total == 0
