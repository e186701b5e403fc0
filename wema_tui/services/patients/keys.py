"""What of a patient is searched and sorted: computed from the row, kept in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from db.patients import NameKey
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.patients.words import (
    endings_of,
    sounds_like,
    threes_in,
    words_in,
)
from wema_tui.text import folded

_AT_A_TIME: Final = 2000  # rows in one statement

_DIGITS: Final = re.compile("[0-9]+")  # the check character may be one more


def name_key(full_name: str) -> str:
    """Return a name without capitals, to sort by."""
    return " ".join(folded(full_name).split())


def keys_of(number: int, columns: dict[str, Any]) -> dict[str, str]:
    """Return the columns that a patient is found by.

    The search key is ` asha juma p1234v 1990 +255712345678 #123 #234 ... `: spaces
    around each word, and every part of three digits of all numbers.

    Args:
        number: The patient's.
        columns: The others, as `columns_of` returns them.
    """
    words = words_in(columns["full_name"])
    phones = [columns[each] for each in ("phone", "other_phone") if columns[each]]
    born = columns["born_on"]
    card = medical_id(number).casefold()
    digits = [*_DIGITS.findall(card), *phones, *filter(str.isdigit, words)]
    threes = sorted(set().union(*(threes_in(each.lstrip("+")) for each in digits)))
    year = [] if born is None else [str(born.year)]
    all_words = [*words, card, *year, *phones, *threes]
    return {
        "name_key": name_key(columns["full_name"]),
        "search_key": f" {' '.join(all_words)} ",
    }


def learn_name(full_name: str) -> None:
    """Note how the words of a name sound, so that misspelt ones lead to it.

    Inside the write that keeps the name. What nobody is called any more stays: it
    leads nowhere.
    """
    learn_names([full_name])


def learn_names(full_names: Iterable[str]) -> None:
    """Do the same for many names at once."""
    words = {word for name in full_names for word in words_in(name)}
    rows = [
        {"key": key, "word": word}
        for word in sorted(words)
        for key in (*sounds_like(word), *endings_of(word))
    ]
    for start in range(0, len(rows), _AT_A_TIME):
        some = rows[start : start + _AT_A_TIME]
        NameKey.insert_many(some).on_conflict_ignore().execute()
