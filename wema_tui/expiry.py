"""Expiry dates as they are printed on packs, and as people type them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})(?:[-/. ](?P<d>\d{1,2}))?"),
    re.compile(r"(?:(?P<d>\d{1,2})[-/. ])?(?P<m>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})"),
)


class NotAnExpiry(WemaError):
    """A text that names no day or month."""

    code = "expiry.unreadable"


def parse_expiry(text: str) -> date:
    """Return the last day on which a pack may be used.

    Args:
        text: `06/2027`, `6/27`, `30/06/2027`, `2027-06` or `2027-06-30`. A month
            without a day means its last day, as on the packs.

    Raises:
        NotAnExpiry: It is none of these, or no such day exists.

    >>> parse_expiry("02/2028")
    datetime.date(2028, 2, 29)
    """
    for form in _FORMS:
        found = form.fullmatch(text.strip())
        if found is None:
            continue
        year, month = int(found["y"]), int(found["m"])
        year += 2000 if year < 100 else 0
        try:
            last = calendar.monthrange(year, month)[1]
            return date(year, month, int(found["d"] or last))
        except (ValueError, calendar.IllegalMonthError):
            break
    raise NotAnExpiry(
        _("{text} is no expiry date.").format(text=printable(text, 20) or "''"),
        hint=_("Type it as on the pack, for instance 06/2027 or 30/06/2027."),
    )
