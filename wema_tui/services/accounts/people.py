"""Who has an account: the list, and all about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from db.access import Registration
from db.audit import AuditEntry
from db.base import as_instant
from db.people import User, UserSession
from wema_tui.i18n import _
from wema_tui.services.accounts.finding import in_state, matching
from wema_tui.services.accounts.rows import UnknownAccount, account
from wema_tui.services.audit.trail import require
from wema_tui.services.auth.second_step import second_factor_of
from wema_tui.services.auth.tries import as_written_down, failed_tries_of
from wema_tui.services.paging import Page, page_of
from wema_tui.services.session import Session
from wema_tui.text import is_safe, printable

_SIGN_INS = 10  # on a person's page
_ACTS = 20


@dataclass(frozen=True)
class UserRow:
    """One account.

    Attributes:
        user_id: Its row.
        employee_id: `PHA001`.
        full_name: As the person writes it.
        role: One of `ROLES`.
        phone: With the country's code; None for none.
        email: Lower case; None for none.
        registration_number: Of a practitioner; None for none.
        state: One of `STATES`.
        access_until: When the temporary access ends; None once decided.
        state_reason: Why it is closed; None if it is not.
        last_seen_at: The last sign of the person, None for never.
        created_at: When it was made.
    """

    user_id: int
    employee_id: str
    full_name: str
    role: str
    phone: str | None
    email: str | None
    registration_number: str | None
    state: str
    access_until: datetime | None
    state_reason: str | None
    last_seen_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class Decision:
    """How somebody who registered came to stay, or not.

    Attributes:
        role_wanted: One of `ROLES`.
        station: Where the person registered.
        asked_at: When.
        decision: `approved`, `rejected`, or None for not yet.
        decided_at: When; None for not yet.
        decided_by: Name of who decided; empty for the console, or not yet.
        reason: Empty for none.
    """

    role_wanted: str
    station: str
    asked_at: datetime
    decision: str | None
    decided_at: datetime | None
    decided_by: str
    reason: str


@dataclass(frozen=True)
class SignIn:
    """One session of a person.

    Attributes:
        session_id: Its row.
        station: Where.
        started_at: When it began.
        seen_at: The last sign of the person; None for none.
        ended_at: None while it is open.
        end_reason: A stable word; None while it is open.
    """

    session_id: int
    station: str
    started_at: datetime
    seen_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True)
class Deed:
    """One thing a person did, as the audit log has it.

    Attributes:
        seq: Number of the entry.
        at: When.
        action: `stock.dispense`.
        subject: On what: `medication:12`.
        station: Where.
    """

    seq: int
    at: datetime
    action: str
    subject: str
    station: str


@dataclass(frozen=True)
class UserPage:
    """All about one account.

    Attributes:
        row: As in the list.
        registration: None for an account that an administrator made.
        open_sessions: Newest first.
        last_sign_ins: The newest sessions, open or not.
        recent_acts: Newest first.
        failed_tries: How often somebody failed to sign in by this person's names.
        has_second_factor: An authenticator is in use.
    """

    row: UserRow
    registration: Decision | None
    open_sessions: tuple[SignIn, ...]
    last_sign_ins: tuple[SignIn, ...]
    recent_acts: tuple[Deed, ...]
    failed_tries: int
    has_second_factor: bool


def find_users(
    session: Session,
    text: str = "",
    *,
    role: str | None = None,
    state: str | None = None,
    offset: int = 0,
    limit: int = 20,
) -> Page[UserRow]:
    """Return accounts in the order of their names.

    Args:
        session: Who asks.
        text: Any part of name, ID, phone or e-mail; empty for all.
        role: One of `ROLES`, None for all.
        state: One of `STATES`, None for all.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "users.see")
    query = User.select().where(matching(text)).order_by(User.name_key, User.id)
    if role is not None:
        query = query.where(User.role == role)
    if state is not None:
        query = query.where(in_state(state))
    with session.read():
        found = page_of(query, lambda user: user, offset=offset, limit=limit)
        seen = _last_seen([user.id for user in found.rows])
    rows = tuple(_row(user, seen.get(user.id)) for user in found.rows)
    return Page(rows, found.offset, found.total)


def user_page(session: Session, user_id: int) -> UserPage:
    """Return all about one account.

    Raises:
        UnknownAccount: There is no such account.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "users.see")
    with session.read():
        user = account(user_id)
        sessions = (
            UserSession.select()
            .where(UserSession.user == user_id)
            .order_by(UserSession.started_at.desc(), UserSession.id.desc())
        )
        asked = Registration.get_or_none(Registration.user == user_id)
        acts = (
            AuditEntry.select()
            .where(AuditEntry.user == user_id)
            .order_by(AuditEntry.seq.desc())
            .limit(_ACTS)
        )
        return UserPage(
            row=_row(user, _last_seen([user_id]).get(user_id)),
            registration=None if asked is None else _decision(asked),
            open_sessions=tuple(
                map(sign_in_row, sessions.where(UserSession.ended_at.is_null()))
            ),
            last_sign_ins=tuple(map(sign_in_row, sessions.limit(_SIGN_INS))),
            recent_acts=tuple(
                Deed(e.seq, e.at, e.action, e.subject, e.station) for e in acts
            ),
            failed_tries=failed_tries_of(user),
            has_second_factor=second_factor_of(user_id) is not None,
        )


def user_named(session: Session, employee_id: str) -> UserRow:
    """Return the account with an employee ID, in any spelling.

    Raises:
        UnknownAccount: There is no such account.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "users.see")
    name = as_written_down(employee_id).upper()
    with session.read():
        user = User.get_or_none(User.employee_id == name) if is_safe(name) else None
        if user is not None:
            return _row(user, _last_seen([user.id]).get(user.id))
    raise UnknownAccount(
        _("There is no account {id}.").format(id=printable(employee_id, 20)),
        hint=_("Check the employee ID."),
    )


def _last_seen(user_ids: list[int]) -> dict[int, datetime | None]:
    last = fn.MAX(fn.COALESCE(UserSession.seen_at, UserSession.started_at))
    query = (
        UserSession.select(UserSession.user, last.alias("last"))
        .where(UserSession.user.in_(user_ids))
        .group_by(UserSession.user)
    )
    return {user_id: as_instant(at) for user_id, at in query.tuples()}


def _row(user: Any, last_seen_at: datetime | None) -> UserRow:
    state = "waiting" if user.access_until is not None else user.state
    return UserRow(
        user_id=user.id,
        employee_id=user.employee_id,
        full_name=user.full_name,
        role=user.role,
        phone=user.phone,
        email=user.email,
        registration_number=user.registration_number,
        state=state,
        access_until=user.access_until,
        state_reason=user.state_reason,
        last_seen_at=last_seen_at,
        created_at=user.created_at,
    )


def _decision(asked: Any) -> Decision:
    return Decision(
        role_wanted=asked.role_wanted,
        station=asked.station,
        asked_at=asked.asked_at,
        decision=asked.decision,
        decided_at=asked.decided_at,
        decided_by=asked.decided_by.full_name if asked.decided_by else "",
        reason=asked.reason or "",
    )


def sign_in_row(row: Any) -> SignIn:
    """Return what a row of sessions says."""
    return SignIn(
        session_id=row.id,
        station=row.station,
        started_at=row.started_at,
        seen_at=row.seen_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )
