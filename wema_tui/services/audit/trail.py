"""Writing with an audit entry: the only way a service changes anything.

    with audited_write(session, "pharmacy.dispense", request_id) as act:
        if act.done_before:
            return what_was_done(request_id)
        ...
        act.record("stock.dispense", subject, {"after": ...})

The permission is checked, the write lock taken, the person's account and
session are read anew, and the entry is in the same transaction as what it
tells. A block that ends without an entry is a programming mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from peewee import JOIN, fn

from db.audit import AuditEntry
from db.base import as_instant
from db.people import User, UserSession
from db.prepared import Prepared, value
from wema_tui.i18n import _
from wema_tui.services.audit.chain import START
from wema_tui.services.audit.chain_end import Trail, new_request_id, open_trail
from wema_tui.services.session import PermissionDenied, Session, require_alive
from wema_tui.services.trouble import explained

_REQUEST_ID = re.compile(r"[!-~]{1,64}")  # visible ASCII


@dataclass
class Act:
    """One audited write under way.

    Attributes:
        session: Who acts.
        trail: The end of the chain.
        request_id: Of this write.
        now: The instant it counts as done.
        done_before: The same request was carried out already: do nothing more.
        is_recorded: The entry is written.
        told: More for the entry, by those who help with the act.
    """

    session: Session
    trail: Trail
    request_id: str
    now: datetime
    done_before: bool = False
    is_recorded: bool = False
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def latest(self) -> datetime:
        """The latest instant that is known, for what must end in time.

        Time does not run backwards: when a computer woke up in the past, the
        newest entry is nearer to the truth than the clock.
        """
        last = self.trail.last_at
        return self.now if last is None else max(self.now, last)

    @property
    def today(self) -> date:
        """The clinic's date, for what must not be too early: expiry."""
        return self.session.clock.at_clinic(self.latest).date()

    @property
    def seq(self) -> int:
        """The number that this act's entry will have."""
        return self.trail.next_seq

    def record(self, action: str, subject: str, body: dict[str, Any]) -> int:
        """Write the act's one entry and return its number.

        Raises:
            ValueError: It was written already.
        """
        if self.is_recorded:
            raise ValueError("an act has one audit entry")
        self.is_recorded = True
        return self.trail.append(
            action,
            subject,
            body | self.told,
            request_id=self.request_id,
            now=self.now,
            by=self.session,
        )


@contextmanager
def audited_write(session: Session, permission: str, request_id: str) -> Iterator[Act]:
    """Open a write that leaves an audit entry, or nothing at all.

    Args:
        session: Who asks.
        permission: What it takes.
        request_id: Made when the form opened: the same one counts once.

    Raises:
        PermissionDenied: Also noted in the audit log.
        SessionEnded: The session or the account ended meanwhile.
        DatabaseTrouble: Nothing was written.
        ValueError: The block ended without an entry, or the id is none.
    """
    if not _REQUEST_ID.fullmatch(request_id):
        raise ValueError("a request id is 1 to 64 visible ASCII characters")
    require(session, permission)
    with explained(), session.store.write():
        act = _open(session, request_id)
        yield act
        if not (act.is_recorded or act.done_before):
            raise ValueError("a write must leave an audit entry")


def require(session: Session, permission: str) -> None:
    """Refuse what the role does not allow, and write down that it was tried.

    The first line of a service that only reads; `audited_write` has it built in.

    Raises:
        PermissionDenied: It is not in the role's list.
        DatabaseTrouble: It is not, and could not be written down.
    """
    if session.may(permission):
        return
    with explained(), session.store.write():
        open_trail(session).append(
            "permission.denied",
            f"permission:{permission}",
            {},
            request_id=new_request_id(),
            now=session.clock.now(),
        )
    raise PermissionDenied(
        _("{role} may not do this ({permission}).").format(
            role=session.role, permission=permission
        ),
        hint=_what_to_do(session),
    )


def _what_to_do(session: Session) -> str:
    if session.must_change_password:
        return _("Choose your own password first.")
    if not session.is_approved:
        return _("Your account waits for approval. Once approved, sign in again.")
    return _("Ask somebody whose work it is.")


def was_done(request_id: str) -> bool:
    """Return whether this request was carried out already. In a transaction."""
    return _DONE.row(request_id=request_id) is not None


def _open(session: Session, request_id: str) -> Act:
    now = session.clock.now()
    if session.session_id is None:
        done = was_done(request_id)
        return Act(session, open_trail(session), request_id, now, done_before=done)
    found = _CONTEXT.row(session_id=session.session_id, request_id=request_id)
    last_at = as_instant(found.last_at) if found is not None else None
    # The clock may have been set back; what was written before stays before.
    found = require_alive(session, found, max(now, last_at or now))
    trail = Trail(session, found.last_seq or 0, found.last_mac or START, last_at)
    return Act(session, trail, request_id, now, done_before=found.done is not None)


_DONE = Prepared(
    AuditEntry.select(AuditEntry.seq).where(
        AuditEntry.request_id == value("request_id")
    )
)
_last = AuditEntry.alias("last")
# A lookup by number: SQLite would copy a subquery's row into a table of its own,
# which takes as long as all the rest of this query.
_is_last = _last.seq == AuditEntry.select(fn.MAX(AuditEntry.seq))
_done = AuditEntry.alias("done")
_CONTEXT = Prepared(
    UserSession.select(
        UserSession.ended_at,
        UserSession.end_reason,
        User.state,
        User.role,
        User.access_until,
        _last.seq.alias("last_seq"),
        _last.mac.alias("last_mac"),
        _last.at.alias("last_at"),
        _done.seq.alias("done"),
    )
    .join(User, on=(UserSession.user == User.id))
    .join(_last, JOIN.LEFT_OUTER, on=_is_last)
    .join(_done, JOIN.LEFT_OUTER, on=(_done.request_id == value("request_id")))
    .where(UserSession.id == value("session_id"))
)
