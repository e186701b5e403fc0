"""The wall in the tables: what no text may hold, whoever writes it."""

import pytest
from peewee import DatabaseError

from db.base import DayField, InstantField
from db.errors import StoreError, Trouble
from db.fingerprint import schema_fingerprint
from db.health import fresh_fingerprint
from db.migrations import all_migrations
from db.pharmacy import Medication
from db.schema import apply, current_version, migrate
from tests.clinics import MORNING
from tests.db.test_schema import MODELS
from tests.hostile import HOSTILE
from wema_tui.text import is_safe

# Why a text needs no check of its characters.
REASONS = {
    "one of a list, by a check": (
        "users.role users.state audit_entries.clock barcodes.kind stock_movements.type"
        " stock_movements.entry stock_counts.outcome count_lines.entry"
        " stations.letter_case registrations.role_wanted registrations.decision"
        " emergency_accesses.kind emergency_accesses.verdict price_items.kind"
        " patients.sex patients.born_precision patients.blood_group"
        " service_points.kind visits.outcome queue_entries.how payments.method"
        " triages.urgency care_given.kind care_given.patient_proved"
        " admissions.outcome"
    ),
    "a digest that the program makes": (
        "migrations.fingerprint sign_in_failures.login_digest recovery_codes.digest"
        " imported_patients.row_digest"
    ),
}
NEEDS_NONE = {column for columns in REASONS.values() for column in columns.split()}

TEXTS = {
    "sqlite": "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type LIKE '%%char%%'"
    " OR table_schema = current_schema() AND data_type = 'text'",
}
DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT c.relname, string_agg(pg_get_constraintdef(k.oid), '; ')"
    " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace GROUP BY c.relname",
}
ALL_CHARACTERS = {
    "sqlite": "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < 1114111), c (i, x) AS (SELECT i, char(i) FROM n"
    " WHERE i NOT BETWEEN 55296 AND 57343)",
    "postgresql": "WITH c (i, x) AS (SELECT i, chr(i) FROM"
    " generate_series(1, 1114111) i WHERE i NOT BETWEEN 55296 AND 57343)",
}


@pytest.fixture
def fresh(empty_store):
    migrate(empty_store)
    return empty_store


def instants():
    """The columns that are texts in SQLite only, and are read as time or not at all."""
    return {
        f"{model._meta.table_name}.{field.column_name}"
        for model in MODELS
        for field in model._meta.fields.values()
        if isinstance(field, InstantField | DayField)
    }


def test_every_text_in_the_tables_is_checked_or_says_why_not(fresh):
    engine = fresh.dialect.engine
    with fresh.read():
        columns = fresh.execute(TEXTS[engine])
        definitions = dict(fresh.execute(DEFINITIONS[engine]))
    unchecked = {
        f"{table}.{column}"
        for table, column in columns
        # PostgreSQL writes it down with brackets and a type of its own.
        if fresh.dialect.safe_text(column).rstrip("'") not in definitions[table]
    }
    assert len(columns) > 50
    assert unchecked - instants() == NEEDS_NONE


def test_the_tables_refuse_the_same_characters_as_the_program(fresh):
    dialect = fresh.dialect
    with fresh.read():
        found = fresh.execute(
            f"{ALL_CHARACTERS[dialect.engine]}"
            f" SELECT i FROM c WHERE NOT ({dialect.safe_text('x')})"
        )
    refused = {number for (number,) in found}
    numbers = [n for n in range(1, 0x110000) if not 0xD800 <= n <= 0xDFFF]
    assert refused == {number for number in numbers if not is_safe(chr(number))}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_gets_into_no_table(fresh, text):
    columns = ("name", "generic_name", "strength", "form", "base_unit")
    good = dict.fromkeys(columns, "x")
    for column in columns:
        with pytest.raises((DatabaseError, ValueError)), fresh.write():
            Medication.create(**good | {column: text}, created_at=MORNING)
    with fresh.read():
        assert Medication.select().count() == 0


# -- databases from before ----------------------------------------------------------


@pytest.fixture
def older(empty_store):
    """A database before the checks, with a medicine in it."""
    with empty_store.write():
        for migration in all_migrations():
            if migration.number < 3:
                apply(empty_store, migration)
    add_medicine(empty_store, "ALu")
    return empty_store


def add_medicine(store, name):
    with store.write():
        Medication.create(
            name=name,
            **dict.fromkeys(("generic_name", "strength", "form", "base_unit"), "x"),
            created_at=MORNING,
        )


def test_an_older_database_gets_the_checks_and_keeps_its_rows(older):
    migrate(older)
    with older.read():
        assert [row.name for row in Medication.select()] == ["ALu"]
        found = schema_fingerprint(older)
    assert found == fresh_fingerprint(older)
    with pytest.raises(DatabaseError):
        add_medicine(older, "A\u2028Lu")
    add_medicine(older, "Ng'ombe \u200d")


def test_a_text_that_somebody_smuggled_in_stops_the_migration(older):
    add_medicine(older, "A\u2028Lu")
    before = current_version(older)
    with pytest.raises(StoreError) as caught:
        migrate(older)
    assert caught.value.trouble is Trouble.DAMAGED
    assert "medications.name" in caught.value.detail
    assert current_version(older) == before
