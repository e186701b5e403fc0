"""What a person has begun and not saved: kept for that person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

_TABLES = """
CREATE TABLE drafts (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  form TEXT NOT NULL CHECK (length(form) BETWEEN 1 AND 80) {safe form},
  content TEXT NOT NULL CHECK (length(content) BETWEEN 2 AND 262144) {safe content},
  session_id {int} NOT NULL REFERENCES sessions (id),
  station TEXT NOT NULL {safe station},
  changed_at {instant} NOT NULL,
  UNIQUE (user_id, form)
) {strict};
"""


def up(store: Store) -> None:
    """Create the table."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            store.execute(statement)
