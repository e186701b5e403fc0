"""Failed tries: counted by name, before the password is looked at."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, tzinfo
from typing import Any

from db.people import SignInFailure, User
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.phones import calling_code, phone_in
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.rules import FORGOTTEN_AFTER, delay_after, wait_left
from wema_tui.services.trouble import explained
from wema_tui.text import is_safe


class TooManyTries(WemaError):
    """Too many failures in a row under this name.

    Attributes:
        wait: How long until the next try counts.
    """

    code = "sign_in.wait"

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, round(wait.total_seconds()))
        super().__init__(
            _("Too many failed attempts."),
            hint=ngettext(
                "Try again in {n} second.", "Try again in {n} seconds.", seconds
            ).format(n=seconds),
        )
        self.wait = wait


def count_try(door: Doorkeeper, name: str, action: str = "sign_in.try") -> Any | None:
    """Count one more failure, to be taken back if the password is right.

    Args:
        door: Where and when.
        name: Under which it is tried, as `as_written_down` returns it.
        action: For the audit entry.

    Returns:
        The row of the open account with this name, or None.

    Raises:
        TooManyTries: This name has to wait; the audit log has it.
        DatabaseTrouble: Nothing was counted.
    """
    with explained(), door.store.write():
        now, digest = door.clock.now(), _digest(name)
        _forget_old_tries(now)
        row = SignInFailure.get_or_none(SignInFailure.login_digest == digest)
        failures = row.failures if row else 0
        if row and row.last_at > now:  # the clock was ahead: the wait begins now
            row.last_at = now
            row.save()
        wait = wait_left(failures, row.last_at, now) if row else timedelta(0)
        user = account_named(name)
        if wait:
            door.note("sign_in.wait", user, tries=failures)
        elif row:
            row.failures, row.last_at = failures + 1, now
            row.save()
        else:
            SignInFailure.create(login_digest=digest, failures=1, last_at=now)
        if not wait:
            door.note(action, user, **{"try": failures + 1})
    if wait:
        raise TooManyTries(wait)
    return user if user is not None and user.state == "active" else None


def failed_tries(name: str) -> int:
    """Return how often *name* failed since its last success. In a transaction."""
    row = SignInFailure.get_or_none(SignInFailure.login_digest == _digest(name))
    return row.failures if row else 0


def forget_tries(name: str) -> None:
    """Take back the failures under *name*. Inside an open write."""
    digest = _digest(name)
    SignInFailure.delete().where(SignInFailure.login_digest == digest).execute()


def take_back_try(name: str, now: datetime) -> None:
    """Take back one failure under *name*, and its wait. Inside an open write."""
    row = SignInFailure.get_or_none(SignInFailure.login_digest == _digest(name))
    if row is None or row.failures == 1:
        forget_tries(name)
    else:
        row.failures -= 1
        row.last_at = now - delay_after(row.failures)
        row.save()


def failed_tries_of(user: Any) -> int:
    """Return how often somebody failed to sign in under any of a person's names."""
    return sum(map(failed_tries, _names_of(user)))


def forget_tries_of(user: Any) -> None:
    """Let a person try at once, under each name of the account. In a write."""
    for name in _names_of(user):
        forget_tries(name)


def as_written_down(login: str, zone: tzinfo | None = None) -> str:
    """Return the one spelling of *login* by which people are found and counted.

    Whatever finds the same account must count as the same name, or every space
    in a phone number would give five more tries.

    Args:
        login: Employee ID, e-mail or phone, as typed.
        zone: The clinic's, where it may be a phone number of its country.
    """
    phone = phone_in(login, calling_code(zone)) if zone else None
    return phone or "".join(login.split()).upper().lower()


def _names_of(user: Any) -> list[str]:
    names = (user.employee_id, user.email, user.phone)
    return [as_written_down(name) for name in names if name]


def _forget_old_tries(now: datetime) -> None:
    """Begin anew with each name, and keep none that somebody only made up."""
    SignInFailure.delete().where(
        SignInFailure.last_at < now - FORGOTTEN_AFTER
    ).execute()


def account_named(name: str) -> Any | None:
    """Return the row of the account that has *name*, or None. In a transaction."""
    if not is_safe(name):
        return None  # nobody is called so, and no database can be asked
    return User.get_or_none(
        (User.employee_id == name.upper()) | (User.email == name) | (User.phone == name)
    )


def is_unchanged(user: Any) -> bool:
    """Return whether an account is open and has the password that was looked at.

    Inside an open write: comparing a password takes long, and meanwhile the
    account may be closed or have another.
    """
    now = User.get_or_none(User.id == user.id)
    return (
        now is not None
        and now.state == "active"
        and now.password_hash == user.password_hash
    )


def _digest(name: str) -> str:
    return hashlib.sha256(name.upper().encode("utf-8", "replace")).hexdigest()
