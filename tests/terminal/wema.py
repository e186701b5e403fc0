"""The program on a terminal, as the pharmacist sees it."""

import time

from tests.little_clinic import PASSWORD


class Wema:
    """Adds a pharmacist's habits to a terminal; everything else is the terminal's.

    Args:
        terminal: The `PtyApp` that the program runs on.
    """

    def __init__(self, terminal):
        self._terminal = terminal

    def __getattr__(self, name):
        return getattr(self._terminal, name)

    def sign_in(self, who="PHA001", *, until="scan a pack, or type"):
        """Sign in and wait for the scan screen, or for what comes over it."""
        self.send(f"{who}\r{PASSWORD}\r".encode())
        self.wait_for(until)

    def scan(self, *codes, suffix="\r"):
        """Scan codes in one write, as a scanner or a line that catches up does."""
        self.send("".join(f"{code}{suffix}" for code in codes).encode())

    def words(self):
        """Return what the screen shows as running text."""
        return " ".join(self.text().split())

    def wait_for(self, condition, **options):
        """Return when the screen holds a text, wherever its lines break."""
        if isinstance(condition, str):
            wanted = " ".join(condition.split())
            options.setdefault("what", repr(wanted))
            self._terminal.wait_for(lambda _app: wanted in self.words(), **options)
        else:
            self._terminal.wait_for(condition, **options)

    def wait_for_rest(self, seconds=0.3):
        """Return once nothing was written for a moment."""
        since = time.monotonic()
        self._terminal.wait_for(
            lambda app: time.monotonic() - max(app.log[-1][0], since) > seconds,
            what="rest",
        )
