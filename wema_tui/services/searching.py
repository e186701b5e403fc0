"""How a long list of what people do is searched: word by word."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import SQL

from db.people import User
from wema_tui.text import folded, is_safe


def words_in(text: str, *columns: Any) -> Any:
    """Return the condition that each word of *text* is in a name or in a column.

    Args:
        text: As typed; empty for every row.
        columns: Of texts, besides the person's name.
    """
    if not is_safe(text):
        return SQL("1 = 0")  # nothing is called so, and not every engine takes it
    conditions = (
        reduce(
            or_,
            (column.contains(word) for column in columns),
            User.name_key.contains(folded(word)),
        )
        for word in text.split()
    )
    return reduce(and_, conditions, SQL("1 = 1"))
