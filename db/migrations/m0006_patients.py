"""Patients, and which of their records are the same person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.migrations.parts import carry_out

if TYPE_CHECKING:
    from db.store import Store

_TABLES = """
CREATE TABLE patients (
  id {int} PRIMARY KEY NOT NULL CHECK (id BETWEEN 1001 AND 999999999),
  full_name TEXT NOT NULL CHECK (length(full_name) BETWEEN 1 AND 120) {safe full_name},
  name_key TEXT NOT NULL {safe name_key},
  sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unknown')),
  born_on {day},
  born_precision TEXT CHECK (born_precision IN ('day', 'month', 'year', 'about')),
  phone TEXT CHECK (length(phone) <= 20) {safe phone},
  other_phone TEXT CHECK (length(other_phone) <= 20) {safe other_phone},
  place TEXT NOT NULL CHECK (length(place) <= 200) {safe place},
  contact_name TEXT NOT NULL CHECK (length(contact_name) <= 120) {safe contact_name},
  contact_phone TEXT CHECK (length(contact_phone) <= 20) {safe contact_phone},
  contact_relation TEXT NOT NULL
    CHECK (length(contact_relation) <= 40) {safe contact_relation},
  insurer_id {int} REFERENCES insurers (id),
  member_number TEXT CHECK (length(member_number) <= 40) {safe member_number},
  allergies TEXT CHECK (length(allergies) <= 500) {safe allergies},
  blood_group TEXT CHECK (blood_group IN (
    'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')),
  died_on {day},
  created_at {instant} NOT NULL,
  created_by_id {int} REFERENCES users (id),
  version {int} NOT NULL DEFAULT 1 CHECK (version >= 1),
  search_key TEXT NOT NULL {safe search_key},
  CHECK ((born_on IS NULL) = (born_precision IS NULL))
) {strict};
CREATE INDEX patients_by_name ON patients (name_key, id);
CREATE INDEX patients_by_phone ON patients (phone) WHERE phone IS NOT NULL;
CREATE INDEX patients_by_time ON patients (created_at);

CREATE TABLE patient_links (
  id {id},
  patient_id {int} NOT NULL REFERENCES patients (id),
  survivor_id {int} NOT NULL REFERENCES patients (id),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300) {safe reason},
  linked_at {instant} NOT NULL,
  linked_by_id {int} REFERENCES users (id),
  undone_at {instant},
  undone_by_id {int} REFERENCES users (id),
  undo_reason TEXT CHECK (length(undo_reason) BETWEEN 1 AND 300) {safe undo_reason},
  CHECK (patient_id <> survivor_id),
  CHECK ((undone_at IS NULL) = (undo_reason IS NULL))
) {strict};
CREATE UNIQUE INDEX patient_links_one_in_force
  ON patient_links (patient_id) WHERE undone_at IS NULL;
CREATE INDEX patient_links_by_survivor ON patient_links (survivor_id);

CREATE TABLE imported_patients (
  patient_id {int} PRIMARY KEY NOT NULL REFERENCES patients (id),
  source_key TEXT NOT NULL UNIQUE
    CHECK (length(source_key) BETWEEN 1 AND 80) {safe source_key},
  row_digest TEXT NOT NULL
) {strict};
"""

# The triggers that keep SQLite's index right are with the guards.
_SEARCH = {
    "sqlite": """
CREATE TABLE name_keys (
  key TEXT NOT NULL {safe key},
  word TEXT NOT NULL {safe word},
  PRIMARY KEY (key, word)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE patient_words USING fts5 (
  search_key, content = 'patients', content_rowid = 'id', detail = none,
  columnsize = 0, prefix = '1 2 3 4 5 6', tokenize = "ascii tokenchars '#+'");
""",
    # Of each word its beginnings, and the whole with a sign behind it; of a year
    # and of three digits the whole alone; of a phone number nothing.
    "postgresql": """
CREATE TABLE name_keys (
  key TEXT COLLATE "C" NOT NULL {safe key},
  word TEXT COLLATE "C" NOT NULL {safe word},
  PRIMARY KEY (key, word)
);
CREATE FUNCTION wema_beginnings(search_key TEXT) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT left(word || '=', size))
  FROM unnest(string_to_array(btrim(search_key), ' ')) AS word,
    generate_series(
      CASE WHEN word ~ '^(#.*|[0-9]+)$' THEN least(length(word) + 1, 6) ELSE 1 END,
      least(length(word) + 1, 6)) AS size
  WHERE left(word, 1) <> '+'
$$;
CREATE INDEX patients_by_words ON patients
  USING gin (wema_beginnings(search_key)) WITH (fastupdate = off);
""",
}


def up(store: Store) -> None:
    """Create the tables."""
    carry_out(store, _TABLES + _SEARCH[store.dialect.engine])
