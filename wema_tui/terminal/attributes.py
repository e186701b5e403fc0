"""How a character looks, and the shortest way from one look to the next.

SGR, "select graphic rendition", ECMA-48 section 8.3.117: `ESC [ parameters m`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
_SHOWN_ON_BLANKS = frozenset({"4", "5", "6", "7", "8", "9", "21", "51", "52", "53"})
_EXTENDED = {"38", "48"}
_WIDTH = {"2": 5, "5": 3}  # parameters of an RGB colour, of one of 256


class Look(NamedTuple):
    """Attributes and colours of one cell, as SGR parameters.

    Attributes:
        attributes: Such as `1` for bold, `7` for reverse.
        foreground: Such as `31` or `38;2;1;2;3`; empty for the terminal's own.
        background: The same for the background.
    """

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""


PLAIN = Look()
"""What `ESC [ m` leaves behind."""


@lru_cache(maxsize=4096)
def read_look(parameters: str) -> Look:
    """Return the look that SGR *parameters* make of a plain one.

    >>> read_look("1;31;48;5;7")
    Look(attributes=frozenset({'1'}), foreground='31', background='48;5;7')
    """
    attributes: set[str] = set()
    foreground = background = ""
    rest = parameters.split(";")
    while rest:
        code = rest[0] or "0"
        width = _WIDTH.get(rest[1], 1) if code in _EXTENDED and len(rest) > 1 else 1
        taken, rest = rest[:width], rest[width:]
        if code == "0":
            attributes.clear()
            foreground = background = ""
        elif code == "38" or _is_color(code, 3, 9):
            foreground = ";".join(taken)
        elif code == "48" or _is_color(code, 4, 10):
            background = ";".join(taken)
        elif code == "39":
            foreground = ""
        elif code == "49":
            background = ""
        else:
            attributes.add(code)
    return Look(frozenset(attributes), foreground, background)


def _is_color(code: str, dark: int, bright: int) -> bool:
    tens, ones = divmod(int(code), 10)
    return tens in (dark, bright) and ones < 8


def on_blank(look: Look) -> Look:
    """Return what can be seen of *look* on a space: bold and colour cannot."""
    if look.attributes & _SHOWN_ON_BLANKS:
        return look
    return Look(background=look.background)


def shows_blank_as(look: Look | None, wanted: Look) -> bool:
    """Return whether a space looks the same in both: colours of text do not matter."""
    return look is not None and on_blank(look) == wanted


@lru_cache(maxsize=4096)
def change_look(before: Look | None, after: Look) -> str:
    r"""Return the shortest sequence that turns *before* into *after*.

    Args:
        before: None when nobody knows what is in force.
        after: What it shall be.

    >>> change_look(Look(frozenset({"1"}), "31"), Look(frozenset(), "31"))
    '\x1b[22m'
    """
    if before == after:
        return ""
    anew = ["0", *sorted(after.attributes), after.foreground, after.background]
    ways = [_sgr(["" if after == PLAIN else "0", *filter(None, anew[1:])])]
    if before is not None and (before.attributes - after.attributes) <= _OFF.keys():
        ways.append(_sgr(_steps(before, after)))
    return min(ways, key=len)


def _steps(before: Look, after: Look) -> list[str]:
    off = {_OFF[each] for each in before.attributes - after.attributes}
    on = set(after.attributes - before.attributes)
    if "22" in off:  # ends bold and dim, also the one that shall stay
        on |= after.attributes & {"1", "2"}
    steps = [*sorted(off), *sorted(on)]
    if before.foreground != after.foreground:
        steps.append(after.foreground or "39")
    if before.background != after.background:
        steps.append(after.background or "49")
    return steps


def _sgr(parameters: list[str]) -> str:
    return f"\x1b[{';'.join(parameters)}m"
