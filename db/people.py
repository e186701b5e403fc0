"""People who sign in, their sessions, and failed attempts."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from db.base import BaseModel, FlagField, InstantField


class User(BaseModel):
    """A member of staff. Closed, never deleted: history keeps the name.

    `preferences` is a JSON object of small habits, such as the scan mode.
    """

    id = AutoField()
    employee_id = TextField(unique=True)  # PHA001
    full_name = TextField()
    role = TextField()
    email = TextField(null=True, unique=True)  # lower case
    phone = TextField(null=True, unique=True)
    password_hash = TextField()  # argon2id
    must_change_password = FlagField()
    state = TextField()  # active, closed
    preferences = TextField()
    created_at = InstantField()
    access_until = InstantField(null=True)  # waits for approval; null once decided
    registration_number = TextField(null=True)  # of a practitioner
    state_reason = TextField(null=True)  # why closed
    name_key = TextField(default="")  # the name without capitals, to be found by

    class Meta:
        """The plain word is reserved in PostgreSQL."""

        table_name = "users"


class UserSession(BaseModel):
    """One person at one station, from sign-in to sign-out."""

    id = AutoField()
    user = ForeignKeyField(User, backref="sessions")
    station = TextField()
    started_at = InstantField()
    ended_at = InstantField(null=True)
    end_reason = TextField(null=True)
    seen_at = InstantField(null=True)  # of the last key, give or take two minutes

    class Meta:
        """A `Session` is what services are given; this is its row."""

        table_name = "sessions"


class SignInFailure(BaseModel):
    """How often somebody failed to sign in under one name, real or not.

    The name is hashed: people type passwords into the wrong box.
    """

    login_digest = TextField(primary_key=True)
    failures = IntegerField()
    last_at = InstantField()

    class Meta:
        """One row a name, removed by a successful sign-in."""

        table_name = "sign_in_failures"
