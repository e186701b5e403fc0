from datetime import UTC, date, datetime

import pytest
from peewee import IntegrityError, InterfaceError, fn

from db.base import instant_text
from db.people import User, UserSession
from db.pharmacy import Lot, Medication
from db.prepared import Prepared, value
from tests.factories import medication

BY_ROLE = Prepared(
    User.select(User.id, User.employee_id, User.must_change_password, User.created_at)
    .where(User.role == value("role"))
    .order_by(User.employee_id)
)
NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_a_query_runs_again_with_new_values(store):
    with store.read():
        pharmacists = BY_ROLE.rows(role="PHARMACY")
        assert [row.employee_id for row in pharmacists] == ["PHA001", "PHA002"]
        assert BY_ROLE.row(role="NURSE").employee_id == "NUR001"
        assert BY_ROLE.rows(role="ROOT") == []
        assert BY_ROLE.row(role="ROOT") is None


def test_values_come_back_as_their_fields_read_them(store):
    with store.read():
        row = BY_ROLE.row(role="NURSE")
    assert row.must_change_password is False
    assert row.created_at.tzinfo is UTC


@pytest.mark.parametrize("text", ["' OR 1=1 --", "%s", "?", "{int}", "é", ""])
def test_a_value_is_never_taken_for_sql(store, text):
    with store.read():
        assert BY_ROLE.rows(role=text) == []


def test_a_missing_value_is_a_mistake_and_nothing_runs(store):
    with store.read(), pytest.raises(KeyError):
        BY_ROLE.rows()


def test_days_and_instants_are_given_as_text_and_read_as_what_they_are(store):
    add = Prepared(
        Lot.insert(
            {
                Lot.medication: value("medication"),
                Lot.lot_number: value("number"),
                Lot.expires_on: value("day"),
                Lot.on_hand: value("on_hand"),
                Lot.created_at: value("at"),
            }
        ).returning(Lot.id, Lot.expires_on, Lot.created_at, Lot.supplier)
    )
    medicine = medication(store)
    with store.write():
        row = add.row(
            medication=medicine.id,
            number="A1",
            day=date(2027, 6, 30).isoformat(),
            on_hand=0,
            at=instant_text(NOON),
        )
    assert (row.expires_on, row.created_at) == (date(2027, 6, 30), NOON)
    assert row.supplier is None


def test_a_write_that_gives_nothing_back_gives_no_rows(store):
    close = Prepared(User.update(state="closed").where(User.role == value("role")))
    with store.write():
        assert close.rows(role="NURSE") == []
    with store.read():
        assert User.get(User.role == "NURSE").state == "closed"


def test_the_tables_refusals_come_as_peewees_errors(store):
    twice = Prepared(User.update(employee_id=value("id")))
    with pytest.raises(IntegrityError), store.write():
        twice.rows(id="PHA001")


def test_an_alias_names_a_column_of_the_row(store):
    count = Prepared(User.select(fn.COUNT(User.id).alias("people")))
    with store.read():
        assert count.row().people == 9


def test_a_query_serves_both_engines_one_after_the_other(new_database):
    from tests.conftest import opened

    for engine in ("sqlite", "postgresql", "sqlite"):
        with opened(new_database(engine, founded=True)) as store, store.read():
            assert BY_ROLE.row(role="LAB").employee_id == "LAB001"


def test_an_outer_join_reads_what_is_not_there_as_none(store):
    empty = Prepared(
        Medication.select(Medication.id, Lot.expires_on, Lot.on_hand)
        .left_outer_join(Lot)
        .where(Medication.id == value("id"))
    )
    medicine = medication(store)
    with store.read():
        row = empty.row(id=medicine.id)
    assert (row.expires_on, row.on_hand) == (None, None)


def test_a_query_outside_a_transaction_is_a_mistake(store):
    store.release()
    with pytest.raises(InterfaceError):
        BY_ROLE.rows(role="NURSE")
    assert store.database.is_closed()


def test_two_columns_of_one_name_are_told_apart_by_alias(store):
    both = Prepared(
        UserSession.select(UserSession.id, User.id.alias("user_id"))
        .join(User)
        .where(User.id == value("user"))
    )
    with store.read():
        assert both.rows(user=1) == []
