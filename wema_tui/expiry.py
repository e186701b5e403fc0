"""The expiry as it is printed on packs, and as people type it."""

from __future__ import annotations

import calendar
import re
from datetime import date

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)


class BadExpiry(WemaError):
    """A text that is no expiry date, or a day that no calendar has."""

    code = "expiry.bad"


def read_expiry(text: str) -> date:
    """Return the last day of use.

    A month without day lasts to its end, as on every pack.

    Args:
        text: `2027-06-30`, `2027-06` or `06/2027`.

    Raises:
        BadExpiry: It is none of these, or no such day exists.

    >>> read_expiry("02/2028")
    datetime.date(2028, 2, 29)
    """
    text = text.strip()
    try:
        if found := _DAY.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _MONTH.fullmatch(text):
            return _last_day(int(found[1]), int(found[2]))
        if found := _MONTH_FIRST.fullmatch(text):
            return _last_day(int(found[2]), int(found[1]))
    except ValueError:
        pass  # the calendar has no such day
    raise BadExpiry(
        _("{text} is no expiry date.").format(text=printable(text, 20)),
        hint=_("Write it like 2027-06-30, 2027-06 or 06/2027."),
    )


def _last_day(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1])
