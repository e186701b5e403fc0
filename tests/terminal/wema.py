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
        """Return once it did nothing and wrote nothing for a moment."""
        wait_for_rest(self, seconds=seconds)


def wait_for_rest(*apps, seconds):
    """Return once all of these did nothing and wrote nothing for a moment."""
    since = time.monotonic()

    def have_rested(_app):
        nonlocal since
        if not all(app.is_idle() for app in apps):
            since = time.monotonic()
        written = [app.log[-1][0] for app in apps]
        return time.monotonic() - max(since, *written) > seconds

    apps[0].wait_for(have_rested, what="rest")
