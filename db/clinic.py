"""The clinic itself, and which migrations its database has seen."""

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


class Setting(BaseModel):
    """One choice of the clinic, where it is not the usual one."""

    name = TextField(primary_key=True)  # idle_minutes.PHARMACY
    value = TextField()

    class Meta:
        """Plural, as all tables."""

        table_name = "settings"


class AppliedMigration(BaseModel):
    """A migration that was carried out, and the shape it left behind."""

    number = IntegerField(primary_key=True)
    name = TextField()
    fingerprint = TextField()
    applied_at = InstantField()

    class Meta:
        """Plural, as all tables."""

        table_name = "migrations"
