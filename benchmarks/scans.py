"""One scan on the real screen: from Enter to durable, to shown, and in bytes.

Durable means that another connection sees the movement. Shown means that the
program has written the last byte that the scan gave rise to.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import apsw
import psycopg

from benchmarks.places import Place, places
from benchmarks.table import show
from benchmarks.terminals import settle, sign_in, wema

COUNT = "SELECT COUNT(*) FROM stock_movements WHERE type = 'dispense'"


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    scans = 15 if quick else 60
    rows: list[list[object]] = []
    with places() as found:
        for place in found:
            rows += _measure(place, scans)
    heading = ["", "p50", "p99", "worst"]
    show("One scan, from Enter", heading, rows)


def _measure(place: Place, scans: int) -> list[list[object]]:
    count = _counter(place)
    chance = random.Random(1)
    durable, shown, sizes = [], [], []
    with wema(place) as app:
        sign_in(app, place)
        settle(app)
        for nth in range(scans + 3):
            code = chance.choice(place.codes)
            before, bytes_before = count(), app.bytes_written
            app.send(code.encode())
            settle(app)
            typed = app.bytes_written - bytes_before
            start = time.monotonic()
            app.send(b"\r")
            while count() == before:
                if time.monotonic() > start + 10:
                    raise RuntimeError(f"a scan was not recorded:\n{app.text()}")
            done = time.monotonic()
            settle(app)
            if nth >= 3:  # the first ones compile the queries
                durable.append((done - start) * 1000)
                shown.append((app.log[-1][0] - start) * 1000)
                sizes.append(float(app.bytes_written - bytes_before - typed))
    return [
        _row(f"{place.engine}: durable, ms", durable),
        _row(f"{place.engine}: shown, ms", shown),
        _row(f"{place.engine}: written after Enter, bytes", sizes),
    ]


def _counter(place: Place) -> Callable[[], int]:
    """Return a function that asks the database, over a connection of its own."""
    if place.engine == "SQLite":
        sqlite = apsw.Connection(place.location, flags=apsw.SQLITE_OPEN_READONLY)
        sqlite.setbusytimeout(10_000)
        return lambda: int(sqlite.execute(COUNT).fetchall()[0][0])
    server = psycopg.connect(place.location, autocommit=True)
    return lambda: int(server.execute(COUNT, prepare=True).fetchall()[0][0])


def _row(name: str, values: list[float]) -> list[object]:
    ordered = sorted(values)
    last = len(ordered) - 1
    return [name, ordered[last // 2], ordered[int(0.99 * last)], ordered[last]]
