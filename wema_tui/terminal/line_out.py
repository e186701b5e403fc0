"""What the program writes, on its way to a terminal that may be slow or have stalled.

Textual's own writer keeps thirty pieces and then lets the whole program wait: no
key, no scan and no signal gets through until the line moves again. Here nothing
ever waits for the line: what Textual writes changes a picture, and a thread sends
what differs from the screen, always towards the newest picture. Pictures that came
and went while the line was busy are never sent.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

from wema_tui.terminal.difference import Shown
from wema_tui.terminal.pace import QUESTION, Pace
from wema_tui.terminal.picture import Picture

logger = logging.getLogger(__name__)

_GATHER = 0.004  # seconds: one key often makes several writes
_BELL = "\a"
_TAKE_SCREEN, _LEAVE_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
_WIPE = "\x1b[m\x1b[H\x1b[J"  # some terminals have only one screen


class LineOut(threading.Thread):
    """Keeps one terminal like the picture, in a thread of its own.

    Args:
        fd: The terminal.
        encoding: What it understands; other characters become `?`.
        width: Of the terminal, in cells.
        height: In rows.

    Attributes:
        skipped: How many pictures were never sent because a newer one came.
    """

    def __init__(self, fd: int, encoding: str, width: int, height: int) -> None:
        super().__init__(name="wema-line-out", daemon=True)
        self._fd, self._encoding = fd, encoding
        self._picture = Picture(width, height)
        self._shown = Shown(width, height)
        self._pace = Pace()
        self._orders: list[str] = []  # to the terminal, such as which screen to use
        self._has_changed = False
        self._is_sending = False
        self._is_ending = False  # asks nothing more
        self._is_broken = False  # draws nothing more
        self._is_over = False
        self._changed = threading.Condition()
        self.skipped = 0

    def put(self, text: str) -> None:
        """Send what *text* changes as soon as the line takes it; returns at once."""
        with self._changed:
            orders = self._picture.draw(text)
            for order in orders:
                if order != _BELL or _BELL not in self._orders:  # one is enough
                    self._orders.append(order)
            if sum(map(len, orders)) < len(text):
                self.skipped += self._has_changed
                self._has_changed = True
            self._changed.notify_all()

    def resize(self, width: int, height: int) -> None:
        """Note that the terminal has another size now: nobody knows what it shows."""
        with self._changed:
            self._picture.resize(width, height)
            self._shown.forget(width, height)

    def repaint(self) -> None:
        """Send everything anew: something else has written on the screen."""
        with self._changed:
            self._shown.forget(self._picture.width, self._picture.height)
            self._has_changed = True
            self._changed.notify_all()

    def answered(self) -> bool:
        """Note an answer of the terminal; return False when it was asked nothing."""
        with self._changed:
            self._changed.notify_all()
            return self._pace.answered(time.monotonic())

    def ask_no_more(self, seconds: float) -> None:
        """Wait for answers that are due, at most so long: the shell would get them."""
        deadline = time.monotonic() + seconds
        with self._changed:
            if self._is_ending:
                return
            self._is_ending = True
            while self._pace.is_due and not self._is_over:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)

    def finish(self, seconds: float) -> None:
        """Wait until all is sent, or until *seconds* are over."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while self._orders or self._is_sending:
                left = deadline - time.monotonic()
                if left <= 0 or self._is_over:
                    break
                self._changed.wait(left)
            self._is_over = True
            self._changed.notify_all()

    def run(self) -> None:
        """Send what changes, until `finish` or until nobody is there any more."""
        try:
            while data := self._next():
                self._send(data)
        except OSError:
            pass  # hung up: the driver notices too, and says so
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]  # takes as long as the line does
        with self._changed:
            self._is_sending = False
            self._changed.notify_all()

    def _next(self) -> bytes:
        """Wait for something to send; return it, or nothing when it is over."""
        with self._changed:
            while not self._is_over:
                wait = self._pace.wait(time.monotonic())
                if self._orders or (self._has_changed and not wait):
                    self._gather()
                    if data := self._take():
                        return data
                else:
                    self._changed.wait(wait or None)
            return b""

    def _gather(self) -> None:
        """Let what belongs together come together; orders do not wait."""
        end = time.monotonic() + _GATHER
        while not self._orders and (left := end - time.monotonic()) > 0:
            self._changed.wait(left)

    def _take(self) -> bytes:
        """Return what brings the terminal up to date, in one piece."""
        orders, self._orders = self._orders, []
        picture = ""
        if _TAKE_SCREEN in orders:
            self._shown.forget(self._picture.width, self._picture.height)
        if _LEAVE_SCREEN in orders:
            orders.insert(0, _WIPE)
        elif self._has_changed:
            self._has_changed = False
            picture = self._draw()
        text = "".join(orders) + picture
        asks = picture and not self._is_ending
        if asks and self._pace.asks(len(text), time.monotonic()):
            text += QUESTION
        self._is_sending = bool(text)
        return text.encode(self._encoding, "replace")

    def _draw(self) -> str:
        if self._is_broken:
            return ""
        try:
            return self._shown.become(self._picture)
        except Exception:
            # Nobody could see any more what they do: better no program. What gives
            # the terminal back is still sent.
            self._is_broken = True
            logger.exception("the screen cannot be drawn")
            os.kill(os.getpid(), signal.SIGTERM)
            return ""
