"""Every key as one character, and the names of those that cannot be printed.

A scanner is a keyboard: what it sends before, between and after the data may be a
control character (it arrives as Ctrl and a letter) or a function key. To compare
and to keep it, each key becomes one character; a key that is none becomes one of
Unicode's private characters, which no code may contain.

Names: ISO/IEC 646 (ASCII), with CR, LF and TAB as the scanners' manuals say them.
"""

from __future__ import annotations

from wema_tui.scanner.text import is_visible

ESC = "\x1b"
GS = "\x1d"
STX = "\x02"
OTHER = "\ue0ff"
"""Stands for a key that is no character: an arrow, a sequence of no meaning."""

_FUNCTION_KEYS = 0xE000  # F1 is U+E001
_HIGHEST = 24
_CONTROLS = [
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL"),
    *("BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI"),
    *("DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB"),
    *("CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US", "SP"),
]
_KEYS = {  # Textual's names; the character is None in kitty's protocol
    "enter": "\r",
    "tab": "\t",
    "space": " ",
    "escape": ESC,
    "backspace": "\x7f",
    "ctrl+@": "\x00",
    "ctrl+backslash": "\x1c",
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+underscore": "\x1f",
}
_NAMES = {
    **{chr(number): name for number, name in enumerate(_CONTROLS)},
    "\x7f": "DEL",
    OTHER: "KEY",
    **{chr(_FUNCTION_KEYS + n): f"F{n}" for n in range(1, _HIGHEST + 1)},
}
_NAMED = {name: character for character, name in _NAMES.items()}


def stroke(key: str, character: str | None) -> str:
    r"""Return the one character that stands for a key.

    Args:
        key: The name that Textual gives the key, such as `ctrl+b` or `f8`.
        character: The character that Textual found for it, if any.

    >>> stroke("ctrl+b", None)
    '\x02'
    """
    if key in _KEYS:
        return _KEYS[key]
    modifier, _plus, letter = key.rpartition("+")
    if modifier == "ctrl" and len(letter) == 1 and letter.isascii():
        return chr(ord(letter) & 0x1F)
    if key.upper() in _NAMED and key[:1] == "f" and key[1:].isdecimal():
        return _NAMED[key.upper()]
    return character if character and character != ESC else OTHER


def name_of(character: str) -> str:
    """Return how a character is called: `STX`, `F8`, `A`, `U+0301`."""
    if character in _NAMES:
        return _NAMES[character]
    return character if is_visible(character) else f"U+{ord(character):04X}"


def spell(text: str) -> str:
    r"""Return *text* as names that can be stored and printed.

    >>> spell("\r\n")
    'CR LF'
    """
    return " ".join(map(name_of, text))


def unspell(names: str) -> str:
    """Return the text that `spell` has spelled.

    Raises:
        ValueError: There is no such character.
    """
    return "".join(map(_character, names.split(" "))) if names else ""


def _character(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    if len(name) == 1:
        return name
    if name.startswith("U+"):
        return chr(int(name[2:], 16))
    raise ValueError(f"no character is called {name!r}")
