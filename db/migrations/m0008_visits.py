"""Visits, the service points of the clinic, and who waits where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = """
CREATE TABLE service_points (
  id {id},
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40) {safe code},
  kind TEXT NOT NULL CHECK (kind IN ('triage', 'consultation', 'treatment',
    'laboratory', 'pharmacy', 'cashier', 'other')),
  name TEXT CHECK (length(name) BETWEEN 1 AND 60) {safe name},
  letter TEXT NOT NULL UNIQUE CHECK (length(letter) BETWEEN 1 AND 3) {safe letter},
  doctor_id {int} REFERENCES users (id),
  fee_item_id {int} REFERENCES price_items (id),
  closed_at {instant}
) {strict};
INSERT INTO service_points (code, kind, letter) VALUES
  ('triage', 'triage', 'T'), ('general', 'consultation', 'A'),
  ('mother_child', 'consultation', 'M'), ('dressing', 'treatment', 'D'),
  ('laboratory', 'laboratory', 'L'), ('pharmacy', 'pharmacy', 'P'),
  ('cashier', 'cashier', 'C');

CREATE TABLE visits (
  id {id},
  patient_id {int} NOT NULL REFERENCES patients (id),
  opened_at {instant} NOT NULL,
  day {day} NOT NULL,
  opened_by_id {int} REFERENCES users (id),
  reason TEXT NOT NULL CHECK (length(reason) <= 300) {safe reason},
  point_id {int} NOT NULL REFERENCES service_points (id),
  doctor_id {int} REFERENCES users (id),
  insurer_id {int} REFERENCES insurers (id),
  member_number TEXT CHECK (length(member_number) <= 40) {safe member_number},
  authorization_number TEXT
    CHECK (length(authorization_number) <= 40) {safe authorization_number},
  appointment_id {int} UNIQUE REFERENCES appointments (id),
  closed_at {instant},
  closed_by_id {int} REFERENCES users (id),
  outcome TEXT CHECK (outcome IN ('ended', 'left', 'referred', 'died')),
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
) {strict};
CREATE UNIQUE INDEX visits_one_open ON visits (patient_id) WHERE closed_at IS NULL;
CREATE INDEX visits_by_patient ON visits (patient_id, day);
CREATE INDEX visits_by_day ON visits (day);
CREATE INDEX visits_by_time ON visits (opened_at);

CREATE TABLE queue_entries (
  id {id},
  visit_id {int} NOT NULL REFERENCES visits (id),
  point_id {int} NOT NULL REFERENCES service_points (id),
  doctor_id {int} REFERENCES users (id),
  day {day} NOT NULL,
  token {int} NOT NULL CHECK (token >= 1),
  entered_at {instant} NOT NULL,
  entered_by_id {int} REFERENCES users (id),
  called_at {instant},
  called_by_id {int} REFERENCES users (id),
  ended_at {instant},
  ended_by_id {int} REFERENCES users (id),
  how TEXT CHECK (how IN ('seen', 'moved', 'left', 'closed')),
  UNIQUE (point_id, day, token),
  CHECK ((ended_at IS NULL) = (how IS NULL))
) {strict};
CREATE UNIQUE INDEX queue_entries_once_each
  ON queue_entries (visit_id, point_id) WHERE ended_at IS NULL;
CREATE INDEX queue_entries_waiting ON queue_entries (point_id) WHERE ended_at IS NULL;
CREATE INDEX queue_entries_by_visit ON queue_entries (visit_id);
"""


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES)
