"""A table of patients in a CSV file, as spreadsheets write it: read, row by row."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import folded, printable

COLUMNS: Final = (
    "external_id",
    "name",
    "sex",
    "born",
    "phone",
    "other_phone",
    "place",
    "contact_name",
    "contact_phone",
    "contact_relation",
    "insurer",
    "member_number",
    "allergies",
    "blood_group",
    "died_on",
)
_SEPARATORS: Final = ",;\t"


class BadTable(WemaError):
    """A file that is no table of patients."""

    code = "import.file"


@dataclass(frozen=True)
class TableRow:
    """One row of the file.

    Attributes:
        line: The line on which it begins, from 1.
        cells: Column -> what stands in it, without spaces around it.
        problem: Why the row cannot be told apart into columns, or empty.
    """

    line: int
    cells: dict[str, str]
    problem: str = ""

    @property
    def digest(self) -> str:
        """The same for the same words, in whatever order the columns are."""
        told = sorted((k, v) for k, v in self.cells.items() if v)
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def source_key(self) -> str:
        """What tells this row from all others, in this file and in later ones."""
        number = self.cells.get("external_id", "")
        return f"id:{number}" if number else f"row:{self.digest}"


def read_table(content: bytes) -> list[TableRow]:
    """Return the rows of a file; empty ones are left out.

    Args:
        content: CSV in UTF-8, with or without a byte order mark, with commas,
            semicolons or tabs between the cells; the first row names the columns.

    Raises:
        BadTable: It cannot be read, or its columns are not those of `COLUMNS`.
    """
    try:
        text = normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadTable(
            _("The file is not in UTF-8 (line {line}).").format(
                line=content[: error.start].count(b"\n") + 1
            ),
            hint=_('Save it in the spreadsheet as "CSV UTF-8", and try again.'),
        ) from None
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = _records(reader)
    _line, names = next(records, (0, []))
    columns = _columns(names)
    return [_row(line, cells, columns) for line, cells in records if any(cells)]


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins."""
    line = 1
    try:
        for record in reader:
            yield line, [cell.strip() for cell in record]
            line = reader.line_num + 1  # type: ignore[attr-defined]  # a csv.reader
    except csv.Error:
        raise BadTable(
            _("The quotation marks do not fit, from line {line} on.").format(line=line),
            hint=_('Write a quotation mark inside a cell twice: "".'),
        ) from None


def _columns(names: list[str]) -> list[str]:
    found = ["_".join(folded(name).replace("-", " ").split()) for name in names]
    for name, column in zip(names, found, strict=True):
        if column not in COLUMNS:
            raise BadTable(
                _("There is no column {name}.").format(
                    name=printable(name, 30) or _("without a name")
                ),
                hint=_("The first row may have: {columns}.").format(
                    columns=", ".join(COLUMNS)
                ),
            )
    if "name" not in found or len(set(found)) < len(found):
        raise BadTable(
            _("The first row must have the column name, and each column once."),
            hint=_("The first row may have: {columns}.").format(
                columns=", ".join(COLUMNS)
            ),
        )
    return found


def _row(line: int, cells: list[str], columns: list[str]) -> TableRow:
    problem = ""
    if len(cells) != len(columns):
        problem = _("It has {n} cells, the first row {columns}.").format(
            n=len(cells), columns=len(columns)
        )
    return TableRow(line, dict(zip(columns, cells, strict=False)), problem)
