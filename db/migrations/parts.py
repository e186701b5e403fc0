"""What migrations since m0005 share. As frozen as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from db.store import Store

LEDGER_COLUMNS: Final = """
  id {id},
  at {instant} NOT NULL,
  user_id {int} REFERENCES users (id),
  session_id {int} REFERENCES sessions (id),
  station TEXT NOT NULL {safe station},
  request_id TEXT NOT NULL {safe request_id},
  line {int} NOT NULL CHECK (line >= 1),
  audit_seq {int} NOT NULL
    REFERENCES audit_entries (seq) DEFERRABLE INITIALLY DEFERRED"""


def carry_out(store: Store, statements: str) -> None:
    """Carry out each of the *statements*, that end with a semicolon."""
    for statement in statements.split(";"):
        if statement.strip():
            store.execute(statement)
