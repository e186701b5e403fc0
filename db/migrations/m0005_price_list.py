"""Insurers, what is charged for, and what it costs since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import LEDGER_COLUMNS, carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = f"""
CREATE TABLE insurers (
  id {{id}},
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 20) {{safe code}},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120) {{safe name}},
  created_at {{instant}} NOT NULL,
  closed_at {{instant}}
) {{strict}};

CREATE TABLE price_items (
  id {{id}},
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40) {{safe code}},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120) {{safe name}},
  kind TEXT NOT NULL CHECK (kind IN (
    'file', 'consultation', 'procedure', 'bed', 'lab', 'medicine', 'other')),
  created_at {{instant}} NOT NULL,
  closed_at {{instant}}
) {{strict}};

CREATE TABLE prices ({LEDGER_COLUMNS},
  item_id {{int}} NOT NULL REFERENCES price_items (id),
  insurer_id {{int}} REFERENCES insurers (id),
  amount {{int}} NOT NULL CHECK (amount >= 0),
  from_day {{day}} NOT NULL,
  UNIQUE (request_id, line)
) {{strict}};
CREATE INDEX prices_in_force ON prices (item_id, from_day, id);
CREATE INDEX prices_by_entry ON prices (audit_seq);
"""


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES)
