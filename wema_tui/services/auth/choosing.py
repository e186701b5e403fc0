"""Choose a password: one's own, and what makes any of them good enough."""

from __future__ import annotations

from typing import Any

from db.people import User
from db.store import Store
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require, was_done
from wema_tui.services.auth import passwords
from wema_tui.services.auth.ending import end_sessions_of, void_code_of
from wema_tui.services.auth.proving import prove
from wema_tui.services.auth.rules import (
    MAX_PASSWORD,
    MIN_BESIDE_SECOND_FACTOR,
    weakness,
)
from wema_tui.services.auth.second_step import second_factor_of
from wema_tui.services.clinic.settings import settings_of
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained

_PRODUCT = "wema"


class WeakPassword(WemaError):
    """A new password that would be guessed."""

    code = "password.weak"

    def __init__(self, problem: str, shortest: int) -> None:
        super().__init__(
            {
                "same": _("This is the password you have now."),
                "short": _("The new password is too short."),
                "long": _("The new password is too long."),
                "common": _("This password is among the first that anybody would try."),
                "personal": _(
                    "The password is made of your own name or ID, or the clinic's name."
                ),
            }[problem],
            hint=_("Use {shortest} to {longest} characters, best a few words.").format(
                shortest=shortest, longest=MAX_PASSWORD
            ),
        )


def change_own_password(
    session: Session, *, current: str, new: str, request_id: str
) -> None:
    """Give oneself a new password, and end one's other sessions. Safe to repeat.

    A code for a new password is void then.

    Raises:
        WrongPassword: *current* is not the one in use; counted as a failed sign-in.
        TooManyTries: Too many wrong ones.
        WeakPassword: *new* would be guessed, or is the old one.
        SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "own.password")
    with session.read():
        is_done = was_done(request_id)
    if is_done:
        return
    user = prove(session, current)
    refuse_weak_for(session.store, user, new, current=current)
    hashed = passwords.hash_password(new)
    with audited_write(session, "own.password", request_id) as act:
        if act.done_before:
            return
        User.update(password_hash=hashed, must_change_password=False).where(
            User.id == session.user_id
        ).execute()
        void_code_of(user.id, act.now)  # perhaps it was made for somebody else
        ended = end_sessions_of(
            act, user.id, "password_changed", but=session.session_id
        )
        act.record("user.password", f"user:{user.id}", {"sessions_ended": ended})


def refuse_weak_for(
    store: Store,
    user: Any,
    new: str,
    *,
    current: str | None = None,
    has_second_factor: bool | None = None,
) -> None:
    """Refuse a password that is not good enough for the account *user*.

    Args:
        store: Knows the clinic's name, and how long passwords are there.
        user: The row of the account.
        new: As typed.
        current: The one it must not be, if that is known.
        has_second_factor: If it will be otherwise than it is.

    Raises:
        WeakPassword: Says why, and what would do.
        DatabaseTrouble: It could not be found out.
    """
    with explained(), store.read():
        if has_second_factor is None:
            has_second_factor = second_factor_of(user.id) is not None
    shortest = MIN_BESIDE_SECOND_FACTOR if has_second_factor else None
    personal = (user.full_name, user.employee_id, user.phone, user.email)
    refuse_weak(store, new, *filter(None, personal), current=current, shortest=shortest)


def refuse_weak(
    store: Store,
    new: str,
    *personal: str,
    current: str | None = None,
    shortest: int | None = None,
) -> None:
    """Refuse a password that would be guessed.

    Args:
        store: Knows the clinic's name, and how short its passwords may be.
        new: As typed.
        personal: What the person is called.
        current: The one it must not be.
        shortest: Fewest characters, where it is not the clinic's choice.

    Raises:
        WeakPassword: Says why, and what would do.
        DatabaseTrouble: It could not be found out.
    """
    settings = settings_of(store)
    if shortest is None:
        shortest = settings.shortest_password
    problem = weakness(new, *personal, settings.name, _PRODUCT, shortest=shortest)
    if new == current:
        problem = "same"
    if problem is not None:
        raise WeakPassword(problem, shortest)
