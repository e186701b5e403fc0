"""Sign in, sign out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from db.clinic import Clinic
from db.people import User, UserSession
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.auth import passwords
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.second_step import SecondFactorNeeded, pass_second_step
from wema_tui.services.auth.sessions import make_room
from wema_tui.services.auth.tries import (
    account_named,
    as_written_down,
    count_try,
    forget_tries,
    is_unchanged,
    take_back_try,
)
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained
from wema_tui.text import printable


class SignInRefused(WemaError):
    """Unknown person, wrong password or closed account: we do not say which."""

    code = "sign_in.refused"


class AccessOver(SignInRefused):
    """The password is right, but the temporary access has ended, unapproved."""

    code = "sign_in.access_over"


def sign_in(door: Doorkeeper, login: str, password: str, code: str = "") -> Session:
    """Let a person in.

    The try is counted before the password is looked at, so that a hundred tries
    at once are still a hundred tries. Unknown names and wrong passwords get the
    same answer after the same work.

    Args:
        door: Where and when.
        login: Employee ID, e-mail or phone, as typed.
        password: As typed.
        code: Of the person's authenticator, or from paper; empty at first.

    Raises:
        SignInRefused: The name, the password or the account is not good.
        AccessOver: The person registered, and nobody has approved it in time.
        SecondFactorNeeded: All are good: try again with the code.
        WrongSecondFactor: All are good but the code.
        TooManyTries: This name has to wait.
        DatabaseTrouble: The database did not answer.
    """
    name = as_written_down(login, door.clock.zone)
    user = count_try(door, name)
    if not passwords.matches(password, user.password_hash if user else None):
        raise _refused()
    assert user is not None  # `matches` says no for nobody
    return _let_in(door, name, user, password, code)


def sign_out(session: Session, *, reason: str = "signed_out") -> None:
    """End *session*. Safe to repeat.

    Raises:
        DatabaseTrouble: The database did not answer.
    """
    with explained(), session.store.write():
        now = session.clock.now()
        ended = (
            UserSession.update(ended_at=now, end_reason=reason)
            .where(UserSession.id == session.session_id, UserSession.ended_at.is_null())
            .execute()
        )
        if ended:
            open_trail(session).append(
                "session.end",
                f"user:{session.user_id}",
                {"reason": reason},
                request_id=new_request_id(),
                now=now,
            )


def resume(door: Doorkeeper, employee_id: str) -> Session:
    """Open a session for a person named by the administrator at the console.

    Used by `wema scan --as`: whoever can run it can already write the database
    file; the audit log says that it was done from the command line.

    Raises:
        SignInRefused: There is no such open account.
    """
    with explained(), door.store.write():
        user = account_named(as_written_down(employee_id))
        if user is not None and user.state == "active" and not _is_over(door, user):
            return _new_session(door, user, "session.command_line")
        door.note("session.refused", user)
    raise SignInRefused(
        _("There is no open account {name}.").format(name=printable(employee_id, 20)),
        hint=_("Check the employee ID."),
    )


def _let_in(
    door: Doorkeeper, name: str, user: Any, password: str, code: str
) -> Session:
    fresh_hash = (
        passwords.hash_password(password)
        if passwords.needs_rehash(user.password_hash)
        else None
    )
    with explained(), door.store.write():
        problem = _problem(door, user, code)
        if problem is None:
            forget_tries(name)
            if fresh_hash is not None:
                User.update(password_hash=fresh_hash).where(
                    User.id == user.id
                ).execute()
            session = _new_session(door, User.get_by_id(user.id), "session.start")
            make_room(session)
            return session
        if isinstance(problem, SecondFactorNeeded | AccessOver):
            take_back_try(name, door.clock.now())
        is_half = isinstance(problem, SecondFactorNeeded)
        door.note("sign_in.second_step" if is_half else "session.refused", user)
    raise problem


def _problem(door: Doorkeeper, user: Any, code: str) -> WemaError | None:
    """Return why somebody with the right password stays outside. In the write."""
    if not is_unchanged(user):
        return _refused()
    if _is_over(door, user):
        return AccessOver(
            _("Your temporary access has ended: nobody has approved it."),
            hint=_("Ask the administrator."),
        )
    return pass_second_step(door, user, code)


def _is_over(door: Doorkeeper, user: Any) -> bool:
    """Return whether the time of an account that nobody approved has run out."""
    access_until = User.get_by_id(user.id).access_until
    return access_until is not None and bool(door.clock.now() >= access_until)


def _refused() -> SignInRefused:
    return SignInRefused(
        _("The ID or the password is wrong."),
        hint=_("Check both and try again, or ask the administrator."),
    )


def _new_session(door: Doorkeeper, user: Any, action: str) -> Session:
    now = door.clock.now()
    row = UserSession.create(user=user, station=door.station, started_at=now)
    session = Session(
        store=door.store,
        clock=replace(door.clock, zone=ZoneInfo(Clinic.get_by_id(1).time_zone)),
        key=door.key,
        user_id=user.id,
        session_id=row.id,
        employee_id=user.employee_id,
        full_name=user.full_name,
        role=user.role,
        station=door.station,
        must_change_password=user.must_change_password,
        is_approved=user.access_until is None,
        access_until=user.access_until,
    )
    open_trail(session).append(
        action, f"user:{user.id}", {}, request_id=new_request_id(), now=now
    )
    return session
