"""Who works in the demo clinic, and when they sign in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from db.base import instant_text
from db.people import User, UserSession
from db.prepared import Prepared, value
from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.auth.passwords import one_time_password
from wema_tui.services.clinic.demo.desk import Agenda, Desk, StoryClock
from wema_tui.services.clinic.demo.plan import DemoUser
from wema_tui.services.session import Session

# Role -> how many, and the name of their places of work. The administrator is
# there already: a clinic is founded with one.
_TEAM = {
    "DOCTOR": (2, "consulting-{n} pts/0"),
    "NURSE": (3, "ward-{n} pts/0"),
    "RECEPTION": (1, "reception pts/0"),
    "PHARMACY": (3, "pharmacy-{n} pts/0"),
    "LAB": (1, "laboratory pts/0"),
    "FINANCE": (1, "cash-desk pts/0"),
}
_SUNDAY = 6

OnDuty = dict[str, list[Session]]
"""Role -> the sessions of those who work on a day, at least one pharmacist's."""
_END = "signed_out"


@dataclass(frozen=True)
class Colleague:
    """One of the staff.

    Attributes:
        user_id: Row of the account.
        employee_id: `PHA001`.
        full_name: Given and family name.
        role: One of `ROLES`.
        station: Where the person works.
    """

    user_id: int
    employee_id: str
    full_name: str
    role: str
    station: str


class Staff:
    """Everybody who works in the demo clinic.

    Args:
        console: The founding session.
        desk: Where their work is recorded.
        rng: Decides on names and working hours.
    """

    def __init__(self, console: Session, desk: Desk, rng: Random) -> None:
        self._console, self._desk, self._rng = console, desk, rng
        self._phones = count(1)
        self.colleagues: list[Colleague] = []
        self.users: list[DemoUser] = []

    def hire(self) -> None:
        """Make their accounts, each with a random password of its own."""
        User.update(phone=self.new_phone()).execute()  # of the founding's administrator
        family_names = self._rng.sample(FAMILY_NAMES, len(FAMILY_NAMES))
        for role, (number, station) in _TEAM.items():
            for n in range(1, number + 1):
                given = self._rng.choice(FEMALE_GIVEN_NAMES + MALE_GIVEN_NAMES)
                name = f"{given} {family_names.pop()}"
                self._hire(role, name, station.format(n=n))

    def new_phone(self) -> str:
        """Return an invented phone number that nobody else here has."""
        return f"+25570000{next(self._phones):04d}"

    def _hire(self, role: str, name: str, station: str) -> None:
        # Never from the seed: then it would be a password that everybody knows.
        password = one_time_password()
        row = add_user(
            self._desk.trail,
            self._console,
            role=role,
            full_name=name,
            password=password,
            phone=self.new_phone(),
        )
        self.users.append(DemoUser(role, row.employee_id, password))
        self.colleagues.append(
            Colleague(row.id, row.employee_id, row.full_name, role, station)
        )

    def in_role(self, role: str) -> list[Colleague]:
        """Return everybody with a role."""
        return [each for each in self.colleagues if each.role == role]

    def on_duty(self, agenda: Agenda, opening: datetime) -> OnDuty:
        """Plan who signs in and out on a day; return their sessions by role.

        Args:
            agenda: The day's.
            opening: When the clinic opens; it closes nine hours later.
        """
        pharmacists = self.in_role("PHARMACY")
        others = [c for c in self.colleagues if c.role != "PHARMACY"]
        is_sunday = opening.astimezone(self._console.clock.zone).weekday() == _SUNDAY
        present = self._rng.sample(pharmacists, 1 if is_sunday else 2)
        helping = self._rng.sample(others, 3 if is_sunday else len(others) - 1)
        sessions: OnDuty = {}
        for who in present + helping:
            session = self._work(agenda, who, opening)
            sessions.setdefault(who.role, []).append(session)
        return sessions

    def _work(self, agenda: Agenda, who: Colleague, opening: datetime) -> Session:
        """Plan one person's day; return the session that it is done in."""
        minutes = timedelta(minutes=1)
        start = opening - self._rng.uniform(1, 20) * minutes
        end = opening + self._rng.uniform(540, 570) * minutes
        row = _DAY.row(
            user=who.user_id,
            station=who.station,
            started_at=instant_text(start),
        )
        assert row is not None  # an insert that returns its id
        session = Session(
            store=self._console.store,
            clock=StoryClock(self._console.clock.zone, opening),
            key=self._console.key,
            user_id=who.user_id,
            session_id=row.id,
            employee_id=who.employee_id,
            full_name=who.full_name,
            role=who.role,
            station=who.station,
        )
        agenda.add(start, partial(self._note, session, "session.start", {}))
        agenda.add(end, partial(self._leave, session))
        return session

    def _leave(self, session: Session, at: datetime) -> None:
        self._note(session, "session.end", {"reason": _END}, at)
        UserSession.update(ended_at=at, end_reason=_END).where(
            UserSession.id == session.session_id
        ).execute()

    def _note(
        self, session: Session, action: str, body: dict[str, str], at: datetime
    ) -> None:
        self._desk.trail.append(
            action,
            f"user:{session.user_id}",
            body,
            request_id=self._desk.request_id(),
            now=at,
            by=session,
        )


_DAY = Prepared(
    UserSession.insert(
        {
            UserSession.user: value("user"),
            UserSession.station: value("station"),
            UserSession.started_at: value("started_at"),
        }
    ).returning(UserSession.id)
)
