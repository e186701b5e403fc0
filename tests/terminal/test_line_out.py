"""Whatever is drawn and however the line stalls, the terminal ends with the picture."""

import os
import select
import threading

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.terminal.pty_screen import Terminal
from wema_tui.terminal.line_out import LineOut

WIDTH, HEIGHT = 20, 6
TEXTS = ("a", "bc ", " ", "药", "e\u0301", "💊x", "─", "     ", "12345678901234567890")
LOOKS = ("", "1", "1;31", "7", "4;38;2;1;2;3", "44", "2;48;5;7", "9;3", "53")

piece = st.tuples(
    st.integers(0, HEIGHT - 1),
    st.integers(0, WIDTH - 1),
    st.sampled_from(LOOKS),
    st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6).map("".join),
)
lines = st.lists(st.sampled_from(TEXTS).map(lambda text: text * 20), max_size=HEIGHT)
frame = st.one_of(
    st.lists(piece, min_size=1, max_size=8).map(
        lambda pieces: "".join(
            f"\x1b[{y + 1};{x + 1}H\x1b[{look}m{text}\x1b[0m"
            for y, x, look, text in pieces
        )
    ),
    # A whole screen; the same rows in other places have scrolled.
    st.tuples(lines, st.sampled_from(LOOKS)).map(
        lambda drawn: "".join(
            f"\x1b[{y + 1};1H\x1b[{drawn[1]}m{row[:10]:10}\x1b[0m\x1b[{y + 1};11H"
            for y, row in enumerate(drawn[0])
        )
    ),
)
step = st.tuples(frame, st.integers(0, 400))  # what is drawn, bytes the line takes then


class Line:
    """A pipe of one page whose other end reads when it is told, and answers.

    Attributes:
        terminal: What was read so far, shown.
    """

    def __init__(self):
        self._read, write = os.pipe()
        self.terminal = Terminal(WIDTH, HEIGHT)
        self.terminal.feed(b"\x1b[?7l")
        self.out = LineOut(write, "utf-8", WIDTH, HEIGHT)
        self._write = write
        self.out.start()

    def take(self, most):
        """Read up to so many bytes, if there are any."""
        while most and select.select([self._read], [], [], 0)[0]:
            data = os.read(self._read, most)
            most -= len(data)
            self._show(data)

    def drain(self):
        """Read until all was sent."""
        ended = threading.Thread(target=self.out.finish, args=(10,))
        wanted = b"\x1b]0;over\x07"
        self.out.put("\x1b[?1004l")  # an order: goes out with the picture
        ended.start()
        while ended.is_alive() or select.select([self._read], [], [], 0)[0]:
            self.take(4096)
        ended.join()
        self.out.join(5)
        self.take(65536)
        os.close(self._write)
        os.close(self._read)
        return wanted

    def _show(self, data):
        self.terminal.feed(data)
        for _answer in range(self.terminal.answers().count(b"n")):
            self.out.answered()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(step, min_size=1, max_size=12))
def test_the_terminal_ends_with_what_was_drawn_last(steps):
    wanted = Terminal(WIDTH, HEIGHT)
    wanted.feed(b"\x1b[?7l")
    line = Line()
    line.out.put("\x1b[?1049h")
    wanted.feed(b"\x1b[?1049h")
    for drawn, taken in steps:
        line.out.put(drawn)
        wanted.feed(drawn.encode())
        line.take(taken)
    line.drain()
    assert line.terminal.cells() == wanted.cells()
