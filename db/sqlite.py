"""SQLite, opened so that what was acknowledged survives a power cut.

The driver is apsw, because it brings an SQLite of its own: the one that many
distributions ship (3.40) can lose committed pages in WAL mode when two
connections reset the log at the same moment. `wal_is_safe` knows the fixed
versions; on any other the slower rollback journal is used.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

from db.address import is_network_disk
from db.base import FIELD_TYPES
from db.errors import StoreError, Trouble, os_trouble

APPLICATION_ID = 0x57454D41  # "WEMA", in the header of the file

PRAGMAS: dict[str, Any] = {
    "foreign_keys": 1,  # off by default in SQLite
    "recursive_triggers": 1,  # else REPLACE deletes without its DELETE trigger
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,  # a bad page must be an error, not a crash
    "temp_store": 2,  # memory
    "journal_size_limit": 64 * 1024 * 1024,  # bytes kept of a log that grew
}


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite is free of the WAL-reset bug.

    Source: sqlite.org/wal.html#walresetbug; fixed in 3.51.3, and in the
    maintenance releases 3.50.7 and 3.44.6.
    """
    major_minor, patch = version[:2], version[2]
    if major_minor == (3, 50):
        return patch >= 7
    if major_minor == (3, 44):
        return patch >= 6
    return version >= (3, 51, 3)


def library_version() -> tuple[int, ...]:
    """Return the version of the SQLite in use, as (3, 54, 1)."""
    return tuple(int(part) for part in apsw.sqlitelibversion().split("."))


def journal_settings(version: tuple[int, ...]) -> dict[str, str]:
    """Return the journal mode and the durability that go with this SQLite.

    FULL flushes the log at every commit. EXTRA also flushes the folder after
    the rollback journal was removed: without it a power cut can bring a
    finished transaction's journal back to life.
    """
    if wal_is_safe(version):
        return {"journal_mode": "wal", "synchronous": "full"}
    return {"journal_mode": "delete", "synchronous": "extra"}


class SqliteFile(APSWDatabase):
    """One SQLite file.

    Args:
        path: The file.
        timeout: Seconds to wait for another writer.
        create: Make the file when it is missing; otherwise that is an error,
            never a fresh and empty clinic.
    """

    field_types = FIELD_TYPES["sqlite"]

    def __init__(self, path: Path, *, timeout: float, create: bool) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        super().__init__(
            str(path),
            pragmas=PRAGMAS | journal_settings(library_version()),
            timeout=timeout,
            flags=flags,
            autoconnect=False,
            returning_clause=True,
        )


def open_sqlite(path: Path, *, timeout: float, create: bool) -> SqliteFile:
    """Return the database in *path*; nothing is connected yet.

    Raises:
        StoreError: MISSING, or NETWORK_DISK.
    """
    if not create and not path.exists():
        raise StoreError(Trouble.MISSING, str(path))
    if path.exists() and not path.is_file():
        raise StoreError(Trouble.DAMAGED, f"{path} is not a file")
    if is_network_disk(path):
        raise StoreError(Trouble.NETWORK_DISK, str(path))
    if create:
        _make_file(path)
    return SqliteFile(path, timeout=timeout, create=create)


def _make_file(path: Path) -> None:
    """Make an empty file that strangers on this computer cannot read."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660))
        os.chmod(path, path.stat().st_mode & ~0o007)  # noqa: PTH101
    except OSError as error:
        raise StoreError(os_trouble(error), str(error)) from error


_TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (apsw.BusyError, Trouble.BUSY),
    (apsw.LockedError, Trouble.BUSY),
    (apsw.ProtocolError, Trouble.BUSY),  # two tried to open the log at once
    (apsw.FullError, Trouble.FULL),
    (apsw.ReadOnlyError, Trouble.READ_ONLY),
    (apsw.CantOpenError, Trouble.READ_ONLY),
    (apsw.PermissionsError, Trouble.READ_ONLY),
    (apsw.NotADBError, Trouble.DAMAGED),
    (apsw.CorruptError, Trouble.DAMAGED),
)


def has_written(connection: apsw.Connection) -> bool:
    """Return whether the open transaction has changed anything."""
    return bool(connection.txn_state() == apsw.SQLITE_TXN_WRITE)


def may_be_committed(error: BaseException) -> bool:
    """Return whether a failed COMMIT may be on the disk all the same.

    When the log was written and could not be flushed, SQLite rolls back, but
    whoever recovers the log after a crash may find the whole transaction in it.
    """
    return isinstance(error, apsw.IOError)


def sqlite_trouble(error: BaseException) -> Trouble | None:
    """Return what a driver error means, or None if it is no trouble of the disk."""
    for kind, trouble in _TROUBLES:
        if isinstance(error, kind):
            return trouble
    return Trouble.FAILED if isinstance(error, apsw.IOError) else None
