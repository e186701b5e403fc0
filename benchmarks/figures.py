"""The dashboard's queries on a clinic of five years, beside a table of day totals.

A day on which the clinic worked, in the afternoon. The totals answer what the chart
asks; they know no hour, so the comparison with yesterday could not be read from them.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.table import show
from db.store import Store, open_store
from tests.postgres import NoServerError, running_server
from wema_tui.clock import Clock
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.demo import DemoPlan, make_demo
from wema_tui.services.clinic.figures.dashboard import dashboard
from wema_tui.services.clinic.figures.revenue import revenue
from wema_tui.services.clinic.figures.spans import Step, bars
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.session import Session

_TIMES = 15

_TOTALS = (
    "CREATE TABLE bench_day_totals AS"
    " SELECT {day} AS day, SUM(m.quantity * d.unit_price * -1) AS worth"
    " FROM stock_movements m JOIN medications d ON d.id = m.medication_id"
    " WHERE m.type = 'dispense' GROUP BY 1",
    "CREATE UNIQUE INDEX bench_day_totals_day ON bench_day_totals (day)",
)
_DAY = {"sqlite": "substr(m.at, 1, 10)", "postgresql": "CAST(m.at AS date)"}


class Afternoon(Clock):
    """A clock that shows three in the afternoon of the demo's last weekday."""

    def now(self) -> datetime:
        """Return that instant."""
        day = super().now().astimezone(self.zone) - timedelta(days=1)
        while day.weekday() > 4:  # the weekend is quiet
            day -= timedelta(days=1)
        return day.replace(hour=15, minute=0).astimezone(UTC)


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    days = 365 if quick else 1826
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for engine, address in _addresses(Path(folder)):
            rows += _measure(engine, address, Path(folder) / engine, days)
    heading = ["", "p50 ms", "worst ms"]
    show(f"The dashboard of a clinic of {days} days", heading, rows)


def _addresses(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", str(folder / "wema.db")
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(running_server(durable=True))
        except NoServerError as error:
            print(f"PostgreSQL is left out: {error}")
        else:
            yield "PostgreSQL", server.create("wema")


def _measure(engine: str, address: str, keys: Path, days: int) -> list[list[object]]:
    store = open_store(address, create=True)
    make_demo(store, keys, DemoPlan(days, patients=2000), lambda _done, _all: None)
    with store.write():
        for statement in _TOTALS:
            store.execute(statement.format(day=_DAY[store.dialect.engine]))
        store.execute("ANALYZE")
    clinic = open_clinic(store, keys)
    signed_in = resume(clinic.door("benchmark"), "ADM001")
    clock = Afternoon(clinic.clock.zone)
    session = replace(signed_in, clock=clock, must_change_password=False)
    store.hold()
    seen = dashboard(session, lines=40)
    asked: dict[str, Callable[[], object]] = {
        "the whole dashboard": partial(dashboard, session, lines=40),
        "a look when nothing is new": partial(
            dashboard, session, lines=40, before=seen
        ),
    }
    for step in Step:
        asked[f"revenue by {step}"] = partial(revenue, session, step)
        asked[f"revenue by {step}, from day totals"] = partial(
            _from_totals, session, step
        )
    rows = [[f"{engine}: {name}", *_timed(call)] for name, call in asked.items()]
    store.release()
    return rows


def _from_totals(session: Session, step: Step) -> list[object]:
    store: Store = session.store
    found = bars(step, session.clock.today(), session.clock.zone)
    starts = [start for start, _span in found]
    ends = [*starts[1:], session.clock.today() + timedelta(days=1)]
    with session.read():
        return [
            store.execute(
                "SELECT COALESCE(SUM(worth), 0) FROM bench_day_totals"
                f" WHERE day >= '{start}' AND day < '{end}'"
            )
            for start, end in zip(starts, ends, strict=True)
        ]


def _timed(call: Callable[[], object]) -> list[float]:
    call()  # compiles the queries
    taken = []
    for _nth in range(_TIMES):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return [sorted(taken)[_TIMES // 2], max(taken)]
