"""Who is signed in where, since when; and how a session ends that nobody signs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from db.people import User, UserSession
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.clinic.settings import Settings, settings_of
from wema_tui.services.paging import Page, page_of
from wema_tui.services.searching import words_in
from wema_tui.services.session import LOST_AFTER, Session
from wema_tui.services.trouble import explained

MOST_OPEN: Final = 5  # sessions of one person

_IS_OPEN = UserSession.ended_at.is_null()


class NoSuchSession(WemaError):
    """It has ended already, or is another person's."""

    code = "session.gone"

    def __init__(self) -> None:
        super().__init__(
            _("This session is not open any more."), hint=_("Look at the list again.")
        )


@dataclass(frozen=True)
class SessionRow:
    """One open session.

    Attributes:
        session_id: Its row.
        user_id: Whose it is.
        employee_id: `PHA001`.
        full_name: As the person writes it.
        role: One of `ROLES`.
        station: Where the person sits.
        started_at: When they signed in.
        seen_at: When they were seen last, give or take two minutes.
        is_this: It is the session that asks.
    """

    session_id: int
    user_id: int
    employee_id: str
    full_name: str
    role: str
    station: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def open_sessions(
    session: Session, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[SessionRow]:
    """Return who is signed in, the newest first; those that were lost are ended.

    Args:
        session: Who asks.
        text: A part of a name, an ID, a role or a station.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "sessions.see")
    with session.read():
        is_any_lost = UserSession.select().where(_is_lost(session)).exists()
    if is_any_lost:
        with explained(), session.store.write():
            _end(session, _is_lost(session), "lost")
    columns = (User.employee_id, User.role, UserSession.station)
    query = _rows().where(words_in(text, *columns))
    with session.read():
        return page_of(
            query, lambda row: _plain(session, row), offset=offset, limit=limit
        )


def own_sessions(session: Session) -> tuple[SessionRow, ...]:
    """Return where the person is signed in, the newest first.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "own.sessions")
    with session.read():
        rows = list(_rows().where(UserSession.user == session.user_id))
    return tuple(_plain(session, row) for row in rows)


def end_session(session: Session, session_id: int, *, request_id: str) -> None:
    """End anybody's session: its next action is refused. Safe to repeat.

    Raises:
        NoSuchSession: It has ended already.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    _end_one(session, session_id, "sessions.end", "by_administrator", request_id)


def end_own_session(session: Session, session_id: int, *, request_id: str) -> None:
    """End one's own session at another place. Safe to repeat.

    Raises:
        NoSuchSession: It has ended already, or is somebody else's.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    _end_one(session, session_id, "own.sessions", "by_owner", request_id)


def pulse(session: Session, *, has_worked: bool) -> Settings:
    """Look once a minute whether the session is still open; return the settings.

    Args:
        session: Who is signed in.
        has_worked: Keys have come since it was written last.

    Raises:
        SessionEnded: It was ended: hide the screen.
        DatabaseTrouble: The database did not answer.
    """
    with session.read():
        settings = settings_of(session.store)
    if has_worked:
        seen(session)
    return settings


def seen(session: Session) -> None:
    """Note that the person is at work. Leaves no audit entry: it is no deed.

    Raises:
        DatabaseTrouble: It could not be written; nothing is lost with it.
    """
    with explained(), session.store.write():
        UserSession.update(seen_at=session.clock.now()).where(
            UserSession.id == session.session_id, _IS_OPEN
        ).execute()


def make_room(session: Session) -> None:
    """End what this person has left open elsewhere. Inside the sign-in's write.

    Sessions that a power cut has left, and the oldest of more than `MOST_OPEN`.
    """
    is_own = UserSession.user == session.user_id
    _end(session, is_own & _is_lost(session), "lost")
    newest = (
        UserSession.select(UserSession.id)
        .where(is_own, _IS_OPEN)
        .order_by(UserSession.id.desc())
        .limit(MOST_OPEN)
    )
    kept = [row.id for row in newest]
    _end(session, is_own & _IS_OPEN & UserSession.id.not_in(kept), "too_many")


def require_young(session: Session) -> None:
    """End the session if it is older than the clinic lets one become.

    Raises:
        SessionEnded: It was; whoever it is signs in again, the drafts are kept.
        DatabaseTrouble: The database did not answer.
    """
    hours = settings_of(session.store).session_hours
    oldest = session.clock.now() - timedelta(hours=hours)
    is_old = (UserSession.id == session.session_id) & _IS_OPEN
    is_old &= UserSession.started_at <= oldest
    with explained(), session.store.read():
        is_any = UserSession.select().where(is_old).exists()
    if is_any:
        with explained(), session.store.write():
            _end(session, is_old, "too_old")
        with session.read():
            pass  # it says why


def _is_lost(session: Session) -> Any:
    """Tell which open sessions nobody can be at; none while the clock is not set."""
    if not session.clock.is_synchronised():
        return UserSession.id.is_null()
    before = session.clock.now() - LOST_AFTER
    is_silent = (UserSession.seen_at <= before) | UserSession.seen_at.is_null()
    return (
        _IS_OPEN
        & is_silent
        & (UserSession.started_at <= before)
        & (UserSession.id != session.session_id)
    )


def _end(session: Session, which: Any, reason: str) -> None:
    """End sessions without anybody's order, each with its entry. Inside a write."""
    now, trail = session.clock.now(), open_trail(session)
    for row in UserSession.select().where(which).order_by(UserSession.id):
        UserSession.update(ended_at=now, end_reason=reason).where(
            UserSession.id == row.id
        ).execute()
        trail.append(
            "session.end",
            f"user:{row.user_id}",
            {"reason": reason, "session": row.id},
            request_id=new_request_id(),
            now=now,
        )


def _end_one(
    session: Session, session_id: int, permission: str, reason: str, request_id: str
) -> None:
    with audited_write(session, permission, request_id) as act:
        if act.done_before:
            return
        row = UserSession.get_or_none(UserSession.id == session_id, _IS_OPEN)
        if row is None or (reason == "by_owner" and row.user_id != session.user_id):
            raise NoSuchSession
        row.ended_at, row.end_reason = act.now, reason
        row.save()
        act.record(
            "session.end",
            f"user:{row.user_id}",
            {"reason": reason, "session": row.id},
        )


def _rows() -> Any:
    return (
        UserSession.select(UserSession, User)
        .join(User, on=(UserSession.user == User.id))
        .where(_IS_OPEN)
        .order_by(UserSession.id.desc())
    )


def _plain(session: Session, row: Any) -> SessionRow:
    return SessionRow(
        session_id=row.id,
        user_id=row.user.id,
        employee_id=row.user.employee_id,
        full_name=row.user.full_name,
        role=row.user.role,
        station=row.station,
        started_at=row.started_at,
        seen_at=row.seen_at or row.started_at,
        is_this=row.id == session.session_id,
    )
