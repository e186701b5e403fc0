"""Reads and writes of one database: what both engines have in common."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from peewee import Database, PeeweeException

from db.address import Address
from db.dialect import Dialect
from db.errors import StoreError, Trouble


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
            ValueError: The block wrote something, which is not kept.
        """
        if self.is_in_transaction:
            yield  # inside a write, reads see what it wrote
            return
        with self._connection():
            self._begin_read()
            self._mine.depth = 1
            try:
                yield
                self._require_unwritten()
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
        if self.is_in_transaction:
            raise ValueError("a write cannot begin inside another transaction")
        with self._connection():
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
    def is_in_transaction(self) -> bool:
        """Whether this thread is inside a read or a write."""
        return bool(getattr(self._mine, "depth", 0))

    @contextmanager
    def _connection(self) -> Iterator[None]:
        """Have a connection; the driver's errors in the block become a `StoreError`.

        After trouble, or a Ctrl+C while it waited for its turn, the connection is
        closed: whatever state it was in, the next one is new.
        """
        try:
            if self.database.is_closed():
                self.database.connect()
            yield
        except StoreError:
            self._disconnect()
            raise
        except Exception as error:
            trouble = self._trouble_in(error)
            if trouble is None:
                raise
            self._disconnect()
            raise StoreError(trouble, str(error)) from error
        except BaseException:
            self._disconnect()
            raise
        finally:
            if not getattr(self._mine, "is_held", False):
                self._disconnect()

    def _disconnect(self) -> None:
        if not self.database.is_closed():
            with suppress(Exception):
                self.database.close()

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
        # hung up has too: then there is nothing left to roll back, and whatever
        # state the connection is in, the next one is new.
        try:
            self.database.connection().execute("ROLLBACK")
        except Exception:
            self._disconnect()

    # -- what the engines do differently -----------------------------------

    @abstractmethod
    def _begin_read(self) -> None: ...
    @abstractmethod
    def _begin_write(self) -> None: ...

    def _require_unwritten(self) -> None:  # noqa: B027  # PostgreSQL refuses itself
        """Raise a ValueError if a read has written."""

    def _end_write(self) -> None:  # noqa: B027  # only SQLite has something
        """Let go of what `_begin_write` took besides the transaction."""

    @abstractmethod
    def _trouble(self, error: BaseException) -> Trouble | None: ...
    @abstractmethod
    def _rows(self, cursor: Any) -> list[Any]: ...
    @abstractmethod
    def engine_version(self) -> str:
        """Return the name and version of the engine in use."""
