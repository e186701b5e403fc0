"""The one open door to the data.

    with store.read():      # one consistent view
        ...
    with store.write():     # the write lock is taken first; all or nothing
        ...

Both engines behave the same: one writer at a time, in the order they came,
because every write adds a link to one chain of audit entries. A connection
belongs to the thread that opened it; it is closed at the end of the block,
unless the thread holds it (`hold`), which saves a third of a millisecond.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db.address import Address, parse_address
from db.base import proxy
from db.dialect import POSTGRESQL, SQLITE
from db.errors import OutcomeUnknown, StoreError, Trouble, os_trouble
from db.transactions import Store
from db.turnstile import Turnstile

__all__ = ["DEFAULT_TIMEOUT", "PostgresqlStore", "SqliteStore", "Store", "open_store"]

DEFAULT_TIMEOUT = 10.0  # seconds to wait for another writer


class SqliteStore(Store):
    """A clinic in one file."""

    dialect = SQLITE

    def __init__(self, path: Path, timeout: float, *, create: bool) -> None:
        from db.sqlite import open_sqlite, sqlite_trouble

        super().__init__(
            Address(path=path),
            open_sqlite(path, timeout=timeout, create=create),
            timeout,
        )
        self.path = path
        self._trouble_of = sqlite_trouble

    def _begin_read(self) -> None:
        self.database.connection().execute("BEGIN")

    def _begin_write(self) -> None:
        self._turnstile.enter()
        try:
            self.database.connection().execute("BEGIN IMMEDIATE")
        except BaseException:
            self._turnstile.leave()
            raise

    def _end_write(self) -> None:
        turnstile: Turnstile | None = getattr(self._mine, "turnstile", None)
        if turnstile is not None:  # closed with the connection, it has let go
            turnstile.leave()

    def _require_unwritten(self) -> None:
        from db.sqlite import has_written

        if has_written(self.database.connection()):
            raise ValueError("a read wrote something: it is not kept")

    def _commit(self) -> None:
        try:
            super()._commit()
        except Exception as error:
            from db.sqlite import may_be_committed

            if may_be_committed(error):
                raise OutcomeUnknown(str(error), Trouble.FAILED) from error
            raise

    @property
    def _turnstile(self) -> Turnstile:
        found: Turnstile | None = getattr(self._mine, "turnstile", None)
        if found is None:
            try:
                found = Turnstile(self.path, self.timeout)
            except OSError as error:
                raise StoreError(os_trouble(error), str(error)) from error
            self._mine.turnstile = found
        return found

    def _disconnect(self) -> None:
        super()._disconnect()
        turnstile: Turnstile | None = getattr(self._mine, "turnstile", None)
        if turnstile is not None:
            turnstile.close()
            self._mine.turnstile = None

    def _trouble(self, error: BaseException) -> Trouble | None:
        found = self._trouble_of(error)
        if found is Trouble.READ_ONLY and not self.path.exists():
            return Trouble.MISSING  # removed since the store was opened
        return found

    def _rows(self, cursor: Any) -> list[Any]:
        return list(cursor)

    def engine_version(self) -> str:
        """Return for instance `SQLite 3.54.1`."""
        from db.sqlite import library_version

        return "SQLite " + ".".join(map(str, library_version()))


class PostgresqlStore(Store):
    """A clinic on a PostgreSQL server."""

    dialect = POSTGRESQL

    def __init__(self, url: str, timeout: float) -> None:
        from db.postgresql import open_postgresql, postgresql_trouble

        super().__init__(
            Address(url=url), open_postgresql(url, timeout=timeout), timeout
        )
        self._trouble_of = postgresql_trouble

    def _begin_read(self) -> None:
        self.database.connection().execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )

    def _begin_write(self) -> None:
        from db.postgresql import BEGIN_WRITE

        self.database.connection().execute(BEGIN_WRITE)

    def _commit(self) -> None:
        try:
            outcome = self.database.connection().execute("COMMIT").statusmessage
        except Exception as error:
            if self._trouble(error) is Trouble.UNREACHABLE:
                raise OutcomeUnknown(str(error)) from error
            raise
        if outcome != "COMMIT":  # an error inside the block was swallowed
            raise StoreError(Trouble.FAILED, f"the server answered {outcome}")

    def _trouble(self, error: BaseException) -> Trouble | None:
        return self._trouble_of(error)

    def _rows(self, cursor: Any) -> list[Any]:
        return [] if cursor.description is None else list(cursor.fetchall())

    def engine_version(self) -> str:
        """Return for instance `PostgreSQL 15.18`."""
        with self.read():
            return "PostgreSQL " + str(self.execute("SHOW server_version")[0][0])


def open_store(
    location: str | Path, *, timeout: float = DEFAULT_TIMEOUT, create: bool = False
) -> Store:
    """Open the database at *location*; connections are made when needed.

    Args:
        location: `sqlite:///path`, `postgresql://...` or a path.
        timeout: Seconds to wait for another writer.
        create: Make a missing SQLite file. Only for `init` and `demo`.

    Raises:
        StoreError: BAD_ADDRESS, MISSING, NETWORK_DISK or DRIVER_MISSING.
    """
    address = parse_address(str(location))
    store: Store
    if address.url is not None:
        store = PostgresqlStore(address.url, timeout)
    else:
        assert address.path is not None  # one of the two is set
        store = SqliteStore(address.path, timeout, create=create)
    proxy.initialize(store.database)
    return store
