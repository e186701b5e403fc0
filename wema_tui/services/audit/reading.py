"""Look something up in the audit log: who did what, to what, when.

Looking is not noted: whoever may, may look at all of it, and a note of it would
tell nothing.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import neg
from typing import Any

from peewee import JOIN

from db.audit import AuditEntry
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.search import Wanted, search
from wema_tui.services.audit.trail import require
from wema_tui.services.paging import Page
from wema_tui.services.session import Session


class NoSuchEntry(WemaError):
    """The audit log has no entry with this number."""

    code = "audit.no_entry"


@dataclass(frozen=True)
class EntryRow:
    """One entry of the audit log, as a list shows it.

    Attributes:
        seq: Its number: the order of events.
        at: The instant, as the clock then said.
        clock: How far to trust it: ok, back, unsynced.
        employee_id: Who; empty for the console and for whoever is not signed in.
        full_name: Who.
        role: In which role.
        station: Where.
        action: What: `stock.dispense`.
        subject: On what: `medication:12`.
    """

    seq: int
    at: datetime
    clock: str
    employee_id: str
    full_name: str
    role: str
    station: str
    action: str
    subject: str


@dataclass(frozen=True)
class Told:
    """One thing that an entry tells.

    Attributes:
        name: Of the field; empty where there is but one value.
        before: What it was; None for nothing.
        after: What it is now; None for nothing.
    """

    name: str
    before: Any = None
    after: Any = None

    @property
    def is_changed(self) -> bool:
        """Whether it is not what it was."""
        return bool(self.before != self.after)


@dataclass(frozen=True)
class EntryDetail:
    """Everything that one entry tells.

    Attributes:
        row: Who, what, when.
        session_id: In which session; None for the console.
        request_id: Unique; made by whoever asked.
        changes: Every field before and after; of what the entry compares.
        more: What else it tells, name by name.
    """

    row: EntryRow
    session_id: int | None
    request_id: str
    changes: tuple[Told, ...]
    more: tuple[tuple[str, Any], ...]


def entries(
    session: Session, wanted: Wanted, *, offset: int = 0, limit: int = 20
) -> Page[EntryRow]:
    """Return a page of what is wanted, the newest first.

    However long the log, a page comes at once: of a filter that lets very many
    through only the newest are looked at, and the page says that it has more.

    Args:
        session: Who asks.
        wanted: Which entries.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied: The role may not see the log.
        SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "audit.see")
    with session.read():
        found = search(session.store, session.clock, wanted)
        total = len(found.seqs)
        if offset >= total:
            offset = max(0, total - 1) // limit * limit
        rows = _entries_with(found.seqs[offset : offset + limit])
    return Page(tuple(map(_row, rows)), offset, total, has_more=not found.is_all)


def beside(session: Session, wanted: Wanted, seq: int, step: int) -> int | None:
    """Return the number of a neighbour of an entry among those that are wanted.

    Args:
        session: Who asks.
        wanted: Which entries.
        seq: Number of the entry.
        step: 1 for the next older one, -1 for the next newer.

    Raises:
        PermissionDenied: The role may not see the log.
        SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "audit.see")
    with session.read():
        seqs = search(session.store, session.clock, wanted).seqs
    place = bisect_left(seqs, -seq, key=neg) + step
    return seqs[place] if 0 <= place < len(seqs) else None


def entry(session: Session, seq: int) -> EntryDetail:
    """Return all that one entry tells.

    Raises:
        NoSuchEntry: There is none with this number.
        PermissionDenied: The role may not see the log.
        SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "audit.see")
    with session.read():
        rows = _entries_with([seq])
    if not rows:
        raise NoSuchEntry(
            _("The audit log has no entry {seq}.").format(seq=seq),
            hint=_("Look at the list for the numbers that there are."),
        )
    (row,) = rows
    body: dict[str, Any] = json.loads(row.body)
    before, after = _fields(body.pop("before", None)), _fields(body.pop("after", None))
    names = sorted({*before, *after})
    return EntryDetail(
        _row(row),
        row.session_id,
        row.request_id,
        tuple(Told(name, before.get(name), after.get(name)) for name in names),
        tuple(sorted(body.items())),
    )


def _fields(told: Any) -> dict[str, Any]:
    if told is None:
        return {}
    return told if isinstance(told, dict) else {"": told}


def _entries_with(seqs: Sequence[int]) -> list[Any]:
    query = (
        AuditEntry.select(AuditEntry, User.employee_id, User.full_name)
        .join(User, JOIN.LEFT_OUTER, on=(AuditEntry.user == User.id))
        .where(AuditEntry.seq.in_(list(seqs)))
        .order_by(AuditEntry.seq.desc())
        .objects()
    )
    return list(query)


def _row(row: Any) -> EntryRow:
    return EntryRow(
        seq=row.seq,
        at=row.at,
        clock=row.clock,
        employee_id=row.employee_id or "",
        full_name=row.full_name or "",
        role=row.role,
        station=row.station,
        action=row.action,
        subject=row.subject,
    )
