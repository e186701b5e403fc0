"""How much may be on its way to a terminal whose line nobody knows.

What is sent faster than the line takes it waits in buffers along the way, seconds
of it, and what the person sees is old. So every few hundred bytes the terminal is
asked whether it is there (`ESC [5n`, device status report; it answers `ESC [0n`),
and when too much is unanswered the next picture waits: by then it is a newer one.
"""

from __future__ import annotations

from collections import deque

QUESTION = "\x1b[5n"

_ASK_AFTER = 256  # bytes
_LEAST, _FIRST, _MOST = 512, 1_024, 65_536  # bytes on their way
_PROMPT, _LATE = 0.15, 0.5  # seconds beyond the shortest answer
_PATIENCE = 5.0  # seconds: an answer may be lost, and some terminals give none


class Pace:
    """Counts bytes and answers. Times are seconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._questions: deque[tuple[int, float]] = deque()  # bytes before it, when
        self._unasked = 0
        self._limit = _FIRST
        self._shortest: float | None = None
        self._is_silent = False  # a terminal that does not answer

    def wait(self, at: float) -> float:
        """Return for how many seconds the next picture should wait; mostly 0."""
        on_the_way = self._unasked + sum(size for size, _at in self._questions)
        if self._is_silent or not self._questions or on_the_way <= self._limit:
            return 0.0
        return max(0.0, self._questions[0][1] + _PATIENCE - at)

    def asks(self, size: int, at: float) -> bool:
        """Note that *size* bytes are being sent; return whether to ask behind them."""
        if self._questions and at - self._questions[0][1] >= _PATIENCE:
            self._is_silent = self._shortest is None
            self._questions.clear()
        self._unasked += size
        if self._is_silent or self._unasked < _ASK_AFTER:
            return False
        self._questions.append((self._unasked, at))
        self._unasked = 0
        return True

    def answered(self, at: float) -> bool:
        """Note an answer; return False when nothing was asked."""
        if not self._questions:
            return False
        was_full = sum(size for size, _at in self._questions) > self._limit // 2
        took = at - self._questions.popleft()[1]
        self._shortest = min(took, self._shortest or took)
        if took > self._shortest + _LATE:
            self._limit = max(_LEAST, self._limit // 2)
        elif was_full and took <= self._shortest + _PROMPT:
            self._limit = min(_MOST, self._limit * 2)
        return True
