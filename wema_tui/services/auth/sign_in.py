"""Sign in, sign out, unlock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.clinic import Clinic
from db.people import SignInFailure, User, UserSession
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.auth import passwords
from wema_tui.services.auth.rules import wait_left
from wema_tui.services.auth.sessions import make_room, require_young
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained
from wema_tui.text import is_safe, printable


class SignInRefused(WemaError):
    """Unknown person, wrong password or closed account: we do not say which."""

    code = "sign_in.refused"


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


@dataclass(frozen=True)
class Doorkeeper:
    """Everything a sign-in needs besides what the person types.

    Attributes:
        store: The database.
        clock: The clinic's clock.
        key: Signs the audit entries.
        station: Where the person sits.
    """

    store: Store
    clock: Clock
    key: AuditKey
    station: str

    @property
    def session(self) -> Session:
        """A session of nobody yet, in whose name refusals are written down."""
        return Session(self.store, self.clock, self.key, station=self.station)


def sign_in(door: Doorkeeper, login: str, password: str) -> Session:
    """Let a person in.

    The try is counted before the password is looked at, so that a hundred tries
    at once are still a hundred tries. Unknown names and wrong passwords get the
    same answer after the same work.

    Args:
        door: Where and when.
        login: Employee ID, e-mail or phone, as typed.
        password: As typed.

    Raises:
        SignInRefused: The name, the password or the account is not good.
        TooManyTries: This name has to wait.
        DatabaseTrouble: The database did not answer.
    """
    name = as_written_down(login)
    user = count_try(door, name)
    if not passwords.matches(password, user.password_hash if user else None):
        raise _refused()
    assert user is not None  # `matches` says no for nobody
    return _let_in(door, name, user, password)


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


def unlock(session: Session, password: str) -> None:
    """Check that the person who comes back to a locked screen is the same.

    Raises:
        SignInRefused: The password is wrong.
        TooManyTries: Too many wrong ones.
        SessionEnded: The session was ended meanwhile, or is as old as one gets.
        DatabaseTrouble: The database did not answer.
    """
    require_young(session)
    door = Doorkeeper(session.store, session.clock, session.key, session.station)
    name = as_written_down(session.employee_id)
    user = count_try(door, name)
    is_right = passwords.matches(password, user.password_hash if user else None)
    if is_right:
        with audited_write(session, "own.password", new_request_id()) as act:
            is_right = is_unchanged(user)
            if is_right:
                forget_tries(name)
            action = "session.unlock" if is_right else "session.refused"
            act.record(action, f"user:{session.user_id}", {})
    if not is_right:
        raise SignInRefused(_("The password is wrong."), hint=_("Try again."))


def resume(door: Doorkeeper, employee_id: str) -> Session:
    """Open a session for a person named by the administrator at the console.

    Used by `wema scan --as`: whoever can run it can already write the database
    file; the audit log says that it was done from the command line.

    Raises:
        SignInRefused: There is no such open account.
    """
    with explained(), door.store.write():
        user = _find(as_written_down(employee_id))
        if user is not None and user.state == "active":
            return _new_session(door, user, "session.command_line")
        _note(door, "session.refused", user)
    raise SignInRefused(
        _("There is no open account {name}.").format(name=printable(employee_id, 20)),
        hint=_("Check the employee ID."),
    )


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
        row = SignInFailure.get_or_none(SignInFailure.login_digest == digest)
        failures = row.failures if row else 0
        wait = wait_left(failures, row.last_at, now) if row else timedelta(0)
        user = _find(name)
        if wait:
            _note(door, "sign_in.wait", user, tries=failures)
        elif row:
            row.failures, row.last_at = failures + 1, now
            row.save()
        else:
            SignInFailure.create(login_digest=digest, failures=1, last_at=now)
        if not wait:
            _note(door, action, user, **{"try": failures + 1})
    if wait:
        raise TooManyTries(wait)
    return user if user is not None and user.state == "active" else None


def forget_tries(name: str) -> None:
    """Take back the failures under *name*. Inside an open write."""
    digest = _digest(name)
    SignInFailure.delete().where(SignInFailure.login_digest == digest).execute()


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


def _note(door: Doorkeeper, action: str, user: Any | None, **body: Any) -> None:
    open_trail(door.session).append(
        action,
        f"user:{user.id}" if user else "user:unknown",
        body,
        request_id=new_request_id(),
        now=door.clock.now(),
    )


def _let_in(door: Doorkeeper, name: str, user: Any, password: str) -> Session:
    fresh_hash = (
        passwords.hash_password(password)
        if passwords.needs_rehash(user.password_hash)
        else None
    )
    with explained(), door.store.write():
        if is_unchanged(user):
            forget_tries(name)
            if fresh_hash is not None:
                User.update(password_hash=fresh_hash).where(
                    User.id == user.id
                ).execute()
            session = _new_session(door, User.get_by_id(user.id), "session.start")
            make_room(session)
            return session
        _note(door, "session.refused", user)
    raise _refused()


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
    )
    open_trail(session).append(
        action, f"user:{user.id}", {}, request_id=new_request_id(), now=now
    )
    return session


def as_written_down(login: str) -> str:
    """Return the one spelling of *login* by which people are found and counted.

    Whatever finds the same account must count as the same name, or every space
    in a phone number would give five more tries.
    """
    return "".join(login.split()).upper().lower()


def _find(name: str) -> Any | None:
    if not is_safe(name):
        return None  # nobody is called so, and no database can be asked
    return User.get_or_none(
        (User.employee_id == name.upper()) | (User.email == name) | (User.phone == name)
    )


def _digest(name: str) -> str:
    return hashlib.sha256(name.upper().encode("utf-8", "replace")).hexdigest()
