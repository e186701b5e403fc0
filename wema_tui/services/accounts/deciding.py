"""Who waits for approval, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.access import Registration
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.finding import matching
from wema_tui.services.accounts.particulars import PRACTITIONERS
from wema_tui.services.accounts.rows import NotNow, account, change_row, why
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.paging import Page, page_of
from wema_tui.services.permissions import ROLES
from wema_tui.services.session import Session
from wema_tui.text import clean


class AlreadyDecided(WemaError):
    """Another administrator was faster; nothing was changed."""

    code = "registration.decided"


@dataclass(frozen=True)
class Waiting:
    """Somebody who registered, and on whom nobody has decided.

    Attributes:
        user_id: Row of the account.
        employee_id: What the person signs in with meanwhile.
        full_name: As the person writes it.
        phone: With the country's code.
        email: None for none.
        role: The one wanted.
        registration_number: Of a practitioner; None for none.
        station: Where the person registered.
        asked_at: When.
        access_until: When the temporary access ends, or has ended.
    """

    user_id: int
    employee_id: str
    full_name: str
    phone: str | None
    email: str | None
    role: str
    registration_number: str | None
    station: str
    asked_at: datetime
    access_until: datetime


def waiting(
    session: Session, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[Waiting]:
    """Return those who wait for approval, who has waited longest first.

    Args:
        session: Who asks.
        text: Any part of name, ID, phone or e-mail; empty for all.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "users.approve")
    query = (
        Registration.select(Registration, User)
        .join(User, on=(Registration.user == User.id))
        .where(Registration.decision.is_null(), matching(text))
        .order_by(Registration.asked_at, Registration.id)
    )
    with session.read():
        return page_of(query, _waiting, offset=offset, limit=limit)


def approve(
    session: Session,
    user_id: int,
    *,
    role: str | None = None,
    reason: str = "",
    request_id: str,
) -> None:
    """Let somebody who registered stay, also after the eight hours. Safe to repeat.

    The person's open sessions go on with less until the next sign-in. With another
    role they end; the employee ID stays. Nobody decides on themselves: whoever
    waits may not approve.

    Args:
        session: Who asks.
        user_id: Whose account.
        role: Another one than the person wanted.
        reason: May be empty.
        request_id: Made when the question was put: it counts once.

    Raises:
        UnsafeText, LongText: The reason cannot be kept.
        UnknownAccount: There is no such account.
        NotNow: It was not made by registering.
        AlreadyDecided: Somebody else was faster; the sentence says who and how.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "users.approve")
    if role is not None and role not in ROLES:
        raise ValueError(f"no such role: {role!r}")
    reason = clean(reason, what=_("Reason"), limit=300, required=False)
    with audited_write(session, "users.approve", request_id) as act:
        if act.done_before:
            return
        user = _undecided(act, user_id)
        columns: dict[str, Any] = {"access_until": None, "role": role or user.role}
        if columns["role"] not in PRACTITIONERS:
            columns["registration_number"] = None
        told = change_row(act, user, columns)
        _decide(act, user_id, "approved", reason)
        act.record("user.approve", f"user:{user_id}", told | {"reason": reason})


def reject(session: Session, user_id: int, *, reason: str, request_id: str) -> None:
    """Close the account of somebody who registered; its sessions end. Safe to repeat.

    Args:
        session: Who asks.
        user_id: Whose account.
        reason: Why; kept with it.
        request_id: Made when the question was put: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        UnknownAccount: There is no such account.
        NotNow: It was not made by registering.
        AlreadyDecided: Somebody else was faster; the sentence says who and how.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "users.approve")
    reason = why(reason)
    with audited_write(session, "users.approve", request_id) as act:
        if act.done_before:
            return
        turn_away(act, user_id, reason)


def turn_away(act: Act, user_id: int, reason: str) -> None:
    """Reject somebody. Inside the act's write.

    Raises:
        UnknownAccount, NotNow, AlreadyDecided: As for `reject`.
    """
    user = _undecided(act, user_id)
    columns = {"state": "closed", "state_reason": reason, "access_until": None}
    told = change_row(act, user, columns, reason="rejected")
    _decide(act, user_id, "rejected", reason)
    act.record("user.reject", f"user:{user_id}", told | {"reason": reason})


def _undecided(act: Act, user_id: int) -> Any:
    """Return the account on which nobody has decided. Inside an open write."""
    user = account(user_id)
    asked = Registration.get_or_none(Registration.user == user_id)
    if asked is None:
        raise NotNow(
            _("{id} does not wait for approval.").format(id=user.employee_id),
            hint=_("Nothing was changed."),
        )
    if asked.decision is not None:
        raise _already(act, user, asked)
    return user


def _already(act: Act, user: Any, asked: Any) -> AlreadyDecided:
    sentence = {
        "approved": _("{id} was approved already by {who} on {day}."),
        "rejected": _("{id} was rejected already by {who} on {day}."),
    }[asked.decision]
    who = asked.decided_by.full_name if asked.decided_by else _("the console")
    at = act.session.clock.at_clinic(asked.decided_at)
    return AlreadyDecided(
        sentence.format(id=user.employee_id, who=who, day=f"{at:%Y-%m-%d %H:%M}"),
        hint=_("Nothing was changed."),
    )


def _decide(act: Act, user_id: int, decision: str, reason: str) -> None:
    Registration.update(
        decision=decision,
        decided_at=act.now,
        decided_by=act.session.user_id,
        reason=reason or None,
    ).where(Registration.user == user_id).execute()


def _waiting(row: Any) -> Waiting:
    user = row.user
    return Waiting(
        user_id=user.id,
        employee_id=user.employee_id,
        full_name=user.full_name,
        phone=user.phone,
        email=user.email,
        role=user.role,
        registration_number=user.registration_number,
        station=row.station,
        asked_at=row.asked_at,
        access_until=user.access_until,
    )
