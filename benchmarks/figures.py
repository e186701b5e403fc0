"""The dashboard's queries on a clinic of five years, beside a table of day totals.

A day on which the clinic worked, in the afternoon. The totals answer what the chart
asks; they know no hour, so the comparison with yesterday could not be read from them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.places import addresses
from benchmarks.table import milliseconds, show
from db.store import Store, open_store
from wema_tui.clock import Clock
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.demo import DemoPlan, make_demo
from wema_tui.services.clinic.figures.dashboard import dashboard
from wema_tui.services.clinic.figures.revenue import revenue
from wema_tui.services.clinic.figures.spans import Step, bars
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.session import Session

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
        for engine, address in addresses(Path(folder)):
            rows += _measure(engine, address, Path(folder) / engine, days)
    heading = ["", "p50 ms", "worst ms"]
    show(f"The dashboard of a clinic of {days} days", heading, rows)


def _measure(engine: str, address: str, keys: Path, days: int) -> list[list[object]]:
    store = open_store(address, create=True)
    make_demo(store, keys, DemoPlan(days, patients=2000), lambda _done, _all: None)
    return measured(engine, store, keys)


def measured(engine: str, store: Store, keys: Path) -> list[list[object]]:
    """Measure on a demo clinic; adds a table of totals to it.

    Args:
        engine: How its rows are called.
        store: Of the clinic.
        keys: Folder of its audit key.
    """
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
    rows = [[f"{engine}: {name}", *milliseconds(call)] for name, call in asked.items()]
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
