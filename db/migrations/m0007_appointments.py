"""When doctors receive patients, and who is to come when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = """
CREATE TABLE doctor_hours (
  id {id},
  doctor_id {int} NOT NULL REFERENCES users (id),
  weekday {int} NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  starts_minute {int} NOT NULL CHECK (starts_minute BETWEEN 0 AND 1439),
  ends_minute {int} NOT NULL CHECK (ends_minute BETWEEN 1 AND 1440),
  slot_minutes {int} NOT NULL CHECK (slot_minutes BETWEEN 5 AND 480),
  places {int} NOT NULL CHECK (places BETWEEN 1 AND 50),
  from_day {day} NOT NULL,
  until_day {day},
  CHECK (starts_minute < ends_minute)
) {strict};
CREATE INDEX doctor_hours_by_doctor ON doctor_hours (doctor_id, weekday);

CREATE TABLE doctor_absences (
  id {id},
  doctor_id {int} NOT NULL REFERENCES users (id),
  first_day {day} NOT NULL,
  last_day {day} NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) <= 200) {safe reason},
  made_at {instant} NOT NULL,
  withdrawn_at {instant},
  CHECK (first_day <= last_day)
) {strict};
CREATE INDEX doctor_absences_by_doctor ON doctor_absences (doctor_id, last_day);

CREATE TABLE appointments (
  id {id},
  patient_id {int} NOT NULL REFERENCES patients (id),
  doctor_id {int} NOT NULL REFERENCES users (id),
  day {day} NOT NULL,
  minute {int} NOT NULL CHECK (minute BETWEEN 0 AND 1439),
  reason TEXT NOT NULL CHECK (length(reason) <= 300) {safe reason},
  is_extra {bool} NOT NULL CHECK (is_extra IN ({false}, {true})),
  booked_at {instant} NOT NULL,
  booked_by_id {int} REFERENCES users (id),
  moved_from_id {int} UNIQUE REFERENCES appointments (id),
  cancelled_at {instant},
  cancelled_by_id {int} REFERENCES users (id),
  cancel_reason TEXT CHECK (length(cancel_reason) <= 300) {safe cancel_reason},
  CHECK ((cancelled_at IS NULL) = (cancel_reason IS NULL))
) {strict};
CREATE INDEX appointments_by_doctor ON appointments (doctor_id, day, minute);
CREATE INDEX appointments_by_day ON appointments (day, minute);
CREATE INDEX appointments_by_patient ON appointments (patient_id, day);
"""


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES)
