"""Patients, and which of their records are the same person."""

from __future__ import annotations

from peewee import (
    AutoField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from db.base import BaseModel, DayField, InstantField
from db.people import User
from db.price_list import Insurer


class Patient(BaseModel):
    """One person, never removed. The number stands on the card, with a check character.

    `version` counts the changes, so that the second of two who correct the same
    record sees what the first has changed. `search_key` is what is searched, in
    words: `db/patient_index.py` finds them.
    """

    id = IntegerField(primary_key=True)  # 1001, 1002...
    full_name = TextField()
    name_key = TextField()  # the name without capitals, to sort and find by
    sex = TextField()  # female, male, unknown
    born_on = DayField(null=True)
    born_precision = TextField(null=True)  # day, month, year, about
    phone = TextField(null=True)  # E.164
    other_phone = TextField(null=True)
    place = TextField()  # address or landmark
    contact_name = TextField()  # in an emergency
    contact_phone = TextField(null=True)
    contact_relation = TextField()
    insurer = ForeignKeyField(Insurer, null=True, backref="+")  # None: pays oneself
    member_number = TextField(null=True)
    allergies = TextField(null=True)  # None: nobody has asked; empty: none known
    blood_group = TextField(null=True)  # A+, O-...
    died_on = DayField(null=True)
    created_at = InstantField()
    created_by = ForeignKeyField(User, null=True, backref="+")
    version = IntegerField(default=1)
    search_key = TextField()

    class Meta:
        """Plural, as all tables."""

        table_name = "patients"


class PatientLink(BaseModel):
    """That two records are one person: what stands on the first belongs to the other.

    Rows keep the patient they were written for, so undoing loses nothing.
    """

    id = AutoField()
    patient = ForeignKeyField(Patient, backref="+")
    survivor = ForeignKeyField(Patient, backref="+")
    reason = TextField()
    linked_at = InstantField()
    linked_by = ForeignKeyField(User, null=True, backref="+")
    undone_at = InstantField(null=True)
    undone_by = ForeignKeyField(User, null=True, backref="+")
    undo_reason = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "patient_links"


class ImportedPatient(BaseModel):
    """Which row of a file a patient came from: the same row comes once.

    The key is `id:` and the number that the row brought, or `row:` and its digest.
    """

    patient = ForeignKeyField(Patient, primary_key=True, backref="+")
    source_key = TextField(unique=True)
    row_digest = TextField()

    class Meta:
        """Plural, as all tables."""

        table_name = "imported_patients"


class NameKey(BaseModel):
    """How a word of some patient's name is found by those who write it otherwise.

    `~` and how it sounds, whole and without each letter; `-` and each ending.
    """

    key = TextField()
    word = TextField()

    class Meta:
        """Plural, as all tables."""

        table_name = "name_keys"
        primary_key = CompositeKey("key", "word")
