"""What a person has begun and not saved."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, TextField

from db.base import BaseModel, InstantField
from db.people import User, UserSession


class Draft(BaseModel):
    """One unfinished form of one person. Changed while they type, removed when saved.

    `content` is a JSON object in pure ASCII: a scanned control character in it is
    six harmless ones.
    """

    id = AutoField()
    user = ForeignKeyField(User)
    form = TextField()  # pharmacy.find:dispense
    content = TextField()
    session = ForeignKeyField(UserSession)  # in which it was changed last
    station = TextField()  # where that was
    changed_at = InstantField()

    class Meta:
        """One a person and form: the newest."""

        table_name = "drafts"
        indexes = ((("user", "form"), True),)
