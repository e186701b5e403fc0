"""What a setting of the clinic may be: pure, no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import clean, printable

CLOSED = "closed"

_CURRENCY = re.compile(r"[A-Z]{3}")
_HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d) ?- ?([01]?\d|2[0-4]):([0-5]\d)")
_MIDNIGHT = 24 * 60


class BadSetting(WemaError):
    """A text that this setting cannot be."""

    code = "settings.bad"


class Kind(Protocol):
    """One kind of value."""

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""

    def normal(self, text: str) -> str:
        """Return *text* as it is kept, or raise `BadSetting` or `UnsafeText`."""


@dataclass(frozen=True)
class WholeNumber:
    """From *low* to *high*, both included."""

    low: int
    high: int

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""
        return _("a number from {low} to {high}").format(low=self.low, high=self.high)

    def normal(self, text: str) -> str:
        """Return the number without zeros before it."""
        text = text.strip()
        is_number = text.isascii() and text.isdecimal() and len(text) <= 9
        if not is_number or not self.low <= int(text) <= self.high:
            raise _bad(self, text)
        return str(int(text))


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    options: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""
        return _("one of: {all}").format(all=", ".join(self.options))

    def normal(self, text: str) -> str:
        """Return the word in small letters."""
        word = text.strip().lower()
        if word not in self.options:
            raise _bad(self, text)
        return word


@dataclass(frozen=True)
class Words:
    """Any text of one line."""

    limit: int

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""
        return _("up to {limit} characters").format(limit=self.limit)

    def normal(self, text: str) -> str:
        """Return the text as texts are kept."""
        return clean(text, what=_("The setting"), limit=self.limit)


class Currency:
    """An ISO 4217 code."""

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""
        return _("three letters, for instance TZS")

    def normal(self, text: str) -> str:
        """Return the code in capitals."""
        code = text.strip().upper()
        if not _CURRENCY.fullmatch(code):
            raise _bad(self, text)
        return code


class TimeZone:
    """An IANA name."""

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""
        return _("a name such as Africa/Dar_es_Salaam")

    def normal(self, text: str) -> str:
        """Return the name."""
        name = text.strip()
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):  # no such zone, or no name at all
            raise _bad(self, text) from None
        return name


class Hours:
    """From when to when on one day, or closed."""

    @property
    def allowed(self) -> str:
        """What may be typed, in words."""
        return _("hours such as 08:00-16:30, or: {closed}").format(closed=CLOSED)

    def normal(self, text: str) -> str:
        """Return `08:00-16:30` or `closed`."""
        word = text.strip().lower()
        if word == CLOSED:
            return word
        found = _HOURS.fullmatch(word)
        if found is None:
            raise _bad(self, text)
        hour, minute, last_hour, last_minute = map(int, found.groups())
        opens, closes = hour * 60 + minute, last_hour * 60 + last_minute
        if not opens < closes <= _MIDNIGHT:
            raise _bad(self, text)
        return f"{hour:02}:{minute:02}-{last_hour:02}:{last_minute:02}"


def _bad(kind: Kind, text: str) -> BadSetting:
    return BadSetting(
        _("{text} cannot be used here.").format(text=printable(text, 30) or "''"),
        hint=_("It may be {allowed}.").format(allowed=kind.allowed),
    )
