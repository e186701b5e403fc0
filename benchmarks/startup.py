"""From the command to the sign-in prompt, and what is imported on the way."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

from benchmarks.places import places
from benchmarks.table import show
from benchmarks.terminals import PROMPT, hello, wema
from tests.terminal.pty_app import PtyApp

PROGRAM = "import sys; sys.modules['psycopg'] = None; import wema_tui.app"
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*([\w.]+)")


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    times = 5 if quick else 15
    nothing = _middle(times, _nothing)
    rows: list[list[object]] = [["python -c pass", nothing, 1.0]]
    with places() as found:
        for name, measure in (
            ("bare Textual app", lambda: _until("hello there", hello())),
            *(
                (f"WEMA on {place.engine}", lambda p=place: _until(PROMPT, wema(p)))
                for place in found
            ),
        ):
            took = _middle(times, measure)
            rows.append([name, took, took / nothing])
    show("From the command to the first screen", ["", "ms", "times that"], rows)
    show("Dearest imports of the app", ["package", "ms"], _imports()[:12])


def _middle(times: int, measure: Callable[[], float]) -> float:
    measure()  # the first one fills the disk's cache
    return statistics.median(measure() for _nth in range(times))


def _nothing() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return (time.perf_counter() - start) * 1000


def _until(text: str, program: PtyApp) -> float:
    start = time.monotonic()
    with program as app:
        app.wait_for(text)
        return (app.log[-1][0] - start) * 1000


def _imports() -> list[list[object]]:
    """Return [package, ms of its own modules], the dearest first."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
    )
    own: Counter[str] = Counter()
    for micros, module in _LINE.findall(result.stderr):
        own[module.partition(".")[0]] += int(micros)
    return [[name, micros / 1000] for name, micros in own.most_common()]
