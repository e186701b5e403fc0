"""What the tables themselves refuse, whoever asks: a service, a tool, a hand."""

import apsw
import psycopg
import pytest
from peewee import DatabaseError

from db.guards import LEDGERS
from tests.factories import PACK, scan, stock_in
from tests.posted import fill_ledgers
from tests.truth import columns_of, lies, rows_of
from wema_tui.scanner.modes import Mode

TABLES = sorted(LEDGERS)
KEYS = [(table, key) for table in TABLES for key in LEDGERS[table]]
SQLITE = pytest.mark.parametrize("engine", ["sqlite"])
POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"])  # SQLite has no such way
DANGEROUS = [chr(n) for n in (1, 7, 9, 10, 13, 27, 29, 31, 127, 128, 133, 155, 159)]
TURNING = ["\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"]


@pytest.fixture
def full(store, pack, pharmacist):
    """A database with something in every ledger."""
    stock_in(pharmacist, packs=5)
    scan(pharmacist, PACK)
    scan(pharmacist, PACK, Mode.COUNT)
    from wema_tui.services.pharmacy.undoing import undo_last

    undo_last(pharmacist, "undo-1")
    fill_ledgers(pharmacist)
    return store


def refused(store, statement, values=(), *, match):
    """Run *statement* in a write of its own and expect that the table refuses."""
    if store.dialect.engine == "postgresql":
        statement = statement.replace("?", "%s")
    with pytest.raises(DatabaseError, match=match), store.write():
        store.execute(statement, values)


def content(store):
    with store.read():
        return {table: rows_of(store, table) for table in TABLES}


def names(store, table):
    with store.read():
        return columns_of(store, table)


@pytest.mark.parametrize("table", TABLES)
def test_a_ledger_has_rows_to_lose(full, table):
    assert content(full)[table]


@pytest.mark.parametrize("table", TABLES)
def test_a_ledger_is_never_changed(full, clinic, table):
    before = content(full)
    for column in names(full, table):
        refused(full, f"UPDATE {table} SET {column} = {column}", match="append-only")
    assert content(full) == before


@pytest.mark.parametrize("table", TABLES)
def test_a_ledger_is_never_shortened(full, table):
    before = content(full)
    refused(full, f"DELETE FROM {table}", match="append-only|foreign key|FOREIGN KEY")
    assert content(full) == before


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_a_row_of_a_ledger_is_never_replaced(full, clinic, table, key):
    before = content(full)
    row = with_only_one_clash(full, table, key)
    marks = ", ".join("?" * len(row))
    insert = f"INTO {table} ({', '.join(row)}) VALUES ({marks})"
    values = tuple(row.values())
    if full.dialect.engine == "sqlite":
        refused(full, f"INSERT OR REPLACE {insert}", values, match="append-only|follow")
        refused(full, f"REPLACE {insert}", values, match="append-only|follow")
        refused(
            full,
            f"INSERT {insert} ON CONFLICT DO UPDATE SET {key.split(',')[0]} = 0",
            values,
            match="append-only|follow",
        )
    else:
        refused(
            full,
            f"INSERT {insert} ON CONFLICT ({key}) DO UPDATE SET"
            f" {key.split(',')[0]} = EXCLUDED.{key.split(',')[0]}",
            values,
            match="append-only|follow",
        )
    assert content(full) == before
    assert lies(full, clinic.key) == []


@SQLITE
@pytest.mark.parametrize(("table", "key"), KEYS)
def test_replace_is_refused_in_other_programs_too(full, table, key):
    # Those do not set `recursive_triggers`, so no DELETE trigger runs for them.
    before = content(full)
    row = with_only_one_clash(full, table, key)
    full.release()
    connection = apsw.Connection(str(full.path))
    with pytest.raises(apsw.ConstraintError, match=r"append-only|follow"):
        connection.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(row)})"
            f" VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
    connection.close()
    assert content(full) == before


def with_only_one_clash(store, table, key):
    """Return a row like the newest that has nothing but *key* in common with it."""
    columns = key.split(", ")
    with store.read():
        rows = rows_of(store, table)
    row = next(r for r in reversed(rows) if all(r[c] is not None for c in columns))
    fresh = {
        "id": 10_000,
        "seq": 10_000,
        "number": 10_000,
        "request_id": "fresh",
        "reverses_id": None,
        "replaces_id": None,
        "receipt_number": 10_000,
        "reference": "fresh",
        "mac": b"m" * 32,
        "line": 9,
        "type": "adjustment",
    }
    kept = {c: v for c, v in row.items() if c in columns or c not in fresh}
    return kept | {c: v for c, v in fresh.items() if c in row and c not in columns}


@SQLITE
@pytest.mark.parametrize("table", TABLES)
def test_no_key_by_which_a_row_could_be_replaced_is_forgotten(store, table):
    with store.read():
        unique = {
            tuple(
                name
                for (name,) in store.execute(
                    f"SELECT name FROM pragma_index_info('{index}') ORDER BY seqno"
                )
            )
            for (index,) in store.execute(
                f"SELECT name FROM pragma_index_list('{table}') WHERE \"unique\""
            )
        }
        primary = store.execute(
            f"SELECT name FROM pragma_table_info('{table}') WHERE pk ORDER BY pk"
        )
    unique.add(tuple(name for (name,) in primary))
    assert {tuple(key.split(", ")) for key in LEDGERS[table]} == unique


def test_an_entry_that_does_not_follow_the_last_is_refused(full, clinic):
    with full.read():
        last = rows_of(full, "audit_entries")[-1]
    good = {
        **last,
        "seq": last["seq"] + 1,
        "prev": last["mac"],
        "mac": b"m" * 32,
        "request_id": "fresh",
    }
    for bad in (
        {"seq": last["seq"] + 2},
        {"seq": 0},
        {"prev": last["prev"]},
        {"prev": bytes(32)},
    ):
        row = {**good, **bad}
        refused(
            full,
            f"INSERT INTO audit_entries ({', '.join(row)})"
            f" VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
            match="follow|CHECK|check",
        )
    assert lies(full, clinic.key) == []


def test_no_lot_has_less_than_nothing(full, clinic):
    refused(full, "UPDATE lots SET on_hand = -1", match="CHECK|check")
    with full.read():
        row = rows_of(full, "stock_movements")[0]
    row |= {"id": 10_000, "request_id": "fresh", "quantity": -1000, "type": "dispense"}
    refused(
        full,
        f"INSERT INTO stock_movements ({', '.join(row)})"
        f" VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
        match="CHECK|check",
    )
    assert lies(full, clinic.key) == []


@POSTGRESQL
@pytest.mark.parametrize("table", TABLES)
def test_a_ledger_is_never_emptied_at_one_stroke(full, table):
    before = content(full)
    for statement in (f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"):
        refused(full, statement, match="append-only|foreign key")
    refused(full, "TRUNCATE lots, users CASCADE", match="append-only")
    assert content(full) == before


@POSTGRESQL
@pytest.mark.parametrize("table", TABLES)
def test_a_superuser_in_replica_mode_is_refused_all_the_same(full, table):
    before = content(full)
    column = names(full, table)[0]
    with psycopg.connect(full.address.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(psycopg.DatabaseError, match="append-only"):
                connection.execute(statement)
    assert content(full) == before


# -- text ------------------------------------------------------------------

TEXTS = [
    ("users", "full_name"),
    ("users", "email"),
    ("sessions", "station"),
    ("medications", "name"),
    ("medications", "base_unit"),
    ("barcodes", "code"),
    ("lots", "lot_number"),
    ("lots", "supplier"),
    ("clinic", "name"),
]


@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_no_dangerous_character_gets_into_a_name_past_the_services(full, table, column):
    for character in DANGEROUS + TURNING:
        for text in (f"a{character}b", character, f"{character}b", f"a{character}"):
            refused(
                full, f"UPDATE {table} SET {column} = ?", (text,), match="CHECK|check"
            )
    with pytest.raises(Exception, match=r"CHECK|NUL"), full.write():
        mark = "?" if full.dialect.engine == "sqlite" else "%s"
        full.execute(f"UPDATE {table} SET {column} = {mark}", ("a\0b",))


@pytest.mark.parametrize(
    "text",
    [
        "[/][@click=app.quit]x",
        "O'Brien; DROP TABLE users;--",
        "Ünï 日本 عربى ኢትዮጵያ 🍵",
        "a-b]c^d",
        "tab\\t",
        "*?[a-z]",
        "{int} %s ?",
    ],
)
def test_harmless_text_is_kept_as_it_is(full, text):
    mark = "?" if full.dialect.engine == "sqlite" else "%s"
    with full.write():
        # Not by f-string: braces are the dialect's.
        full.database.execute_sql(f"UPDATE lots SET supplier = {mark}", (text,))
    with full.read():
        assert {r["supplier"] for r in rows_of(full, "lots")} == {text}


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("lots", "on_hand", "many"),
        ("medications", "threshold", "ten"),
        ("users", "must_change_password", 2),
        ("users", "state", "retired"),
        ("users", "role", "ROOT"),
        ("barcodes", "pack_size", 0),
        ("lots", "pack_cost", -1),
        ("clinic", "id", 2),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(full, table, column, value):
    mark = "?" if full.dialect.engine == "sqlite" else "%s"
    with pytest.raises(DatabaseError), full.write():
        full.execute(f"UPDATE {table} SET {column} = {mark}", (value,))


def test_a_movement_of_nothing_and_of_nobody_is_refused(full):
    with full.read():
        row = rows_of(full, "stock_movements")[0]
    row |= {"id": 10_000, "request_id": "fresh"}
    for bad in (
        {"quantity": 0},
        {"user_id": 999},
        {"lot_id": 999},
        {"audit_seq": 999},
        {"type": "gift"},
        {"line": 0},
        {"quantity": -1},
    ):
        wrong = {**row, **bad}
        refused(
            full,
            f"INSERT INTO stock_movements ({', '.join(wrong)})"
            f" VALUES ({', '.join('?' * len(wrong))})",
            tuple(wrong.values()),
            match="(?i)check|foreign key",
        )


@SQLITE
def test_half_a_tablet_is_refused_not_rounded(full):
    refused(full, "UPDATE lots SET on_hand = 1.5", match="cannot store REAL")
