"""The starter formulary: what a small clinic in East Africa usually stocks.

A new clinic starts from this list instead of an empty table, and the demo clinic
is filled from it. It was written for WEMA from facts: international
nonproprietary names, common strengths, usual pack sizes. Prices, reorder levels
and monthly use are estimates for a clinic with 40 outpatients a day. It is a
starting point: the clinic's pharmacist goes through it before it is used for
patients, and the pregnancy notes remind, they do not replace the guideline.

    >>> paracetamol = load_formulary()[0]
    >>> paracetamol.name, paracetamol.base_unit, paracetamol.pack_sizes
    ('Paracetamol 500 mg tablet', 'tablet', (10, 100, 1000))
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

FILE_NAME = "formulary.csv"

NAME_LENGTH = 60
"""Characters a name may have, so that it fits beside a quantity in 80 columns."""

TEXT_LENGTH = 80
"""Characters any other text may have: a generic of four substances is long."""

BASE_UNITS = frozenset(
    {
        "ampoule",
        "bottle",
        "capsule",
        "cycle",  # one month of contraceptive pills
        "dose",  # of a vaccine: a vial holds several
        "g",
        "ml",
        "pair",
        "piece",
        "roll",
        "sachet",
        "tablet",
        "test",
        "tube",
        "vial",
    }
)

FORMS = frozenset(
    {
        "capsule",
        "chewable tablet",
        "cream",
        "dispersible tablet",
        "ear drops",
        "eye drops",
        "eye ointment",
        "gel",
        "implant",
        "infusion",
        "inhalation liquid",
        "inhaler",
        "injection",
        "lotion",
        "modified-release tablet",
        "nebuliser solution",
        "ointment",
        "oral drops",
        "oral solution",
        "paste",
        "pessary",
        "powder",
        "solution",
        "supply",  # no medicine: gloves, syringes, rapid tests
        "suppository",
        "suspension",
        "syrup",
        "tablet",
    }
)


@dataclass(frozen=True, slots=True)
class FormularyItem:
    """One generic in one form and strength, as the shelf knows it.

    A liquid that leaves in its sealed bottle is counted in bottles; one that is
    measured out (morphine solution, povidone-iodine) is counted in millilitres.
    """

    group: str
    """Therapeutic group, the heading it stands under."""

    name: str
    """What people see and search. Unique, plain text, at most 60 characters."""

    generic_name: str
    """International nonproprietary name; for a supply, the thing itself."""

    strength: str
    """Amount per tablet, per volume or in percent; a size for a supply. Empty
    where there is none to tell (multivitamin, Ringer lactate)."""

    form: str
    """One of `FORMS`."""

    base_unit: str
    """The smallest thing dispensed, one of `BASE_UNITS`. Stock counts in it."""

    pack_sizes: tuple[int, ...]
    """Base units in the usual packs, smallest first, at least one."""

    threshold: int
    """Reorder level in base units: at or below it, it is time to order."""

    unit_price: int
    """Selling price of one base unit in whole Tanzanian shillings, at least 1.
    Also given where a national programme provides the medicine free of charge
    (HIV, tuberculosis, vaccines): then it is what the stock is worth."""

    monthly_use: int
    """Base units a clinic with 40 outpatients a day uses in a month. May be 0."""

    controlled: bool
    """Locked cupboard and register: opioids, sedatives, ketamine, ephedrine."""

    watch: bool
    """Often stolen or resold, or dear: count it more often. Every controlled
    medicine is also watched."""

    pregnancy: str
    """Short reminder for the prescriber. Empty is no promise that it is safe."""

    shelf_life_months: int
    """Typical months from manufacture to expiry, unopened."""


@cache
def load_formulary() -> tuple[FormularyItem, ...]:
    """Read the formulary that comes with WEMA.

    Returns:
        Every item, in the order of the file: by therapeutic group.

    Raises:
        ValueError: The file is broken; names the line and the column.
    """
    source = files("wema_tui.data").joinpath(FILE_NAME)
    with source.open("r", encoding="utf-8") as lines:
        return read_formulary(lines)


def read_formulary(lines: Iterable[str]) -> tuple[FormularyItem, ...]:
    """Read a formulary from the lines of a CSV file.

    Args:
        lines: The heading, then one item a line.

    Returns:
        Every item, in the order of the lines.

    Raises:
        ValueError: A wrong heading or value, a name that comes twice, or broken
            quotes; names the line and, where there is one, the column.
    """
    columns = [field.name for field in fields(FormularyItem)]
    items: dict[str, FormularyItem] = {}
    reader = csv.reader(lines, strict=True)
    try:
        heading = next(reader, [])
        if heading != columns:
            raise ValueError(f"{FILE_NAME}, line 1: expected {columns}, got {heading}")
        for cells in reader:
            row = _Row(reader.line_num, columns, cells)
            item = row.item()
            if item.name in items:
                raise row.mistake("name", "a name that is not yet taken")
            items[item.name] = item
    except csv.Error as error:
        raise ValueError(f"{FILE_NAME}, line {reader.line_num}: {error}") from error
    return tuple(items.values())


class _Row:
    """One line of the file, and how each kind of column is read.

    Args:
        line: Number of the line, the heading being 1.
        columns: Names of the columns, in their order.
        cells: The texts of this line.
    """

    def __init__(self, line: int, columns: list[str], cells: list[str]) -> None:
        self.line = line
        if len(cells) != len(columns):
            last = columns[min(len(cells), len(columns) - 1)]
            raise ValueError(
                f"{FILE_NAME}, line {line}, column {last}: "
                f"expected {len(columns)} columns, got {len(cells)}"
            )
        self.cells = dict(zip(columns, cells, strict=True))

    def item(self) -> FormularyItem:
        """Return this line as an item."""
        item = FormularyItem(
            group=self.text("group"),
            name=self.text("name", longest=NAME_LENGTH),
            generic_name=self.text("generic_name"),
            strength=self.text("strength", shortest=0),
            form=self.one_of("form", FORMS),
            base_unit=self.one_of("base_unit", BASE_UNITS),
            pack_sizes=self.packs("pack_sizes"),
            threshold=self.number("threshold", least=1),
            unit_price=self.number("unit_price", least=1),
            monthly_use=self.number("monthly_use", least=0),
            controlled=self.flag("controlled"),
            watch=self.flag("watch"),
            pregnancy=self.text("pregnancy", shortest=0),
            shelf_life_months=self.number("shelf_life_months", least=1),
        )
        if item.controlled and not item.watch:
            raise self.mistake("watch", "1, because the item is controlled")
        return item

    def mistake(self, column: str, expected: str) -> ValueError:
        """Return the error that says where the file is wrong."""
        return ValueError(
            f"{FILE_NAME}, line {self.line}, column {column}: "
            f"expected {expected}, got {self.cells[column]!r}"
        )

    def text(self, column: str, shortest: int = 1, longest: int = TEXT_LENGTH) -> str:
        """Return a text without control characters or spaces around it."""
        text = self.cells[column]
        fits = shortest <= len(text) <= longest
        if not (fits and text.isprintable() and text == text.strip()):
            expected = f"{shortest} to {longest} printable characters, no spaces around"
            raise self.mistake(column, expected)
        return text

    def one_of(self, column: str, known: frozenset[str]) -> str:
        """Return a word from a fixed list."""
        if self.cells[column] not in known:
            raise self.mistake(column, f"one of {', '.join(sorted(known))}")
        return self.cells[column]

    def number(self, column: str, least: int) -> int:
        """Return a whole number, written with the digits 0 to 9 alone."""
        text = self.cells[column]
        if not _is_digits(text) or int(text) < least:
            raise self.mistake(column, f"a whole number of at least {least}")
        return int(text)

    def packs(self, column: str) -> tuple[int, ...]:
        """Return pack sizes, each larger than the one before."""
        parts = self.cells[column].split("|")
        packs = [int(part) for part in parts if _is_digits(part)]
        if len(packs) < len(parts) or packs[0] < 1 or packs != sorted(set(packs)):
            raise self.mistake(column, "growing whole numbers with | between them")
        return tuple(packs)

    def flag(self, column: str) -> bool:
        """Return a yes (1) or no (0)."""
        if self.cells[column] not in ("0", "1"):
            raise self.mistake(column, "0 or 1")
        return self.cells[column] == "1"


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
