"""Bytes that the program writes for each action: what a slow line has to carry.

WEMA in its profile for slow lines, the same program with the output of stock
Textual, and a curses program with the same screens, all in one run.
"""

from __future__ import annotations

import contextlib
import sys
import time
import zlib
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.places import Place, places
from benchmarks.table import show
from benchmarks.terminals import settle
from tests.terminal.pty_app import ROOT, PtyApp

F3, F6, PAGE_DOWN, ESC = b"\x1bOR", b"\x1b[17~", b"\x1b[6~", b"\x1b"
SCAN_SCREEN, DIALOG = "F7 Undo", "What does a scan do?"
SIZES = ((80, 24), (132, 43))
TIMES = 9  # of what is small
QUIET = 0.5  # seconds without a byte: then the action is over
IDLE = 120.0  # seconds: two minutes of a clock, whenever it begins
BUDGETS = {  # bytes, at 80 by 24, in the profile for slow lines
    "home, from sign-in": 3_500,
    "one scan, recorded and shown": 180,
    "one typed character": 35,
    "open a dialog": 1_500,
    "close it": 1_500,
    "a page of a list": 2_000,
    "a minute of nothing": 20,
}


class Cost(NamedTuple):
    """What one action costs, in bytes: as it is, and through zlib as by `ssh -C`."""

    plain: float
    packed: float


class Meter:
    """Counts what a program writes.

    Args:
        app: The program.
    """

    def __init__(self, app: PtyApp) -> None:
        self._app = app
        self._seen = 0  # entries of its log
        self._zlib = zlib.compressobj()  # one for the whole session, as ssh has it

    def cost(self) -> Cost:
        """Return what it has written since the last time."""
        settle(self._app, QUIET)
        log = self._app.log[self._seen :]
        self._seen += len(log)
        packed = 0
        for _at, data in log:
            packed += len(self._zlib.compress(data))
            packed += len(self._zlib.flush(zlib.Z_PARTIAL_FLUSH))
        return Cost(sum(len(data) for _at, data in log), packed)

    def of(self, keys: bytes, until: str = "") -> Cost:
        """Type *keys* and return what they cost, once the screen shows *until*."""
        self._app.send(keys)
        if until:
            self._app.wait_for(until, seconds=60)
        return self.cost()


def measure(meter: Meter, place: Place) -> dict[str, Cost]:
    """Do everything that a person does; return the middle of each.

    Args:
        meter: Of a program at sign-in.
        place: The clinic that it works on.
    """
    found = {"the first screen": meter.cost()}
    codes = place.codes
    meter.of(b"PHA001\r" + place.password.encode())
    found["home, from sign-in"] = meter.of(b"\r", SCAN_SCREEN)
    scans = [f"{codes[nth % len(codes)]}\r".encode() for nth in range(30)]
    for scan in scans[:-TIMES]:  # the list is full then
        meter.of(scan)
    same = [meter.of(scans[-1]) for _nth in range(TIMES)][1:]
    found["one scan, recorded and shown"] = _middle(same)
    found["one of another medicine"] = _middle(map(meter.of, scans[-TIMES:-1]))
    found["one typed character"] = _middle(meter.of(b"%d" % n) for n in (5, 9, 0, 1))
    meter.of(b"\x7f" * 4)
    rounds = [(meter.of(F6, DIALOG), meter.of(ESC, SCAN_SCREEN)) for _nth in range(3)]
    found["open a dialog"] = _middle(there for there, _back in rounds)
    found["close it"] = _middle(back for _there, back in rounds)
    meter.of(F3, "Picked:")
    found["a page of a list"] = _middle(meter.of(PAGE_DOWN) for _nth in range(3))
    meter.of(ESC)
    return found


def _middle(costs: object) -> Cost:
    ordered = sorted(costs)  # type: ignore[call-overload]
    return Cost(*ordered[len(ordered) // 2])


def ours(place: Place, size: tuple[int, int], profile: str = "slow") -> PtyApp:
    """Return WEMA as it is."""
    return _program(["-m", "wema_tui"], place, size, profile)


def stock(place: Place, size: tuple[int, int], profile: str = "slow") -> PtyApp:
    """Return WEMA with the output of stock Textual."""
    return _program(["-m", "tests.terminal.launch", "--stock"], place, size, profile)


def in_curses(place: Place, size: tuple[int, int]) -> PtyApp:
    """Return the same screens in curses."""
    return _program(["-m", "benchmarks.curses_screen"], place, size, "slow")


def _program(
    arguments: list[str], place: Place, size: tuple[int, int], profile: str
) -> PtyApp:
    columns, rows = size
    env = {**place.environment, "WEMA_PROFILE": profile, "WEMA_STATION": "window"}
    env["PYTHONPATH"] = str(ROOT)
    return PtyApp([sys.executable, *arguments], env=env, columns=columns, rows=rows)


PROGRAMS: dict[str, Callable[[Place, tuple[int, int]], PtyApp]] = {
    "WEMA": ours,
    "stock": stock,
    "curses": in_curses,
    "WEMA, full": lambda place, size: ours(place, size, "full"),
    "stock, full": lambda place, size: stock(place, size, "full"),
}


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    with places() as found:
        for size in SIZES[:1] if quick else SIZES:
            idle = IDLE if size == SIZES[0] and not quick else 0.0
            _show(size, _measured(found[0], size, idle))


def _measured(
    place: Place, size: tuple[int, int], idle: float
) -> dict[str, dict[str, Cost]]:
    results = {}
    with contextlib.ExitStack() as stack:
        meters = {}
        for name, program in PROGRAMS.items():
            app = stack.enter_context(program(place, size))
            app.wait_for("Password", seconds=60)
            meters[name] = Meter(app)
            results[name] = measure(meters[name], place)
        time.sleep(idle)
        for name, meter in meters.items():
            costs = meter.cost()
            if idle:
                minute = Cost(*(cost * 60 / idle for cost in costs))
                results[name]["a minute of nothing"] = minute
    return results


def _show(size: tuple[int, int], results: dict[str, dict[str, Cost]]) -> None:
    columns, rows = size
    heading = ["", "budget", *results, *(f"{name} -C" for name in results)]
    table: list[list[object]] = []
    for action in results["WEMA"]:
        costs = [measured[action] for measured in results.values()]
        table.append(
            [
                action,
                BUDGETS.get(action, "") if size == SIZES[0] else "",
                *(round(cost.plain) for cost in costs),
                *(round(cost.packed) for cost in costs),
            ]
        )
    show(f"Bytes at {columns} by {rows}; -C: through zlib, as ssh -C", heading, table)
