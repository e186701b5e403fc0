"""What a scan does. The mode is on screen at all times, as a word and a colour."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """What a scan does; the values are kept in the database."""

    STOCK_IN = "stock_in"
    STOCK_OUT = "stock_out"
    DISPENSE = "dispense"
    ADJUSTMENT = "adjustment"
    COUNT = "count"
    LOOK_UP = "look_up"
