"""The audit log: one entry for each write, chained by a keyed hash."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from db.base import BaseModel, BytesField, InstantField
from db.people import User, UserSession


class AuditEntry(BaseModel):
    """Who did what, to what, when and why. Never changed, never removed.

    `seq` has no gaps and is the order of events; `at` is only what the clock
    said. `mac` covers every column and the `mac` of the entry before.
    """

    seq = IntegerField(primary_key=True)
    at = InstantField()
    clock = TextField()  # ok, back, unsynced
    user = ForeignKeyField(User, null=True, backref="+")
    role = TextField()
    session = ForeignKeyField(UserSession, null=True, backref="+")
    station = TextField()
    request_id = TextField(unique=True)
    action = TextField()  # stock.dispense
    subject = TextField()  # medication:12
    body = TextField()  # canonical JSON: before, after, why, ledger digests
    key_id = TextField()  # which key made the mac
    prev = BytesField()
    mac = BytesField(unique=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "audit_entries"
