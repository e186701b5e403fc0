"""Who is asking: given to every service as its first argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from db.base import as_instant
from db.people import User, UserSession
from db.prepared import Prepared, value
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.permissions import SYSTEM, permissions_of
from wema_tui.services.trouble import explained

LOST_AFTER: Final = timedelta(hours=12)
"""Without a key for so long, a session was left by a power cut or a killed program."""


class PermissionDenied(WemaError):
    """This person's role does not allow it."""

    code = "permission.denied"


class SessionEnded(WemaError):
    """The session was ended, or the account closed or changed, meanwhile."""

    code = "session.ended"


@dataclass(frozen=True)
class Session:
    """One signed-in person at one station.

    Attributes:
        store: The database.
        clock: The clinic's clock.
        key: Signs the audit entries.
        user_id: Row of the person; None for the console itself.
        session_id: Row of the sign-in; None for the console itself.
        employee_id: `PHA001`.
        full_name: As the person writes it.
        role: One of `ROLES`.
        station: Where the person sits: `pharmacy-pi pts/3`.
        must_change_password: A one-time password was used.
        is_approved: False while the account waits for approval.
        access_until: When it ends, if nobody approves the account before.
    """

    store: Store
    clock: Clock
    key: AuditKey
    user_id: int | None = None
    session_id: int | None = None
    employee_id: str = ""
    full_name: str = ""
    role: str = SYSTEM
    station: str = "console"
    must_change_password: bool = False
    is_approved: bool = True
    access_until: datetime | None = None
    permissions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Look up once what the role may do.

        Who came in with a one-time password may give themselves another, and
        nothing else.
        """
        allowed = permissions_of(self.role, is_approved=self.is_approved)
        if self.must_change_password:
            allowed = allowed & {"own.password"}
        object.__setattr__(self, "permissions", allowed)

    def may(self, permission: str) -> bool:
        """Return whether the person may do it. For screens that hide things."""
        return permission in self.permissions

    @contextmanager
    def read(self) -> Iterator[None]:
        """See one consistent state of the data for the length of the block.

        Inside a write, which has looked already, it costs nothing.

        Raises:
            SessionEnded: The session or the account ended meanwhile.
            DatabaseTrouble: It cannot be read.
        """
        is_inside = self.store.is_in_transaction
        with explained(), self.store.read():
            if self.session_id is not None and not is_inside:
                found = _ALIVE.row(session_id=self.session_id)
                require_alive(self, found, self.clock.now())
            yield


def require_alive(session: Session, found: Any, now: datetime) -> Any:
    """Refuse a session that was ended, or whose account was closed or changed.

    Args:
        session: As it was at the sign-in.
        found: What the database says now: ended_at, end_reason, state, role,
            access_until; None for nothing.
        now: The latest instant that is known.

    Raises:
        SessionEnded: It is not what it was; the sentence says why.
    """
    if found is None:
        raise _ended("")
    if found.ended_at is not None:
        raise _ended(found.end_reason)
    require_account(session, found, now)
    return found


def require_account(session: Session, found: Any, now: datetime) -> None:
    """Refuse whoever's account was closed or changed, or has had its time.

    Args:
        session: As it was at the sign-in.
        found: What the database says now: state, role, access_until; None for
            nothing.
        now: The latest instant that is known.

    Raises:
        SessionEnded: It is not what it was.
    """
    if found is None or found.state != "active":
        raise _ended("closed")
    if found.role != session.role:
        raise _ended("role_changed")
    access_until = as_instant(found.access_until)
    if access_until is not None and now >= access_until:
        raise _ended("access_over")


def _ended(reason: str) -> SessionEnded:
    why = {
        "by_administrator": _("The administrator has ended this session."),
        "by_owner": _("You have ended this session from another place."),
        "password_changed": _("Your password was changed: this session has ended."),
        "too_many": _("You signed in at too many places: the oldest was ended."),
        "lost": _("Nobody was seen at this session for {n} hours.").format(
            n=LOST_AFTER // timedelta(hours=1)
        ),
        "too_old": _("You have been signed in for too long."),
        "closed": _("This account was closed."),
        "rejected": _("This account was not approved."),
        "role_changed": _("Your role was changed."),
        "access_over": _("Your temporary access has ended: nobody has approved it."),
    }.get(reason, _("This session has ended."))
    hint = _("Sign in again; nothing was saved.")
    if reason in ("closed", "rejected", "access_over"):
        hint = _("Ask the administrator; nothing was saved.")
    return SessionEnded(why, hint=hint)


_ALIVE = Prepared(
    UserSession.select(
        UserSession.ended_at,
        UserSession.end_reason,
        User.state,
        User.role,
        User.access_until,
    )
    .join(User, on=(UserSession.user == User.id))
    .where(UserSession.id == value("session_id"))
)
