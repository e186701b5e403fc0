"""The rules of signing in: pure, no database, no clock."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)  # without a further try

TEMPORARY_ACCESS = timedelta(hours=8)
MOST_WAITING = 30  # registrations that nobody has decided on
MOST_FROM_ONE_PLACE = 5  # registrations within `A_WHILE`
A_WHILE = timedelta(hours=1)

MIN_PASSWORD = 12  # characters; NIST 800-63B wants length, not composition
MAX_PASSWORD = 128

_COMMON = frozenset(
    {
        "123456789012",
        "1234567890123",
        "abcd12345678",
        "abcdefghijkl",
        "adminadmin12",
        "administrator",
        "changeme1234",
        "daressalaam1",
        "habariyako123",
        "hospital1234",
        "iloveyou1234",
        "karibusana123",
        "letmein12345",
        "medicine1234",
        "mungunimwema1",
        "passw0rd1234",
        "password1234",
        "password12345",
        "pharmacy1234",
        "qwerty123456",
        "qwertyuiop12",
        "qwertyuiopas",
        "tanzania1234",
        "welcome12345",
    }
)


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


def weakness(password: str, *personal: str) -> str | None:
    """Return why *password* is too weak, as a stable word, or None if it will do.

    Args:
        password: As typed; any characters, no composition rules.
        personal: Words it must not be made of: the person's name and ID, the
            clinic's name.

    Returns:
        `short`, `long`, `common` or `personal`.
    """
    if len(password) < MIN_PASSWORD:
        return "short"
    if len(password) > MAX_PASSWORD:
        return "long"
    folded = password.casefold()
    if folded in _COMMON or len(set(folded)) <= 3:
        return "common"
    words = {w.casefold() for text in personal for w in (text, *text.split())}
    for word in sorted((w for w in words if len(w) >= 4), key=len, reverse=True):
        folded = folded.replace(word, "")
    return "personal" if len(folded) < MIN_PASSWORD // 2 else None
