"""One page of a long list, as the database cuts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Some rows of a list.

    Attributes:
        rows: In order.
        offset: How many come before them.
        total: How many there are in all.
        has_more: There may be still more than that: nobody counted them.
    """

    rows: tuple[RowT, ...]
    offset: int
    total: int
    has_more: bool = False


def page_in(rows: Sequence[RowT], *, offset: int, limit: int) -> Page[RowT]:
    """Return *limit* rows of a short list that was read as a whole."""
    if offset >= len(rows):
        offset = _last_page(len(rows), limit)
    return Page(tuple(rows[offset : offset + limit]), offset, len(rows))


def page_of(
    query: Any, make: Callable[[Any], RowT], *, offset: int, limit: int
) -> Page[RowT]:
    """Return *limit* rows of an ordered query. Inside a read.

    Behind the end of the list there is its last page: rows may have gone while
    somebody was leafing through.

    Args:
        query: Of Peewee, in a total order: without ties.
        make: From a row of it to a plain value.
        offset: How many to leave out, not negative.
        limit: How many to return at most, more than none.
    """
    total = query.count()
    if offset >= total:
        offset = _last_page(total, limit)
    rows = tuple(make(row) for row in query.offset(offset).limit(limit))
    return Page(rows, offset, total)


def _last_page(total: int, limit: int) -> int:
    return max(0, total - 1) // limit * limit
