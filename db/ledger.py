"""What the rows of every new ledger say of themselves."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.audit import AuditEntry
from db.base import BaseModel, InstantField
from db.people import User, UserSession


class LedgerModel(BaseModel):
    """A row that is added and never changed or removed, under one audit entry.

    `user` and `session` are null for what the console did.
    """

    id = AutoField()
    at = InstantField()
    user = ForeignKeyField(User, null=True, backref="+")
    session = ForeignKeyField(UserSession, null=True, backref="+")
    station = TextField()
    request_id = TextField()
    line = IntegerField()  # 1, 2... within the request
    audit_seq = ForeignKeyField(
        AuditEntry, column_name="audit_seq", object_id_name="audit_seq_id", backref="+"
    )
