"""Queries that are built once and run often.

Peewee builds the SQL of a query anew each time, which costs more than SQLite
needs to run it: a scan would take four times as long. A `Prepared` query is
written with Peewee's own words, compiled at its first use for each engine, and
then run with new values.

    LOTS = Prepared(Lot.select(Lot.id).where(Lot.medication == value("medication")))
    for row in LOTS.rows(medication=12):
        ...
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from peewee import Database, Field, InterfaceError, Value, __exception_wrapper__

from db.base import proxy


class _Slot:
    """Stands in a query for a value that comes later."""

    def __init__(self, name: str) -> None:
        self.name = name


def value(name: str) -> Any:
    """Return a place in a query, filled at each run by the argument *name*.

    Values pass as they are: give instants and dates as text (`instant_text`,
    `isoformat`), which both engines read.
    """
    return Value(_Slot(name), converter=False)


class Prepared:
    """A query compiled once for each engine.

    Args:
        query: A Peewee select, insert or update; with `value(...)` in it. A
            write without `returning` gives no rows.
    """

    def __init__(self, query: Any) -> None:
        self._query = query
        self._compiled: dict[type, _Compiled] = {}

    def rows(self, **values: Any) -> list[Any]:
        """Run it and return all rows, as named tuples.

        Raises:
            KeyError: A value is missing.
            peewee.InterfaceError: No transaction is open.
            peewee.DatabaseError: As any query.
        """
        database = proxy.obj
        return self._for(database).run(database, values)

    def statement(self, database: Database) -> tuple[str, list[Any]]:
        """Return the SQL for an engine and its values: the later ones by their names.

        For whoever measures what the driver alone would take.
        """
        compiled = self._for(database)
        names = [v.name if isinstance(v, _Slot) else v for v in compiled.values]
        return compiled.sql, names

    def _for(self, database: Database) -> _Compiled:
        compiled = self._compiled.get(type(database))
        if compiled is None:
            compiled = _compile(self._query, database)
            self._compiled[type(database)] = compiled
        return compiled

    def row(self, **values: Any) -> Any | None:
        """Run it and return the first row, or None."""
        rows = self.rows(**values)
        return rows[0] if rows else None

    def only(self, **values: Any) -> Any:
        """Run it and return its row, where there always is one: counts and sums."""
        return self.rows(**values)[0]


class _Compiled:
    """The SQL for one engine, and how to read its rows."""

    def __init__(
        self,
        sql: str,
        values: list[Any],
        row: Callable[[list[Any]], Any] | None = None,
        readers: tuple[tuple[int, Callable[[Any], Any]], ...] = (),
    ) -> None:
        self.sql, self.values, self.row, self.readers = sql, values, row, readers

    def run(self, database: Database, values: dict[str, Any]) -> list[Any]:
        if database.is_closed():  # else Peewee opens one that nobody closes
            raise InterfaceError("a query outside of a transaction")
        given = [values[v.name] if isinstance(v, _Slot) else v for v in self.values]
        with __exception_wrapper__:
            cursor = database.connection().execute(self.sql, given)
            if self.row is None:
                return []
            found = cursor.fetchall()
        return [self.row(self._read(row)) for row in found]

    def _read(self, row: tuple[Any, ...]) -> list[Any]:
        """Return the row with those values read that the driver leaves raw."""
        values = list(row)
        for column, read in self.readers:
            values[column] = read(values[column])
        return values


def _compile(query: Any, database: Database) -> _Compiled:
    sql, values = database.get_sql_context().sql(query).query()
    columns = query._returning  # None for a write that gives nothing back
    if not columns:
        return _Compiled(sql, values)
    names = [getattr(c, "_alias", None) or c.name for c in columns]
    readers = [
        (nth, field.python_value)
        for nth, field in enumerate(map(_field_of, columns))
        if field is not None
    ]
    row: Any = namedtuple("Row", names)  # type: ignore[misc]  # known only now
    return _Compiled(sql, values, row._make, tuple(readers))


def _field_of(column: Any) -> Field | None:
    """Return the field that reads *column*, where its values need reading."""
    while not isinstance(column, Field) and hasattr(column, "node"):
        column = column.node
    if isinstance(column, Field) and type(column).__module__ == Field.__module__:
        return None  # Peewee's own integers and texts arrive as they are
    return column if isinstance(column, Field) else None
