"""Register oneself at the sign-in screen: works at once, waits for approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.access import Registration
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.adding import insert_user
from wema_tui.services.accounts.particulars import (
    Particulars,
    particulars,
    refuse_taken,
)
from wema_tui.services.accounts.rows import account_made_by
from wema_tui.services.audit.trail import Act
from wema_tui.services.auth import passwords
from wema_tui.services.auth.choosing import refuse_weak
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.rules import (
    A_WHILE,
    MOST_FROM_ONE_PLACE,
    MOST_WAITING,
    TEMPORARY_ACCESS,
)
from wema_tui.services.clinic.settings import settings_of
from wema_tui.services.clinic.stations import place_of
from wema_tui.services.trouble import explained


class TooManyRegistrations(WemaError):
    """So many wait already that one more would only fill the list."""

    code = "register.too_many"


class RegistrationOff(WemaError):
    """The clinic has switched it off in its settings."""

    code = "register.off"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody registers alone at this clinic."),
            hint=_("Ask the administrator to add you."),
        )


@dataclass(frozen=True)
class Registered:
    """What somebody who registered must know.

    Attributes:
        employee_id: To sign in with; so do the phone number and the e-mail.
        access_until: When the temporary access ends, unless approved before.
    """

    employee_id: str
    access_until: datetime


def register(
    door: Doorkeeper,
    *,
    full_name: str,
    phone: str,
    email: str,
    role: str,
    password: str,
    registration_number: str,
    request_id: str,
) -> Registered:
    """Make an account that works for eight hours and waits for approval.

    It may do less than an approved one: see `NEEDS_APPROVAL`. Safe to repeat.

    Args:
        door: Where and when.
        full_name: As the person writes it.
        phone: Required; the account is found by it.
        email: May be empty.
        role: The one wanted, one of `ROLES`.
        password: Of the person's own choice.
        registration_number: Of a practitioner; may be empty.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, BadEmail, NoPractitioner: It is not what it should be.
        WeakPassword: It would be guessed.
        AlreadyThere: There is an account with this phone or e-mail.
        RegistrationOff: The clinic has chosen that nobody registers alone.
        TooManyRegistrations: Too many wait, or too many came from this place.
        DatabaseTrouble: Nothing was made.
    """
    if not settings_of(door.store).self_registration:
        raise RegistrationOff
    person = particulars(
        door.clock.zone,
        full_name=full_name,
        role=role,
        phone=phone,
        email=email,
        registration_number=registration_number,
    )
    refuse_weak(door.store, password, *filter(None, (person.full_name, phone, email)))
    hashed = passwords.hash_password(password)  # takes long: not under the lock
    try:
        with explained(), door.store.write():
            user = account_made_by(request_id) or open_account(
                door.act(request_id), person, hashed
            )
    except TooManyRegistrations:
        with explained(), door.store.write():
            door.note("user.register_refused", None)
        raise
    return Registered(user.employee_id, user.access_until)


def open_account(act: Act, person: Particulars, hashed: str) -> Any:
    """Add an account that waits to be decided on; return its row. Inside the write.

    Args:
        act: Of nobody yet, at the station where the person sits.
        person: Who it is.
        hashed: The hash of the password.

    Raises:
        AlreadyThere, TooManyRegistrations: As for `register`.
    """
    # Not by a clock that woke up in the past: the access would be over at once.
    asked_at, station = act.latest, act.session.station
    refuse_taken(person)
    _refuse_too_many(station, asked_at)
    user = insert_user(
        person.columns,
        password_hash=hashed,
        created_at=act.now,
        access_until=asked_at + TEMPORARY_ACCESS,
    )
    Registration.create(
        user=user, role_wanted=person.role, station=station, asked_at=asked_at
    )
    after = vars(person) | {"employee_id": user.employee_id}
    act.record("user.register", f"user:{user.id}", {"after": after})
    return user


def _refuse_too_many(station: str, now: datetime) -> None:
    """Let nobody fill the list of those who wait.

    Raises:
        TooManyRegistrations: It is full, or somebody here is about to fill it.
    """
    waiting = Registration.select().where(Registration.decision.is_null()).count()
    if waiting >= MOST_WAITING:
        raise TooManyRegistrations(
            _("{n} registrations wait for approval already.").format(n=waiting),
            hint=_("Ask the administrator to decide on them."),
        )
    place = place_of(station)
    lately = Registration.select(Registration.station).where(
        Registration.asked_at.between(now - A_WHILE, now)
    )
    if sum(place_of(row.station) == place for row in lately) >= MOST_FROM_ONE_PLACE:
        raise TooManyRegistrations(
            _("Too many have registered at this computer within an hour."),
            hint=_("Try again later, or ask the administrator to add you."),
        )
