"""Registrations, reset codes, second factors, emergency access, settings."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

# A moment is kept by two clocks: the date, and the ticks of one start of one
# machine, which nobody can set.
_MOMENT = """
  machine TEXT NOT NULL {safe machine},
  boot TEXT NOT NULL {safe boot},
  ticks {int} NOT NULL CHECK (ticks >= 0)"""

_TABLES = f"""
ALTER TABLE users ADD COLUMN access_until {{instant}};
ALTER TABLE users ADD COLUMN registration_number TEXT
  CHECK (length(registration_number) BETWEEN 1 AND 40) {{safe registration_number}};
ALTER TABLE users ADD COLUMN state_reason TEXT
  CHECK (length(state_reason) <= 300) {{safe state_reason}};
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '' {{safe name_key}};
CREATE INDEX users_waiting ON users (access_until) WHERE access_until IS NOT NULL;

ALTER TABLE sessions ADD COLUMN seen_at {{instant}};
CREATE INDEX sessions_open ON sessions (started_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_start ON sessions (started_at);

CREATE INDEX audit_entries_by_user ON audit_entries (user_id, seq);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, seq);
CREATE INDEX audit_entries_by_action ON audit_entries (action, seq);
CREATE INDEX audit_entries_after_back ON audit_entries (seq) WHERE clock = 'back';
CREATE INDEX audit_entries_of_patients ON audit_entries ({{told patient}}, seq)
  WHERE body LIKE '%%"patient":%%';

CREATE INDEX stock_movements_by_time ON stock_movements (at);

CREATE TABLE registrations (
  id {{id}},
  user_id {{int}} NOT NULL UNIQUE REFERENCES users (id),
  role_wanted TEXT NOT NULL CHECK (role_wanted IN (
    'ADMIN', 'DOCTOR', 'NURSE', 'RECEPTION', 'PHARMACY', 'LAB', 'FINANCE')),
  station TEXT NOT NULL {{safe station}},
  asked_at {{instant}} NOT NULL,
  decided_at {{instant}},
  decided_by_id {{int}} REFERENCES users (id),
  decision TEXT CHECK (decision IN ('approved', 'rejected')),
  reason TEXT CHECK (length(reason) <= 300) {{safe reason}},
  CHECK ((decided_at IS NULL) = (decision IS NULL))
) {{strict}};

CREATE TABLE reset_codes (
  id {{id}},
  user_id {{int}} NOT NULL REFERENCES users (id),
  code_hash TEXT NOT NULL {{safe code_hash}},
  made_at {{instant}} NOT NULL,{_MOMENT},
  tries {{int}} NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  used_at {{instant}},
  voided_at {{instant}},
  CHECK (used_at IS NULL OR voided_at IS NULL)
) {{strict}};
CREATE UNIQUE INDEX reset_codes_one_alive
  ON reset_codes (user_id) WHERE used_at IS NULL AND voided_at IS NULL;

CREATE TABLE second_factors (
  user_id {{int}} PRIMARY KEY NOT NULL REFERENCES users (id),
  nonce {{bytes}} NOT NULL CHECK (length(nonce) = 16),
  confirmed_at {{instant}},
  last_step {{int}} NOT NULL DEFAULT 0
) {{strict}};

CREATE TABLE recovery_codes (
  id {{id}},
  user_id {{int}} NOT NULL REFERENCES users (id),
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  used_at {{instant}}
) {{strict}};
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

CREATE TABLE emergency_accesses (
  id {{id}},
  user_id {{int}} NOT NULL REFERENCES users (id),
  patient TEXT NOT NULL CHECK (length(patient) BETWEEN 1 AND 40) {{safe patient}},
  kind TEXT NOT NULL CHECK (kind IN (
    'life_threatening', 'no_colleague', 'patient_asked', 'other')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 10 AND 500) {{safe reason}},
  opened_at {{instant}} NOT NULL,
  ends_at {{instant}} NOT NULL,{_MOMENT},
  ended_at {{instant}},
  reviewed_at {{instant}},
  reviewed_by_id {{int}} REFERENCES users (id),
  verdict TEXT CHECK (verdict IN ('justified', 'not_justified')),
  review_note TEXT CHECK (length(review_note) <= 500) {{safe review_note}},
  CHECK ((reviewed_at IS NULL) = (verdict IS NULL)),
  CHECK ((reviewed_at IS NULL) = (reviewed_by_id IS NULL)),
  CHECK (reviewed_by_id IS NULL OR reviewed_by_id <> user_id)
) {{strict}};
CREATE INDEX emergency_accesses_by_user ON emergency_accesses (user_id, opened_at);
CREATE INDEX emergency_accesses_unreviewed
  ON emergency_accesses (opened_at) WHERE reviewed_at IS NULL;

CREATE TABLE settings (
  name TEXT PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 1 AND 60) {{safe name}},
  value TEXT NOT NULL CHECK (length(value) <= 4000) {{safe value}}
) {{strict}};
"""


def up(store: Store) -> None:
    """Create the tables, columns and indices."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            store.execute(statement)
    mark = "?" if store.dialect.engine == "sqlite" else "%s"
    for number, name in store.execute("SELECT id, full_name FROM users"):
        key = unicodedata.normalize("NFKC", name).casefold()
        store.execute(
            f"UPDATE users SET name_key = {mark} WHERE id = {mark}", (key, number)
        )
