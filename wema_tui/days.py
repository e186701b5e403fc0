"""Days and times as people say them: `today`, `23/11`, `2026-11-23`, `8:30`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import folded, printable

_TIME = re.compile(r"(?P<h>\d{1,2})(?:[:.]?(?P<m>\d{2}))?", re.ASCII)
_ENGLISH = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_LEAP = 8  # years until the next 29 February, at most
_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})", re.ASCII),
    re.compile(
        r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})(?:[-/. ](?P<y>\d{4}|\d{2}))?", re.ASCII
    ),
)


class NotADay(WemaError):
    """A text that names no day."""

    code = "day.unreadable"


class NotWeekdays(WemaError):
    """A text that names no days of the week."""

    code = "weekdays.unreadable"


class NotATime(WemaError):
    """A text that names no time of the day."""

    code = "time.unreadable"


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
            day = _day(found["y"], int(found["m"]), int(found["d"]), today, back=True)
            if day is not None:
                return day
    hint = _("Type it like this: 23/11/2026, 23/11, 2026-11-23, today, yesterday.")
    raise _no_day(text, hint)


def coming_day(text: str, today: date) -> date:
    """Return the day that somebody means, who speaks of what is to come.

    Args:
        text: `today`, `tomorrow`, `2026-11-23`, `23/11/2026`; without a year the
            next such day; `+7` for so many days from today.
        today: The clinic's date.

    Raises:
        NotADay: It is none of these, or there is no such day.

    >>> coming_day("22/11", date(2026, 11, 23))
    datetime.date(2027, 11, 22)
    >>> coming_day("+7", date(2026, 11, 23))
    datetime.date(2026, 11, 30)
    """
    said = folded(text.strip())
    if said in (_("today"), "today"):
        return today
    if said in (_("tomorrow"), "tomorrow"):
        return today + timedelta(days=1)
    if re.fullmatch(r"\+\d{1,3}", said, re.ASCII):
        return today + timedelta(days=int(said))
    for form in _FORMS:
        found = form.fullmatch(said)
        if found is not None:
            day = _day(found["y"], int(found["m"]), int(found["d"]), today, back=False)
            if day is not None:
                return day
    hint = _("Type it like this: 23/11/2026, 23/11, 2026-11-23, tomorrow, +7.")
    raise _no_day(text, hint)


def parse_time(text: str) -> int:
    """Return the minutes since midnight that *text* says.

    Args:
        text: `8:30`, `08.30`, `0830`, `8`; `24:00` is the end of the day.

    Raises:
        NotATime: It is none of these.

    >>> parse_time("8.30")
    510
    """
    found = _TIME.fullmatch(text.strip())
    if found is not None:
        hours, minutes = int(found["h"]), int(found["m"] or 0)
        if minutes < 60 and hours * 60 + minutes <= 24 * 60:
            return hours * 60 + minutes
    raise NotATime(
        _("{text} is no time of the day.").format(text=printable(text, 20) or "''"),
        hint=_("Type it like this: 8:30, 14:00."),
    )


def time_text(minute: int) -> str:
    """Return minutes since midnight as a clock shows them: `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def weekday_names() -> tuple[str, ...]:
    """Return the names of the days of a week, Monday first."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


def short_weekday_names() -> tuple[str, ...]:
    """Return the same, as they stand over a column."""
    return _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")


def weekdays_in(text: str) -> tuple[int, ...]:
    """Return the days of the week that *text* says, 0 for Monday, in order.

    Args:
        text: `mon-fri`, `tue, thu`, `saturday`: the first letters are enough.

    Raises:
        NotWeekdays: A word of it is no day, or could be two.
    """
    found: set[int] = set()
    for part in re.split(r"[,\s]+", re.sub(r"\s*-\s*", "-", folded(text).strip())):
        first, dash, last = part.partition("-")
        start, end = _weekday(first, text), _weekday(last if dash else first, text)
        found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return tuple(sorted(found))


def _weekday(word: str, text: str) -> int:
    names = zip(weekday_names(), short_weekday_names(), _ENGLISH, strict=True)
    meant = [
        number
        for number, spellings in enumerate(names)
        if any(folded(each).startswith(word) for each in spellings)
    ]
    if not word or len(meant) != 1:
        raise NotWeekdays(
            _("{text} names no days of the week.").format(
                text=printable(text, 30) or "''"
            ),
            hint=_("Type them like this: {days}.").format(
                days="{}-{}, {}".format(*(short_weekday_names()[n] for n in (0, 2, 4)))
            ),
        )
    return meant[0]


def day_words(day: date) -> str:
    """Return a day with its name: `Tuesday 2026-11-24`."""
    return f"{weekday_names()[day.weekday()]} {day}"


def _no_day(text: str, hint: str) -> NotADay:
    words = _("{text} is no day.").format(text=printable(text, 20) or "''")
    return NotADay(words, hint=hint)


def _day(
    year: str | None, month: int, day: int, today: date, *, back: bool
) -> date | None:
    """Return the day, or the nearest one *back* or to come; None if there is none."""
    step = -1 if back else 1
    if year is not None:
        years = [int(year) + (2000 if len(year) == 2 else 0)]
    else:
        years = [today.year + step * n for n in range(_LEAP + 1)]
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year is not None or (found - today).days * step >= 0:
            return found
    return None
