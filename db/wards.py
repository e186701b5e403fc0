"""Wards, beds, and who lies where from when to when."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, TextField

from db.base import BaseModel, InstantField
from db.patients import Patient
from db.people import User
from db.price_list import PriceItem
from db.visits import Visit


class Ward(BaseModel):
    """A ward of the clinic."""

    id = AutoField()
    name = TextField()  # no two in use are called the same
    fee_item = ForeignKeyField(PriceItem, null=True, backref="+")  # a day in a bed
    opened_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "wards"


class Bed(BaseModel):
    """A bed in a ward."""

    id = AutoField()
    ward = ForeignKeyField(Ward, backref="beds")
    label = TextField()  # 12, window; no two in use in one ward
    opened_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "beds"


class Admission(BaseModel):
    """One stay of a patient, from admission to discharge."""

    id = AutoField()
    visit = ForeignKeyField(Visit, backref="admissions")
    patient = ForeignKeyField(Patient, backref="+")
    reason = TextField()
    admitted_at = InstantField()
    admitted_by = ForeignKeyField(User, null=True, backref="+")
    discharged_at = InstantField(null=True)
    discharged_by = ForeignKeyField(User, null=True, backref="+")
    outcome = TextField(null=True)  # home, referred, absconded, against_advice, died
    note = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "admissions"


class BedStay(BaseModel):
    """One bed of an admission: a move ends one and begins another."""

    id = AutoField()
    admission = ForeignKeyField(Admission, backref="stays")
    bed = ForeignKeyField(Bed, backref="stays")
    begun_at = InstantField()
    begun_by = ForeignKeyField(User, null=True, backref="+")
    ended_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "bed_stays"
