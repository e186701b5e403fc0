"""Whatever is drawn and however the line stalls, the terminal ends with the picture."""

import os
import select
import threading

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from tests.terminal.pty_screen import Terminal
from wema_tui.terminal.line_out import LineOut

WIDTH, HEIGHT = 20, 6
TEXTS = ("a", "bc ", " ", "药", "e\u0301", "💊x", "─", "     ", "12345678901234567890")
LOOKS = ("", "1", "1;31", "7", "4;38;2;1;2;3", "44", "2;48;5;7", "9;3", "53")


def fitted(texts, room):
    """Return as many of *texts* as fit: Textual writes no more."""
    fitting = ""
    for text in texts:
        if wcswidth(fitting + text) <= room:
            fitting += text
    return fitting


piece = st.tuples(
    st.integers(0, HEIGHT - 1),
    st.integers(0, WIDTH - 1),
    st.sampled_from(LOOKS),
    st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6),
)
# A whole screen of few different rows: what comes next has often scrolled.
row = st.tuples(st.sampled_from(LOOKS), st.sampled_from(TEXTS))
whole = st.lists(row, min_size=HEIGHT, max_size=HEIGHT).map(
    lambda rows: [
        (y, 0, look, [text] * WIDTH + [" "] * WIDTH)
        for y, (look, text) in enumerate(rows)
    ]
)
frame = st.one_of(st.lists(piece, min_size=1, max_size=8), whole).map(
    lambda pieces: "".join(
        f"\x1b[{y + 1};{x + 1}H\x1b[{look}m{fitted(texts, WIDTH - x)}\x1b[0m"
        for y, x, look, texts in pieces
    )
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
        self.out.put("\x1b[?1004l")  # an order: goes out with the picture
        ended.start()
        while ended.is_alive() or select.select([self._read], [], [], 0)[0]:
            self.take(4096)
        ended.join()
        self.out.join(5)
        self.take(65536)
        os.close(self._write)
        os.close(self._read)

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
