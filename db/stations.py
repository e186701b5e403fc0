"""Stations: the places of work, and how the scanner at each of them is set."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, TextField

from db.base import BaseModel, InstantField
from db.people import User


class Station(BaseModel):
    """One place of work that has a scanner of its own.

    Prefix, suffix and separator are spelled: `STX`, `CR LF`, `F8`; empty for none.
    """

    id = AutoField()
    name = TextField(unique=True)  # pharmacy window; 10.0.0.17
    prefix = TextField()
    suffix = TextField()
    separator = TextField()
    scanner_layout = TextField()  # us, uk, de, fr
    computer_layout = TextField()
    letter_case = TextField()  # as_is, exchanged
    saved_by = ForeignKeyField(User, backref="+")
    saved_at = InstantField()

    class Meta:
        """Plural, as all tables."""

        table_name = "stations"
