"""The shortest way from what the terminal shows to what it shall show.

Only sequences that every terminal since the VT102 knows (ECMA-48): cursor moves,
SGR, erase to the end of the line or screen, insert and delete lines in a scroll
region. The last ones leave blanks in the background colour that is in force on
some terminals and in the terminal's own on others, so they are sent in a plain look.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from wema_tui.terminal.attributes import PLAIN, Look, change_look, shows_blank_as
from wema_tui.terminal.picture import BLANK, Cell, Picture, Row
from wema_tui.terminal.shifts import best_shift

_BRIDGE = 4  # equal cells that are cheaper to write again than to jump over
_ERASE = 3  # blanks that are as dear as the order that erases them
_MANY = 4  # changed rows from which on rows may have moved, or all be new
_MOST_SHIFTS = 3

_UNKNOWN: Cell = ("?", Look(frozenset({"unknown"})))  # equal to nothing that is wanted

Place: TypeAlias = tuple[int, int | None]  # row and column; the column may be unknown


class Shown:
    """What the terminal shows, as far as it is known.

    Args:
        width: In cells.
        height: In rows.
    """

    def __init__(self, width: int, height: int) -> None:
        self.forget(width, height)

    def forget(self, width: int, height: int) -> None:
        """Nothing is known any more: another size, or somebody else wrote there."""
        self._rows: list[Row] = [[_UNKNOWN] * width for _row in range(height)]
        self._cursor: Place | None = None
        self._look: Look | None = None
        self._is_known = False

    def become(self, wanted: Picture) -> str:
        """Return what makes the terminal show *wanted*; it is taken to be sent."""
        ways = []
        changed = sum(a != b for a, b in zip(self._rows, wanted.rows, strict=True))
        if self._is_known:
            ways.append(_Way(self._rows, self._cursor, self._look))
        if not self._is_known or changed >= _MANY:
            ways.append(_Way.from_clear_screen(wanted, self._look))
        for way in ways:
            way.go(wanted)
        best = min(ways, key=lambda way: len(way.text.encode()))
        self._rows, self._cursor, self._look = best.rows, best.cursor, best.look
        self._is_known = True
        return best.text


class _Way:
    """One way: collects what to send, and knows what the terminal then shows."""

    def __init__(
        self, rows: Sequence[Row], cursor: Place | None, look: Look | None
    ) -> None:
        self.rows = list(rows)  # each row is copied before it is changed
        self.cursor, self.look = cursor, look
        self._sent: list[str] = []
        self._is_unsure = False  # a terminal may think otherwise of a width

    @classmethod
    def from_clear_screen(cls, wanted: Picture, look: Look | None) -> _Way:
        """Return a way that begins by clearing everything."""
        way = cls([], (0, 0), look)
        way.rows = [[BLANK] * wanted.width for _row in range(wanted.height)]
        way._change_look(PLAIN)
        way._sent.append("\x1b[H\x1b[J")
        return way

    @property
    def text(self) -> str:
        """All that is to be sent."""
        return "".join(self._sent)

    def go(self, wanted: Picture) -> None:
        """Make the terminal show *wanted*."""
        self._shift(wanted.rows)
        self._erase_below(wanted.rows)
        for y, row in enumerate(wanted.rows):
            if self.rows[y] != row:
                self.rows[y] = list(self.rows[y])
                self._write_row(y, row)
        if self._sent or self.cursor != wanted.cursor:
            self._move(*wanted.cursor)

    def _shift(self, wanted: Sequence[Row]) -> None:
        for _time in range(_MOST_SHIFTS):
            changed = sum(a != b for a, b in zip(self.rows, wanted, strict=True))
            shift = best_shift(self.rows, wanted) if changed >= _MANY else None
            if shift is None:
                return
            self._change_look(PLAIN)
            self._sent.append(shift.order())
            self.cursor = None
            shift.apply(self.rows)

    def _erase_below(self, wanted: Sequence[Row]) -> None:
        """Erase the rows at the bottom that shall be blank, two or more of them."""
        height = len(wanted)
        blank = [BLANK] * len(wanted[0])
        top = height
        while top and wanted[top - 1] == blank:
            top -= 1
        changed = [y for y in range(top, height) if self.rows[y] != blank]
        if len(changed) > 1:
            self._change_look(PLAIN)
            self._move(changed[0], 0)
            self._sent.append("\x1b[J")
            self.rows[changed[0] :] = [list(blank) for _y in range(changed[0], height)]

    def _write_row(self, y: int, wanted: Row) -> None:
        have = self.rows[y]
        stale = _stale(have, wanted)
        end = len(wanted)
        while end and wanted[end - 1] == BLANK:
            end -= 1
        to_erase = [x for x in range(end, len(wanted)) if stale[x]]
        if len(to_erase) > _ERASE:
            stale[end:] = [False] * (len(wanted) - end)
        x = 0
        while x < len(wanted):
            x = self._write_run(y, x, wanted, stale) if stale[x] else x + 1
        if len(to_erase) > _ERASE:
            self._change_look(PLAIN)
            self._move(y, to_erase[0])
            self._sent.append("\x1b[K")
        self.rows[y] = list(wanted)

    def _write_run(self, y: int, x: int, wanted: Row, stale: list[bool]) -> int:
        """Write from *x* on as long as it pays; return the column behind it."""
        self._move(y, x)
        while x < len(wanted):
            if not stale[x]:
                following = _next_stale(stale, x)
                gap = wanted[x:following]
                is_dear = any(self._needs_look(each) for each in gap)
                if following == len(wanted) or len(gap) > _BRIDGE or is_dear:
                    break
            x = self._write_cell(y, x, wanted)
        return x

    def _write_cell(self, y: int, x: int, wanted: Row) -> int:
        text, look = wanted[x]
        following = x + 1
        while following < len(wanted) and wanted[following][0] == "":
            following += 1
        is_unsure = following > x + 1 or len(text) > 1
        if self._is_unsure and not is_unsure:
            self._move(y, x)
        if self._needs_look(wanted[x]):
            self._change_look(look)
        self._sent.append(text)
        self._is_unsure = is_unsure
        at_edge = following == len(wanted)
        self.cursor = (y, None if at_edge else following)
        return following

    def _needs_look(self, cell: Cell) -> bool:
        text, look = cell
        if text == " ":
            return not shows_blank_as(self.look, look)
        return look != self.look

    def _change_look(self, look: Look) -> None:
        self._sent.append(change_look(self.look, look))
        self.look = look

    def _move(self, y: int, x: int) -> None:
        if self._is_unsure and self.cursor is not None:
            self.cursor = (self.cursor[0], None)
        self._is_unsure = False
        if self.cursor != (y, x):
            self._sent.append(_shortest_move(self.cursor, y, x))
            self.cursor = (y, x)


def _stale(have: Row, wanted: Row) -> list[bool]:
    """Return which cells must be written; never half a wide character."""
    stale = [old != new for old, new in zip(have, wanted, strict=True)]
    wide = [x for x in range(1, len(have)) if "" in (have[x][0], wanted[x][0])]
    is_growing = bool(wide)
    while is_growing:
        halves = [x for x in wide if stale[x] != stale[x - 1]]
        for x in halves:
            stale[x] = stale[x - 1] = True
        is_growing = bool(halves)
    return stale


def _next_stale(stale: list[bool], x: int) -> int:
    while x < len(stale) and not stale[x]:
        x += 1
    return x


def _shortest_move(start: Place | None, y: int, x: int) -> str:
    """Return the shortest sequence from *start* to row *y*, column *x*."""
    absolute = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1 if y else ''}H"
    if start is None:
        return absolute
    down = _steps(y - start[0], "\n", "B", "A")
    ways = [absolute, "\r" + down + _steps(x, "", "C", "D")]
    if start[1] is not None:
        ways.append(down + _steps(x - start[1], "", "C", "D", back="\b"))
    return min(ways, key=len)


def _steps(by: int, short: str, forward: str, backward: str, *, back: str = "") -> str:
    """Return a relative move; *short* and *back* are what one step may be."""
    if by == 0:
        return ""
    count, letter = abs(by), forward if by > 0 else backward
    one_step = short if by > 0 else back
    order = f"\x1b[{count if count > 1 else ''}{letter}"
    return one_step * count if one_step and count < len(order) else order
