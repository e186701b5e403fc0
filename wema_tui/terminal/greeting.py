"""The first word to the terminal, and what is typed before the screens are up.

A program takes a moment to load. Meanwhile people and scanners type: it must be
neither echoed nor lost. And the terminal is asked for its status: how long the
answer takes says how slow the line is, and costs no moment of its own.
"""

from __future__ import annotations

import contextlib
import os
import select
import termios
import threading
import time
from types import TracebackType
from typing import Any

from wema_tui.terminal.pace import ANSWER, QUESTION
from wema_tui.terminal.profiles import SLOW_ANSWER

_QUESTION, _ANSWER = QUESTION.encode(), ANSWER.encode()
_LAST_WAIT = 1.0  # seconds: an answer that nobody takes is typed into the shell
_IFLAG, _LFLAG, _CC = 0, 3, 6  # of what tcgetattr returns
_OFF = b"\x00"


class Greeting:
    """Holds the terminal of this process until the screens take it over.

    with Greeting() as greeting:
        greeting.begin()               # in here: a signal may come at any moment
        load()                         # what is typed meanwhile is kept
        slow = greeting.is_line_slow()

    Leaving the block gives the terminal back as it was, whoever had it last.

    Args:
        asks: Whether to ask how slow the line is; otherwise it is not.
        reads: File descriptor from which the terminal is read.
        writes: And to which is written.

    Attributes:
        settings: The terminal's, as they were, for `termios.tcsetattr`; None if
            it has none.
    """

    def __init__(self, *, asks: bool = True, reads: int = 0, writes: int = 1) -> None:
        self._asks = asks
        self._fd, self._writes = reads, writes
        self.settings: list[Any] | None = None
        self._kept: list[tuple[float, bytes]] = []
        self._held = b""  # perhaps the beginning of the answer
        self._asked_at = 0.0
        self._took: float | None = None  # seconds from question to answer
        self._answered = threading.Event()
        self._ears, self._bell = os.pipe()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Greeting:
        """Be there for `begin`."""
        return self

    def begin(self) -> None:
        """Switch echo off, begin to listen, ask."""
        with contextlib.suppress(termios.error):
            self.settings = termios.tcgetattr(self._fd)
            termios.tcsetattr(self._fd, termios.TCSANOW, _quiet(self.settings))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._asked_at = time.monotonic()
        self._thread.start()
        if self._asks:
            with contextlib.suppress(OSError):
                os.write(self._writes, _QUESTION)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the terminal back.

        What nobody took is thrown away: the shell would show a password.
        """
        try:
            if self._thread is not None and self._asks:
                self._wait(_LAST_WAIT)
            self.hand_over()
            os.close(self._ears)
            os.close(self._bell)
        finally:  # who is impatient sends a second signal
            if self.settings is not None:
                with contextlib.suppress(termios.error):
                    termios.tcsetattr(self._fd, termios.TCSAFLUSH, self.settings)

    def is_line_slow(self) -> bool:
        """Tell whether the answer took, or takes, longer than `SLOW_ANSWER`."""
        if not self._asks:
            return False
        self._wait(SLOW_ANSWER)
        return self._took is None or self._took > SLOW_ANSWER

    def hand_over(self) -> list[tuple[float, bytes]]:
        """Stop listening; return what was typed, each piece with its time.

        Times are seconds of `time.monotonic`. The second time there is nothing.
        """
        if self._thread is not None:
            os.write(self._bell, b".")
            self._thread.join()
            self._thread = None
        kept, self._kept = self._kept, []
        if self._held:
            kept.append((time.monotonic(), self._held))
            self._held = b""
        return kept

    def answered_late(self) -> bool:
        """Note an answer that came after the hand-over; return whether it was due."""
        is_due = self._asks and self._took is None
        if is_due:
            self._took = time.monotonic() - self._asked_at
        return is_due

    def _wait(self, seconds: float) -> None:
        """Wait for the answer until so long after the question."""
        left = self._asked_at + seconds - time.monotonic()
        self._answered.wait(max(0.0, left))

    def _listen(self) -> None:
        while True:
            ready = select.select([self._fd, self._ears], [], [])[0]
            if self._ears in ready:
                return
            try:
                data = os.read(self._fd, 4096)
            except OSError:
                data = b""
            if not data:
                return  # nobody is there any more: the driver will notice too
            self._take(data, time.monotonic())

    def _take(self, data: bytes, at: float) -> None:
        data, self._held = self._held + data, b""
        if self._asks and self._took is None:
            before, answer, behind = data.partition(_ANSWER)
            if answer:
                self._took = at - self._asked_at
                self._answered.set()
                data = before + behind
            else:
                data, self._held = _without_beginning(data)
        if data:
            self._kept.append((at, data))


def _without_beginning(data: bytes) -> tuple[bytes, bytes]:
    """Split off what may be the beginning of the answer at the end of *data*."""
    for length in range(len(_ANSWER) - 1, 0, -1):
        if data.endswith(_ANSWER[:length]):
            return data[:-length], data[-length:]
    return data, b""


def _quiet(settings: list[Any]) -> list[Any]:
    """Return *settings* without echo, for single characters, as they are typed.

    Ctrl+C still ends a program that does not come up; the keys that stop one
    or make it dump would leave the shell with a terminal that shows nothing.
    """
    quiet = [*settings]
    quiet[_CC] = [*settings[_CC]]
    quiet[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    quiet[_IFLAG] &= ~(
        termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
    )
    quiet[_CC][termios.VMIN], quiet[_CC][termios.VTIME] = 1, 0
    quiet[_CC][termios.VSUSP] = quiet[_CC][termios.VQUIT] = _OFF
    return quiet
