"""When doctors receive patients, and who is to come when.

Times of the day are minutes since midnight by the clinic's clock.
"""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.base import BaseModel, DayField, FlagField, InstantField
from db.patients import Patient
from db.people import User


class DoctorHours(BaseModel):
    """That a doctor receives on one day of each week, in slots."""

    id = AutoField()
    doctor = ForeignKeyField(User, backref="+")
    weekday = IntegerField()  # 0 Monday to 6 Sunday
    starts_minute = IntegerField()
    ends_minute = IntegerField()
    slot_minutes = IntegerField()
    places = IntegerField()  # patients in one slot
    from_day = DayField()
    until_day = DayField(null=True)  # the last, None while it goes on

    class Meta:
        """Plural, as all tables."""

        table_name = "doctor_hours"


class DoctorAbsence(BaseModel):
    """Days on which a doctor does not receive."""

    id = AutoField()
    doctor = ForeignKeyField(User, backref="+")
    first_day = DayField()
    last_day = DayField()
    reason = TextField()
    made_at = InstantField()
    withdrawn_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "doctor_absences"


class Appointment(BaseModel):
    """That a patient is to come. Whether the patient came is told by the visits.

    One that was moved is cancelled, and the new one names it.
    """

    id = AutoField()
    patient = ForeignKeyField(Patient, backref="appointments")
    doctor = ForeignKeyField(User, backref="+")
    day = DayField()
    minute = IntegerField()
    reason = TextField()
    is_extra = FlagField()  # beyond the places of its slot, on purpose
    booked_at = InstantField()
    booked_by = ForeignKeyField(User, null=True, backref="+")
    moved_from = ForeignKeyField("self", null=True, unique=True, backref="+")
    cancelled_at = InstantField(null=True)
    cancelled_by = ForeignKeyField(User, null=True, backref="+")
    cancel_reason = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "appointments"
