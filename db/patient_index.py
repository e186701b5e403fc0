"""Patients by the words of their search key: the newest first, of a million.

Both engines keep each word and its beginnings. SQLite (FTS5) walks the hits from
the newest and stops. PostgreSQL (GIN) always collects all hits, so it looks at the
newest patients first, without the index, then at some more with the index: what is
not found there is rare enough to collect.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.store import Store

_NEWEST: Final = 2000
_NEWER: Final = 50_000
_LAST: Final = 999_999_999
_TOGETHER: Final = 10_000  # as many medical IDs begin alike: P120000 to P129999
_FEW: Final = 3  # words that few patients have together
_SHORTEST: Final = 3  # letters of such a word
_CONTAINING: Final = 20  # words with something in them
_LONGEST: Final = 6  # letters of a beginning in the index, see m0006


@dataclass(frozen=True)
class Wanted:
    """Something that has to be in a search key.

    Attributes:
        words: All of them, of letters and digits.
        has: A part of the key that they may only suggest.
        is_beginning: Words that begin so will do.
    """

    words: tuple[str, ...]
    has: str
    is_beginning: bool = False


Choice = tuple[Wanted, ...]
"""One of them will do; those of more than one have a word each."""

_Look = tuple[str, tuple[Any, ...]]
"""A query without order or limit, and its values."""


def newest_with(
    store: Store, choices: Sequence[Choice], limit: int
) -> list[tuple[int, str]]:
    """Return number and search key of patients who have one of each choice.

    Inside a transaction.

    Args:
        store: The database.
        choices: At least one.
        limit: How many at most, of the newest.
    """
    if store.dialect.engine == "sqlite":
        return _in_words(store, choices, limit)
    return _in_beginnings(store, choices, limit)


def words_with(
    store: Store, keys: Collection[str], beginning: str
) -> list[tuple[str, str]]:
    """Return words of names: each with a key of *keys*, or one that begins so.

    Inside a transaction.
    """
    mark = "?" if store.dialect.engine == "sqlite" else "%s"
    return store.execute(
        "SELECT key, word FROM name_keys"
        f" WHERE key IN ({', '.join([mark] * len(keys))})"
        " UNION ALL SELECT * FROM (SELECT key, word FROM name_keys"
        f" WHERE key BETWEEN {mark} AND {mark} LIMIT {_CONTAINING}) found",
        (*keys, beginning, f"{beginning}\U0010ffff"),
    )


def _in_words(
    store: Store, choices: Sequence[Choice], limit: int
) -> list[tuple[int, str]]:
    has, values = _has(choices, "?")
    match = " AND ".join(
        f"({' OR '.join(_matched(wanted) for wanted in choice)})" for choice in choices
    )
    return store.execute(
        "SELECT p.id, p.search_key FROM patient_words w"
        " JOIN patients p ON p.id = w.rowid"
        f" WHERE patient_words MATCH ? AND {has} ORDER BY w.rowid DESC LIMIT ?",
        (match, *values, limit),
    )


def _matched(wanted: Wanted) -> str:
    words = (
        f'"{word[:_LONGEST]}" *' if wanted.is_beginning else f'"{word}"'
        for word in wanted.words
    )
    return f"({' AND '.join(words)})"


def _in_beginnings(
    store: Store, choices: Sequence[Choice], limit: int
) -> list[tuple[int, str]]:
    looks = [_by_index(choices)]
    if not _are_few(choices):
        ((last,),) = store.execute("SELECT COALESCE(MAX(id), 0) FROM patients")
        newest, newer = max(0, last - _NEWEST), max(0, last - _NEWER)
        looks = [
            _one_by_one(choices, above=newest),
            _by_index(choices, above=newer, to=newest),
            *([_by_index(choices, to=newer)] if newer else []),
        ]
    # A look is begun only if those before it gave too few.
    all_looks = " UNION ALL ".join(
        f"({sql} ORDER BY id DESC LIMIT %s)" for sql, _values in looks
    )
    return store.execute(
        f"SELECT * FROM ({all_looks}) found LIMIT %s",
        (*(each for _sql, values in looks for each in (*values, limit)), limit),
    )


def _are_few(choices: Sequence[Choice]) -> bool:
    """Return whether what is asked is much enough for few to have it, new or old."""
    return (
        sum(
            min(
                sum(len(word) >= _SHORTEST for word in wanted.words)
                for wanted in choice
            )
            for choice in choices
        )
        >= _FEW
    )


def _one_by_one(choices: Sequence[Choice], *, above: int) -> _Look:
    has, values = _has(choices, "%s")
    return (
        f"SELECT p.id, p.search_key FROM patients p WHERE p.id > %s AND {has}",
        (above, *values),
    )


def _by_index(choices: Sequence[Choice], above: int = 0, to: int = _LAST) -> _Look:
    """Return how the index is asked for patients with numbers *above* ... *to*."""
    words = [(len(choice) > 1, _beginnings(choice)) for choice in choices]
    if above:
        words.append((True, _cards(above, to)))
    has, values = _has(choices, "%s")
    indexed = " AND ".join(
        f"wema_beginnings(search_key) {'&&' if is_any else '@>'} %s"
        for is_any, _words in words
    )
    # The inner query is one of its own, or the planner may walk all patients.
    return (
        "SELECT id, search_key FROM (SELECT p.id, p.search_key FROM patients p"
        f" WHERE {indexed} AND {has} OFFSET 0) found WHERE id > %s AND id <= %s",
        (*(each for _is_any, each in words), *values, above, to),
    )


def _cards(above: int, to: int) -> list[str]:
    """Return how the medical IDs begin of all numbers in between, and of others."""
    tens = range(above // _TOGETHER, to // _TOGETHER + 1)
    return [f"p{each}"[:_LONGEST] for each in tens]


def _beginnings(choice: Choice) -> list[str]:
    return [
        (word if wanted.is_beginning else f"{word}=")[:_LONGEST]
        for wanted in choice
        for word in wanted.words
    ]


def _has(choices: Sequence[Choice], mark: str) -> tuple[str, list[Any]]:
    """Return the condition on the key itself, and its values."""
    conditions = (
        f"({' OR '.join([f'p.search_key LIKE {mark}'] * len(choice))})"
        for choice in choices
    )
    values = [f"%{wanted.has}%" for choice in choices for wanted in choice]
    return " AND ".join(conditions), values
