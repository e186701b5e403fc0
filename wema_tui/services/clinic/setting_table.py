"""Every setting of the clinic: its kind, what it is usually, what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wema_tui.days import weekday_names
from wema_tui.i18n import LANGUAGES, _
from wema_tui.services.auth.rules import MIN_PASSWORD
from wema_tui.services.clinic.setting_kinds import (
    Currency,
    Hours,
    Kind,
    OneOf,
    TimeZone,
    WholeNumber,
    Words,
)
from wema_tui.services.permissions import ROLES

DAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
ON, OFF = "on", "off"

_AT_A_BENCH, _AT_THE_DESK, _ON_THE_WARD = "3", "5", "10"  # minutes
_IDLE: Final = {
    "ADMIN": _AT_THE_DESK,
    "DOCTOR": _ON_THE_WARD,
    "NURSE": _ON_THE_WARD,
    "LAB": _ON_THE_WARD,
    "RECEPTION": _AT_A_BENCH,
    "PHARMACY": _AT_A_BENCH,
    "FINANCE": _AT_A_BENCH,
}


@dataclass(frozen=True)
class SettingKind:
    """One line of the table.

    Attributes:
        name: Stable: in the database, the audit log and scripts.
        kind: What may be typed.
        usual: What it is until somebody says otherwise; empty for what was said
            when the clinic was made.
        words: How people call it.
        means: What it does, in a sentence.
    """

    name: str
    kind: Kind
    usual: str
    words: Callable[[], str]
    means: Callable[[], str]


def _hours(day: str) -> SettingKind:
    return SettingKind(
        f"opening_hours.{day}",
        Hours(),
        "closed" if day == "sunday" else "08:00-16:00",
        lambda: _("Open on {day}").format(day=weekday_names()[DAYS.index(day)]),
        lambda: _("When patients are received on this day. Nobody is locked out."),
    )


def _idle(role: str) -> SettingKind:
    return SettingKind(
        f"idle_minutes.{role}",
        WholeNumber(0, 120),
        _IDLE[role],
        lambda: _("Screen locks after minutes, {role}").format(role=role),
        lambda: _("Without a key for so long, the screen is hidden; 0 is never."),
    )


_ROWS = (
    SettingKind(
        "name",
        Words(60),
        "",
        lambda: _("Name of the clinic"),
        lambda: _("It stands on the top line of every screen."),
    ),
    SettingKind(
        "currency",
        Currency(),
        "",
        lambda: _("Currency"),
        lambda: _("Of every price. It stays once stock has been moved."),
    ),
    SettingKind(
        "language",
        OneOf(LANGUAGES),
        "",
        lambda: _("Language"),
        lambda: _("In which WEMA starts: en or sw. From the next sign-in."),
    ),
    SettingKind(
        "time_zone",
        TimeZone(),
        "",
        lambda: _("Time zone"),
        lambda: _("Decides when a day begins. From the next sign-in."),
    ),
    *map(_hours, DAYS),
    SettingKind(
        "payment",
        OneOf(("before", "after")),
        "after",
        lambda: _("Payment"),
        lambda: _("Whether patients pay before or after the service."),
    ),
    SettingKind(
        "expiry_critical_days",
        WholeNumber(1, 365),
        "30",
        lambda: _("Expiry is critical, days"),
        lambda: _("Stock that expires within so many days is told loudly."),
    ),
    SettingKind(
        "expiry_soon_days",
        WholeNumber(1, 730),
        "90",
        lambda: _("Expiry is soon, days"),
        lambda: _("Stock that expires within so many days is told."),
    ),
    *map(_idle, ROLES),
    SettingKind(
        "session_hours",
        WholeNumber(1, 24),
        "12",
        lambda: _("Hours of a session"),
        lambda: _("Who was signed in for longer signs in anew at a locked screen."),
    ),
    SettingKind(
        "shortest_password",
        WholeNumber(MIN_PASSWORD, 64),
        str(MIN_PASSWORD),
        lambda: _("Shortest password, characters"),
        lambda: _("For passwords that are chosen from now on."),
    ),
    SettingKind(
        "self_registration",
        OneOf((ON, OFF)),
        ON,
        lambda: _("Registering at the sign-in screen"),
        lambda: _("Whether people may ask themselves, and work until it is decided."),
    ),
)

TABLE: Final = {row.name: row for row in _ROWS}
OF_THE_CLINIC: Final = tuple(name for name, row in TABLE.items() if not row.usual)
"""What was said when the clinic was made, and is in its one row."""
