"""Stations with their scanner; and every text in the tables is safe to show.

The first tables refused control characters and some direction marks in most of
their texts. From here on each text refuses all that `wema_tui.text` refuses: zero
width characters, line separators, the byte order mark, tags, and the mark of a
byte that was no character. No row is changed; where one breaks the rule already,
somebody wrote it past WEMA, and nothing is migrated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import StoreError, Trouble
from db.migrations.m0001_first_tables import FORBIDDEN as FORBIDDEN_BEFORE

if TYPE_CHECKING:
    from db.store import Store

_TABLES = """
CREATE TABLE stations (
  id {id},
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 60),
  prefix TEXT NOT NULL CHECK (length(prefix) <= 20),
  suffix TEXT NOT NULL CHECK (length(suffix) <= 20),
  separator TEXT NOT NULL CHECK (length(separator) <= 60),
  scanner_layout TEXT NOT NULL,
  computer_layout TEXT NOT NULL,
  letter_case TEXT NOT NULL CHECK (letter_case IN ('as_is', 'exchanged')),
  saved_by_id {int} NOT NULL REFERENCES users (id),
  saved_at {instant} NOT NULL
) {strict}
"""

_TEXTS = {
    "migrations": "name",
    "clinic": "uid name currency language time_zone",
    "users": "employee_id full_name email phone password_hash preferences",
    "sessions": "station end_reason",
    "audit_entries": "role station request_id action subject body key_id",
    "medications": "name generic_name strength form base_unit",
    "barcodes": "code",
    "lots": "lot_number supplier",
    "stock_movements": "reason station scan_code serial request_id note",
    "count_lines": "scan_code request_id",
    "stations": "name prefix suffix separator scanner_layout computer_layout",
}

# Of its own time: later ranges belong into a later migration.
_FORBIDDEN = (
    (0x01, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x61C, 0x61C),
    (0x180E, 0x180E),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x2069),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFD),
    (0xE0000, 0xE007F),
)


def up(store: Store) -> None:
    """Create the table; put one check on every text in place of the old ones."""
    store.execute(_TABLES)
    for table, columns in _TEXTS.items():
        _require_safe(store, table, columns.split())
    if store.dialect.engine == "sqlite":
        _check_sqlite(store)
    else:
        _check_postgresql(store)


def _require_safe(store: Store, table: str, columns: list[str]) -> None:
    for column in columns:
        check = store.dialect.safe_text(column, _FORBIDDEN)
        broken = store.execute(f"SELECT COUNT(*) FROM {table} WHERE NOT ({check})")[0][
            0
        ]
        if broken:
            raise StoreError(
                Trouble.DAMAGED, f"{table}.{column}: {broken} unsafe texts"
            )


def _check_sqlite(store: Store) -> None:
    """Write the checks into the tables' definitions: no row has to be moved.

    To rebuild a table would drop the triggers of the ledgers. This is the simpler
    of the two procedures of sqlite.org/lang_altertable.html, section 7.
    """
    safe_text = store.dialect.safe_text
    found = dict(
        store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    )
    store.execute("PRAGMA writable_schema = ON")
    for table, columns in _TEXTS.items():
        sql, added = found[table], []
        for column in columns.split():
            before = f"CHECK ({safe_text(column, FORBIDDEN_BEFORE)})"
            check = f"CHECK ({safe_text(column, _FORBIDDEN)})"
            if before in sql:
                sql = sql.replace(before, check)
            else:
                added.append(check)
        head, _bracket, tail = sql.rpartition(")")
        sql = ",\n  ".join([head.rstrip(), *added]) + "\n)" + tail
        store.database.execute_sql(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
            (sql, table),
        )
    store.execute("PRAGMA writable_schema = RESET")


def _check_postgresql(store: Store) -> None:
    for table, columns in _TEXTS.items():
        for (name,) in store.execute(_OLD_CHECKS, (table,)):
            store.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for column in columns.split():
            check = store.dialect.safe_text(column, _FORBIDDEN)
            store.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_is_safe"
                f" CHECK ({check})"
            )


_OLD_CHECKS = """
SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = %s
  AND k.contype = 'c' AND position('!~' in pg_get_constraintdef(k.oid)) > 0
"""
