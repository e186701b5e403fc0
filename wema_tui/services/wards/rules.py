"""What can be said of beds and stays without asking the database."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from wema_tui.i18n import _
from wema_tui.services.wards.errors import NoBeds
from wema_tui.text import clean, folded, printable

OUTCOMES: Final = ("home", "referred", "absconded", "against_advice", "died")
LONGEST_NAME: Final = 60
LONGEST_LABEL: Final = 20
LONGEST_REASON: Final = 300
LONGEST_NOTE: Final = 500
MOST_BEDS: Final = 100  # that are made at once

_RANGE = re.compile(r"(\D*)(\d{1,4})\s*-\s*(\D*)(\d{1,4})", re.ASCII)
_NUMBER = re.compile(r"(\d+)", re.ASCII)


def labels_in(text: str) -> tuple[str, ...]:
    """Return the beds that a text names: `1-12`, `A1-A6`, `3, 4, window`.

    Raises:
        NoBeds: It names none, too many, or one twice.
        UnsafeText, LongText: A name cannot be kept.

    >>> labels_in("1-3, window")
    ('1', '2', '3', 'window')
    """
    labels = [label for part in text.split(",") for label in _labels(part.strip())]
    if not labels:
        raise NoBeds(_("No beds are named."), hint=_example())
    if len(labels) > MOST_BEDS:
        raise NoBeds(
            _("At most {n} beds can be made at once.").format(n=MOST_BEDS),
            hint=_example(),
        )
    names = [folded(label) for label in labels]
    twice = next((each for each in labels if names.count(folded(each)) > 1), None)
    if twice is not None:
        raise NoBeds(
            _("Bed {bed} is named twice.").format(bed=printable(twice)), hint=_example()
        )
    return tuple(labels)


def _labels(part: str) -> list[str]:
    found = _RANGE.fullmatch(part)
    if found is None:
        label = clean(part, what=_("Bed"), limit=LONGEST_LABEL, required=False)
        return [label] if label else []
    before, first, again, last = found.groups()
    if again not in ("", before) or int(last) < int(first):
        raise NoBeds(
            _("{text} is no range of beds.").format(text=printable(part, 40)),
            hint=_example(),
        )
    return [
        clean(f"{before}{n:0{len(first)}d}", what=_("Bed"), limit=LONGEST_LABEL)
        for n in range(int(first), int(last) + 1)
    ]


def _example() -> str:
    return _("For instance: 1-12, or: A1-A6, or: 3, 4, window.")


def bed_order(label: str) -> tuple[tuple[bool, int, str], ...]:
    """Return by what beds are sorted: 2 before 10, and 10 before the window."""
    return tuple(
        (False, int(part), "") if _NUMBER.fullmatch(part) else (True, 0, folded(part))
        for part in _NUMBER.split(label)
        if part
    )


def days_stayed(since: date, until: date) -> int:
    """Return how many days a stay counts: its midnights, and one if it had none."""
    return max(1, (until - since).days)


def says(text: str, *texts: str) -> bool:
    """Return whether each word of *text* is in one of *texts*; an empty one is."""
    said = [folded(each) for each in texts]
    return all(any(word in each for each in said) for word in folded(text).split())
