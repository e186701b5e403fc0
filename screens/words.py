"""Roles, the states of an account, and times, as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wema_tui.i18n import _
from wema_tui.services.auth.rules import STATES
from wema_tui.services.permissions import ROLES

if TYPE_CHECKING:
    from wema_tui.clock import Clock


def role_word(role: str) -> str:
    """Return a role as people say it."""
    return {
        "ADMIN": _("Administrator"),
        "DOCTOR": _("Doctor"),
        "NURSE": _("Nurse"),
        "RECEPTION": _("Reception"),
        "PHARMACY": _("Pharmacy"),
        "LAB": _("Laboratory"),
        "FINANCE": _("Finance"),
    }.get(role, role)


def role_words() -> dict[str, str]:
    """Return every role with its word, in the order in which they are offered."""
    return {role: role_word(role) for role in ROLES}


def state_word(state: str) -> str:
    """Return what an account is, in a word."""
    return {
        "active": _("open"),
        "waiting": _("WAITS"),
        "closed": _("closed"),
    }.get(state, state)


def state_words() -> dict[str, str]:
    """Return every state with its word, in the order in which they are offered."""
    return {state: state_word(state) for state in STATES}


def span_word(span: timedelta) -> str:
    """Return a length of time in whole minutes: `3 h 10 min`, `2 days`."""
    minutes = max(0, round(span / timedelta(minutes=1)))
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return _("{n} days").format(n=hours // 24)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return _("{minutes} min").format(minutes=minutes)


def left_word(until: datetime, now: datetime) -> str:
    """Return how long something still lasts: `in 3 h 10 min`, or that it has ended."""
    if until <= now:
        return _("ended")
    return _("in {span}").format(span=span_word(until - now))


def ago_word(at: datetime | None, now: datetime) -> str:
    """Return how long ago something was: `3 h 10 min ago`; a dash for never."""
    if at is None:
        return "-"
    return _("{span} ago").format(span=span_word(now - at))


def time_word(at: datetime, clock: Clock) -> str:
    """Return a time on the clinic's wall: of today the hour alone."""
    shown = clock.at_clinic(at)
    is_today = shown.date() == clock.today()
    return shown.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M")
