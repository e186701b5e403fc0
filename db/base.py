"""The base model, and the column types that behave the same in both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from peewee import DatabaseProxy, Field, Model

proxy = DatabaseProxy()


def instant_text(value: datetime) -> str:
    """Return *value* as the tables keep it: `2026-11-23T12:00:00.000000Z`.

    Fixed width, so that text sorts as time does.
    """
    # strftime would take ten times as long, at every movement.
    return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def as_instant(value: str | datetime | None) -> datetime | None:
    """Read an instant from either engine; the result is in UTC, with its zone."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value)


def as_date(value: str | date | None) -> date | None:
    """Read a date from either engine."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class InstantField(Field):
    """A moment in UTC: text in SQLite, `timestamptz` in PostgreSQL."""

    field_type = "INSTANT"

    def db_value(self, value: Any) -> Any:
        """Write with microseconds and a Z, so that both engines agree."""
        return instant_text(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        """Return an aware datetime in UTC."""
        return as_instant(value)


class DayField(Field):
    """A date on the clinic's calendar: text in SQLite, `date` in PostgreSQL."""

    field_type = "DAY"

    def db_value(self, value: Any) -> Any:
        """Write as ISO 8601."""
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: Any) -> Any:
        """Return a `date`."""
        return as_date(value)


class BytesField(Field):
    """Bytes, always read back as `bytes`."""

    field_type = "BLOB"

    def python_value(self, value: Any) -> Any:
        """Return `bytes`, whatever buffer the driver hands out."""
        return None if value is None else bytes(value)


class FlagField(Field):
    """Yes or no: 0 and 1 in SQLite, boolean in PostgreSQL."""

    field_type = "BOOL"

    def db_value(self, value: Any) -> Any:
        """Write a bool."""
        return None if value is None else bool(value)

    def python_value(self, value: Any) -> Any:
        """Return a bool."""
        return None if value is None else bool(value)


FIELD_TYPES = {
    "sqlite": {"INSTANT": "TEXT", "DAY": "TEXT"},
    "postgresql": {"INSTANT": "TIMESTAMPTZ", "DAY": "DATE"},
}


class BaseModel(Model):
    """Root of all WEMA tables."""

    class Meta:
        """Bound when a store is opened: one process, one database."""

        database = proxy
        legacy_table_names = False
