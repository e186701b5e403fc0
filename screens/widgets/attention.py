"""What could not be recorded: stays on screen, loudly, until dealt with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from rich.text import Text
from textual.widget import Widget

from screens.application import Application
from screens.pharmacy.carry_out import Task
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.text import printable

_SHOWN = 3  # the oldest ones; the heading says how many there are
_SENTENCE = 220  # characters of the oldest: three lines of eighty columns


@dataclass
class Problem:
    """One thing that is not done.

    Attributes:
        code: What was scanned, as it came; or the name of the key.
        error: Why it was not done.
        task: What it was to do, with its request id; None if nobody could tell.
        is_scan: False for undo, finish and their like.
        is_put_off: The person saw the question and left it for later.
        is_under_way: It is being tried again just now.
        typed: What a person has begun to answer: box -> text.
    """

    code: str
    error: WemaError
    task: Task | None = None
    is_scan: bool = True
    is_put_off: bool = False
    is_under_way: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> ScanOrder | None:
        """The scan that can be tried again, if it is one."""
        return self.task if isinstance(self.task, ScanOrder) else None

    @property
    def request_id(self) -> str:
        """Of the task; empty if there is none."""
        return self.task.request_id if self.task else ""


def heading(problems: Sequence[Problem]) -> str:
    """Say how much is not recorded, and how much else is not done."""
    scans = sum(problem.is_scan for problem in problems)
    others = len(problems) - scans
    words = []
    if scans:
        said = ngettext("{n} scan NOT RECORDED", "{n} scans NOT RECORDED", scans)
        words.append(said.format(n=scans))
    if others:
        words.append(_("{n} NOT DONE").format(n=others))
    return ", ".join(words)


class Attention(Widget):
    """Lists the problems, oldest first; takes no room when there are none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.problems: list[Problem] = []

    def on_mount(self) -> None:
        """Begin without problems."""
        self._changed()

    def add(self, problem: Problem) -> None:
        """Put one more on the list."""
        self.problems.append(problem)
        self._changed()

    def change(self, problem: Problem, error: WemaError) -> None:
        """Say anew why one of them is not done."""
        problem.error, problem.is_put_off, problem.is_under_way = error, False, False
        self._changed()

    def settle(self, *problems: Problem) -> None:
        """Take some off the list: they were dealt with."""
        self.problems = [p for p in self.problems if p not in problems]
        self._changed()

    def _changed(self) -> None:
        self.display = bool(self.problems)
        self.refresh(layout=True)

    def render(self) -> Text:
        """Return the loud heading, the oldest problem in full, others in a line."""
        if not self.problems:
            return Text()
        with_keys = cast(Application, self.app).with_keys
        head = heading(self.problems) + with_keys(_(". F8: deal with the first."))
        if len(self.problems) == 1:
            head = heading(self.problems) + with_keys(_(". F8: deal with it."))
        lines = [Text(f" {head} ", style="bold reverse")]
        for place, problem in enumerate(self.problems[:_SHOWN]):
            line = Text(f"{printable(problem.code, 24)}  ", style="bold")
            room = _SENTENCE
            if place:
                room = max(10, self.app.size.width - line.cell_len - 2)
                line.no_wrap = True
            sentence = printable(with_keys(problem.error.sentence), room)
            lines.append(line.append(sentence, style="not bold"))
        more = len(self.problems) - _SHOWN
        if more > 0:
            lines.append(Text(_("and {n} more").format(n=more), style="bold"))
        return Text("\n").join(lines)
