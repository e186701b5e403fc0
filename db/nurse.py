"""What nurses find and do: urgency, vital signs, care given. All ledgers."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from db.ledger import LedgerModel
from db.patients import Patient
from db.pharmacy import Medication
from db.visits import Visit


class Triage(LedgerModel):
    """How urgent a visit is; the newest counts."""

    visit = ForeignKeyField(Visit, backref="triages")
    patient = ForeignKeyField(Patient, backref="+")
    urgency = TextField()  # emergency, urgent, routine
    note = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "triages"


class VitalSign(LedgerModel):
    """One reading of one sign, as an integer in the sign's smallest unit.

    A wrong one is replaced by another; by one without a value it is withdrawn.
    """

    visit = ForeignKeyField(Visit, backref="vital_signs")
    patient = ForeignKeyField(Patient, backref="+")
    sign = TextField()  # temperature, pulse...
    value = IntegerField(null=True)
    is_confirmed = IntegerField()  # 1: improbable, and looked at twice
    replaces = ForeignKeyField("self", null=True, unique=True, backref="+")
    note = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "vital_signs"


class CareGiven(LedgerModel):
    """An injection, a dressing, a medicine that was given to a patient."""

    visit = ForeignKeyField(Visit, backref="care")
    patient = ForeignKeyField(Patient, backref="+")
    kind = TextField()  # medicine, injection, vaccination, dressing, other
    what = TextField()
    medication = ForeignKeyField(Medication, null=True, backref="+")
    dose = TextField(null=True)
    route = TextField(null=True)
    scan_code = TextField(null=True)  # of the pack, as it came, made printable
    patient_proved = TextField()  # scanned, asked
    reverses = ForeignKeyField("self", null=True, unique=True, backref="+")
    note = TextField(null=True)

    class Meta:
        """What is given is one word for all of it."""

        table_name = "care_given"
