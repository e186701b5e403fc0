"""The clinic itself."""

from __future__ import annotations

from peewee import IntegerField, TextField

from db.base import BaseModel, FlagField, InstantField


class Clinic(BaseModel):
    """The one row that says whose database this is."""

    id = IntegerField(primary_key=True)  # always 1
    uid = TextField(unique=True)  # names the audit key file
    name = TextField()
    currency = TextField()  # ISO 4217: TZS
    language = TextField()  # en, sw
    time_zone = TextField()  # Africa/Dar_es_Salaam
    is_demo = FlagField()
    created_at = InstantField()

    class Meta:
        """One row, hence singular."""

        table_name = "clinic"
