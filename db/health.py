"""What the engine itself says about the database, and how it keeps its promises."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db import schema
from db.fingerprint import schema_fingerprint
from db.migrations import all_migrations
from db.store import SqliteStore, Store

_SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}
_PULSE = 100_000  # steps of SQLite's machine: some milliseconds
_POSTGRESQL_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class Durability:
    """How the engine is set in this very connection.

    Attributes:
        settings: Setting -> value in force.
        weak: Settings that let a power cut lose what was acknowledged.
        note: What else the administrator should know; stable word or empty:
            `rollback_journal`, `no_checksums`.
    """

    settings: dict[str, str]
    weak: tuple[str, ...] = ()
    note: str = ""


def durability(store: Store) -> Durability:
    """Return the settings that decide what survives a power cut. Inside a read."""
    if store.dialect.engine == "sqlite":
        return _sqlite_durability(store)
    found = {name: _shown(store, name) for name in _POSTGRESQL_SETTINGS}
    weak = tuple(name for name, value in found.items() if value == "off")
    checksums = _shown(store, "data_checksums")
    return Durability(
        found | {"data_checksums": checksums},
        weak,
        "" if checksums == "on" else "no_checksums",
    )


def integrity_problems(
    store: Store, pulse: Callable[[], None] = lambda: None
) -> list[str]:
    """Return what the engine finds wrong in the file, nothing for healthy.

    SQLite reads every page and follows every foreign key; PostgreSQL does its
    checks page by page as it reads, with checksums, so there is nothing to ask.

    Args:
        store: Inside a read.
        pulse: Called now and then meanwhile; what it raises ends the reading.
    """
    if store.dialect.engine != "sqlite":
        return []

    def go_on() -> bool:
        pulse()
        return False  # not to be broken off

    connection = store.database.connection()
    connection.set_progress_handler(go_on, _PULSE)
    try:
        found = [str(line) for (line,) in store.execute("PRAGMA integrity_check(10)")]
        broken = store.execute("PRAGMA foreign_key_check")[:10]
    finally:
        connection.set_progress_handler(None)
    told = [f"{table} row {row} has no {parent}" for table, row, parent, _ in broken]
    return ([] if found == ["ok"] else found) + told


def size_of(store: Store) -> int:
    """Return how large the database is, in bytes; a file need not be readable."""
    if store.address.path is not None:
        return store.address.path.stat().st_size
    with store.read():
        return int(store.execute("SELECT pg_database_size(current_database())")[0][0])


def migration_fingerprints(store: Store) -> dict[int, str]:
    """Return migration -> the fingerprint it left behind. Inside a read."""
    return {
        int(number): str(fingerprint)
        for number, fingerprint in store.execute(
            "SELECT number, fingerprint FROM migrations ORDER BY number"
        )
    }


def fresh_fingerprint(store: Store) -> str | None:
    """Return the fingerprint of a schema built anew by this WEMA.

    SQLite builds it in a temporary file; PostgreSQL in a schema of its own
    inside a transaction that is rolled back. Outside a transaction.

    Returns:
        64 hex digits, or None where the server does not let us make a schema.

    Raises:
        StoreError: It cannot be built.
    """
    if store.dialect.engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="wema-check-") as folder:
            # Not `open_store`: that would bind the models to this one.
            fresh = SqliteStore(Path(folder) / "fresh.db", 10.0, create=True)
            with fresh.write():
                return _build(fresh)
    built: list[str] = []
    with suppress(_RolledBack), store.write():
        may = "SELECT has_database_privilege(current_database(), 'CREATE')"
        if store.execute(may)[0][0]:
            name = f"wema_check_{secrets.token_hex(4)}"
            store.execute(f"CREATE SCHEMA {name}")
            store.execute(f"SET LOCAL search_path TO {name}")
            built.append(_build(store))
        raise _RolledBack
    return built[0] if built else None


class _RolledBack(Exception):
    """Leaves a transaction without a trace."""


def _build(store: Store) -> str:
    for migration in all_migrations():
        schema.apply(store, migration)
    return schema_fingerprint(store)


def _sqlite_durability(store: Store) -> Durability:
    from db.sqlite import journal_settings, library_version, wal_is_safe

    found = {
        "journal_mode": str(store.execute("PRAGMA journal_mode")[0][0]),
        "synchronous": _SYNCHRONOUS[int(store.execute("PRAGMA synchronous")[0][0])],
        "foreign_keys": str(store.execute("PRAGMA foreign_keys")[0][0]),
    }
    wanted = journal_settings(library_version()) | {"foreign_keys": "1"}
    weak = tuple(name for name, value in wanted.items() if found[name] != value)
    safe = wal_is_safe(library_version())
    return Durability(found, weak, "" if safe else "rollback_journal")


def _shown(store: Store, name: str) -> str:
    return str(store.execute(f"SHOW {name}")[0][0])
