"""Printed commands: a whole delivery is received without touching the keys.

A command is one of our own labels (type C, or Q for a quantity), so that a
misread one does nothing. Numbers are printed on paper in many clinics: a number
once given to a command keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wema_tui.scanner.labels import Label, LabelType, make_label
from wema_tui.scanner.modes import Mode

MAX_QUANTITY = 9999
"""Packs in one movement; more is a typing mistake, not a delivery."""


class Verb(StrEnum):
    """What a command does."""

    MODE = "mode"
    QUANTITY = "quantity"
    UNDO = "undo"
    FINISH = "finish"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Command:
    """One printed command."""

    verb: Verb
    argument: Mode | int | None = None
    """The mode for `MODE`, packs from 1 to 9999 for `QUANTITY`, else None."""


_NUMBERS: Mapping[int, Command] = {
    1: Command(Verb.MODE, Mode.STOCK_IN),
    2: Command(Verb.MODE, Mode.STOCK_OUT),
    3: Command(Verb.MODE, Mode.DISPENSE),
    4: Command(Verb.MODE, Mode.ADJUSTMENT),
    5: Command(Verb.MODE, Mode.COUNT),
    6: Command(Verb.MODE, Mode.LOOK_UP),
    50: Command(Verb.UNDO),
    51: Command(Verb.FINISH),
    52: Command(Verb.CANCEL),
}

COMMAND_CODES: Mapping[str, Command] = MappingProxyType(
    {make_label(LabelType.COMMAND, n): command for n, command in _NUMBERS.items()}
)
"""Every command but the quantities, by the code to print."""


def quantity_code(packs: int) -> str:
    """Return the code to print for "the next scan is *packs* packs".

    Raises:
        ValueError: Not from 1 to 9999.
    """
    if not 1 <= packs <= MAX_QUANTITY:
        raise ValueError(f"a quantity is 1 to {MAX_QUANTITY}, not {packs}")
    return make_label(LabelType.QUANTITY, packs)


def command_on(label: Label) -> Command | None:
    """Return the command that *label* orders, or None when there is none such.

    None for a label of type C or Q means a sheet from a newer version.
    """
    if label.type is LabelType.QUANTITY and 1 <= label.number <= MAX_QUANTITY:
        return Command(Verb.QUANTITY, label.number)
    if label.type is LabelType.COMMAND:
        return _NUMBERS.get(label.number)
    return None
