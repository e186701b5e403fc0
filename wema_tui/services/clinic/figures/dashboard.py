"""The dashboard: today's figures, alerts and what waits, and who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.clinic import Clinic
from db.prepared import Prepared
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.figures.feed import Act, acts_after, newest_seq
from wema_tui.services.clinic.figures.parts import (
    Alert,
    Appointments,
    Figure,
    Severity,
    Times,
    Waiting,
)
from wema_tui.services.clinic.figures.registry import all_departments
from wema_tui.services.session import Session

_URGENCY = list(Severity)


@dataclass(frozen=True)
class Group:
    """The figures of one department."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Dashboard:
    """What there is to see at one moment.

    Attributes:
        read_at: That moment, on the clinic's wall.
        newest: Number of the newest entry of the audit log.
        currency: ISO 4217 code of amounts.
        groups: The departments that have figures.
        appointments: Of today; None while no department makes any.
        alerts: The most urgent first.
        waiting: What this person may decide.
        feed: Who did what, the newest first; empty for who may not see the log.
    """

    read_at: datetime
    newest: int
    currency: str
    groups: tuple[Group, ...]
    appointments: Appointments | None
    alerts: tuple[Alert, ...]
    waiting: tuple[Waiting, ...]
    feed: tuple[Act, ...]


def dashboard(
    session: Session, *, lines: int, before: Dashboard | None = None
) -> Dashboard | None:
    """Return what there is to see now; None when it is what was seen before.

    Asking again costs two lookups while nobody does anything. Nothing changes
    without an entry in the audit log, but for the time of the day: with each new
    hour all is read again.

    Args:
        session: Who looks.
        lines: So many of the feed.
        before: What the person sees already.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "dashboard.see")
    now = session.clock.now()
    here = session.clock.at_clinic(now)
    with session.read():
        newest = newest_seq()
        if before is not None and (newest, _hour(here)) == (
            before.newest,
            _hour(before.read_at),
        ):
            return None
        return _read(session, Times.at(session.clock, now), here, newest, lines)


def _hour(here: datetime) -> str:
    return f"{here:%Y-%m-%d %H}"


def _read(
    session: Session, times: Times, here: datetime, newest: int, lines: int
) -> Dashboard:
    departments = all_departments()
    groups = (Group(each.title, tuple(each.figures(times))) for each in departments)
    appointments = (each.appointments(times) for each in departments)
    alerts = [alert for each in departments for alert in each.alerts(times)]
    waiting = (thing for each in departments for thing in each.waiting())
    may_see_acts = session.may("audit.see")
    return Dashboard(
        read_at=here,
        newest=newest,
        currency=_CURRENCY.only().currency,
        groups=tuple(group for group in groups if group.figures),
        appointments=next(filter(None, appointments), None),
        alerts=tuple(sorted(alerts, key=lambda each: _URGENCY.index(each.severity))),
        waiting=tuple(thing for thing in waiting if session.may(thing.permission)),
        feed=acts_after(session.clock, newest - lines) if may_see_acts else (),
    )


_CURRENCY = Prepared(Clinic.select(Clinic.currency))
