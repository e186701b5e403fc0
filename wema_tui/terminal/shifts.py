"""Rows that have moved: a scrolled list needs one order, not all its rows again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wema_tui.terminal.picture import BLANK, Row

_PRICE = 24  # bytes: set the region, go there, shift, take the region back
_FEWEST = 2  # rows that must gain, before a shift is looked at closely


class Shift(NamedTuple):
    """Rows *top* to *bottom*, counted from 0, move *by* rows; up is negative."""

    top: int
    bottom: int
    by: int

    def order(self) -> str:
        """Return what makes a terminal do it: in a region, insert or delete lines.

        The cursor is then at the top left, nowhere in particular.
        """
        count, letter = abs(self.by), "L" if self.by > 0 else "M"
        lines = f"\x1b[{count if count > 1 else ''}{letter}"
        region = f"\x1b[{self.top + 1};{self.bottom + 1}r"
        return f"{region}\x1b[{self.top + 1}H{lines}\x1b[r"

    def apply(self, rows: list[Row]) -> None:
        """Do to *rows* what the terminal does: blank rows come in at one end."""
        width = len(rows[0])
        moved = rows[self.top : self.bottom + 1]
        blank = [[BLANK] * width for _row in range(abs(self.by))]
        moved = blank + moved[: -self.by] if self.by > 0 else moved[-self.by :] + blank
        rows[self.top : self.bottom + 1] = moved


def best_shift(have: Sequence[Row], want: Sequence[Row]) -> Shift | None:
    """Return the shift that saves most bytes on the way from *have* to *want*."""
    shifts = ((_saved(each, have, want), each) for each in _shifts(have, want))
    saved, shift = max(shifts, default=(0, None))
    return shift if saved > 0 else None


def _shifts(have: Sequence[Row], want: Sequence[Row]) -> Iterator[Shift]:
    """Yield each block of rows that stands elsewhere already."""
    height, blank = len(want), [BLANK] * len(want[0])
    gains = [old != new != blank for old, new in zip(have, want, strict=True)]
    for by in (*range(1, height), *range(-1, -height, -1)):
        first = 0
        for y in range(height + 1):
            source = y - by
            if y < height and 0 <= source < height and want[y] == have[source]:
                continue
            if sum(gains[first:y]) >= _FEWEST:
                ends = (first, y - 1, first - by, y - 1 - by)
                yield Shift(min(ends), max(ends), by)
            first = y + 1


def _saved(shift: Shift, have: Sequence[Row], want: Sequence[Row]) -> int:
    after = list(have)
    shift.apply(after)
    inside = range(shift.top, shift.bottom + 1)
    gain = sum(_price(have[y], want[y]) - _price(after[y], want[y]) for y in inside)
    return gain - _PRICE


def _price(have: Row, want: Row) -> int:
    """Return roughly how many bytes turn one row into another."""
    if have == want:
        return 0
    cells = zip(have, want, strict=True)
    return 6 + sum(old != new != BLANK for old, new in cells)
