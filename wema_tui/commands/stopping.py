"""End between two pieces of work, never inside one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the command to end, and this is a good moment.

    Attributes:
        number: Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """What the shell is told: 128 and the signal's number."""
        return 128 + self.number


class Stopping:
    """Holds signals back while something must not be interrupted.

    with Stopping() as stopping:
        for line in lines:             # may raise Stopped
            with stopping.later():     # not in here
                record(line)           # but behind it
    """

    def __init__(self) -> None:
        self._is_busy = False
        self._asked: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stopping:
        """Take over the signals that ask a program to end."""
        for number in _NUMBERS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        """Give them back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def later(self) -> Iterator[None]:
        """Hold signals back inside the block.

        Raises:
            Stopped: At the end of the block, when one came meanwhile.
        """
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False
        if self._asked is not None:
            raise Stopped(self._asked)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self._asked = self._asked or number
        if not self._is_busy:
            raise Stopped(number)
