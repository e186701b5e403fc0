"""One's own second factor: an authenticator app, and recovery codes on paper."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from db.access import RecoveryCode, SecondFactor
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.auth.choosing import refuse_weak_for
from wema_tui.services.auth.passwords import random_groups
from wema_tui.services.auth.proving import prove
from wema_tui.services.auth.resetting import ShownOnce
from wema_tui.services.auth.second_step import (
    WrongSecondFactor,
    is_code_of,
    recovery_digest,
    second_factor_of,
    secret_of,
)
from wema_tui.services.session import Session

RECOVERY_CODES: Final = 8

_NONCE = 16  # bytes


class NoSecondFactor(WemaError):
    """There is none to work with, or there is one already."""

    code = "second_factor.state"


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator must be told, once.

    Attributes:
        secret: 32 letters and digits.
        address: The same as an `otpauth:` address, for a square code.
    """

    secret: str
    address: str


@dataclass(frozen=True)
class SecondFactorState:
    """How somebody stands.

    Attributes:
        since: When the authenticator was confirmed; None for none.
        codes_left: Recovery codes that were not used.
    """

    since: datetime | None
    codes_left: int


def state_of(session: Session) -> SecondFactorState:
    """Return how one stands oneself.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It is not told.
    """
    require(session, "own.second_factor")
    with session.read():
        factor = second_factor_of(session.user_id)
        left = RecoveryCode.select().where(
            RecoveryCode.user == session.user_id, RecoveryCode.used_at.is_null()
        )
        return SecondFactorState(
            factor.confirmed_at if factor else None, left.count() if factor else 0
        )


def begin(session: Session, *, password: str, request_id: str) -> Enrolment:
    """Make a secret for one's authenticator. It counts once it is confirmed.

    Safe to repeat: as long as it is not confirmed the newest one counts.

    Raises:
        NoSecondFactor: There is one already.
        WrongPassword, TooManyTries: It is not sure that the person sits there.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was made.
    """
    require(session, "own.second_factor")
    user = prove(session, password)
    with audited_write(session, "own.second_factor", request_id) as act:
        if second_factor_of(user.id):
            raise NoSecondFactor(
                _("You have a second factor already."), hint=_("Remove it first.")
            )
        if not act.done_before:
            SecondFactor.delete().where(SecondFactor.user == user.id).execute()
            nonce = secrets.token_bytes(_NONCE)
            SecondFactor.create(user=user.id, nonce=nonce)
            act.record("user.second_factor_begin", f"user:{user.id}", {})
        factor = SecondFactor.get_by_id(user.id)
    import pyotp

    secret = secret_of(session.key, factor)
    label = f"WEMA {user.employee_id}"
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=label))


def confirm(session: Session, *, code: str, request_id: str) -> list[str]:
    """Begin to use the authenticator; return the recovery codes, shown once.

    Raises:
        WrongSecondFactor: It shows another code: nothing was changed.
        NoSecondFactor: No secret was made, or it is confirmed already.
        ShownOnce: The same request has confirmed it.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "own.second_factor", request_id) as act:
        if act.done_before:
            raise ShownOnce
        factor = SecondFactor.get_or_none(
            SecondFactor.user == session.user_id, SecondFactor.confirmed_at.is_null()
        )
        if factor is None:
            raise _none()
        if not is_code_of(session.key, factor, code, act.now):
            raise WrongSecondFactor(is_clock_sure=session.clock.is_synchronised())
        factor.confirmed_at = act.now
        factor.save()
        codes = _new_codes(session)
        act.record("user.second_factor", f"user:{session.user_id}", {"after": "on"})
    return codes


def new_recovery_codes(
    session: Session, *, password: str, request_id: str
) -> list[str]:
    """Return new recovery codes, shown once; those before are void.

    Raises:
        NoSecondFactor: There is nothing to recover.
        ShownOnce: The same request has made them.
        WrongPassword, TooManyTries: It is not sure that the person sits there.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "own.second_factor")
    user = prove(session, password)
    with audited_write(session, "own.second_factor", request_id) as act:
        if act.done_before:
            raise ShownOnce
        if not second_factor_of(user.id):
            raise _none()
        codes = _new_codes(session)
        act.record("user.recovery_codes", f"user:{user.id}", {})
    return codes


def remove_own(session: Session, *, password: str, request_id: str) -> None:
    """Sign in with the password alone from now on. Safe to repeat.

    Raises:
        WeakPassword: Without the second factor the password is too short.
        NoSecondFactor: There is none.
        WrongPassword, TooManyTries: It is not sure that the person sits there.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "own.second_factor")
    user = prove(session, password)
    refuse_weak_for(session.store, user, password, has_second_factor=False)
    with audited_write(session, "own.second_factor", request_id) as act:
        if not act.done_before:
            _remove(act, user.id)


def remove_of(session: Session, user_id: int, *, request_id: str) -> None:
    """Take the second factor off somebody who has lost the phone. Safe to repeat.

    At the next sign-in the password must be changed: it may be a short one.

    Raises:
        NoSecondFactor: The person has none, or it is one's own: that takes the
            password.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "users.reset_password", request_id) as act:
        if user_id == session.user_id:
            raise NoSecondFactor(
                _("Nobody removes the own second factor like that."),
                hint=_("Remove it at your own page: it asks for your password."),
            )
        if not act.done_before:
            _remove(act, user_id)
            User.update(must_change_password=True).where(User.id == user_id).execute()


def _new_codes(session: Session) -> list[str]:
    assert session.user_id is not None  # the console has no second factor
    _void_codes(session.user_id)
    codes = [random_groups(2, 5) for _nth in range(RECOVERY_CODES)]
    for code in codes:
        digest = recovery_digest(session.key, session.user_id, code)
        RecoveryCode.create(user=session.user_id, digest=digest)
    return codes


def _void_codes(user_id: int) -> None:
    RecoveryCode.delete().where(
        RecoveryCode.user == user_id, RecoveryCode.used_at.is_null()
    ).execute()


def _remove(act: Act, user_id: int) -> None:
    if not SecondFactor.delete().where(SecondFactor.user == user_id).execute():
        raise _none()
    _void_codes(user_id)
    act.record("user.second_factor", f"user:{user_id}", {"after": "off"})


def _none() -> NoSecondFactor:
    return NoSecondFactor(
        _("There is no second factor to do this with."), hint=_("Set one up first.")
    )
