"""Patients by the words of their search key: the newest first, of a million.

Both engines keep each word and its beginnings. SQLite (FTS5) walks the hits from
the newest and stops; PostgreSQL (GIN) always collects all hits, so it looks at the
newest patients first, without the index: what is not there is rare enough.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.store import Store

_NEWEST: Final = 4000
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
    found = _among_newest(store, choices, limit)
    return found if len(found) == limit else _in_beginnings(store, choices, limit)


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


def _among_newest(
    store: Store, choices: Sequence[Choice], limit: int
) -> list[tuple[int, str]]:
    has, values = _has(choices, "%s")
    return store.execute(
        "SELECT p.id, p.search_key FROM (SELECT id, search_key FROM patients"
        f" ORDER BY id DESC LIMIT {_NEWEST}) p WHERE {has} LIMIT %s",
        (*values, limit),
    )


def _in_beginnings(
    store: Store, choices: Sequence[Choice], limit: int
) -> list[tuple[int, str]]:
    has, values = _has(choices, "%s")
    indexed = " AND ".join(
        f"wema_beginnings(search_key) {'@>' if len(choice) == 1 else '&&'} %s"
        for choice in choices
    )
    # The inner query is one of its own, or the planner may walk all patients.
    return store.execute(
        "SELECT id, search_key FROM (SELECT p.id, p.search_key FROM patients p"
        f" WHERE {indexed} AND {has} OFFSET 0) found ORDER BY id DESC LIMIT %s",
        (*map(_beginnings, choices), *values, limit),
    )


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
