"""Sign in, sign out, unlock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.people import SignInFailure, User, UserSession
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.audit.trail import audited_write, new_request_id, open_trail
from wema_tui.services.auth import passwords
from wema_tui.services.auth.rules import wait_left
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained
from wema_tui.text import printable


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
    digest = _login_digest(login)
    user = _count_try(door, digest, login)
    if not passwords.matches(password, user.password_hash if user else None):
        raise SignInRefused(
            _("The ID or the password is wrong."),
            hint=_("Check both and try again, or ask the administrator."),
        )
    assert user is not None  # `matches` says no for nobody
    return _let_in(door, digest, user, password)


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
        SessionEnded: The session was ended meanwhile.
        DatabaseTrouble: The database did not answer.
    """
    door = Doorkeeper(session.store, session.clock, session.key, session.station)
    digest = _login_digest(session.employee_id)
    user = _count_try(door, digest, session.employee_id)
    if not passwords.matches(password, user.password_hash if user else None):
        raise SignInRefused(_("The password is wrong."), hint=_("Try again."))
    with audited_write(session, "own.password", new_request_id()) as act:
        SignInFailure.delete().where(SignInFailure.login_digest == digest).execute()
        act.record("session.unlock", f"user:{session.user_id}", {})


def resume(door: Doorkeeper, employee_id: str) -> Session:
    """Open a session for a person named by the administrator at the console.

    Used by `wema scan --as`: whoever can run it can already write the database
    file; the audit log says that it was done from the command line.

    Raises:
        SignInRefused: There is no such open account.
    """
    with explained(), door.store.write():
        user = User.get_or_none(User.employee_id == employee_id.strip().upper())
        if user is None or user.state != "active":
            raise SignInRefused(
                _("There is no open account {name}.").format(
                    name=printable(employee_id, 20)
                ),
                hint=_("Check the employee ID."),
            )
        return _new_session(door, user, "session.command_line")


def _count_try(door: Doorkeeper, digest: str, login: str) -> Any | None:
    """Count one more failure, to be taken back if the password is right."""
    with explained(), door.store.write():
        now = door.clock.now()
        row = SignInFailure.get_or_none(SignInFailure.login_digest == digest)
        failures = row.failures if row else 0
        if row and (wait := wait_left(failures, row.last_at, now)):
            raise TooManyTries(wait)
        if row:
            row.failures, row.last_at = failures + 1, now
            row.save()
        else:
            SignInFailure.create(login_digest=digest, failures=1, last_at=now)
        user = _find(login)
        open_trail(door.session).append(
            "sign_in.try",
            f"user:{user.id}" if user else "user:unknown",
            {"try": failures + 1},
            request_id=new_request_id(),
            now=now,
        )
    return user if user is not None and user.state == "active" else None


def _let_in(door: Doorkeeper, digest: str, user: Any, password: str) -> Session:
    fresh_hash = (
        passwords.hash_password(password)
        if passwords.needs_rehash(user.password_hash)
        else None
    )
    with explained(), door.store.write():
        SignInFailure.delete().where(SignInFailure.login_digest == digest).execute()
        if fresh_hash is not None:
            User.update(password_hash=fresh_hash).where(User.id == user.id).execute()
        return _new_session(door, user, "session.start")


def _new_session(door: Doorkeeper, user: Any, action: str) -> Session:
    now = door.clock.now()
    row = UserSession.create(user=user, station=door.station, started_at=now)
    session = Session(
        store=door.store,
        clock=door.clock,
        key=door.key,
        user_id=user.id,
        session_id=row.id,
        employee_id=user.employee_id,
        full_name=user.full_name,
        role=user.role,
        station=door.station,
        must_change_password=user.must_change_password,
    )
    open_trail(session).append(
        action, f"user:{user.id}", {}, request_id=new_request_id(), now=now
    )
    return session


def _find(login: str) -> Any | None:
    name = login.strip()
    return User.get_or_none(
        (User.employee_id == name.upper())
        | (User.email == name.lower())
        | (User.phone == name.replace(" ", ""))
    )


def _login_digest(login: str) -> str:
    return hashlib.sha256(
        login.strip().casefold().encode("utf-8", "replace")
    ).hexdigest()
