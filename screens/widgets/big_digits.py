"""Digits so large that they can be read across a desk; in letters of any terminal."""

from __future__ import annotations

from typing import Final

_ROWS: Final = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    " ": ("  ", "  ", "  ", "  ", "  "),
}
_HEIGHT: Final = 5


def big(digits: str) -> str:
    """Return *digits* and spaces as five lines, each dot two cells wide.

    >>> print(big("1"))
      ##
    ####
      ##
      ##
    ######
    """
    lines = (
        "  ".join(_wide(_ROWS[each][y]) for each in digits) for y in range(_HEIGHT)
    )
    return "\n".join(line.rstrip() for line in lines)


def _wide(dots: str) -> str:
    return "".join(dot * 2 for dot in dots)
