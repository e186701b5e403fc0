"""Where the invented work becomes real movements, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any, TypeVar, cast

from db.store import Store
from wema_tui.clock import Clock
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.chain_end import Trail, open_trail
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import (
    ExpiredStock,
    LotNotOnShelf,
    NotEnoughStock,
)
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Recorded
from wema_tui.services.pharmacy.scanning import carry_out
from wema_tui.services.session import Session

_TICK = timedelta(milliseconds=1)

Work = Callable[[datetime], object]
DoneT = TypeVar("DoneT")


@dataclass(frozen=True)
class StoryClock(Clock):
    """A clock in the past: a millisecond later at each look.

    Args:
        start: What it shows first, in UTC.
    """

    start: datetime
    _looks: Iterator[int] = field(default_factory=count)

    def now(self) -> datetime:
        """Return the moment the story has come to."""
        return self.start + next(self._looks) * _TICK

    def is_synchronised(self) -> bool:
        """Say yes: in the story it was."""
        return True


class StoppedClock(StoryClock):
    """A clock that stands: all that is done in one act is done at one instant."""

    def now(self) -> datetime:
        """Return the moment of the act."""
        return self.start


class _InsideWrite:
    """A store whose write is open already: whoever begins one goes on in it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def write(self) -> Iterator[None]:
        """Go on in the write that is open."""
        yield


class Agenda:
    """What happens on one day; carried out in the order of time."""

    def __init__(self) -> None:
        self._errands: list[tuple[datetime, int, Work]] = []
        self._nth = count()

    def add(self, at: datetime, work: Work) -> None:
        """Plan *work* for an instant; two at the same one keep their order."""
        heappush(self._errands, (at, next(self._nth), work))

    def carry_out(self) -> None:
        """Do everything, no two things at the same instant, also what is added then."""
        last: datetime | None = None
        while self._errands:
            at, _nth, work = heappop(self._errands)
            last = at if last is None or at > last else last + _TICK
            work(last)


class Desk:
    """Carries out scans as `handle_scan` would, many in one transaction.

    Args:
        trail: The end of the audit chain in the open write.
        rng: Makes the request ids.
    """

    def __init__(self, trail: Trail, rng: Random) -> None:
        self.trail = trail
        self._rng = rng

    def do(
        self, session: Session, at: datetime, call: Callable[[Session, str], DoneT]
    ) -> DoneT:
        """Let somebody use a service at an instant, as a screen would.

        Args:
            session: Who it is.
            at: When.
            call: Gets the person's session at that instant, and a request id.
        """
        here = replace(
            session,
            store=cast(Store, _InsideWrite(session.store)),
            clock=StoppedClock(session.clock.zone, at),
        )
        done = call(here, self.request_id())
        self.trail = open_trail(here)
        return done

    def act(self, session: Session, at: datetime) -> Act:
        """Return an audited write of this person at this instant."""
        return Act(session, self.trail, self.request_id(), at)

    def request_id(self) -> str:
        """Return a new request id, the same for the same seed."""
        return f"{self._rng.getrandbits(128):032x}"

    def scan(
        self,
        session: Session,
        at: datetime,
        mode: Mode,
        scan: Scan,
        **details: Any,
    ) -> Recorded | Counted | None:
        """Record one scan; None when the shelf refuses it, as it does in life.

        Args:
            session: Who scans.
            at: When.
            mode: What for.
            scan: What the code says.
            details: More of the `ScanOrder`.
        """
        act = self.act(session, at)
        order = ScanOrder(scan.raw, mode, act.request_id, **details)
        try:
            return carry_out(act, scan, order)
        except (NotEnoughStock, ExpiredStock, LotNotOnShelf):
            return None  # nothing was written; the patient comes again
