"""Stock movements a second, beside what the driver alone manages.

Each process is a till of its own, with its own session and connection. It
either scans as fast as it can, or twice a second: then the wait is measured
from the moment the scan was due, so that a till that is kept waiting cannot
hide it by scanning less.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.places import Place, places
from benchmarks.raw import queued_scan, raw_scan
from benchmarks.table import show
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.scanning import handle_scan

TILLS = (1, 4, 16)
PACE = 0.5  # seconds between two scans of an unhurried till
ROUNDS = 4  # in which the driver and WEMA take turns
WARM_UP = 30  # scans that are not measured

# Not "spawn": sixteen interpreters that start together would be measured, too.
_PROCESSES = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Measured:
    """What all tills together did.

    Attributes:
        rate: Movements a second.
        waits: Milliseconds from scan to durable, sorted.
    """

    rate: float
    waits: list[float]

    @staticmethod
    def together(parts: Sequence[Measured]) -> Measured:
        """Return several measurements, equally long, as one."""
        waits = sorted(wait for part in parts for wait in part.waits)
        return Measured(sum(part.rate for part in parts) / len(parts), waits)

    def wait(self, share: float) -> float:
        """Return the wait that *share* of the scans did not exceed."""
        return self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]


def wema_scan(place: Place) -> Callable[[str], None]:
    """Return a function that dispenses one pack, as the scan field does."""
    session = place.sign_in()

    def scan(code: str) -> None:
        handle_scan(session, ScanOrder(code, Mode.DISPENSE, new_request_id()))

    return scan


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    seconds = 3.0 if quick else 8.0
    with places() as found:
        for place in found:
            _measure_engine(place, seconds)


def _measure_engine(place: Place, seconds: float) -> None:
    saturating, paced = [], []
    for tills in TILLS:
        turns = _in_turns(place, tills, seconds)
        raw = turns["the driver alone"]
        saturating += [
            _row(f"{tills} · {name}", it, it.rate / raw.rate)
            for name, it in turns.items()
        ]
        slow = measure(place, wema_scan, tills, seconds, pace=PACE)
        paced.append(_row(f"{tills} · WEMA", slow)[:-1])
    heading = ["tills", "a second", "p50 ms", "p99 ms", "worst ms", "of the driver"]
    show(f"{place.engine}: as fast as it goes", heading, saturating)
    show(f"{place.engine}: two a second each", heading[:-1], paced)


def _in_turns(place: Place, tills: int, seconds: float) -> dict[str, Measured]:
    """Measure the driver and WEMA by turns: a shared disk has its moods."""
    scans = {"the driver alone": raw_scan, "WEMA": wema_scan}
    if place.engine == "SQLite":
        scans["the driver, in WEMA's queue"] = queued_scan
    turns = [
        [measure(place, scan, tills, seconds / ROUNDS) for scan in scans.values()]
        for _nth in range(ROUNDS)
    ]
    columns = zip(*turns, strict=True)
    return dict(zip(scans, map(Measured.together, columns), strict=True))


def _row(name: str, it: Measured, ratio: float = 0.0) -> list[Any]:
    return [name, it.rate, it.wait(0.5), it.wait(0.99), it.waits[-1], ratio]


def measure(
    place: Place,
    prepare: Callable[[Place], Callable[[str], None]],
    tills: int,
    seconds: float,
    *,
    pace: float = 0.0,
) -> Measured:
    """Let *tills* processes scan at the same time.

    Args:
        place: Where.
        prepare: Makes the function that scans one code.
        tills: How many processes.
        seconds: For how long.
        pace: Seconds between the scans of one till; 0 for no pause.
    """
    ready = _PROCESSES.Barrier(tills)
    answers = _PROCESSES.SimpleQueue()
    processes = [
        _PROCESSES.Process(
            target=_till, args=(place, prepare, ready, answers, nth, seconds, pace)
        )
        for nth in range(tills)
    ]
    for process in processes:
        process.start()
    waits: list[float] = []
    rate = 0.0
    for _process in processes:
        own, took = answers.get()
        if not own:
            ready.abort()
            raise RuntimeError("a till failed; its traceback is above")
        waits += own
        rate += len(own) / took
    for process in processes:
        process.join()
    return Measured(rate, sorted(waits))


def _till(
    place: Place,
    prepare: Callable[[Place], Callable[[str], None]],
    ready: Any,
    answers: Any,
    nth: int,
    seconds: float,
    pace: float,
) -> None:
    try:
        answers.put(_scans(place, prepare, ready, nth, seconds, pace))
    except BaseException:
        answers.put(([], 0.0))
        raise


def _scans(
    place: Place,
    prepare: Callable[[Place], Callable[[str], None]],
    ready: Any,
    nth: int,
    seconds: float,
    pace: float,
) -> tuple[list[float], float]:
    """Return milliseconds of each scan, and the seconds they took in all."""
    chance = random.Random(nth)
    scan = prepare(place)
    for _nth in range(WARM_UP):
        scan(chance.choice(place.codes))
    ready.wait()
    start = time.perf_counter()
    due, waits = start + pace * chance.random(), []
    while (begun := time.perf_counter()) < start + seconds:
        if pace:
            time.sleep(max(0.0, due - begun))
            begun, due = due, due + pace
        scan(chance.choice(place.codes))
        waits.append((time.perf_counter() - begun) * 1000)
    return waits, time.perf_counter() - start
