"""What a code may be made of: characters that a person can see and type."""

from __future__ import annotations

import unicodedata

_INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by name only
_VISIBLE_CATEGORIES = frozenset("LNPS")  # letters, numbers, punctuation, symbols


def is_visible(text: str) -> bool:
    """Return whether every character of *text* can be seen, spaces included.

    Combining marks count as invisible: a hundred of them paint over the lines
    above, and no code has any.
    """
    return all(
        character == " "
        or (
            unicodedata.category(character)[0] in _VISIBLE_CATEGORIES
            and character not in _INVISIBLE_LETTERS
            and character not in "\ufffc\ufffd"  # stand for what was not text
        )
        for character in text
    )
