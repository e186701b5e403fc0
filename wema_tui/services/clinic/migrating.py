"""Bring a clinic's database to this WEMA's schema, each step in the audit log."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from db import schema
from db.clinic import Clinic
from db.errors import StoreError, Trouble
from db.migrations import Migration
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.services.audit.chain_end import open_trail
from wema_tui.services.audit.keys import read_key
from wema_tui.services.clinic.founding import note_migration
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained


def migrate_clinic(store: Store, keys: Path) -> list[Migration]:
    """Apply the migrations that the database has not seen; return them.

    Each is one transaction with its audit entry: after a power cut the schema is
    the old one or the new one, and running it again goes on.

    Args:
        store: Any store.
        keys: Folder of audit keys.

    Raises:
        DatabaseTrouble: EMPTY, NEWER, BUSY, or any other.
        KeyMissing, KeyUnusable: The change could not be signed.
    """
    with explained():
        if schema.current_version(store) == 0:
            raise StoreError(Trouble.EMPTY, str(store.address))
        if not schema.pending(store):
            return []
        session = _console(store, keys)

        def note(migration: Migration, fingerprint: str) -> None:
            note_migration(open_trail(session), session, migration, fingerprint)

        return schema.migrate(store, note)


def _console(store: Store, keys: Path) -> Session:
    """Return the console's session, on a schema that may be an older one."""
    with store.read():  # only columns that every version has
        clinic = Clinic.select(Clinic.uid, Clinic.time_zone).get_or_none()
    if clinic is None:
        raise StoreError(Trouble.EMPTY, str(store.address))
    clock = Clock(ZoneInfo(clinic.time_zone))
    return Session(store, clock, read_key(keys, clinic.uid))
