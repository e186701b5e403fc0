"""Which audit entries somebody looks for: their numbers, the newest first.

Nothing here walks the whole table, however long it has grown. Each filter has
lanes: an index each, that leads from the newest entry it fits to the oldest. Only
the filter with the fewest entries is followed, so far and no further; the
others are asked of what it leads to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import chain, pairwise
from operator import and_, or_
from typing import Any, Final

from peewee import SQL, fn

from db.audit import AuditEntry
from db.base import as_instant
from db.people import User
from db.prepared import Prepared, value
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.services.patients.rules import subject_named
from wema_tui.text import folded

MOST: Final = 2_000  # entries that one search looks at
_MANY: Final = 20  # lanes: so many are not followed one by one


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody wants to see; what is empty lets all through.

    Attributes:
        person: Employee ID, or a part of the name.
        patient: Medical ID of a patient, whom the entry is about or tells of.
        action: How the action begins: `stock.`.
        since: The first day, on the clinic's calendar, as the clock then said.
        until: The last day.
    """

    person: str = ""
    patient: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Numbers:
    """The numbers of what was found.

    Attributes:
        seqs: The newest first.
        is_all: False where there may be more, older ones.
    """

    seqs: Sequence[int]
    is_all: bool = True


def search(store: Store, clock: Clock, wanted: Wanted) -> Numbers:
    """Return which entries are wanted. Inside a read."""
    spans = _joined(_spans(store, clock, wanted))
    if not spans:
        return Numbers(())
    filters = list(_filters(store, wanted))
    if not all(each.lanes for each in filters):
        return Numbers(())  # nobody is called so, nothing is done that is called so
    if not filters:
        return Numbers(_backwards(spans))
    within = _within(spans)
    first = min(filters, key=lambda each: _extent(each.lanes, within))
    others = [each.fits for each in filters if each is not first]
    if len(first.lanes) > _MANY:
        return _follow([within], within, [first.fits, *others])
    return _follow(first.lanes, within, others)


def _follow(lanes: Sequence[Any], within: Any, others: Sequence[Any]) -> Numbers:
    """Look at the newest entries of some lanes, and keep what fits the others."""
    fits = reduce(and_, others) if others else SQL("1 = 1")
    each = MOST // len(lanes)
    found: dict[int, bool] = {}
    end = 0  # where the first lane was left: older ones may be missing
    for lane in lanes:
        rows = list(_newest(lane, within, each + 1, fits))
        found.update((seq, bool(it_fits)) for seq, it_fits in rows[:each])
        if len(rows) > each:
            end = max(end, rows[each - 1][0])
    seqs = sorted((s for s, fits in found.items() if fits and s >= end), reverse=True)
    return Numbers(seqs, is_all=not end)


def _extent(lanes: Sequence[Any], within: Any) -> int:
    """Return how many entries a filter lets through; of very many not all."""
    if len(lanes) > _MANY:
        return MOST + 1
    return sum(_newest(lane, within, MOST + 1).count() for lane in lanes)


def _newest(lane: Any, within: Any, limit: int, *also: Any) -> Any:
    query = AuditEntry.select(AuditEntry.seq, *also).where(lane, within)
    return query.order_by(AuditEntry.seq.desc()).limit(limit).tuples()


# -- the filters ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Filter:
    """What lets some entries through.

    Attributes:
        lanes: What to look for in an index: one after the other they have all.
        fits: The same as one condition.
    """

    lanes: Sequence[Any]
    fits: Any


def _filters(store: Store, wanted: Wanted) -> Iterator[_Filter]:
    if wanted.person:
        yield _one_of(AuditEntry.user, _people(wanted.person))
    if wanted.patient:
        name = subject_named(wanted.patient)
        tells = SQL("body LIKE '%%\"patient\":%%'")  # as the index has it
        told = SQL(store.dialect.render("{told patient}"))
        lanes = (AuditEntry.subject == name, tells & (told == name))
        yield _Filter(lanes, reduce(or_, lanes))
    if wanted.action:
        every = (action for (action,) in store.execute(_ACTIONS) if action)
        actions = [each for each in every if each.startswith(wanted.action)]
        yield _one_of(AuditEntry.action, actions)


def _one_of(column: Any, values: list[Any]) -> _Filter:
    return _Filter([column == each for each in values], column.in_(values))


def _people(text: str) -> list[int]:
    wanted = folded(text.strip())
    people = list(User.select(User.id, User.employee_id, User.full_name).tuples())
    ids = [id for id, employee_id, _name in people if folded(employee_id) == wanted]
    return ids or [id for id, _id, name in people if wanted in folded(name)]


# From each action to the next: a look at an index for each that there is.
_ACTIONS = """
WITH RECURSIVE each (action) AS (
  SELECT MIN(action) FROM audit_entries
  UNION ALL
  SELECT (SELECT MIN(action) FROM audit_entries WHERE action > each.action)
  FROM each WHERE each.action IS NOT NULL)
SELECT action FROM each"""


# -- time ------------------------------------------------------------------------------


def _spans(store: Store, clock: Clock, wanted: Wanted) -> Iterator[range]:
    """Yield the numbers of all entries whose clock showed one of the wanted days.

    The times in the log grow, but for where the clock was set back: in each piece
    between two such places a few looks find where the days begin and end.
    """
    last = AuditEntry.select(fn.MAX(AuditEntry.seq)).scalar() or 0
    if wanted.since is None and wanted.until is None:
        yield range(1, last + 1)
        return
    since = _midnight(clock, wanted.since or _FIRST)
    until = _midnight(clock, min(wanted.until or _LAST, _LAST) + timedelta(days=1))
    ends = store.execute(_ENDS)
    known = {seq: as_instant(at) for seq, at, _begins in ends}

    def at(seq: int) -> datetime:
        return known.get(seq) or _at(seq)

    for start, stop in pairwise([1, *sorted(e[0] for e in ends if e[2]), last + 1]):
        piece = range(start, stop)
        span = piece[_before(piece, since, at) : _before(piece, until, at)]
        if span:
            yield span


def _joined(spans: Iterable[range]) -> list[range]:
    """Return the same numbers, what touches as one: each span costs a condition."""
    joined: list[range] = []
    for span in spans:
        if joined and joined[-1].stop == span.start:
            joined[-1] = range(joined[-1].start, span.stop)
        else:
            joined.append(span)
    return joined


def _before(piece: range, instant: datetime, at: Callable[[int], datetime]) -> int:
    """Return how many entries of a piece are before an instant."""
    if not piece or at(piece[-1]) < instant:
        return len(piece)
    if at(piece[0]) >= instant:
        return 0
    return bisect_left(piece, instant, key=at)


# Where each piece begins, and the end of the one before.
_ENDS = """
SELECT seq, at, 1 FROM audit_entries WHERE clock = 'back'
UNION ALL
SELECT seq, at, 0 FROM audit_entries
WHERE seq IN (SELECT seq - 1 FROM audit_entries WHERE clock = 'back')"""

_FIRST, _LAST = date(1970, 1, 1), date(9999, 1, 1)  # days that every zone has


def _midnight(clock: Clock, day: date) -> datetime:
    day = min(max(day, _FIRST), _LAST)
    return datetime.combine(day, time.min, clock.zone).astimezone(UTC)


def _at(seq: int) -> datetime:
    row = _AT.row(seq=seq)
    at = as_instant(row.at) if row is not None else None
    assert at is not None  # no entry is ever removed
    return at


def _within(spans: Sequence[range]) -> Any:
    all_of_it = AuditEntry.seq.between(spans[0][0], spans[-1][-1])
    if len(spans) == 1:
        return all_of_it
    each = (AuditEntry.seq.between(span[0], span[-1]) for span in spans)
    return all_of_it & reduce(or_, each)


def _backwards(spans: Sequence[range]) -> Sequence[int]:
    if len(spans) == 1:
        return spans[0][::-1]
    return tuple(chain.from_iterable(span[::-1] for span in reversed(spans)))


_AT = Prepared(
    AuditEntry.select(AuditEntry.at)
    .where(AuditEntry.seq >= value("seq"))
    .order_by(AuditEntry.seq)
    .limit(1)
)
