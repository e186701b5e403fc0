"""When somebody was born, as people say it: `12/3/1990`, `3 months`, `about 40`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import folded, printable

OLDEST: Final = 125  # years
LONGEST: Final = 40  # characters of what is typed

_SEPARATOR = r"\s*[-/.\s]\s*"
_DATES = tuple(
    re.compile(form)
    for form in (
        rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}})(?:{_SEPARATOR}(?P<d>\d{{1,2}}))?",
        rf"(?:(?P<d>\d{{1,2}}){_SEPARATOR})?(?P<m>\d{{1,2}}|[^\W\d]{{3,}})\.?"
        rf"{_SEPARATOR}(?P<y>\d{{4}})",
        rf"(?P<d>\d{{1,2}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<y>\d{{2}})",
        r"(?P<y>\d{4})",
    )
)
_ABOUT = re.compile(
    r"(?:(?:about|approximately|approx\.?|circa|ca?\.|kama|takriban|karibu|yapata)"
    r"(?=[\s\d])|~)\s*"
)
_AGE = re.compile(r"\d{1,4}|[^\W\d]+")
_FILLING: Final = frozenset({"and", "na", "old", "of", "age", "umri", "wa"})
_UNITS: Final = {
    "days": ("d", "day", "days", "siku"),
    "weeks": ("w", "wk", "wks", "week", "weeks", "wiki"),
    "months": ("m", "mo", "mos", "mth", "month", "months", "mwezi", "miezi"),
    "years": ("y", "yr", "yrs", "year", "years", "mwaka", "miaka"),
}
_UNIT_OF: Final = {word: unit for unit, words in _UNITS.items() for word in words}
_MONTHS: Final = (
    ("january", "januari"),
    ("february", "februari"),
    ("march", "machi"),
    ("april", "aprili"),
    ("may", "mei"),
    ("june", "juni"),
    ("july", "julai"),
    ("august", "agosti"),
    ("september", "septemba"),
    ("october", "oktoba"),
    ("november", "novemba"),
    ("december", "desemba"),
)


class NotABirth(WemaError):
    """A text that tells neither a birth date nor an age that can be."""

    code = "birth.unreadable"


@dataclass(frozen=True)
class Age:
    """How old somebody is, in completed units, each of them alone.

    Attributes:
        years: 1 for a child of 18 months.
        months: 18 for the same child.
        days: Since the birth.
    """

    years: int
    months: int
    days: int


@dataclass(frozen=True)
class Born:
    """When somebody was born, and how exactly that is known.

    Attributes:
        on: The day; the first one of the month or year, if only that is known.
        precision: `day`, `month`, `year`, or `about` where an age was estimated.
    """

    on: date
    precision: str

    def age(self, today: date) -> Age:
        """Return the age on *today*.

        Where only the month or the year is known it is counted from the middle
        of what has been of it.
        """
        start = self.on + (min(self._last(), today) - self.on) // 2
        months = (today.year - start.year) * 12 + today.month - start.month
        if today.day < start.day:
            # Who was born on the 31st is a month older on the last of a short month.
            is_last = today.day == calendar.monthrange(today.year, today.month)[1]
            months -= 0 if is_last else 1
        return Age(months // 12, months, (today - start).days)

    def _last(self) -> date:
        """Return the last day that the birth may have been on."""
        if self.precision == "month":
            last = calendar.monthrange(self.on.year, self.on.month)[1]
            return self.on.replace(day=last)
        return (
            self.on.replace(month=12, day=31) if self.precision == "year" else self.on
        )


def born_in(text: str, today: date) -> Born:
    """Return what somebody says about a birth.

    Args:
        text: `12/3/1990`, `12 March 1990`, `1990-03-12`, `3/1990`, `1990`; an age,
            which is always an estimate: `40`, `3 months`, `miezi 3`, `2y 3m`; either
            with `about` before it; `today` and `yesterday`.
        today: The clinic's date.

    Raises:
        NotABirth: It is none of these, there is no such day, it has not come yet, or
            nobody is that old.

    >>> born_in("12/3/1990", date(2026, 5, 4))
    Born(on=datetime.date(1990, 3, 12), precision='day')
    >>> born_in("about 40", date(2026, 5, 4))
    Born(on=datetime.date(1986, 5, 1), precision='about')
    >>> born_in("wiki 2", date(2026, 5, 4))
    Born(on=datetime.date(2026, 4, 20), precision='about')
    """
    said = folded(text.strip())
    about = _ABOUT.match(said)
    rest = said[about.end() :] if about else said
    born = None
    if len(said) <= LONGEST:
        born = _named(rest, today) or _dated(rest, today) or _aged(rest, today)
    if born is None:
        raise NotABirth(
            _("{text} is no birth date and no age.").format(
                text=printable(text.strip(), 20) or "''"
            ),
            hint=_("Type it like this: 12/3/1990, 3/1990, 1990, 3 months, about 40."),
        )
    _require_possible(born, today)
    if about and born.precision != "about":
        middle = born.on.replace(month=7) if born.precision == "year" else born.on
        born = Born(min(middle, today), "about")
    return born


def born_text(born: Born) -> str:
    """Return a birth as it may be typed again, to the very same.

    >>> born_text(Born(date(1986, 5, 1), "about"))
    'about 1986-05'
    """
    day = born.on.isoformat()
    month, year = day[:7], day[:4]
    if born.precision == "about":
        return _("about {date}").format(date=month if born.on.day == 1 else day)
    return {"day": day, "month": month, "year": year}[born.precision]


def _named(said: str, today: date) -> Born | None:
    if said in ("today", "leo"):
        return Born(today, "day")
    if said in ("yesterday", "jana"):
        return Born(today - timedelta(days=1), "day")
    return None


def _dated(said: str, today: date) -> Born | None:
    for form in _DATES:
        found = form.fullmatch(said)
        if found is None:
            continue
        parts = found.groupdict()
        month = _month(parts.get("m") or "1")
        if month is None:
            continue
        year = int(parts["y"])
        if len(parts["y"]) == 2:  # the last such year that has been
            year += today.year // 100 * 100
            year -= 100 if year > today.year else 0
        precision = "day" if parts.get("d") else "month" if parts.get("m") else "year"
        try:
            return Born(date(year, month, int(parts.get("d") or 1)), precision)
        except ValueError:
            raise NotABirth(
                _("There is no such day: {text}.").format(text=printable(said, 20)),
                hint=_("Type day, month and year, such as 28/2/1990, or the age."),
            ) from None
    return None


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(text) for name in names):
            return number
    return None


def _aged(said: str, today: date) -> Born | None:
    """Return what an age says: numbers and units in pairs, either of them first."""
    if re.sub(r"[\w\s,.]", "", said):
        return None
    words = [word for word in _AGE.findall(said) if word not in _FILLING]
    if len(words) == 1:
        words.append("years")
    amounts: dict[str, int] = {}
    for first, second in zip(words[::2], words[1::2], strict=False):
        number, word = (first, second) if first.isdecimal() else (second, first)
        unit = _UNIT_OF.get(word)
        if unit is None or not number.isdecimal() or unit in amounts:
            return None
        amounts[unit] = int(number)
    if not amounts or len(words) % 2:
        return None
    return _ago(amounts, today)


def _ago(amounts: dict[str, int], today: date) -> Born:
    months = amounts.get("years", 0) * 12 + amounts.get("months", 0)
    days = amounts.get("weeks", 0) * 7 + amounts.get("days", 0)
    if months > OLDEST * 12 or days > OLDEST * 366:
        raise _too_old()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if months and not days:
        return Born(date(year, month + 1, 1), "about")
    last = calendar.monthrange(year, month + 1)[1]
    start = date(year, month + 1, min(today.day, last))
    return Born(start - timedelta(days=days), "about")


def _require_possible(born: Born, today: date) -> None:
    if born.on > today:
        raise NotABirth(
            _("{date} has not come yet.").format(date=born_text(born)),
            hint=_("Correct the birth date; today it is {today}.").format(today=today),
        )
    if today.year - born.on.year > OLDEST:
        raise _too_old()


def _too_old() -> NotABirth:
    return NotABirth(
        _("Nobody is more than {n} years old.").format(n=OLDEST),
        hint=_("Correct the birth date or the age."),
    )
