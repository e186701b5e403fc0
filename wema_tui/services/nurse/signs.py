"""The vital signs: their units, what is possible, and how people type them. Pure.

A value is a whole number of the sign's smallest unit: grams, millimetres, tenths of
a degree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.nurse.words import sign_word
from wema_tui.text import folded, printable

_NUMBER = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*([^\d\s].*)?", re.ASCII)
_PRESSURE = re.compile(r"(\d{1,3})\s*[/-]\s*(\d{1,3})\s*(?:mmhg)?", re.ASCII)


class UnreadableSign(WemaError):
    """What was typed is no value of this sign."""

    code = "vitals.unreadable"


class ImpossibleSign(WemaError):
    """Nobody alive has this value."""

    code = "vitals.impossible"


@dataclass(frozen=True)
class Sign:
    """One vital sign.

    Attributes:
        name: As the table has it.
        unit: As it is shown.
        parts: How many of the smallest unit are one of *unit*.
        least: The least that is possible, in the smallest unit.
        most: The most that is possible.
        units: Other units that may be typed -> their size in the smallest unit.
    """

    name: str
    unit: str
    parts: int
    least: int
    most: int
    units: Mapping[str, Decimal] = field(default_factory=dict)

    def is_possible(self, value: int) -> bool:
        """Return whether somebody alive can have *value*."""
        return self.least <= value <= self.most

    def number(self, value: int) -> str:
        """Return *value* without its unit: `37.5`, `72.4`, `3.25`."""
        if self.parts == 1:
            return str(value)
        shown = (Decimal(value) / self.parts).normalize()
        places = max(1, -int(shown.as_tuple().exponent))
        return f"{shown:.{places}f}"

    def words(self, value: int) -> str:
        """Return *value* with its unit: `37.5 °C`."""
        return f"{self.number(value)} {self.unit}"

    def parsed(self, number: str) -> int:
        """Return *number* of the shown unit as a value; for tables of ours."""
        return int(Decimal(number) * self.parts)


_SIGNS: Final = (
    Sign("weight", "kg", 1000, 200, 500_000, {"g": Decimal(1)}),
    Sign("height", "cm", 10, 200, 2500, {"m": Decimal(1000), "mm": Decimal(1)}),
    Sign("temperature", "°C", 10, 250, 450),
    Sign("pulse", "/min", 1, 10, 350),
    Sign("respiration", "/min", 1, 1, 150),
    Sign("systolic", "mmHg", 1, 30, 320),
    Sign("diastolic", "mmHg", 1, 10, 220),
    Sign("saturation", "%", 1, 20, 100),
    Sign("glucose", "mmol/L", 10, 3, 600, {"mg/dl": Decimal(10) / Decimal("18.016")}),
    Sign("muac", "mm", 1, 60, 600, {"cm": Decimal(10)}),
    Sign("pain", "/10", 1, 0, 10),
)
SIGNS: Final = MappingProxyType({sign.name: sign for sign in _SIGNS})
"""Every sign by its name, in the order in which they are shown."""

PRESSURE: Final = ("systolic", "diastolic")
"""The two that are typed into one box."""


def read_sign(name: str, text: str) -> int:
    """Return the value that somebody typed.

    A number without a unit is in the unit that is shown; where that is impossible
    and another unit is not, it is in that one: `126` of glucose is mg/dL, `12.5` of
    an upper arm is centimetres.

    Args:
        name: Of the sign.
        text: As typed, with a point or a comma: `37,5`, `3200 g`, `126 mg/dL`.

    Raises:
        UnreadableSign: It is no such number.
        ImpossibleSign: Nobody alive has it.

    >>> read_sign("temperature", "37,5"), read_sign("glucose", "126 mg/dL")
    (375, 70)
    >>> read_sign("weight", "3200"), read_sign("muac", "12.5")
    (3200, 125)
    """
    sign = SIGNS[name]
    found = _NUMBER.fullmatch(folded(text.strip()))
    if found is None:
        raise _unreadable(sign, text)
    number, unit = Decimal(found[1].replace(",", ".")), _bare(found[2] or "")
    sizes = {_bare(sign.unit): Decimal(sign.parts), **sign.units}
    if unit and unit not in sizes:
        raise _unreadable(sign, text)
    for size in [sizes[unit]] if unit else sizes.values():
        exact = number * size
        value = int(exact.to_integral_value(ROUND_HALF_UP))
        if sign.is_possible(value):
            if size == sign.parts and value != exact:
                raise _unreadable(sign, text)  # finer than the sign is kept
            return value
    raise impossible(name, printable(text.strip(), 20))


def read_pressure(text: str) -> dict[str, int]:
    """Return both pressures from one text.

    Raises:
        UnreadableSign: It is not two numbers.
        ImpossibleSign: Nobody alive has them, or the second is not the smaller.

    >>> read_pressure("120/80")
    {'systolic': 120, 'diastolic': 80}
    """
    found = _PRESSURE.fullmatch(folded(text.strip()))
    if found is None:
        raise UnreadableSign(
            _("{text} is no blood pressure.").format(
                text=printable(text.strip(), 20) or "''"
            ),
            hint=_("Type both numbers, for instance: 120/80"),
        )
    values = {name: int(found[nth]) for nth, name in enumerate(PRESSURE, start=1)}
    is_possible = all(SIGNS[name].is_possible(values[name]) for name in PRESSURE)
    if not is_possible or values["systolic"] <= values["diastolic"]:
        raise impossible("pressure", printable(text.strip(), 20))
    return values


def impossible(name: str, shown: str) -> ImpossibleSign:
    """Return the refusal of a value that nobody has.

    Args:
        name: Of the sign, or `pressure`.
        shown: The value, safe to show.
    """
    if name == "pressure":
        hint = _("Measure again: the first number is the larger one.")
    else:
        sign = SIGNS[name]
        hint = _("It is {least} to {most} {unit}.").format(
            least=sign.number(sign.least),
            most=sign.number(sign.most),
            unit=sign.unit,
        )
    return ImpossibleSign(
        _("{sign} {value} is not possible.").format(sign=sign_word(name), value=shown),
        hint=hint,
    )


def body_mass_index(weight: int, height: int) -> str:
    """Return kilograms for each square metre, with one decimal.

    Args:
        weight: In grams.
        height: In millimetres, more than none.

    >>> body_mass_index(70_000, 1750)
    '22.9'
    """
    index = Decimal(weight * 1000) / Decimal(height**2)
    return str(index.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _bare(unit: str) -> str:
    return "".join(folded(unit).replace("°", "").split())


def _unreadable(sign: Sign, text: str) -> UnreadableSign:
    units = ", ".join((sign.unit, *sign.units))
    return UnreadableSign(
        _("{text} is no {sign} in {units}.").format(
            text=printable(text.strip(), 20) or "''",
            sign=sign_word(sign.name),
            units=units,
        ),
        hint=_("For instance: {example}").format(example=_EXAMPLES[sign.name]),
    )


_EXAMPLES = {
    "weight": "72.4",
    "height": "168",
    "temperature": "37.5",
    "pulse": "80",
    "respiration": "18",
    "systolic": "120",
    "diastolic": "80",
    "saturation": "98",
    "glucose": "5.6",
    "muac": "125",
    "pain": "3",
}
