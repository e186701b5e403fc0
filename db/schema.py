"""Bring a database to the newest schema, and tell whether it is there.

Each migration is one transaction with its triggers, its fingerprint and its
line in the history: after a power cut the schema is the old one or the new one,
never between. We do not use Peewee's own runner because the guards and the
fingerprint must be inside that transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from db.base import instant_text
from db.errors import StoreError, Trouble
from db.fingerprint import schema_fingerprint
from db.guards import rebuild_guards
from db.migrations import Migration, all_migrations

if TYPE_CHECKING:
    from db.store import Store

_HAS_HISTORY = {
    # Others call their history so too: ours has a fingerprint.
    "sqlite": "SELECT 1 FROM pragma_table_info('migrations')"
    " WHERE name = 'fingerprint'",
    "postgresql": "SELECT 1 FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = 'migrations'"
    " AND column_name = 'fingerprint'",
}
_HAS_TABLES = {
    "sqlite": "SELECT 1 FROM sqlite_master LIMIT 1",
    "postgresql": "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1",
}


def newest_version() -> int:
    """Return the schema version that this WEMA works with."""
    return all_migrations()[-1].number


def current_version(store: Store) -> int:
    """Return the schema version of the database; 0 when it has no tables.

    Raises:
        StoreError: DAMAGED when there are tables, but not WEMA's.
    """
    with store.read():
        if store.execute(_HAS_HISTORY[store.dialect.engine]):
            return int(store.execute("SELECT MAX(number) FROM migrations")[0][0] or 0)
        if store.execute(_HAS_TABLES[store.dialect.engine]):
            raise StoreError(Trouble.DAMAGED, "these tables are not WEMA's")
        return 0


def require_current(store: Store) -> None:
    """Refuse to work on a schema of another version.

    Raises:
        StoreError: EMPTY, OLDER or NEWER.
    """
    version = current_version(store)
    if version == 0:
        raise StoreError(Trouble.EMPTY, str(store.address))
    if version < newest_version():
        raise StoreError(Trouble.OLDER, f"{version} < {newest_version()}")
    if version > newest_version():
        raise StoreError(Trouble.NEWER, f"{version} > {newest_version()}")


def pending(store: Store) -> list[Migration]:
    """Return the migrations that this database has not seen.

    Raises:
        StoreError: NEWER when it has seen more than this WEMA knows.
    """
    version = current_version(store)
    if version > newest_version():
        raise StoreError(Trouble.NEWER, f"{version} > {newest_version()}")
    return [m for m in all_migrations() if m.number > version]


def apply(store: Store, migration: Migration) -> str:
    """Carry out *migration* inside an open write; return the new fingerprint."""
    migration.up(store)
    rebuild_guards(store)
    fingerprint = schema_fingerprint(store)
    mark = "?" if store.dialect.engine == "sqlite" else "%s"
    store.database.execute_sql(
        "INSERT INTO migrations (number, name, fingerprint, applied_at)"
        f" VALUES ({mark}, {mark}, {mark}, {mark})",
        (
            migration.number,
            migration.name,
            fingerprint,
            instant_text(datetime.now(UTC)),
        ),
    )
    if store.dialect.engine == "sqlite":
        from db.sqlite import APPLICATION_ID

        store.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        store.execute(f"PRAGMA user_version = {migration.number}")
    return fingerprint


def migrate(
    store: Store, before_commit: Callable[[Migration, str], None] | None = None
) -> list[Migration]:
    """Apply what is pending, one transaction each; return what was applied.

    Args:
        store: An open store.
        before_commit: Called inside each transaction with the migration and
            the fingerprint, so that the caller can add its audit entry.

    Raises:
        StoreError: NEWER; or BUSY when somebody else writes.
    """
    applied = []
    for migration in pending(store):
        with store.write():
            if current_version(store) >= migration.number:
                continue  # another process was faster
            fingerprint = apply(store, migration)
            if before_commit is not None:
                before_commit(migration, fingerprint)
        applied.append(migration)
    return applied
