"""Let the Nth statement on a SQLite connection fail, or end the process."""

import os
from contextlib import contextmanager

import apsw

from db.sqlite import SqliteFile

# What SQLite says. A process dies instead, before a statement or right after it.
KINDS = {
    "busy": apsw.BusyError,
    "full": apsw.FullError,
    "io": apsw.IOError,
    "damaged": apsw.CorruptError,
}


class Fault:
    """Counts statements; from number `at` on they fail, once or for ever."""

    def __init__(self, at, kind, *, for_ever):
        self.at, self.kind, self.for_ever = at, kind, for_ever
        self.count = 0
        self.is_armed = False

    def strike(self):
        """Called before each statement."""
        if not self.is_armed:
            return
        self.count += 1
        if self.count == self.at or (self.for_ever and self.count > self.at):
            if self.kind == "death":
                os._exit(9)
            if self.kind == "death after":
                return
            raise KINDS[self.kind](f"statement {self.count} failed by order")

    def has_run(self):
        """Called after each statement."""
        if self.is_armed and self.kind == "death after" and self.was_reached:
            os._exit(9)

    @property
    def was_reached(self):
        """Whether there was a statement to fail."""
        return self.count >= self.at


class _Connection:
    """Passes everything to a connection of apsw, statements through the fault."""

    def __init__(self, real, fault):
        self._real, self._fault = real, fault

    def execute(self, *arguments, **also):
        self._fault.strike()
        result = self._real.execute(*arguments, **also)
        self._fault.has_run()
        return result

    def cursor(self):
        return _Cursor(self._real.cursor(), self)

    def __getattr__(self, name):
        return getattr(self._real, name)


class _Cursor:
    """The same for a cursor."""

    def __init__(self, real, connection):
        self._real, self.connection = real, connection

    def execute(self, *arguments, **also):
        self.connection._fault.strike()
        self._real.execute(*arguments, **also)
        self.connection._fault.has_run()
        return self

    def __iter__(self):
        return iter(self._real)

    def __getattr__(self, name):
        return getattr(self._real, name)


@contextmanager
def faulty(fault):
    """Let every SQLite connection made in the block obey *fault*."""
    real = SqliteFile._connect

    def connect(database):
        return _Connection(real(database), fault)

    SqliteFile._connect = connect
    try:
        yield
    finally:
        SqliteFile._connect = real
        fault.is_armed = False
