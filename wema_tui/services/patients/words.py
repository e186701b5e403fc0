"""Words of names and numbers as they are searched: pure, no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from wema_tui.text import folded

_APOSTROPHES: Final = "'`\u00b4\u02bb\u02bc\u2018\u2019"
_SOUNDS: Final = tuple(
    (re.compile(written), heard)
    for written, heard in (
        ("ph", "f"),
        ("ck|[cq]", "k"),
        ("x", "ks"),
        ("h", ""),  # Khadija, Hadija
        ("[eiy]+", "i"),
        ("[ouw]+", "u"),  # Mwajuma, Muajuma
        ("[lr]", "r"),  # Lilian, Ririan
        ("v", "f"),
        ("z", "s"),
        (r"(.)\1+", r"\1"),
    )
)
_LONG_ENOUGH: Final = 4  # letters of a sound that may lack one
_TOO_LONG: Final = 24


def words_in(text: str) -> list[str]:
    """Return the words of a name in the one form in which they are compared.

    >>> words_in("Özgür Ng'ombe-JUMA")
    ['ozgur', 'ngombe', 'juma']
    """
    plain = "".join(map(_plain, unicodedata.normalize("NFKD", folded(text))))
    return plain.split()


def _plain(character: str) -> str:
    number = unicodedata.decimal(character, None)
    if number is not None:
        return str(number)
    if character.isalnum():
        return character
    is_mark = unicodedata.category(character).startswith("M")
    return "" if is_mark or character in _APOSTROPHES else " "


def threes_in(digits: str) -> set[str]:
    """Return what stands for every part of a number of three digits or more.

    >>> sorted(threes_in("71234"))
    ['#123', '#234', '#712']
    """
    return {f"#{digits[at : at + 3]}" for at in range(len(digits) - 2)}


def sound_of(word: str) -> str:
    """Return a word without what is often heard or written otherwise.

    >>> sound_of("yohana"), sound_of("johanna"), sound_of("rilian")
    ('iuana', 'juana', 'ririan')
    """
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word


def sounds_like(word: str) -> set[str]:
    """Return the keys by which a word is found that is written otherwise.

    Two words share one if they sound the same, but for one letter.
    """
    sound = sound_of(word[:_TOO_LONG])
    found = {sound}
    if len(sound) >= _LONG_ENOUGH:
        found |= {sound[:at] + sound[at + 1 :] for at in range(len(sound))}
    return {f"~{each}" for each in found}


def endings_of(word: str) -> Iterator[str]:
    """Yield the keys by which a word is found that somebody types the middle of."""
    for at in range(1, min(len(word), _TOO_LONG) - 2):
        yield f"-{word[at:]}"
