"""Days as people say them: `today`, `23/11`, `2026-11-23`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import folded, printable

_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})", re.ASCII),
    re.compile(
        r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})(?:[-/. ](?P<y>\d{4}|\d{2}))?", re.ASCII
    ),
)


class NotADay(WemaError):
    """A text that names no day."""

    code = "day.unreadable"


def parse_day(text: str, today: date) -> date:
    """Return the day that somebody means, who speaks of what has been.

    Args:
        text: `today`, `yesterday`, `2026-11-23`, `23/11/2026`, `23.11.26`; without a
            year the last such day that has been.
        today: The clinic's date.

    Raises:
        NotADay: It is none of these, or there is no such day.

    >>> parse_day("24/11", date(2026, 11, 23))
    datetime.date(2025, 11, 24)
    >>> parse_day("29/02", date(2027, 11, 23))
    datetime.date(2024, 2, 29)
    """
    said = folded(text.strip())
    if said in (_("today"), "today"):
        return today
    if said in (_("yesterday"), "yesterday"):
        return today - timedelta(days=1)
    for form in _FORMS:
        found = form.fullmatch(said)
        if found is not None:
            day = _day(found["y"], int(found["m"]), int(found["d"]), today)
            if day is not None:
                return day
    raise NotADay(
        _("{text} is no day.").format(text=printable(text, 20) or "''"),
        hint=_("Type it like this: 23/11/2026, 23/11, 2026-11-23, today, yesterday."),
    )


def _day(year: str | None, month: int, day: int, today: date) -> date | None:
    """Return the day, or the last that has been; None if there is none."""
    if year is not None:
        years = [int(year) + (2000 if len(year) == 2 else 0)]
    else:
        years = [today.year - back for back in range(9)]  # 29 February is rare
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year is not None or found <= today:
            return found
    return None
