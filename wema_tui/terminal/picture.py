"""What the screen shall show, cell by cell: read from what Textual writes.

Textual writes text, colours (`ESC[...m`), positions (`ESC[y;xH`) and line feeds;
whatever else it sends is an order to the terminal, not part of the picture.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from rich.cells import split_graphemes

from wema_tui.terminal.attributes import PLAIN, Look, on_blank, read_look

Cell: TypeAlias = tuple[str, Look]
"""What stands in one place, and how it looks. The text is empty in the second half
of a wide character, and more than one code point where marks are combined."""
Row: TypeAlias = list[Cell]

_CELLS: dict[Cell, Cell] = {}  # equal cells are one object: rows compare fast
_MOST_CELLS = 20_000


def cell(text: str, look: Look) -> Cell:
    """Return the cell, without what nobody can see on a space."""
    known = (text, on_blank(look) if text == " " else look)
    if len(_CELLS) > _MOST_CELLS:
        _CELLS.clear()
    return _CELLS.setdefault(known, known)


BLANK = cell(" ", PLAIN)

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<look>[0-9;]*)m"
    r"|\x1b\[(?P<place>[0-9;]*)H"
    r"|(?P<feed>\n)"
    r"|\x1b\[(?:\?2026[hl]|[<>]\d*u)"  # see below
    r"|\x1b\](?:8|22);[^\x07\x1b]*(?:\x07|\x1b\\)"  # this too
    r"|(?P<order>\x1b\[[^@-~]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[\x00-\x9f])",
    re.DOTALL,
)
# Left out: the brackets of a frame (it goes out whole), another way to send keys,
# which old consoles would show, links, the mouse's shape.


class Picture:
    """A screen of *width* by *height* cells, blank at first.

    Attributes:
        rows: From top to bottom; change them through `draw` only.
        cursor: Where the cursor shall rest, (row, column) from 0.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows: list[Row] = [[BLANK] * width for _row in range(height)]
        self._y = self._x = 0
        self._look = PLAIN

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the last text or order left the cursor, inside the screen."""
        return min(self._y, self.height - 1), min(self._x, self.width - 1)

    def resize(self, width: int, height: int) -> None:
        """Cut or pad; Textual will paint everything anew."""
        for row in self.rows:
            _cut_in_two(row, width)
        rows = [row[:width] + [BLANK] * (width - len(row)) for row in self.rows]
        missing = height - len(rows)
        self.rows = rows[:height] + [[BLANK] * width for _row in range(missing)]
        self.width, self.height = width, height

    def draw(self, written: str) -> list[str]:
        """Take what Textual wrote; return what of it is no picture, in order."""
        orders = []
        for token in _TOKEN.finditer(written):
            kind, text = token.lastgroup, token[0]
            if kind == "text":
                self._put(text)
            elif kind == "look":
                self._look = read_look(token["look"])
            elif kind == "place":
                y, _semicolon, x = token["place"].partition(";")
                self._y, self._x = int(y or 1) - 1, int(x or 1) - 1
            elif kind == "feed":
                self._y, self._x = self._y + 1, 0
            elif kind == "order":
                orders.append(text)
        return orders

    def _put(self, text: str) -> None:
        """Write *text* where the cursor is; what goes past the edge is not shown."""
        if not 0 <= self._y < self.height:
            return
        row, x = self.rows[self._y], self._x
        if text.isascii():
            cells = [cell(each, self._look) for each in text]
        else:
            cells = self._wide_cells(text)
        room = max(0, self.width - x)
        if len(cells) > room and room and cells[room][0] == "":
            cells[room - 1] = cell(" ", self._look)  # half a wide character
        del cells[room:]
        _cut_in_two(row, x)
        _cut_in_two(row, x + len(cells))
        row[x : x + len(cells)] = cells
        self._x = x + len(cells)

    def _wide_cells(self, text: str) -> Row:
        """Return the cells of *text*; a mark at its beginning joins what is there."""
        cells: Row = []
        for start, end, width in split_graphemes(text)[0]:
            if width:
                cells.append(cell(text[start:end], self._look))
                cells += [cell("", self._look)] * (width - 1)
            elif 0 < self._x <= self.width:
                _add_mark(self.rows[self._y], self._x - 1, text[start:end])
        return cells


def _add_mark(row: Row, x: int, mark: str) -> None:
    """Join a combining mark to the character that ends in column *x*."""
    if row[x][0] == "" and x:
        x -= 1
    text, look = row[x]
    row[x] = cell(text + mark, look)


def _cut_in_two(row: Row, x: int) -> None:
    """Blank both halves of a wide character that a text or the edge ends in."""
    if 0 < x < len(row) and row[x][0] == "":
        row[x - 1] = row[x] = cell(" ", row[x][1])
