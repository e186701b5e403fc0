"""What is usual, remarkable and critical in a vital sign, by age, and who says so.

The numbers stand in `vital_ranges.csv`, in the unit that is shown, each with its
source. They help to notice; the guideline of the clinic decides.

    >>> fast = [r for r in load_ranges() if r.sign == "respiration"][6]
    >>> fast.rule, fast.value, fast.source
    ('critical_below', '20', 'WHO Pocket Book of Hospital Care for Children 2013')
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

FILE_NAME = "vital_ranges.csv"


@dataclass(frozen=True)
class Range:
    """One bound of one sign for some ages."""

    sign: str
    """As `services.nurse.signs` names it."""

    from_age: str
    """The first age that it is for: days, months or years, such as `28d`."""

    below_age: str
    """The first age that it is not for; empty: for whoever is older."""

    rule: str
    """`probable_from` and `probable_to`: what is outside is asked about.
    `critical_below`, `low_below`, `high_from`, `critical_from`: flags."""

    value: str
    """In the sign's unit as it is shown."""

    urgency: str
    """What it suggests at triage: `emergency`, `urgent`, or nothing."""

    source: str
    """Who says so."""


@cache
def load_ranges() -> tuple[Range, ...]:
    """Read the table that comes with WEMA.

    Raises:
        ValueError: The file is broken; names the line.
    """
    source = files("wema_tui.data").joinpath(FILE_NAME)
    with source.open("r", encoding="utf-8") as lines:
        return tuple(_rows(lines))


def _rows(lines: Iterable[str]) -> Iterable[Range]:
    columns = [field.name for field in fields(Range)]
    reader = csv.reader(lines, strict=True)
    for cells in reader:
        if reader.line_num == 1 and cells != columns:
            raise ValueError(f"{FILE_NAME}, line 1: expected {columns}, got {cells}")
        if len(cells) != len(columns):
            raise ValueError(
                f"{FILE_NAME}, line {reader.line_num}: expected {len(columns)} columns"
            )
        if reader.line_num > 1:
            yield Range(*cells)
