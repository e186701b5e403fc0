"""Change an account, close it, open it again, let somebody try again."""

from __future__ import annotations

from wema_tui.i18n import _
from wema_tui.services.accounts.particulars import particulars, refuse_taken
from wema_tui.services.accounts.rows import (
    NotNow,
    account,
    change_row,
    refuse_last_administrator,
    why,
)
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.auth.tries import failed_tries_of, forget_tries_of
from wema_tui.services.session import Session


def change_user(
    session: Session,
    user_id: int,
    *,
    full_name: str,
    role: str,
    phone: str,
    email: str,
    registration_number: str,
    request_id: str,
) -> None:
    """Correct what an account says about its person. Safe to repeat.

    Another role ends the person's sessions. The employee ID stays: it is on the
    badge, and in everything that was recorded.

    Args:
        session: Who asks.
        user_id: Whose account.
        full_name: As the person writes it.
        role: One of `ROLES`.
        phone: Required.
        email: May be empty.
        registration_number: Of a practitioner; may be empty.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, BadEmail, NoPractitioner: It is not what it should be.
        AlreadyThere: There is another account with this phone or e-mail.
        UnknownAccount: There is no such account.
        LastAdministrator: Nobody else could look after the accounts.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "users.change")
    person = particulars(
        session.clock.zone,
        full_name=full_name,
        role=role,
        phone=phone,
        email=email,
        registration_number=registration_number,
    )
    with audited_write(session, "users.change", request_id) as act:
        if act.done_before:
            return
        user = account(user_id)
        refuse_taken(person, but=user_id)
        if person.role != user.role:
            refuse_last_administrator(user)
        told = change_row(act, user, person.columns)
        act.record("user.change", f"user:{user_id}", told)


def close_user(session: Session, user_id: int, *, reason: str, request_id: str) -> None:
    """Close an account and end its sessions. Nothing is erased. Safe to repeat.

    Args:
        session: Who asks.
        user_id: Whose account.
        reason: Why; kept with it.
        request_id: Made when the question was put: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        UnknownAccount: There is no such account.
        NotNow: It is closed already, or waits for a decision.
        LastAdministrator: Nobody else could look after the accounts.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "users.close")
    reason = why(reason)
    with audited_write(session, "users.close", request_id) as act:
        if act.done_before:
            return
        shut(act, user_id, reason)


def shut(act: Act, user_id: int, reason: str) -> None:
    """Close an account. Inside the act's write.

    Raises:
        UnknownAccount, NotNow, LastAdministrator: As for `close_user`.
    """
    user = account(user_id)
    if user.state == "closed":
        raise NotNow(
            _("{id} is closed already.").format(id=user.employee_id),
            hint=_("Nothing was changed."),
        )
    if user.access_until is not None:
        raise NotNow(
            _("{id} waits for approval.").format(id=user.employee_id),
            hint=_("Approve it or reject it."),
        )
    refuse_last_administrator(user)
    told = change_row(act, user, {"state": "closed", "state_reason": reason})
    act.record("user.close", f"user:{user_id}", told)


def reopen_user(
    session: Session, user_id: int, *, reason: str, request_id: str
) -> None:
    """Open a closed account again, also one that was rejected. Safe to repeat.

    It has its old password, and is approved.

    Args:
        session: Who asks.
        user_id: Whose account.
        reason: Why; in the audit log.
        request_id: Made when the question was put: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        UnknownAccount: There is no such account.
        NotNow: It is not closed.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "users.close")
    reason = why(reason)
    with audited_write(session, "users.close", request_id) as act:
        if act.done_before:
            return
        user = account(user_id)
        if user.state != "closed":
            raise NotNow(
                _("{id} is not closed.").format(id=user.employee_id),
                hint=_("Nothing was changed."),
            )
        told = change_row(act, user, {"state": "active", "state_reason": None})
        act.record("user.reopen", f"user:{user_id}", told | {"reason": reason})


def unlock_user(session: Session, user_id: int, *, request_id: str) -> None:
    """Let somebody who mistyped the password too often try again at once.

    Safe to repeat.

    Raises:
        UnknownAccount: There is no such account.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "users.unlock", request_id) as act:
        if act.done_before:
            return
        user = account(user_id)
        before = failed_tries_of(user)
        forget_tries_of(user)
        act.record(
            "user.unlock",
            f"user:{user_id}",
            {"before": {"failed_tries": before}, "after": {"failed_tries": 0}},
        )
