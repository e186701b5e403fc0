"""The list of who waits: a place that stays as it is writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from screens.visits.words import queue_line
from screens.widgets.lists import ListBox
from wema_tui.clock import Clock
from wema_tui.services.visits.queues import Waiting

_SIGN = 2  # cells before each row: the sign of the one that is picked
_NARROWEST = 40


class QueueList(ListBox):
    """Shows one queue; who was picked stays picked while the others come and go.

    Args:
        clock: The clinic's.
    """

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True)
        self._clock = clock
        self._rows: Sequence[Waiting] = ()
        self._drawn: list[Text] = []

    @property
    def room(self) -> int:
        """The cells of one row."""
        return max(_NARROWEST, self.size.width - _SIGN)

    @property
    def row(self) -> Waiting | None:
        """Who is picked, if there is anybody."""
        place = self.highlighted
        is_there = place is not None and place < len(self._rows)
        return self._rows[place] if place is not None and is_there else None

    def pick(self, entry_id: int | None) -> None:
        """Pick one who waits; the first, if that one is not here."""
        places = (nth for nth, row in enumerate(self._rows) if row.entry_id == entry_id)
        self.highlighted = next(places, 0 if self._rows else None)

    def show(self, rows: Sequence[Waiting], pick: int | None = None) -> None:
        """Show a queue as it was read now.

        Args:
            rows: Who waits.
            pick: The place to be picked; None for the one that is.
        """
        if pick is None and self.row is not None:
            pick = self.row.entry_id
        is_longer_or_shorter = len(rows) != len(self._rows)
        self._rows = rows
        if is_longer_or_shorter:
            self._drawn = []
            self.clear_options()
        self.tell_time()
        self.pick(pick)

    def tell_time(self) -> None:
        """Write what has changed: mostly the minutes of somebody."""
        lines = [queue_line(row, self._clock, self.room) for row in self._rows]
        if len(lines) != len(self._drawn):
            self.add_options(lines)
        else:
            for place, (line, was) in enumerate(zip(lines, self._drawn, strict=True)):
                if line != was:
                    self.replace_option_prompt_at_index(place, line)
        self._drawn = lines
