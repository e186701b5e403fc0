"""What is owed, what was paid, and which settles which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import LEDGER_COLUMNS, carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = f"""
CREATE TABLE charges ({LEDGER_COLUMNS},
  day {{day}} NOT NULL,
  patient_id {{int}} NOT NULL REFERENCES patients (id),
  visit_id {{int}} REFERENCES visits (id),
  item_id {{int}} NOT NULL REFERENCES price_items (id),
  description TEXT NOT NULL
    CHECK (length(description) BETWEEN 1 AND 120) {{safe description}},
  quantity {{int}} NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
  unit_price {{int}} NOT NULL CHECK (unit_price >= 0),
  amount {{int}} NOT NULL,
  insurer_id {{int}} REFERENCES insurers (id),
  reverses_id {{int}} UNIQUE REFERENCES charges (id),
  note TEXT CHECK (length(note) <= 300) {{safe note}},
  UNIQUE (request_id, line),
  CHECK (amount = quantity * unit_price
    * CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END)
) {{strict}};
CREATE INDEX charges_by_patient ON charges (patient_id, id);
CREATE INDEX charges_by_visit ON charges (visit_id);
CREATE INDEX charges_by_time ON charges (at);
CREATE INDEX charges_by_entry ON charges (audit_seq);

CREATE TABLE payments ({LEDGER_COLUMNS},
  day {{day}} NOT NULL,
  receipt_number {{int}} NOT NULL UNIQUE CHECK (receipt_number >= 1),
  patient_id {{int}} NOT NULL REFERENCES patients (id),
  method TEXT NOT NULL CHECK (method IN ('cash', 'mobile_money', 'card')),
  reference TEXT CHECK (length(reference) BETWEEN 1 AND 60) {{safe reference}},
  amount {{int}} NOT NULL CHECK (amount > 0),
  UNIQUE (request_id, line)
) {{strict}};
CREATE UNIQUE INDEX payments_each_reference_once ON payments (method, reference);
CREATE INDEX payments_by_patient ON payments (patient_id, id);
CREATE INDEX payments_by_time ON payments (at);
CREATE INDEX payments_by_entry ON payments (audit_seq);

CREATE TABLE settlements ({LEDGER_COLUMNS},
  charge_id {{int}} NOT NULL REFERENCES charges (id),
  payment_id {{int}} NOT NULL REFERENCES payments (id),
  amount {{int}} NOT NULL CHECK (amount > 0),
  UNIQUE (request_id, line)
) {{strict}};
CREATE INDEX settlements_by_charge ON settlements (charge_id, amount);
CREATE INDEX settlements_by_payment ON settlements (payment_id);
CREATE INDEX settlements_by_entry ON settlements (audit_seq);
"""


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES)
