"""The program twice, with the same keys: with its own driver and with Textual's.

    twins.do(b"\\x1b[17~", until="What does a scan do?")

After each step both terminals must show the same, in every cell.
"""

import re
import time

from tests.little_clinic import PASSWORD
from tests.terminal.vt import UNKNOWN
from tests.terminal.wema import Wema, wait_for_rest
from tests.waiting import PATIENCE

QUIET = 0.1  # seconds of rest: both have said what they had to say


class Twins:
    """Two programs on two terminals, each with a clinic of its own.

    Args:
        ours: WEMA as it is.
        stock: WEMA with the output of stock Textual.
        fronts: Files to which the two write which screen comes to the front.
        configs: Settings of the two.

    Attributes:
        configs: Settings that open the clinic of each.
        compared: Names of the screens that were compared.
        masked: What may differ, as a pattern: milliseconds that were measured.
    """

    def __init__(self, ours, stock, fronts, configs):
        self.ours, self.stock = Wema(ours), Wema(stock)
        self._fronts, self.configs = fronts, configs
        self.compared = set()
        self.masked = None

    def do(self, keys=b"", *, until, front=None):
        """Type *keys* into both, wait until both show *until*, and compare.

        Args:
            keys: What is typed.
            until: A text that was not there before, or a condition.
            front: The class of the screen that must be in front then.
        """
        self.send(keys)
        for app in (self.ours, self.stock):
            app.wait_for(until)
        self.same(front)

    def send(self, keys):
        """Type *keys* into both."""
        if keys:
            self.ours.send(keys)
            self.stock.send(keys)

    def sign_in(self, who="PHA001", until="F10 Menu", front="ScanScreen"):
        """Sign in."""
        self.do(f"{who}\r{PASSWORD}\r".encode(), until=until, front=front)

    def resize(self, columns, rows, front=None):
        """Make both terminals another size, and compare."""
        self.ours.resize(columns, rows)
        self.stock.resize(columns, rows)
        self.same(front)

    def same(self, front=None):
        """Wait until both terminals show the same and nothing more comes.

        Raises:
            AssertionError: They do not. Names the first cells that differ.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            wait_for_rest(self.ours, self.stock, seconds=QUIET)
            if self._is_in_front(front) and not self._differences():
                break
            if time.monotonic() > deadline:
                in_front = [path.read_text().split()[-1:] for path in self._fronts]
                raise AssertionError(
                    f"{front or 'the screen'} (in front: {in_front}):\n"
                    + "\n".join(self._differences()[:12])
                    + f"\n-- WEMA\n{self.ours.text()}\n-- stock\n{self.stock.text()}"
                )
        if front:
            self.compared.add(front)

    def _is_in_front(self, front):
        return front is None or all(
            path.exists() and path.read_text().split()[-1:] == [front]
            for path in self._fronts
        )

    def _differences(self):
        ours, stock = self.ours.cells(), self.stock.cells()
        found = [
            f"row {y}, column {x}: {one} is {other} in stock"
            for y, (row, other_row) in enumerate(zip(ours, stock, strict=True))
            for x, (one, other) in enumerate(zip(row, other_row, strict=True))
            if one != other and x not in self._hidden(row) | self._hidden(other_row)
        ]
        if any(UNKNOWN in row for row in (*ours, *stock)):
            found.append("something is not drawn since the terminal has another size")
        if self.ours.cursor != self.stock.cursor:
            found.append(f"cursor: {self.ours.cursor} is {self.stock.cursor} in stock")
        return found

    def _hidden(self, row):
        """Return the columns that are masked."""
        if self.masked is None:
            return set()
        text = "".join(cell.data or "\0" for cell in row)
        found = re.finditer(self.masked, text)
        return {x for match in found for x in range(*match.span())}
