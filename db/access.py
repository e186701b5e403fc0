"""Who asked for an account, codes for a new password, second factors, emergencies."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.base import BaseModel, BytesField, InstantField
from db.people import User


class Registration(BaseModel):
    """Somebody asked for an account at the sign-in screen. Kept for ever.

    The account works from that moment until its `access_until`, or until
    somebody has decided.
    """

    id = AutoField()
    user = ForeignKeyField(User, unique=True, backref="+")
    role_wanted = TextField()
    station = TextField()
    asked_at = InstantField()
    decided_at = InstantField(null=True)
    decided_by = ForeignKeyField(User, null=True, backref="+")  # null: the console
    decision = TextField(null=True)  # approved, rejected
    reason = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "registrations"


class ResetCode(BaseModel):
    """Six digits that let one person choose a new password, once and soon.

    At most one of a person is alive: neither used nor voided.
    """

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    code_hash = TextField()  # argon2id of the code under the clinic's pepper
    made_at = InstantField()
    machine = TextField()
    boot = TextField()
    ticks = IntegerField()
    tries = IntegerField(default=0)
    used_at = InstantField(null=True)
    voided_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "reset_codes"


class SecondFactor(BaseModel):
    """A person's authenticator. The secret is made of `nonce` and the pepper."""

    user = ForeignKeyField(User, primary_key=True, backref="+")
    nonce = BytesField()
    confirmed_at = InstantField(null=True)  # null: shown, not yet tried
    last_step = IntegerField(default=0)  # 30 s steps: a code counts once

    class Meta:
        """Plural, as all tables."""

        table_name = "second_factors"


class RecoveryCode(BaseModel):
    """A code on paper that replaces the authenticator once."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    digest = TextField(unique=True)
    used_at = InstantField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "recovery_codes"


class EmergencyAccess(BaseModel):
    """Somebody opened a record that was not theirs to open, and said why."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    patient = TextField()  # as the audit log calls the patient
    kind = TextField()  # life_threatening, no_colleague, patient_asked, other
    reason = TextField()
    opened_at = InstantField()
    ends_at = InstantField()
    machine = TextField()
    boot = TextField()
    ticks = IntegerField()
    ended_at = InstantField(null=True)  # before its time
    reviewed_at = InstantField(null=True)
    reviewed_by = ForeignKeyField(User, null=True, backref="+")
    verdict = TextField(null=True)  # justified, not_justified
    review_note = TextField(null=True)

    class Meta:
        """Plural, as all tables."""

        table_name = "emergency_accesses"
