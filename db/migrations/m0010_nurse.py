"""What nurses find and do: urgency, vital signs, care given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import LEDGER_COLUMNS, carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = f"""
CREATE TABLE triages ({LEDGER_COLUMNS},
  visit_id {{int}} NOT NULL REFERENCES visits (id),
  patient_id {{int}} NOT NULL REFERENCES patients (id),
  urgency TEXT NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'routine')),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500) {{safe note}},
  UNIQUE (request_id, line)
) {{strict}};
CREATE INDEX triages_by_visit ON triages (visit_id, id);
CREATE INDEX triages_by_time ON triages (at);
CREATE INDEX triages_by_entry ON triages (audit_seq);

CREATE TABLE vital_signs ({LEDGER_COLUMNS},
  visit_id {{int}} NOT NULL REFERENCES visits (id),
  patient_id {{int}} NOT NULL REFERENCES patients (id),
  sign TEXT NOT NULL CHECK (length(sign) BETWEEN 1 AND 40) {{safe sign}},
  value {{int}},
  is_confirmed {{int}} NOT NULL CHECK (is_confirmed IN (0, 1)),
  replaces_id {{int}} UNIQUE REFERENCES vital_signs (id),
  note TEXT CHECK (length(note) BETWEEN 1 AND 300) {{safe note}},
  UNIQUE (request_id, line),
  CHECK (value IS NOT NULL OR replaces_id IS NOT NULL)
) {{strict}};
CREATE INDEX vital_signs_by_patient ON vital_signs (patient_id, sign, id);
CREATE INDEX vital_signs_by_visit ON vital_signs (visit_id);
CREATE INDEX vital_signs_by_entry ON vital_signs (audit_seq);

CREATE TABLE care_given ({LEDGER_COLUMNS},
  visit_id {{int}} NOT NULL REFERENCES visits (id),
  patient_id {{int}} NOT NULL REFERENCES patients (id),
  kind TEXT NOT NULL CHECK (kind IN (
    'medicine', 'injection', 'vaccination', 'dressing', 'other')),
  what TEXT NOT NULL CHECK (length(what) BETWEEN 1 AND 120) {{safe what}},
  medication_id {{int}} REFERENCES medications (id),
  dose TEXT CHECK (length(dose) BETWEEN 1 AND 60) {{safe dose}},
  route TEXT CHECK (length(route) BETWEEN 1 AND 40) {{safe route}},
  scan_code TEXT {{safe scan_code}},
  patient_proved TEXT NOT NULL CHECK (patient_proved IN ('scanned', 'asked')),
  reverses_id {{int}} UNIQUE REFERENCES care_given (id),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500) {{safe note}},
  UNIQUE (request_id, line)
) {{strict}};
CREATE INDEX care_given_by_visit ON care_given (visit_id);
CREATE INDEX care_given_by_patient ON care_given (patient_id, id);
CREATE INDEX care_given_by_time ON care_given (at);
CREATE INDEX care_given_by_entry ON care_given (audit_seq);
"""


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES)
