"""A forgotten password: six digits from the administrator, handed over in person."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any, Final

from db.access import ResetCode
from db.people import User
from wema_tui.clock import Moment
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.audit.trail import Act, audited_write, require, was_done
from wema_tui.services.auth import passwords
from wema_tui.services.auth.choosing import WeakPassword, refuse_weak_for
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.ending import end_sessions_of, void_code_of
from wema_tui.services.auth.tries import (
    as_written_down,
    count_try,
    forget_tries,
    forget_tries_of,
    is_unchanged,
)
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained

LASTS: Final = timedelta(minutes=10)
TRIES: Final = 5
DIGITS: Final = 6


class NoCodeFor(WemaError):
    """A code cannot be made for this account."""

    code = "reset.not_for"


class ShownOnce(WemaError):
    """It was made and shown already, and nobody knows it any more."""

    code = "secret.shown_once"

    def __init__(self) -> None:
        super().__init__(
            _("This was made already, and is shown only once."),
            hint=_("Make a new one: the old one is void then."),
        )


class CodeRefused(WemaError):
    """Unknown person, wrong code, or one that is over: we do not say which."""

    code = "reset.refused"

    def __init__(self) -> None:
        super().__init__(
            _("The ID or the code is wrong, or the code is over."),
            hint=_(
                "Check both. A code is good for ten minutes and five tries: then ask"
                " the administrator for a new one."
            ),
        )


def issue_code(session: Session, user_id: int, *, request_id: str) -> str:
    """Make the code with which somebody may choose a new password.

    It is shown once, to whoever hands it over. A new one voids the one before,
    and lets the person try at once.

    Raises:
        NoCodeFor: The account is closed, unknown or one's own.
        ShownOnce: The same request has made one.
        PermissionDenied, SessionEnded, DatabaseTrouble: There is no code.
    """
    require(session, "users.reset_password")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code_hash = passwords.hash_password(_peppered(session.key, user_id, code))
    with audited_write(session, "users.reset_password", request_id) as act:
        if act.done_before:
            raise ShownOnce
        user = User.get_or_none(User.id == user_id)
        if user is None or user.state != "active":
            raise NoCodeFor(
                _("There is no open account of this person."),
                hint=_("Open the account again first."),
            )
        if user.id == session.user_id:
            raise NoCodeFor(
                _("Nobody makes a code for the own account."),
                hint=_("Change your password, or ask another administrator."),
            )
        void_code_of(user_id, act.now)
        moment = session.clock.moment()
        ResetCode.create(
            user=user_id,
            code_hash=code_hash,
            made_at=moment.at,
            machine=moment.machine,
            boot=moment.boot,
            ticks=moment.ticks,
        )
        forget_tries_of(user)
        act.record("user.reset_code", f"user:{user_id}", {})
    return code


def reset_password(
    door: Doorkeeper, login: str, code: str, new: str, *, request_id: str
) -> None:
    """Choose a new password with a code. Safe to repeat.

    The try is counted before the code is looked at. Unknown names, people without
    a code and wrong codes get the same answer after the same work. The account
    stays as it was: who waited for approval still waits.

    Args:
        door: Where and when.
        login: Employee ID, e-mail or phone, as typed.
        code: As typed.
        new: As typed. A weak one does not use the code up.
        request_id: Made when the form opened.

    Raises:
        CodeRefused: The person, the code or its time is not good.
        TooManyTries: This name has to wait.
        WeakPassword: *new* would be guessed.
        DatabaseTrouble: Nothing was changed.
    """
    with explained(), door.store.read():
        is_done = was_done(request_id)
    if is_done:
        return
    name = as_written_down(login, door.clock.zone)
    user = count_try(door, name, "user.reset_try")
    row = _count_try_of_code(door, user)
    typed = "".join(code.split())
    peppered = _peppered(door.key, user.id if user else 0, typed)
    if not passwords.matches(peppered, row.code_hash if row else None):
        raise CodeRefused
    assert user is not None and row is not None  # `matches` says no for nobody
    try:
        refuse_weak_for(door.store, user, new)
    except WeakPassword:
        _give_back(door, name, row)
        raise
    hashed = passwords.hash_password(new)
    with explained(), door.store.write():
        act = door.act(request_id)
        if not is_unchanged(user) or _good_code_of(user, act) != row:
            raise CodeRefused
        User.update(password_hash=hashed, must_change_password=False).where(
            User.id == user.id
        ).execute()
        ResetCode.update(used_at=act.now).where(ResetCode.id == row.id).execute()
        forget_tries_of(user)
        ended = end_sessions_of(act, user.id, "password_changed")
        act.record("user.password_reset", f"user:{user.id}", {"sessions_ended": ended})


def _count_try_of_code(door: Doorkeeper, user: Any | None) -> Any | None:
    """Return the code that somebody may try now, the try counted; None for none."""
    with explained(), door.store.write():
        act = door.act()
        row = _good_code_of(user, act) if user is not None else None
        if row is None or row.tries >= TRIES:
            return None
        ResetCode.update(tries=ResetCode.tries + 1).where(
            ResetCode.id == row.id
        ).execute()
        return row


def _give_back(door: Doorkeeper, name: str, row: Any) -> None:
    """Take a counted try back: the code was right."""
    with explained(), door.store.write():
        forget_tries(name)
        ResetCode.update(tries=ResetCode.tries - 1).where(
            ResetCode.id == row.id
        ).execute()


def _good_code_of(user: Any, act: Act) -> Any | None:
    """Return a person's code, unless its time is over by either clock. In a write.

    Once seen to be over it is void: no clock that is set again brings it back.
    """
    row = ResetCode.get_or_none(
        ResetCode.user == user.id,
        ResetCode.used_at.is_null(),
        ResetCode.voided_at.is_null(),
    )
    if row is None:
        return None
    made = Moment(row.made_at, row.machine, row.boot, row.ticks)
    if act.session.clock.moment().is_within(made, LASTS):
        return row
    void_code_of(user.id, act.now)
    return None


def _peppered(key: AuditKey, user_id: int, code: str) -> str:
    """Return what is hashed: of no use to who has the database and not the key.

    A million codes are tried in hours, however slow the hash.
    """
    said = f"{user_id}:{code}".encode("utf-8", "surrogatepass")
    return hmac.new(key.derived("reset-code"), said, "sha256").hexdigest()
