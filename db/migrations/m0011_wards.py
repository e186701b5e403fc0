"""Wards, beds, and who lies where from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = """
CREATE TABLE wards (
  id {id},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60) {safe name},
  fee_item_id {int} REFERENCES price_items (id),
  opened_at {instant} NOT NULL,
  closed_at {instant}
) {strict};
CREATE UNIQUE INDEX wards_one_name ON wards (name) WHERE closed_at IS NULL;

CREATE TABLE beds (
  id {id},
  ward_id {int} NOT NULL REFERENCES wards (id),
  label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 20) {safe label},
  opened_at {instant} NOT NULL,
  closed_at {instant}
) {strict};
CREATE UNIQUE INDEX beds_one_label ON beds (ward_id, label) WHERE closed_at IS NULL;

CREATE TABLE admissions (
  id {id},
  visit_id {int} NOT NULL REFERENCES visits (id),
  patient_id {int} NOT NULL REFERENCES patients (id),
  reason TEXT NOT NULL CHECK (length(reason) <= 300) {safe reason},
  admitted_at {instant} NOT NULL,
  admitted_by_id {int} REFERENCES users (id),
  discharged_at {instant},
  discharged_by_id {int} REFERENCES users (id),
  outcome TEXT CHECK (outcome IN (
    'home', 'referred', 'absconded', 'against_advice', 'died')),
  note TEXT CHECK (length(note) <= 500) {safe note},
  CHECK ((discharged_at IS NULL) = (outcome IS NULL)),
  CHECK (discharged_at >= admitted_at)
) {strict};
CREATE UNIQUE INDEX admissions_one_open
  ON admissions (patient_id) WHERE discharged_at IS NULL;
CREATE INDEX admissions_by_visit ON admissions (visit_id);
CREATE INDEX admissions_by_discharge ON admissions (discharged_at);
CREATE INDEX admissions_by_time ON admissions (admitted_at);

CREATE TABLE bed_stays (
  id {id},
  admission_id {int} NOT NULL REFERENCES admissions (id),
  bed_id {int} NOT NULL REFERENCES beds (id),
  begun_at {instant} NOT NULL,
  begun_by_id {int} REFERENCES users (id),
  ended_at {instant},
  CHECK (ended_at >= begun_at)
) {strict};
CREATE UNIQUE INDEX bed_stays_one_in_a_bed ON bed_stays (bed_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX bed_stays_one_bed_each
  ON bed_stays (admission_id) WHERE ended_at IS NULL;
CREATE INDEX bed_stays_by_end ON bed_stays (ended_at);
CREATE INDEX bed_stays_by_admission ON bed_stays (admission_id);
"""


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES)
