"""The program, changed in what a comparison must hold still. Run as a module.

    python -m tests.terminal.launch --stock --at 2026-05-04T06:30:00+00:00

Everything is WEMA's, keys and screens too, but: with --stock Textual itself writes
to the terminal; with --at the clock stands; with --fronts FILE each screen that
comes to the front leaves the name of its class there; with --skipped FILE the number
of pictures that were never sent is there at the end.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from textual.drivers.linux_driver import LinuxDriver

from screens.base import WemaScreen
from wema_tui import app, cli
from wema_tui.clock import Clock
from wema_tui.terminal.driver import WemaDriver

INPUT = {"run_input_thread", "__init__"}


class StockOutput(WemaDriver):
    """Reads keys as WEMA does and writes what Textual writes, as Textual does."""


for name in set(vars(WemaDriver)) - INPUT:
    if callable(getattr(LinuxDriver, name, None)):
        setattr(StockOutput, name, getattr(LinuxDriver, name))


def stop_the_clock(text):
    """Let it be the same instant for ever."""
    instant = datetime.fromisoformat(text)
    Clock.now = lambda _self: instant


def note_fronts(path):
    """Append to a file which screen comes to the front."""
    resumed = WemaScreen.on_screen_resume

    def noted(self):
        with path.open("a") as file:
            file.write(f"{type(self).__name__}\n")
        resumed(self)

    WemaScreen.on_screen_resume = noted


def tell_skipped(path):
    """Write at the end how many pictures were never sent: newer ones came."""
    close = WemaDriver.close

    def told(self):
        path.write_text(str(self._line.skipped))
        close(self)

    WemaDriver.close = told


def main():
    """Change what is asked for, and become the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("--at")
    parser.add_argument("--fronts", type=Path)
    parser.add_argument("--skipped", type=Path)
    known, rest = parser.parse_known_args()
    if known.stock:
        app.WemaDriver = StockOutput
    if known.at:
        stop_the_clock(known.at)
    if known.fronts:
        note_fronts(known.fronts)
    if known.skipped:
        tell_skipped(known.skipped)
    sys.argv = ["wema", *rest]
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
