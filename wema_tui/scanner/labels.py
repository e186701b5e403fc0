"""Our own labels: `W`, a type letter, a number, a check character.

A label looks like `WP0001234V`: patient 1234. The check character is ISO 7064
mod 37,36, which finds every single wrong character and every two neighbours
exchanged. It carries no name: a wristband on the floor tells nobody anything.

The shape is narrow on purpose, because makers and clinics have codes that begin
with W too. Ours is `W`, one of seven letters, exactly seven digits (eight or nine
once numbers get that large, and then no leading zero) and one check character.
`WAX100`, `WP12` and `WB-2024-1` are not ours and are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.iso7064 import mod_37_36

from wema_tui.scanner.scan import WrongCheckDigit

MAX_NUMBER = 999_999_999
_SHAPE = re.compile(r"W([PBSIMCQ])([0-9]{7}|[1-9][0-9]{7,8})[0-9A-Z]")


class LabelType(StrEnum):
    """What one of our labels is stuck on; the value is the letter after the W."""

    PATIENT = "P"
    LOT = "B"  # for batch: L is too easily read as 1
    SHELF = "S"
    INVOICE = "I"
    MEDICATION = "M"
    COMMAND = "C"
    QUANTITY = "Q"


@dataclass(frozen=True, slots=True)
class Label:
    """One of our own labels, its check character verified."""

    type: LabelType
    number: int
    """Row number in the table that the type names; for a quantity, the quantity."""


def make_label(label_type: LabelType, number: int) -> str:
    """Return the text of a label, ready to print as Code 128 or DataMatrix.

    Args:
        label_type: What it is stuck on.
        number: From 0 to 999,999,999.

    Raises:
        ValueError: The number is out of range.

    >>> make_label(LabelType.PATIENT, 1234)
    'WP0001234V'
    """
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError(f"a label holds 0 to {MAX_NUMBER}, not {number}")
    body = f"W{label_type}{number:07d}"
    return body + str(mod_37_36.calc_check_digit(body))


def read_label(text: str) -> Label | None:
    """Return what one of our labels says, or None when it is not ours.

    Args:
        text: The code; small letters are as good as capitals.

    Raises:
        WrongCheckDigit: It has exactly the shape of ours, see above, and the
            check character does not fit.
    """
    code = text.upper() if text.isascii() else text
    shape = _SHAPE.fullmatch(code)
    if shape is None:
        return None
    if not mod_37_36.is_valid(code):
        raise WrongCheckDigit(text)
    return Label(LabelType(shape[1]), int(shape[2]))


def patient_on(text: str) -> int | None:
    """Return the number of the patient whose card *text* is, or None for no card.

    A card whose check character does not fit is none: what is read wrong must open
    nobody's record.

    >>> patient_on("wp0001234v")
    1234
    """
    try:
        label = read_label(text.strip())
    except WrongCheckDigit:
        return None
    if label is None or label.type is not LabelType.PATIENT:
        return None
    return label.number
