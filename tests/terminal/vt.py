"""The screen of a terminal, as ECMA-48 and xterm have it, where pyte 0.8 differs.

What a driver that saves bytes relies on: erased cells take the background colour
(BCE) and nothing else, lines that scroll in do too, DECSTBM homes the cursor, a line
feed outside the margins does not scroll, half a wide character is none, and
attributes that pyte does not know.
"""

import copy
import unicodedata
from typing import NamedTuple

import pyte
from pyte import modes
from pyte.screens import Margins
from wcwidth import wcwidth

ALTERNATE_SCREEN = 1049


class Cell(NamedTuple):
    """One place on the screen. Colours are a name or rrggbb."""

    data: str
    fg: str = "default"
    bg: str = "default"
    bold: bool = False
    italics: bool = False
    underscore: bool = False
    strikethrough: bool = False
    reverse: bool = False
    blink: bool = False
    dim: bool = False
    conceal: bool = False
    overline: bool = False
    doubled: bool = False  # the underline

    @property
    def seen(self):
        """The cell without what nobody can see: a blank has no colour of its own."""
        marks = self.underscore, self.strikethrough, self.reverse, self.overline
        if self.data == " " and not any(marks):
            return Cell(" ", bg=self.bg)
        return self


UNKNOWN = Cell("▒", fg="ff00ff", bg="00ff00", blink=True)
"""What a terminal shows after another size, until a program draws: anything."""

_MORE_ATTRIBUTES = {
    2: {"dim": True},
    6: {"blink": True},
    8: {"conceal": True},
    21: {"underscore": True, "doubled": True},
    22: {"bold": False, "dim": False},
    24: {"underscore": False, "doubled": False},
    28: {"conceal": False},
    53: {"overline": True},
    55: {"overline": False},
}


class Stream(pyte.Stream):
    """pyte's parser, with what it does not know."""

    csi = pyte.Stream.csi | {
        "b": "repeat",
        "S": "scroll_up",
        "T": "scroll_down",
        "s": "save_cursor",
        "u": "restore_cursor",
    }

    def __init__(self, screen):
        super().__init__(screen)
        self.use_utf8 = False  # terminals heed line drawing (ESC ( 0) in UTF-8 too


class Screen(pyte.Screen):
    """A pyte screen that erases, scrolls and draws as terminals do."""

    _behind = None
    _last = ""  # character drawn, for REP

    @property
    def default_char(self):
        """An empty place."""
        return Cell(" ", reverse=modes.DECSCNM in self.mode)

    def reset(self):
        """Begin anew."""
        super().reset()
        self.cursor.attrs = self.default_char

    @property
    def blank(self):
        """What erasing leaves: the background colour, no other attribute."""
        return Cell(" ", bg=self.cursor.attrs.bg)

    def resize(self, lines=None, columns=None):
        """Take another size; what stood there may be anywhere."""
        lines, columns = lines or self.lines, columns or self.columns
        if (lines, columns) == (self.lines, self.columns):
            return
        self.lines, self.columns = lines, columns
        self.margins = None
        self.tabstops = set(range(8, columns, 8))
        self.buffer.clear()
        for y in range(lines):
            self._fill(y, range(columns), UNKNOWN)
        self.ensure_hbounds()
        self.ensure_vbounds()

    # Modes

    def set_mode(self, *numbers, private=False, **kwargs):
        """Enter modes; the alternate screen starts empty."""
        super().set_mode(*numbers, private=private, **kwargs)
        if private and ALTERNATE_SCREEN in numbers and self._behind is None:
            self._behind = copy.deepcopy(self.buffer), copy.copy(self.cursor)
            self.erase_in_display(2)

    def reset_mode(self, *numbers, private=False, **kwargs):
        """Leave modes; behind the alternate screen is what was there before."""
        super().reset_mode(*numbers, private=private, **kwargs)
        if private and ALTERNATE_SCREEN in numbers and self._behind is not None:
            lines, cursor = self._behind
            self._behind = None
            self.buffer.clear()
            self.buffer.update(lines)
            self.cursor.x, self.cursor.y = cursor.x, cursor.y
            self.cursor.attrs = cursor.attrs

    def select_graphic_rendition(self, *attributes):
        """Change attributes; those that pyte knows and those it does not."""
        if not attributes:
            attributes = (0,)
        place = 0
        while place < len(attributes):
            number = attributes[place]
            if number in (38, 48):  # a colour: 38;5;n or 38;2;r;g;b
                size = 3 if attributes[place + 1 : place + 2] == (5,) else 5
                super().select_graphic_rendition(*attributes[place : place + size])
                place += size
                continue
            if number == 0:
                self.cursor.attrs = self.default_char
            elif number in _MORE_ATTRIBUTES:
                change = _MORE_ATTRIBUTES[number]
                self.cursor.attrs = self.cursor.attrs._replace(**change)
            else:
                super().select_graphic_rendition(number)
            place += 1

    # The cursor

    @property
    def _region(self):
        return self.margins or Margins(0, self.lines - 1)

    @property
    def _x(self):
        """The column; behind the last one the cursor waits on it."""
        return min(self.cursor.x, self.columns - 1)

    def set_margins(self, top=None, bottom=None):
        """DECSTBM: top below bottom, and the cursor goes home in any case."""
        top, bottom = top or 1, min(bottom or self.lines, self.lines)
        if top < bottom:
            whole = (top, bottom) == (1, self.lines)
            self.margins = None if whole else Margins(top - 1, bottom - 1)
            self.cursor_position()

    def cursor_up(self, count=None):
        """CUU: stops at the top margin unless it is above it already."""
        top = self._region.top if self.cursor.y >= self._region.top else 0
        self.cursor.x, self.cursor.y = self._x, max(self.cursor.y - (count or 1), top)

    def cursor_down(self, count=None):
        """CUD: stops at the bottom margin unless it is below it already."""
        last = self.lines - 1
        end = self._region.bottom if self.cursor.y <= self._region.bottom else last
        self.cursor.x, self.cursor.y = self._x, min(self.cursor.y + (count or 1), end)

    def save_cursor(self, *_):
        """DECSC, SCOSC: there is one place to keep it."""
        self.savepoints.clear()
        super().save_cursor()

    # Scrolling

    def index(self):
        """IND: scrolls only on the bottom margin."""
        if self.cursor.y == self._region.bottom:
            self._shift(self._region.top, self._region.bottom, -1)
        else:
            self.cursor.y = min(self.cursor.y + 1, self.lines - 1)

    def reverse_index(self):
        """RI: scrolls only on the top margin."""
        if self.cursor.y == self._region.top:
            self._shift(self._region.top, self._region.bottom, 1)
        else:
            self.cursor.y = max(self.cursor.y - 1, 0)

    def scroll_up(self, count=None):
        """SU."""
        self._shift(self._region.top, self._region.bottom, -(count or 1))

    def scroll_down(self, count=None, *tracking):
        """SD; with five parameters it is about the mouse."""
        if not tracking:
            self._shift(self._region.top, self._region.bottom, count or 1)

    def insert_lines(self, count=None):
        """IL."""
        if self._region.top <= self.cursor.y <= self._region.bottom:
            self._shift(self.cursor.y, self._region.bottom, count or 1)
            self.cursor.x = 0

    def delete_lines(self, count=None):
        """DL."""
        if self._region.top <= self.cursor.y <= self._region.bottom:
            self._shift(self.cursor.y, self._region.bottom, -(count or 1))
            self.cursor.x = 0

    def _shift(self, top, bottom, by):
        """Move lines down by so many; what comes in is blank."""
        kept = {
            y: self.buffer.pop(y) for y in range(top, bottom + 1) if y in self.buffer
        }
        for y, line in kept.items():
            if top <= y + by <= bottom:
                self.buffer[y + by] = line
        for y in range(top, bottom + 1):
            if not top <= y - by <= bottom:
                self._fill(y, range(self.columns), self.blank)

    # Erasing and drawing

    def _fill(self, y, columns, cell):
        line = self.buffer[y]
        for x in columns:
            line[x] = cell

    def _split_wide(self, y, x):
        """Take away the other half of a wide character at a place to be changed."""
        line = self.buffer[y]
        if x < self.columns and line[x].data == "" and x:
            line[x - 1] = line[x - 1]._replace(data=" ")
            line[x] = line[x]._replace(data=" ")

    def _erase(self, y, start, end):
        self._split_wide(y, start)
        self._split_wide(y, end)
        self._fill(y, range(start, min(end, self.columns)), self.blank)

    def erase_in_line(self, how=0, private=False):
        """EL."""
        start = self._x if how == 0 else 0
        self._erase(self.cursor.y, start, self._x + 1 if how == 1 else self.columns)

    def erase_in_display(self, how=0, *_, **_private):
        """ED."""
        before, behind = range(self.cursor.y), range(self.cursor.y + 1, self.lines)
        for y in {0: behind, 1: before}.get(how, range(self.lines)):
            self._erase(y, 0, self.columns)
        if how in (0, 1):
            self.erase_in_line(how)

    def erase_characters(self, count=None):
        """ECH."""
        self._erase(self.cursor.y, self._x, self._x + (count or 1))

    def insert_characters(self, count=None):
        """ICH."""
        self._replace_rest(count or 1, 0)

    def delete_characters(self, count=None):
        """DCH."""
        self._replace_rest(0, count or 1)

    def _replace_rest(self, blanks, gone):
        y, x = self.cursor.y, self._x
        self._split_wide(y, x)
        self._split_wide(y, x + gone)
        line = self.buffer[y]
        rest = [line[column] for column in range(x + gone, self.columns)]
        new = [*[self.blank] * blanks, *rest, *[self.blank] * gone]
        for column, cell in zip(range(x, self.columns), new, strict=False):
            line[column] = cell
        if wcwidth(line[self.columns - 1].data[:1] or " ") == 2:
            line[self.columns - 1] = self.blank  # its other half fell off

    def draw(self, data):
        """Show text, one character after the other."""
        charset = self.g1_charset if self.charset else self.g0_charset
        for character in data.translate(charset):
            width = wcwidth(character)
            if width > 0:
                self._draw(character, width)
            elif width == 0:
                self._combine(character)

    def _draw(self, character, width):
        if self.cursor.x + width > self.columns:
            if modes.DECAWM in self.mode:
                self.carriage_return()
                self.linefeed()
            elif width == 2:
                return  # no room for it
            self.cursor.x = min(self.cursor.x, self.columns - 1)
        y, x = self.cursor.y, self.cursor.x
        if modes.IRM in self.mode:
            self.insert_characters(width)
        self._split_wide(y, x)
        self._split_wide(y, x + width)
        line = self.buffer[y]
        line[x] = self.cursor.attrs._replace(data=character)
        if width == 2:
            line[x + 1] = self.cursor.attrs._replace(data="")
        self.cursor.x, self._last = x + width, character

    def _combine(self, mark):
        """Add a mark to what stands left of the cursor."""
        line, x = self.buffer[self.cursor.y], self.cursor.x - 1
        if x > 0 and line[x].data == "":
            x -= 1
        if x >= 0:
            text = unicodedata.normalize("NFC", line[x].data + mark)
            line[x] = line[x]._replace(data=text)

    def repeat(self, count=None):
        """REP: the last character, so many times."""
        self.draw(self._last * (count or 1))
