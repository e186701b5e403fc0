"""Visits, the service points of the clinic, and who waits where.

There is no current status: where a patient stands is asked of these facts.
"""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.appointments import Appointment
from db.base import BaseModel, DayField, InstantField
from db.patients import Patient
from db.people import User
from db.price_list import Insurer, PriceItem


class ServicePoint(BaseModel):
    """A room or desk with a queue of its own."""

    id = AutoField()
    code = TextField(unique=True)  # triage, general
    kind = TextField()  # triage, consultation, treatment, laboratory, pharmacy...
    name = TextField(null=True)  # None: the usual words for its code
    letter = TextField(unique=True)  # before its tokens: A12
    doctor = ForeignKeyField(User, null=True, backref="+")  # whose room it is
    fee_item = ForeignKeyField(PriceItem, null=True, backref="+")
    closed_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "service_points"


class Visit(BaseModel):
    """One coming of a patient, from check-in to the end."""

    id = AutoField()
    patient = ForeignKeyField(Patient, backref="visits")
    opened_at = InstantField()
    day = DayField()  # of the clinic, when it was opened
    opened_by = ForeignKeyField(User, null=True, backref="+")
    reason = TextField()
    point = ForeignKeyField(ServicePoint, backref="+")  # where the patient wants to go
    doctor = ForeignKeyField(User, null=True, backref="+")  # to whom, if to somebody
    insurer = ForeignKeyField(Insurer, null=True, backref="+")  # None: pays oneself
    member_number = TextField(null=True)
    authorization_number = TextField(null=True)  # of the insurer, for this visit
    appointment = ForeignKeyField(Appointment, null=True, unique=True, backref="+")
    closed_at = InstantField(null=True)
    closed_by = ForeignKeyField(User, null=True, backref="+")
    outcome = TextField(null=True)  # ended, left, referred, died

    class Meta:
        """Plural, as all tables."""

        table_name = "visits"


class QueueEntry(BaseModel):
    """That somebody waits, or waited, at a service point."""

    id = AutoField()
    visit = ForeignKeyField(Visit, backref="queue_entries")
    point = ForeignKeyField(ServicePoint, backref="+")
    doctor = ForeignKeyField(User, null=True, backref="+")  # only for this one
    day = DayField()
    token = IntegerField()  # 1, 2... at this point on this day
    entered_at = InstantField()
    entered_by = ForeignKeyField(User, null=True, backref="+")
    called_at = InstantField(null=True)
    called_by = ForeignKeyField(User, null=True, backref="+")
    ended_at = InstantField(null=True)
    ended_by = ForeignKeyField(User, null=True, backref="+")
    how = TextField(null=True)  # seen, moved, left, closed

    class Meta:
        """Plural, as all tables."""

        table_name = "queue_entries"
