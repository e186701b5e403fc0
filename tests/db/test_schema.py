import inspect

import pytest
from peewee import DatabaseError, Model

from db import (
    access,
    appointments,
    audit,
    clinic,
    drafts,
    finance,
    migrations,
    nurse,
    patients,
    people,
    pharmacy,
    price_list,
    stations,
    visits,
    wards,
)
from db.errors import StoreError, Trouble
from db.fingerprint import schema_fingerprint, schema_parts
from db.guards import LEDGERS, rebuild_guards
from db.health import migration_fingerprints
from db.migrations import Migration, all_migrations
from db.schema import (
    current_version,
    migrate,
    newest_version,
    pending,
    require_current,
)
from tests.db.others import child

MODELS = [
    model
    for module in (
        access,
        appointments,
        audit,
        clinic,
        drafts,
        finance,
        nurse,
        patients,
        people,
        pharmacy,
        price_list,
        stations,
        visits,
        wards,
    )
    for _, model in inspect.getmembers(module, inspect.isclass)
    if issubclass(model, Model) and model.__module__ == module.__name__
]


def trouble_of(call, *arguments):
    with pytest.raises(StoreError) as caught:
        call(*arguments)
    return caught.value.trouble


@pytest.fixture
def empty(empty_store):
    return empty_store


@pytest.fixture
def fresh(empty_store):
    """A database with today's tables and nothing in them."""
    migrate(empty_store)
    return empty_store


def in_read(store, call):
    with store.read():
        return call(store)


def recorded_fingerprint(store):
    """Return what the last migration left behind, inside a read."""
    _number, fingerprint = max(migration_fingerprints(store).items())
    return fingerprint


# -- versions --------------------------------------------------------------


def test_an_empty_database_is_empty_not_damaged(empty):
    assert current_version(empty) == 0
    assert trouble_of(require_current, empty) is Trouble.EMPTY
    assert pending(empty) == list(all_migrations())


def test_migrations_are_numbered_without_a_gap():
    numbers = [m.number for m in all_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_migrating_twice_is_once(empty):
    assert migrate(empty) == list(all_migrations())
    assert migrate(empty) == []
    require_current(empty)
    assert current_version(empty) == newest_version()


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE patients (id INTEGER)",
        "CREATE TABLE migrations (id INTEGER, migration TEXT, batch INTEGER)",
    ],
)
def test_somebody_elses_database_is_left_alone(empty, table):
    with empty.write():
        empty.execute(table)
    before = in_read(empty, schema_parts)
    for call in (current_version, require_current, pending, migrate):
        assert trouble_of(call, empty) is Trouble.DAMAGED
    assert in_read(empty, schema_parts) == before


def test_a_database_of_a_newer_wema_is_refused_not_written(fresh):
    with fresh.write():
        fresh.execute(
            f"INSERT INTO migrations SELECT {newest_version() + 1}, 'future',"
            " fingerprint, applied_at FROM migrations LIMIT 1"
        )
    assert trouble_of(require_current, fresh) is Trouble.NEWER
    assert trouble_of(migrate, fresh) is Trouble.NEWER


def test_a_database_of_an_older_wema_asks_to_be_migrated(fresh, next_migration):
    assert trouble_of(require_current, fresh) is Trouble.OLDER
    assert [m.name for m in migrate(fresh)] == ["next"]
    require_current(fresh)


@pytest.fixture
def next_migration(monkeypatch):
    """A migration that is not there yet; `steps` is what it will do."""
    steps = [
        "CREATE TABLE gardens (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL)"
    ]

    def up(store):
        for step in steps:
            store.execute(step)

    known = (*all_migrations(), Migration(newest_version() + 1, "next", up))
    for module in (migrations, __import__("db.schema", fromlist=["x"])):
        monkeypatch.setattr(module, "all_migrations", lambda: known)
    return steps


def test_a_migration_that_fails_halfway_leaves_the_old_schema(fresh, next_migration):
    before = in_read(fresh, schema_fingerprint)
    next_migration += ["DROP TABLE count_lines", "SELECT nonsense"]
    with pytest.raises(Exception, match="nonsense"):
        migrate(fresh)
    assert in_read(fresh, schema_fingerprint) == before
    assert in_read(fresh, recorded_fingerprint) == before
    assert trouble_of(require_current, fresh) is Trouble.OLDER


def test_a_migration_whose_note_fails_leaves_the_old_schema(fresh, next_migration):
    before = in_read(fresh, schema_fingerprint)

    def cannot_note(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate(fresh, cannot_note)
    assert in_read(fresh, schema_fingerprint) == before


def test_a_migration_that_was_killed_leaves_nothing_and_can_be_done_again(
    engine, new_database
):
    from db.store import open_store

    address = new_database(engine)
    with child("migrate_halfway", address) as other:
        other.kill()
    store = open_store(address)
    assert current_version(store) == 0
    migrate(store)
    require_current(store)


def test_two_who_migrate_at_once_do_it_once(engine, new_database):
    from db.store import open_store

    address = new_database(engine)
    store = open_store(address)
    with child("migrate_halfway", address) as other:
        assert pending(store)
        other.finish()
    assert migrate(store) == []
    with store.read():
        ((rows,),) = store.execute("SELECT count(*) FROM migrations")
    assert rows == len(all_migrations())


# -- the shape -------------------------------------------------------------


def columns(store, table):
    """Column -> whether it may be empty, as the engine tells it."""
    if store.dialect.engine == "sqlite":
        rows = store.execute(
            f"SELECT name, \"notnull\" FROM pragma_table_info('{table}')"
        )
        return {name: not notnull for name, notnull in rows}
    rows = store.execute(
        "SELECT column_name, is_nullable FROM information_schema.columns"
        f" WHERE table_schema = current_schema() AND table_name = '{table}'"
    )
    return {name: nullable == "YES" for name, nullable in rows}


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_a_model_and_its_table_say_the_same(fresh, model):
    found = in_read(fresh, lambda s: columns(s, model._meta.table_name))
    declared = {
        field.column_name: field.null and not field.primary_key
        for field in model._meta.sorted_fields
    }
    # An `id` that the engine hands out is never empty, whatever it is declared.
    found = {k: v and k != "id" for k, v in found.items()}
    assert declared == found


def test_every_table_has_its_model(fresh):
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'"
        # The words of patients are a table of FTS5's, in several.
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'patient_words%'",
        "postgresql": "SELECT tablename FROM pg_tables"
        " WHERE schemaname = current_schema()",
    }[fresh.dialect.engine]
    tables = {name for (name,) in in_read(fresh, lambda s: s.execute(asked))}
    assert {model._meta.table_name for model in MODELS} == tables


def test_references_of_the_models_are_kept_by_the_tables(fresh):
    parts = in_read(fresh, schema_parts)
    declared = sum(len(model._meta.refs) for model in MODELS)
    if fresh.dialect.engine == "postgresql":
        found = [p for p in parts if p[0] == "constraint" and "FOREIGN KEY" in p[3]]
        assert len(found) == declared
    else:
        assert sum(p[3].count("REFERENCES") for p in parts) == declared


def test_every_table_of_sqlite_keeps_its_types_strictly(fresh):
    if fresh.dialect.engine == "sqlite":
        rows = in_read(fresh, lambda s: s.execute("PRAGMA table_list"))
        loose = [r[1] for r in rows if r[2] == "table" and not r[5]]
        assert [name for name in loose if not name.startswith("sqlite_")] == []


# -- the fingerprint -------------------------------------------------------


def test_the_fingerprint_is_the_one_that_was_written_down(store):
    assert in_read(store, schema_fingerprint) == in_read(store, recorded_fingerprint)


def test_two_fresh_databases_have_the_same_fingerprint(engine, new_database):
    from db.store import open_store

    found = set()
    for _ in range(2):
        store = open_store(new_database(engine))
        migrate(store)
        found.add(in_read(store, schema_fingerprint))
    assert len(found) == 1


def triggers(store):
    return [p for p in in_read(store, schema_parts) if p[0] == "trigger"]


def drop_trigger(store, name):
    table = {
        p[1] if store.dialect.engine == "sqlite" else p[2]: p for p in triggers(store)
    }
    part = table[name]
    on = "" if store.dialect.engine == "sqlite" else f" ON {part[1]}"
    with store.write():
        store.execute(f"DROP TRIGGER {name}{on}")


def names_of_triggers(store):
    place = 1 if store.dialect.engine == "sqlite" else 2
    return [p[place] for p in triggers(store)]


def test_a_guard_that_was_dropped_is_found_out_and_put_back(fresh):
    recorded = in_read(fresh, recorded_fingerprint)
    for name in names_of_triggers(fresh):
        drop_trigger(fresh, name)
        assert in_read(fresh, schema_fingerprint) != recorded
        with fresh.write():
            rebuild_guards(fresh)
        assert in_read(fresh, schema_fingerprint) == recorded


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX stock_movements_by_lot",
        "CREATE INDEX more ON users (role)",
        "ALTER TABLE users ADD COLUMN salary INTEGER",
        "CREATE TABLE shadow (id INTEGER)",
    ],
)
def test_any_change_of_the_shape_is_found_out(fresh, change):
    with fresh.write():
        fresh.execute(change)
    assert in_read(fresh, schema_fingerprint) != in_read(fresh, recorded_fingerprint)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_never_change",
        "ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_never_change",
        "ALTER TABLE lots DROP CONSTRAINT lots_on_hand_check",
        "ALTER TABLE lots ALTER COLUMN on_hand DROP NOT NULL",
        "CREATE OR REPLACE FUNCTION wema_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
    ],
)
def test_a_server_that_was_disarmed_is_found_out(new_database, change):
    from db.store import open_store

    store = open_store(new_database("postgresql"))
    migrate(store)
    with store.write():
        store.execute(change)
    assert in_read(store, schema_fingerprint) != in_read(store, recorded_fingerprint)


def test_a_ledger_that_a_migration_rebuilt_is_guarded_again(fresh, next_migration):
    # SQLite changes a column by copying the table, which loses its triggers.
    if fresh.dialect.engine == "sqlite":
        ((create,),) = in_read(
            fresh,
            lambda s: s.execute(
                "SELECT sql FROM sqlite_master WHERE name = 'count_lines'"
            ),
        )
        next_migration[:] = [
            "DROP TABLE count_lines",
            create,
            "CREATE INDEX count_lines_by_count ON count_lines (count_id, lot_id)",
            "CREATE INDEX count_lines_by_audit ON count_lines (audit_seq)",
        ]
    before = names_of_triggers(fresh)
    migrate(fresh)
    assert names_of_triggers(fresh) == before
    assert set(LEDGERS) <= {
        table
        for table in LEDGERS
        if any(name.startswith(table) for name in names_of_triggers(fresh))
    }


def test_a_migration_is_not_forgotten_or_rewritten(fresh):
    for change in (
        "UPDATE migrations SET fingerprint = 'x'",
        "DELETE FROM migrations",
        "INSERT INTO migrations SELECT * FROM migrations",
    ):
        with pytest.raises(DatabaseError, match=r"append-only|unique"), fresh.write():
            fresh.execute(change)
    assert current_version(fresh) == newest_version()
