"""Memory that each session has for itself, whatever the others share."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.places import Place, places
from benchmarks.table import show
from benchmarks.terminals import hello, settle, sign_in, wema
from tests.terminal.pty_app import PtyApp

SESSIONS = (1, 10, 30)


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    rows: list[list[object]] = []
    with places() as found:
        for number in SESSIONS[:1] if quick else SESSIONS:
            rows.append(
                [f"bare Textual app, {number} at once", _private(number, hello, _greet)]
            )
            for place in found:

                def start(place: Place = place) -> PtyApp:
                    return wema(place)

                def go(app: PtyApp, place: Place = place) -> None:
                    sign_in(app, place)

                name = f"WEMA on {place.engine}, signed in, {number} at once"
                rows.append([name, _private(number, start, go)])
    show("Private memory of a session", ["", "MB each"], rows)


def _greet(app: PtyApp) -> None:
    app.wait_for("hello there")


def _private(
    number: int, start: Callable[[], PtyApp], go: Callable[[PtyApp], None]
) -> float:
    """Return the megabytes that each of *number* programs keeps for itself."""
    with contextlib.ExitStack() as stack:
        apps = [stack.enter_context(start()) for _nth in range(number)]
        for app in apps:
            go(app)
            settle(app)
        return sum(private_megabytes(app.pid) for app in apps) / number


def private_megabytes(pid: int) -> float:
    """Return the memory of a process that no other shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(map(int, re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.M))) / 1024
