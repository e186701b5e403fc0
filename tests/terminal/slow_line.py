"""A slow line between the program and its terminal, in real time.

    with SlowLine(argv, bytes_per_second=960, delay=0.4) as app:
        app.send(b"5901234123457\\r")
        app.wait_for("Recorded")

Both ways have the same rate and the same delay. The line keeps nothing but what is
on its way: what it has not taken yet waits in the kernel's buffer of the terminal,
some kilobytes, and then the program's write waits.
"""

import contextlib
import os
import threading
import time
from collections import deque

from tests.terminal.pty_app import PtyApp

_AT_ONCE = 24  # bytes: what the line takes at a time


class Way:
    """One direction: takes bytes at its rate, hands them on after its delay.

    Args:
        bytes_per_second: How many it takes.
        delay: Seconds from the last bit of a piece to its arrival.
        arrived: Called with each piece, in order.
    """

    def __init__(self, bytes_per_second, delay, arrived):
        self._rate, self._delay, self._arrived = bytes_per_second, delay, arrived
        self._pieces = deque()
        self._free_at = 0.0
        self._changed = threading.Condition()
        self._is_over = False
        threading.Thread(target=self._run, daemon=True).start()

    def take(self, data):
        """Put *data* on its way; return when the line is free for more."""
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + len(data) / self._rate
        with self._changed:
            self._pieces.append((self._free_at + self._delay, data))
            self._changed.notify_all()
        return self._free_at

    def end(self):
        """Hand on nothing more."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _run(self):
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pieces or self._is_over)
                if self._is_over:
                    return
                at, data = self._pieces.popleft()
                self._changed.wait_for(
                    lambda: self._is_over, timeout=max(0, at - time.monotonic())
                )
                if self._is_over:
                    return
            self._arrived(data)


class SlowLine(PtyApp):
    """A program on a terminal at the other end of a slow line.

    Args:
        argv: The program and its arguments.
        bytes_per_second: The rate of each way.
        delay: Seconds each way.
        options: As `PtyApp` takes them.
    """

    def __init__(self, argv, *, bytes_per_second=960, delay=0.4, **options):
        super().__init__(argv, **options)
        self._rate, self._delay = bytes_per_second, delay

    def __enter__(self):
        self._down = Way(self._rate, self._delay, self._show)
        self._up = Way(self._rate, self._delay, self._deliver)
        return super().__enter__()

    def __exit__(self, *exception):
        self._down.end()
        self._up.end()
        super().__exit__(*exception)

    def send(self, data, **_options):
        """Type *data*; it arrives when the line has carried it."""
        for start in range(0, len(data), _AT_ONCE):
            self._up.take(data[start : start + _AT_ONCE])

    def _take(self):
        try:
            data = os.read(self._master, _AT_ONCE)
        except OSError:
            return False
        if data:
            time.sleep(max(0, self._down.take(data) - time.monotonic()))
        return bool(data)

    def _say(self, answers):
        self._up.take(answers)

    def _deliver(self, data):
        with contextlib.suppress(OSError):  # the program has gone
            super()._say(data)
