"""How much may be on its way to a terminal whose line nobody knows.

What is sent faster than the line takes it waits in buffers along the way, seconds
of it, and what the person sees is old. So every few hundred bytes the terminal is
asked whether it is there (`ESC [5n`, device status report; it answers `ESC [0n`),
and when too much is unanswered the next picture waits: by then it is a newer one.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

QUESTION, ANSWER = "\x1b[5n", "\x1b[0n"
"""Device status report, "are you well?": ECMA-48 section 8.3.35."""

_ASK_AFTER = 256  # bytes
_LEAST, _MOST = 512, 65_536  # bytes on their way
_GAIN = 1.3  # of what the line holds: so that it never runs dry, and little waits
_KEPT = 8  # measurements
_PATIENCE = 5.0  # seconds: an answer may be lost, and some terminals give none
_MOST_PATIENCE = 20.0  # seconds, where the line is known to be that slow


class Pace:
    """Counts bytes and answers. Times are seconds of a clock that only goes forward.

    What a line holds is its rate times the shortest answer. The rate is what came
    through between a question and its answer (as BBR does it for TCP, Cardwell et al.
    2016); a measurement while there was little to send says nothing, unless it is high.
    """

    def __init__(self) -> None:
        self._questions: deque[_Question] = deque()
        self._unasked = 0  # bytes sent since the last question
        self._arrived = 0  # bytes that answers have told of
        self._limit = _LEAST
        self._was_full = False
        self._shortest: float | None = None  # seconds that an answer took
        self._rates: deque[float] = deque(maxlen=_KEPT)  # bytes a second
        self._is_silent = False  # a terminal that does not answer
        self._given_up: deque[_Question] = deque()  # their answers may still come
        self._answered_at = -1.0

    @property
    def is_due(self) -> bool:
        """Whether an answer may be on its way."""
        return not self._is_silent and bool(self._given_up or self._questions)

    def wait(self, at: float) -> float:
        """Return for how many seconds the next picture should wait; mostly 0."""
        if self._is_silent or not self._questions or self._on_the_way <= self._limit:
            return 0.0
        self._was_full = True
        return max(0.0, self._questions[0].at + self._patience - at)

    def asks(self, size: int, at: float) -> bool:
        """Note that *size* bytes are being sent; return whether to ask behind them."""
        if self._questions and at - self._questions[0].at >= self._patience:
            self._give_up()
        self._unasked += size
        if self._is_silent or self._unasked < _ASK_AFTER:
            return False
        self._questions.append(_Question(self._unasked, at, self._arrived))
        self._unasked = 0
        return True

    def answered(self, at: float) -> bool:
        """Note an answer; return False when nothing was asked."""
        self._answered_at, self._is_silent = at, False
        asked = self._given_up or self._questions
        if not asked:
            return False
        question = asked.popleft()
        took = max(at - question.at, 0.001)
        self._arrived += question.size
        self._shortest = min(took, self._shortest or took)
        rate = (self._arrived - question.arrived) / took
        if self._was_full or rate > max(self._rates, default=0):
            self._rates.append(rate)
        self._was_full = False
        held = int(_GAIN * max(self._rates) * self._shortest)
        self._limit = min(max(held, _LEAST), _MOST)
        return True

    @property
    def _on_the_way(self) -> int:
        return self._unasked + sum(each.size for each in self._questions)

    @property
    def _patience(self) -> float:
        """Seconds until an answer is given up: twice what the line should need."""
        needed = self._on_the_way / max(self._rates) if self._rates else 0.0
        return min(max(2 * needed, _PATIENCE), _MOST_PATIENCE)

    def _give_up(self) -> None:
        """Count on no answer any more.

        When the line has stalled, all of them come later, before any other. When
        there was one meanwhile, the line works, and one of them is lost.
        """
        if self._answered_at < self._questions[0].at:
            self._given_up += self._questions
            self._is_silent = self._shortest is None
        self._questions.clear()


class _Question(NamedTuple):
    size: int  # bytes since the one before
    at: float  # seconds
    arrived: int  # bytes that had come through when it was sent
