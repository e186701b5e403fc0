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

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from peewee import Database, PeeweeException

from db.address import Address, parse_address
from db.base import proxy
from db.dialect import POSTGRESQL, SQLITE, Dialect
from db.errors import OutcomeUnknown, StoreError, Trouble
from db.turnstile import Turnstile

DEFAULT_TIMEOUT = 10.0  # seconds to wait for another writer

# One chain of audit entries means one writer at a time; this is PostgreSQL's lock
# for it. On SQLite it is the file's own.
WRITE_LOCK = 0x57454D41


class Store(ABC):
    """A database and its transactions."""

    dialect: Dialect

    def __init__(self, address: Address, database: Database, timeout: float) -> None:
        self.address = address
        self.database = database
        self.timeout = timeout
        self._mine = threading.local()

    # -- transactions ------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[None]:
        """See one consistent state of the data for the length of the block.

        Raises:
            StoreError: The database cannot be read.
        """
        if self._in_transaction:
            yield  # inside a write, reads see what it wrote
            return
        with self._connection(), self._translated():
            self._begin_read()
            self._mine.depth = 1
            try:
                yield
            finally:
                self._mine.depth = 0
                self._roll_back()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Hold the write lock: commit at the end, roll back on any error.

        Never wait for a person, a printer or the network inside the block.

        Raises:
            StoreError: Nothing was written; BUSY when the lock did not come.
            OutcomeUnknown: The line broke during the commit.
            ValueError: A transaction is open already.
        """
        if self._in_transaction:
            raise ValueError("a write cannot begin inside another transaction")
        with self._connection(), self._translated():
            self._begin_write()
            self._mine.depth = 1
            try:
                yield
                self._commit()
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._mine.depth = 0
                self._end_write()

    def hold(self) -> None:
        """Keep this thread's connection open between blocks, until `release`."""
        self._mine.is_held = True

    def release(self) -> None:
        """Close this thread's connection."""
        self._mine.is_held = False
        self._disconnect()

    @property
    def _in_transaction(self) -> bool:
        return bool(getattr(self._mine, "depth", 0))

    @contextmanager
    def _connection(self) -> Iterator[None]:
        if self.database.is_closed():
            with self._translated():
                self.database.connect()
        try:
            yield
        except StoreError:
            self._disconnect()  # whatever state it is in: the next one is new
            raise
        finally:
            if not getattr(self._mine, "is_held", False):
                self._disconnect()

    def _disconnect(self) -> None:
        if not self.database.is_closed():
            with suppress(Exception):
                self.database.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the driver's errors into a `StoreError`; let all others pass."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:
            trouble = self._trouble_in(error)
            if trouble is None:
                raise
            raise StoreError(trouble, str(error)) from error

    def _trouble_in(self, error: BaseException) -> Trouble | None:
        """Look through Peewee's wrapping for the driver's own error."""
        cause: BaseException | None = error
        while cause is not None:
            trouble = self._trouble(cause)
            if trouble is not None:
                return trouble
            cause = cause.__cause__ or (
                cause.__context__ if isinstance(cause, PeeweeException) else None
            )
        return None

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """Run *sql* on this thread's open connection and return its rows."""
        cursor = self.database.execute_sql(self.dialect.render(sql), values)
        return self._rows(cursor)

    def _commit(self) -> None:
        self.database.connection().execute("COMMIT")

    def _roll_back(self) -> None:
        # After some errors SQLite has rolled back by itself, and a server that
        # hung up has too: then there is nothing left to roll back.
        with suppress(Exception):
            self.database.connection().execute("ROLLBACK")

    # -- what the engines do differently -----------------------------------

    @abstractmethod
    def _begin_read(self) -> None: ...
    @abstractmethod
    def _begin_write(self) -> None: ...

    def _end_write(self) -> None:  # noqa: B027  # only SQLite has something
        """Let go of what `_begin_write` took besides the transaction."""

    @abstractmethod
    def _trouble(self, error: BaseException) -> Trouble | None: ...
    @abstractmethod
    def _rows(self, cursor: Any) -> list[Any]: ...
    @abstractmethod
    def engine_version(self) -> str:
        """Return the name and version of the engine in use."""


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
        self._turnstile.leave()

    @property
    def _turnstile(self) -> Turnstile:
        found: Turnstile | None = getattr(self._mine, "turnstile", None)
        if found is None:
            try:
                found = Turnstile(self.path, self.timeout)
            except OSError as error:
                raise StoreError(Trouble.READ_ONLY, str(error)) from error
            self._mine.turnstile = found
        return found

    def _disconnect(self) -> None:
        super()._disconnect()
        turnstile: Turnstile | None = getattr(self._mine, "turnstile", None)
        if turnstile is not None:
            turnstile.close()
            self._mine.turnstile = None

    def _trouble(self, error: BaseException) -> Trouble | None:
        return self._trouble_of(error)

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
        # One message, so one round trip; the lock goes with the transaction.
        self.database.connection().execute(
            f"BEGIN; SELECT pg_advisory_xact_lock({WRITE_LOCK})"
        )

    def _commit(self) -> None:
        try:
            super()._commit()
        except Exception as error:
            if self._trouble(error) is Trouble.UNREACHABLE:
                raise OutcomeUnknown(str(error)) from error
            raise

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
