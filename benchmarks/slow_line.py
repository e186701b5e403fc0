"""Over 9,600 bit/s with 400 ms of delay each way: what a person waits for.

WEMA in its profile for slow lines and the same program with the output of stock
Textual. Times count from the key to the last change that shows it; what the line
itself takes, 0.8 s there and back, is in them.
"""

from __future__ import annotations

import re
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.bytes import ESC, F6, SCAN_SCREEN
from benchmarks.places import Place, places
from benchmarks.table import show
from benchmarks.terminals import settle
from tests.terminal.pty_app import ROOT, PtyApp
from tests.terminal.slow_line import SlowLine

RATE, DELAY = 960, 0.4  # bytes a second, seconds each way
BURST = 20
PATIENCE = 180.0  # seconds
Condition = str | Callable[[PtyApp], bool]


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    results: dict[str, dict[str, object]] = {}
    for name, output in (("WEMA", []), ("stock", ["--stock"])):
        with places() as found, tempfile.TemporaryDirectory() as folder:
            tally = Path(folder) / name
            command = [sys.executable, "-m", "tests.terminal.launch", *output]
            results[name] = _Session(
                [*command, "--skipped", str(tally)], found[0]
            ).measured(3 if quick else 8)
            said = tally.read_text() if tally.exists() else "-"
            results[name]["pictures never sent, in the whole session"] = said
    rows: list[list[object]] = [
        [action, *(result.get(action, "-") for result in results.values())]
        for action in results["WEMA"]
    ]
    title = f"{RATE * 10:,} bit/s, {DELAY * 1000:.0f} ms each way"
    show(title, ["", *results], rows)


class _Session:
    """One person at the end of the line, from the log-in to the sign-out.

    Args:
        command: The program.
        place: The clinic that it works on.
    """

    def __init__(self, command: list[str], place: Place) -> None:
        env = {**place.environment, "WEMA_PROFILE": "slow", "PYTHONPATH": str(ROOT)}
        self._app = SlowLine(command, env=env, bytes_per_second=RATE, delay=DELAY)
        self._place = place
        self._found: dict[str, object] = {}

    def measured(self, scans: int) -> dict[str, object]:
        """Return what took how long, in seconds."""
        with self._app as app:
            self._until("from the start to sign-in", b"", "F10")
            password = self._place.password.encode()
            keys = b"PHA001\r" + password + b"\r"
            self._until("ID, password, Enter to the scan screen", keys, SCAN_SCREEN)
            self._scans(scans)
            self._until("F6 to the dialog", F6, "F2 Choose")
            self._until("Esc to the scan screen", ESC, SCAN_SCREEN)
            self._burst()
            self._until("F6, 6 typed ahead, to LOOK UP", F6 + b"6", "LOOK UP a scan")
            app.signal(signal.SIGTERM)
            app.wait_exit(PATIENCE)
        return self._found

    def _scans(self, scans: int) -> None:
        took, sizes = [], []
        for code in self._place.codes[:scans]:
            row, before = self._top_row(), self._app.bytes_written
            took.append(self._timed(f"{code}\r".encode(), self._other_than(row)))
            sizes.append(self._app.bytes_written - before)
        self._found["scan to the row, middle of all"] = statistics.median(took)
        self._found["scan to the row, worst"] = max(took)
        self._found["bytes that this took, middle of all"] = statistics.median(sizes)

    def _burst(self) -> None:
        """Scan one code twenty times; each takes a pack from what is on hand."""
        code = f"{self._place.codes[0]}\r".encode()
        self._timed(code, lambda _app: self._top_row() == self._top_row())
        first = self._on_hand()
        self._timed(code, lambda _app: self._on_hand() != first)
        pack = first - self._on_hand()
        last = self._on_hand() - BURST * pack
        name = f"burst of {BURST} scans: all visible after"
        self._until(name, code * BURST, lambda _app: self._on_hand() == last)

    def _other_than(self, row: str) -> Condition:
        return lambda _app: self._top_row() != row and "DISP" in self._top_row()

    def _top_row(self) -> str:
        lines = self._app.lines()
        heads = [n for n, line in enumerate(lines) if "Your last movements" in line]
        return lines[heads[0] + 1] if heads else ""

    def _on_hand(self) -> int:
        found = re.search(r"On hand: (?:.* )?(\d+) \w+", self._app.text())
        return int(found[1]) if found else 0

    def _until(self, name: str, keys: bytes, condition: Condition) -> None:
        self._found[name] = self._timed(keys, condition)

    def _timed(self, keys: bytes, condition: Condition) -> float:
        start = time.monotonic()
        if keys:
            self._app.send(keys)
        self._wait(condition)
        took = self._app.log[-1][0] - start
        settle(self._app, 2 * DELAY + 0.7)
        return took

    def _wait(self, condition: Condition) -> None:
        if isinstance(condition, str):
            text = condition
            words = lambda app: " ".join(app.text().split())  # noqa: E731
            self._app.wait_for(lambda app: text in words(app), seconds=PATIENCE)
        else:
            self._app.wait_for(condition, seconds=PATIENCE)
