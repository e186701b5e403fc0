"""Programs on a terminal of their own, to be measured from outside."""

from __future__ import annotations

import sys
import time

from benchmarks.places import Place
from tests.terminal.pty_app import PtyApp

# The least that Textual can be: what WEMA pays before it does anything.
HELLO = """
from textual.app import App
from textual.widgets import Label

class Hello(App):
    def compose(self):
        yield Label("hello there")

Hello().run()
"""
# Peewee imports every driver that it finds: for SQLite `make run` installs none.
WITHOUT_PSYCOPG = """
import sys
sys.modules["psycopg"] = None
from wema_tui.cli import main
sys.exit(main())
"""
PROMPT = "Password"
QUIET = 0.15  # seconds without a byte: then all is shown


def wema(place: Place) -> PtyApp:
    """Return WEMA on a clinic, as `make run` installs it, to be started with `with`."""
    program = ["-m", "wema_tui"]
    if place.engine == "SQLite":
        program = ["-c", WITHOUT_PSYCOPG]
    return PtyApp([sys.executable, *program], env=place.environment)


def hello() -> PtyApp:
    """Return a bare Textual app."""
    return PtyApp([sys.executable, "-c", HELLO], env={"HOME": "/nonexistent"})


def sign_in(app: PtyApp, place: Place) -> None:
    """Sign in as the pharmacist; returns when the scan screen is there."""
    app.wait_for(PROMPT, seconds=60)
    app.send(f"PHA001\r{place.password}\r".encode())
    app.wait_for("DISPENSE", seconds=60)


def settle(app: PtyApp, quiet: float = QUIET) -> None:
    """Wait until the program has nothing more to say: *quiet* seconds from now on."""
    since = time.monotonic()
    while (left := max(app.log[-1][0], since) + quiet - time.monotonic()) > 0:
        time.sleep(left)
