"""What of a patient is searched and sorted: computed from the row, kept in it."""

from __future__ import annotations

from typing import Any

from wema_tui.services.patients.rules import medical_id
from wema_tui.text import folded


def keys_of(number: int, columns: dict[str, Any]) -> dict[str, str]:
    """Return the columns that a patient is found by.

    Args:
        number: The patient's.
        columns: The others, as `columns_of` returns them.
    """
    name = " ".join(folded(columns["full_name"]).split())
    phones = (columns[each] or "" for each in ("phone", "other_phone"))
    words = (name, medical_id(number).casefold(), *phones)
    return {"name_key": name, "search_key": " ".join(word for word in words if word)}
