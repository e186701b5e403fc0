"""The end of the audit chain, inside one write: where the next entry goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from db.audit import AuditEntry
from db.base import instant_text
from db.prepared import Prepared, value
from wema_tui.services.audit.chain import START, Entry, canonical
from wema_tui.services.session import Session


def new_request_id() -> str:
    """Return a request id; made when a form opens or a code is complete."""
    return uuid4().hex


class Trail:
    """The end of the chain inside one write; knows where the next entry goes.

    Args:
        session: Who writes.
        last_seq: Number of the newest entry, 0 for none.
        last_mac: Its mac.
        last_at: When it was written, as the clock said; kept up to date.
    """

    def __init__(
        self,
        session: Session,
        last_seq: int = 0,
        last_mac: bytes = START,
        last_at: datetime | None = None,
    ) -> None:
        self._session = session
        self._seq, self._mac, self.last_at = last_seq, last_mac, last_at

    @property
    def next_seq(self) -> int:
        """The number that the next entry will have."""
        return self._seq + 1

    def append(
        self,
        action: str,
        subject: str,
        body: dict[str, Any],
        *,
        request_id: str,
        now: datetime,
        by: Session | None = None,
    ) -> int:
        """Write one entry and return its number.

        Args:
            action: What was done: `stock.dispense`.
            subject: On what: `medication:12`.
            body: Before, after, why, ledger digests: plain values.
            request_id: Unique in the database.
            now: This instant.
            by: Who did it, when that is not the session that writes.
        """
        who = by or self._session
        entry = Entry(
            seq=self.next_seq,
            at=instant_text(now),
            clock=who.clock.state(now, self.last_at),
            user_id=who.user_id,
            role=who.role,
            session_id=who.session_id,
            station=who.station,
            request_id=request_id,
            action=action,
            subject=subject,
            body=canonical(body),
            key_id=who.key.id,
            prev=self._mac,
        )
        mac = entry.mac(who.key)
        _APPEND.rows(**vars(entry), mac=mac)
        self._seq, self._mac, self.last_at = entry.seq, mac, now
        return entry.seq


def open_trail(session: Session) -> Trail:
    """Return the end of the chain, inside an open write of several entries."""
    head = _HEAD.row()
    if head is None:
        return Trail(session)
    return Trail(session, head.seq, head.mac, head.at)


_HEAD = Prepared(
    AuditEntry.select(AuditEntry.seq, AuditEntry.mac, AuditEntry.at)
    .order_by(AuditEntry.seq.desc())
    .limit(1)
)
_APPEND = Prepared(
    AuditEntry.insert(
        {
            AuditEntry.seq: value("seq"),
            AuditEntry.at: value("at"),
            AuditEntry.clock: value("clock"),
            AuditEntry.user: value("user_id"),
            AuditEntry.role: value("role"),
            AuditEntry.session: value("session_id"),
            AuditEntry.station: value("station"),
            AuditEntry.request_id: value("request_id"),
            AuditEntry.action: value("action"),
            AuditEntry.subject: value("subject"),
            AuditEntry.body: value("body"),
            AuditEntry.key_id: value("key_id"),
            AuditEntry.prev: value("prev"),
            AuditEntry.mac: value("mac"),
        }
    )
)
