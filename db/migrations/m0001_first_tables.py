"""People, medications, codes, lots, movements, counts and the audit chain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

FORBIDDEN = (  # of its own time, for `{safe column}`: see m0003
    (0x01, 0x1F),
    (0x7F, 0x9F),
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2066, 0x2069),
)
_SAFE = re.compile(r"\{safe (\w+)\}")

_TABLES = """
CREATE TABLE migrations (
  number {int} PRIMARY KEY NOT NULL CHECK (number > 0),
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
  applied_at {instant} NOT NULL
) {strict};

CREATE TABLE clinic (
  id {int} PRIMARY KEY NOT NULL CHECK (id = 1),
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL {safe name},
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  is_demo {bool} NOT NULL CHECK (is_demo IN ({false}, {true})),
  created_at {instant} NOT NULL
) {strict};

CREATE TABLE users (
  id {id},
  employee_id TEXT NOT NULL UNIQUE {safe employee_id},
  full_name TEXT NOT NULL CHECK (length(full_name) BETWEEN 1 AND 120) {safe full_name},
  role TEXT NOT NULL CHECK (role IN (
    'ADMIN', 'DOCTOR', 'NURSE', 'RECEPTION', 'PHARMACY', 'LAB', 'FINANCE')),
  email TEXT UNIQUE {safe email},
  phone TEXT UNIQUE {safe phone},
  password_hash TEXT NOT NULL,
  must_change_password {bool} NOT NULL
    CHECK (must_change_password IN ({false}, {true})),
  state TEXT NOT NULL CHECK (state IN ('active', 'closed')),
  preferences TEXT NOT NULL,
  created_at {instant} NOT NULL
) {strict};

CREATE TABLE sessions (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  station TEXT NOT NULL {safe station},
  started_at {instant} NOT NULL,
  ended_at {instant},
  end_reason TEXT,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) {strict};
CREATE INDEX sessions_by_user ON sessions (user_id, started_at);

CREATE TABLE sign_in_failures (
  login_digest TEXT PRIMARY KEY NOT NULL CHECK (length(login_digest) = 64),
  failures {int} NOT NULL CHECK (failures > 0),
  last_at {instant} NOT NULL
) {strict};

CREATE TABLE audit_entries (
  seq {int} PRIMARY KEY NOT NULL CHECK (seq > 0),
  at {instant} NOT NULL,
  clock TEXT NOT NULL CHECK (clock IN ('ok', 'back', 'unsynced')),
  user_id {int} REFERENCES users (id),
  role TEXT NOT NULL,
  session_id {int} REFERENCES sessions (id),
  station TEXT NOT NULL {safe station},
  request_id TEXT NOT NULL UNIQUE CHECK (length(request_id) BETWEEN 1 AND 64),
  action TEXT NOT NULL,
  subject TEXT NOT NULL {safe subject},
  body TEXT NOT NULL {safe body},
  key_id TEXT NOT NULL,
  prev {bytes} NOT NULL CHECK (length(prev) = 32),
  mac {bytes} NOT NULL UNIQUE CHECK (length(mac) = 32)
) {strict};

CREATE TABLE medications (
  id {id},
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120) {safe name},
  generic_name TEXT NOT NULL {safe generic_name},
  strength TEXT NOT NULL {safe strength},
  form TEXT NOT NULL {safe form},
  base_unit TEXT NOT NULL CHECK (length(base_unit) > 0) {safe base_unit},
  threshold {int} NOT NULL DEFAULT 10 CHECK (threshold >= 0),
  unit_price {int} CHECK (unit_price >= 0),
  is_controlled {bool} NOT NULL CHECK (is_controlled IN ({false}, {true})),
  created_at {instant} NOT NULL,
  closed_at {instant}
) {strict};

CREATE TABLE barcodes (
  id {id},
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64) {safe code},
  kind TEXT NOT NULL CHECK (kind IN ('trade_item', 'internal')),
  medication_id {int} NOT NULL REFERENCES medications (id),
  pack_size {int} NOT NULL CHECK (pack_size > 0),
  learned_by_id {int} REFERENCES users (id),
  learned_at {instant} NOT NULL
) {strict};
CREATE INDEX barcodes_by_medication ON barcodes (medication_id);

CREATE TABLE lots (
  id {id},
  medication_id {int} NOT NULL REFERENCES medications (id),
  lot_number TEXT NOT NULL CHECK (length(lot_number) <= 40) {safe lot_number},
  expires_on {day},
  pack_cost {int} CHECK (pack_cost >= 0),
  pack_size {int} CHECK (pack_size > 0),
  supplier TEXT {safe supplier},
  on_hand {int} NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  created_at {instant} NOT NULL,
  CHECK ((pack_cost IS NULL) = (pack_size IS NULL))
) {strict};
CREATE UNIQUE INDEX lots_are_distinct
  ON lots (medication_id, lot_number, COALESCE(expires_on, {never}));
CREATE INDEX lots_on_shelf ON lots (medication_id, expires_on) WHERE on_hand > 0;

CREATE TABLE stock_movements (
  id {id},
  at {instant} NOT NULL,
  type TEXT NOT NULL
    CHECK (type IN ('stock_in', 'stock_out', 'dispense', 'adjustment')),
  reason TEXT NOT NULL,
  medication_id {int} NOT NULL REFERENCES medications (id),
  lot_id {int} NOT NULL REFERENCES lots (id),
  quantity {int} NOT NULL CHECK (quantity <> 0),
  user_id {int} NOT NULL REFERENCES users (id),
  witness_id {int} REFERENCES users (id),
  session_id {int} REFERENCES sessions (id),
  station TEXT NOT NULL {safe station},
  entry TEXT NOT NULL CHECK (entry IN ('scanned', 'keyed', 'picture')),
  scan_code TEXT {safe scan_code},
  serial TEXT {safe serial},
  reverses_id {int} UNIQUE REFERENCES stock_movements (id),
  request_id TEXT NOT NULL,
  line {int} NOT NULL CHECK (line > 0),
  note TEXT {safe note},
  audit_seq {int} NOT NULL REFERENCES audit_entries (seq),
  UNIQUE (request_id, line),
  CHECK (type = 'adjustment' OR reverses_id IS NOT NULL
    OR (type = 'stock_in') = (quantity > 0))
) {strict};
CREATE INDEX stock_movements_by_lot ON stock_movements (lot_id);
CREATE INDEX stock_movements_by_user ON stock_movements (user_id, id);
CREATE INDEX stock_movements_by_medication ON stock_movements (medication_id, at);
CREATE INDEX stock_movements_by_audit ON stock_movements (audit_seq);
CREATE INDEX stock_movements_by_serial ON stock_movements (medication_id, serial)
  WHERE serial IS NOT NULL;

CREATE TABLE stock_counts (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  started_at {instant} NOT NULL,
  finished_at {instant},
  outcome TEXT CHECK (outcome IN ('posted', 'cancelled')),
  CHECK ((finished_at IS NULL) = (outcome IS NULL))
) {strict};
CREATE UNIQUE INDEX stock_counts_one_open
  ON stock_counts (user_id) WHERE finished_at IS NULL;

CREATE TABLE count_lines (
  id {id},
  count_id {int} NOT NULL REFERENCES stock_counts (id),
  lot_id {int} NOT NULL REFERENCES lots (id),
  quantity {int} NOT NULL CHECK (quantity <> 0),
  expected {int} NOT NULL CHECK (expected >= 0),
  entry TEXT NOT NULL CHECK (entry IN ('scanned', 'keyed', 'picture')),
  scan_code TEXT {safe scan_code},
  at {instant} NOT NULL,
  request_id TEXT NOT NULL UNIQUE,
  audit_seq {int} NOT NULL REFERENCES audit_entries (seq)
) {strict};
CREATE INDEX count_lines_by_count ON count_lines (count_id, lot_id);
CREATE INDEX count_lines_by_audit ON count_lines (audit_seq);
"""


def up(store: Store) -> None:
    """Create the tables."""

    def check(match: re.Match[str]) -> str:
        return f"CHECK ({store.dialect.safe_text(match[1], FORBIDDEN)})"

    for statement in _SAFE.sub(check, _TABLES).split(";"):
        if statement.strip():
            store.execute(statement)
