"""Who comes to the demo clinic and who leaves it: accounts to decide on, and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.accounts.changing import shut
from wema_tui.services.accounts.deciding import turn_away
from wema_tui.services.accounts.particulars import PRACTITIONERS, particulars
from wema_tui.services.accounts.registering import open_account
from wema_tui.services.auth import passwords
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.clinic.demo.staff import Staff
from wema_tui.services.session import Session

# On the last day, hours after opening.
_WAITING = ((4.0, "NURSE"), (5.5, "PHARMACY"), (6.2, "RECEPTION"), (7.4, "LAB"))
_REJECTED = (1.5, "ADMIN", "Nobody here knows this person")
_LEFT = (("DOCTOR", "Moved to the district hospital"), ("NURSE", "Has retired"))


class Newcomers:
    """Registrations and departures. Nobody knows their passwords.

    Args:
        console: The founding session.
        desk: Where it is written down.
        staff: Gives out phone numbers.
        rng: Decides on names.
    """

    def __init__(self, console: Session, desk: Desk, staff: Staff, rng: Random) -> None:
        self._console, self._desk, self._staff, self._rng = console, desk, staff, rng
        self._leaving: list[tuple[int, str]] = []
        self._unknown = 0  # who is turned away

    def hire_who_will_leave(self) -> None:
        """Add the accounts that are closed on the last day."""
        for role, reason in _LEFT:
            row = add_user(
                self._desk.trail,
                self._console,
                role=role,
                full_name=self._name(),
                password=passwords.one_time_password(),
                phone=self._staff.new_phone(),
            )
            self._leaving.append((row.id, reason))

    def plan_last_day(self, agenda: Agenda, opening: datetime) -> None:
        """Plan who registers, who is turned away and who leaves."""
        for hours, role in _WAITING:
            at = opening + timedelta(hours=hours)
            agenda.add(at, partial(self._register, role))
        hours, role, reason = _REJECTED
        at = opening + timedelta(hours=hours)
        agenda.add(at, partial(self._register_in_vain, role))
        agenda.add(at + timedelta(minutes=20), partial(self._turn_away, reason))
        for nth, (user_id, reason) in enumerate(self._leaving):
            at = opening + timedelta(hours=8, minutes=7 * nth)
            agenda.add(at, partial(self._leave, user_id, reason))

    def _register(self, role: str, at: datetime) -> int:
        nobody = replace(self._console, station="reception pts/0")
        number = f"MCT-{self._rng.randint(1000, 9999)}"
        person = particulars(
            nobody.clock.zone,
            full_name=self._name(),
            role=role,
            phone=self._staff.new_phone(),
            email="",
            registration_number=number if role in PRACTITIONERS else "",
        )
        # Never from the seed: then it would be a password that everybody knows.
        hashed = passwords.hash_password(passwords.one_time_password())
        row = open_account(self._desk.act(nobody, at), person, hashed)
        return int(row.id)

    def _register_in_vain(self, role: str, at: datetime) -> None:
        self._unknown = self._register(role, at)

    def _turn_away(self, reason: str, at: datetime) -> None:
        turn_away(self._desk.act(self._console, at), self._unknown, reason)

    def _leave(self, user_id: int, reason: str, at: datetime) -> None:
        shut(self._desk.act(self._console, at), user_id, reason)

    def _name(self) -> str:
        given = self._rng.choice(FEMALE_GIVEN_NAMES + MALE_GIVEN_NAMES)
        return f"{given} {self._rng.choice(FAMILY_NAMES)}"
