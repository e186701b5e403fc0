"""What could not be recorded: stays on screen, loudly, until dealt with."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.widget import Widget

from wema_tui.errors import WemaError
from wema_tui.i18n import ngettext
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.text import printable

_SHOWN = 3  # the oldest ones; the count says how many there are


@dataclass
class Problem:
    """One scan that is not recorded.

    Attributes:
        code: What was scanned, as it came.
        error: Why it was not recorded.
        order: What it was to do; None if that could not be told.
        is_put_off: The person saw the question and left it for later.
    """

    code: str
    error: WemaError
    order: ScanOrder | None = None
    is_put_off: bool = False


class Attention(Widget):
    """Lists the problems, oldest first; takes no room when there are none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.problems: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Put one more on the list."""
        self.problems.append(problem)
        self._changed()

    def settle(self, problem: Problem) -> None:
        """Take one off the list: it was dealt with."""
        if problem in self.problems:
            self.problems.remove(problem)
            self._changed()

    def first(self) -> Problem | None:
        """Return the oldest problem."""
        return self.problems[0] if self.problems else None

    def _changed(self) -> None:
        self.display = bool(self.problems)
        self.refresh(layout=True)

    def render(self) -> Text:
        """Return the loud heading and the oldest problems."""
        n = len(self.problems)
        head = ngettext(
            "{n} scan NOT RECORDED. F8: deal with it.",
            "{n} scans NOT RECORDED. F8: deal with the first.",
            n,
        ).format(n=n)
        lines = [Text(f" {head} ", style="bold reverse")]
        for problem in self.problems[:_SHOWN]:
            line = Text(f" {printable(problem.code, 24)}  ", style="bold")
            line.append(printable(problem.error.sentence, 300), style="not bold")
            lines.append(line)
        return Text("\n").join(lines)
