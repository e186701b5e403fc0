"""The rules of signing in: pure, no database, no clock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from wema_tui.services.auth.guessable import is_common

STATES = ("active", "waiting", "closed")  # of an account, for people

FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)  # without a further try

TEMPORARY_ACCESS = timedelta(hours=8)
MOST_WAITING = 30  # registrations that nobody has decided on
MOST_FROM_ONE_PLACE = 5  # registrations within `A_WHILE`
A_WHILE = timedelta(hours=1)

MIN_PASSWORD = 12  # characters; NIST 800-63B wants length, not composition
MIN_BESIDE_SECOND_FACTOR = 8
MAX_PASSWORD = 128

_WORD = re.compile(r"\w+")


def delay_after(failures: int) -> timedelta:
    """Return how long to wait after *failures* in a row.

    Five are free: a clinic must not lock itself out. Then 30 seconds, doubling
    to 15 minutes; never for ever.
    """
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings: int = min(failures - FREE_TRIES, 10)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def wait_left(failures: int, last_at: datetime, now: datetime) -> timedelta:
    """Return how long somebody still has to wait, zero for not at all.

    A clock that was set back cannot make anybody wait longer than the delay.
    """
    delay = delay_after(failures)
    return max(timedelta(0), min(delay, last_at + delay - now))


def weakness(password: str, *personal: str, shortest: int = MIN_PASSWORD) -> str | None:
    """Return why *password* is too weak, as a stable word, or None if it will do.

    Args:
        password: As typed; any characters, no composition rules.
        personal: What it must not be made of: the person's name and ID, the
            clinic's name.
        shortest: Fewest characters: `MIN_BESIDE_SECOND_FACTOR` for who has one.

    Returns:
        `short`, `long`, `common` or `personal`.
    """
    if len(password) < shortest:
        return "short"
    if len(password) > MAX_PASSWORD:
        return "long"
    if is_common(password):
        return "common"
    left = password.casefold()
    words = {w.casefold() for text in personal for w in (text, *_WORD.findall(text))}
    for word in sorted((w for w in words if len(w) >= 4), key=len, reverse=True):
        left = left.replace(word, "")
    return "personal" if len(left) < MIN_PASSWORD // 2 else None
