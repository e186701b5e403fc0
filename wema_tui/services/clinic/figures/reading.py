"""How departments read their tables: one row for each span of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.base import instant_text
from db.prepared import Prepared
from wema_tui.services.clinic.figures.spans import Span


def in_spans(query: Prepared, spans: Sequence[Span]) -> list[Any]:
    """Run *query* with the `start` and `end` of each span; return its one row each."""
    return [
        query.row(start=instant_text(span.start), end=instant_text(span.end))
        for span in spans
    ]
