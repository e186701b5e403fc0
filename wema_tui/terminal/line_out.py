"""What the program writes, on its way to a terminal that may have stalled.

Textual's own writer keeps thirty pieces and then lets the whole program wait: no
key, no scan and no signal gets through until the line moves again. Here nothing
ever waits for the line.
"""

from __future__ import annotations

import os
import signal
import threading
import time

_MOST = 16 * 1024 * 1024  # bytes that wait: whoever takes none of them is gone
_AT_ONCE = 64 * 1024  # bytes


class LineOut(threading.Thread):
    """Writes to one terminal, in order, in a thread of its own.

    Args:
        fd: The terminal.
        encoding: What it understands; other characters become `?`.
    """

    def __init__(self, fd: int, encoding: str) -> None:
        super().__init__(name="wema-line-out", daemon=True)
        self._fd, self._encoding = fd, encoding
        self._pending = bytearray()
        self._changed = threading.Condition()
        self._is_over = False

    def put(self, text: str) -> None:
        """Send *text* as soon as the line takes it; returns at once."""
        with self._changed:
            if self._is_over:
                return
            self._pending += text.encode(self._encoding, "replace")
            if len(self._pending) > _MOST:
                self._give_up()
                os.kill(os.getpid(), signal.SIGHUP)
            self._changed.notify_all()

    def finish(self, seconds: float) -> None:
        """Wait until all is sent, or until *seconds* are over."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while self._pending and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            self._give_up()

    def _give_up(self) -> None:
        self._is_over = True
        self._pending.clear()
        self._changed.notify_all()

    def run(self) -> None:
        """Send what is put, until `finish` or until nobody is there any more."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._is_over)
                if self._is_over:
                    return
                data = bytes(self._pending[:_AT_ONCE])
            try:
                sent = os.write(self._fd, data)  # may take as long as the line does
            except OSError:
                sent = -1
            with self._changed:
                if sent < 0:
                    self._give_up()  # the driver notices too, and says so
                else:
                    del self._pending[:sent]
                self._changed.notify_all()
