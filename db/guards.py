"""Triggers that keep the ledgers honest, in both engines.

They stop accidents and casual tampering, and are re-created after each
migration, because rebuilding a table drops its triggers silently. Whoever may
drop a trigger is found out by the audit chain and the schema fingerprint.

- A ledger refuses UPDATE, DELETE, TRUNCATE, and INSERT OR REPLACE, which
  otherwise walks past the first two.
- A link of the audit chain must follow the last one.
- A movement moves its lot's `on_hand`; the table's CHECK refuses less than zero.

On SQLite another three keep the words that patients are found by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

# Table -> every key by which REPLACE could hit an existing row; a key of two
# columns has a comma in it.
LEDGERS = {
    "audit_entries": ("seq", "request_id", "mac"),
    "stock_movements": ("id", "reverses_id", "request_id, line"),
    "count_lines": ("id", "request_id"),
    "prices": ("id", "request_id, line"),
    "charges": ("id", "reverses_id", "request_id, line"),
    "payments": ("id", "receipt_number", "method, reference", "request_id, line"),
    "settlements": ("id", "request_id, line"),
    "triages": ("id", "request_id, line"),
    "vital_signs": ("id", "replaces_id", "request_id, line"),
    "care_given": ("id", "reverses_id", "request_id, line"),
    "migrations": ("number",),
}

_SQLITE_LEDGER = """
CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_never_remove BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_never_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {clash})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: the row exists'); END;
"""

_SQLITE_OTHERS = """
CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entries)
  OR NEW.prev IS NOT COALESCE(
     (SELECT mac FROM audit_entries ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'audit_entries: this does not follow the last entry'); END;
CREATE TRIGGER stock_movements_move AFTER INSERT ON stock_movements
BEGIN UPDATE lots SET on_hand = on_hand + NEW.quantity WHERE id = NEW.lot_id; END;
"""
_SQLITE_WORDS = """
CREATE TRIGGER patients_words_come AFTER INSERT ON patients
BEGIN INSERT INTO patient_words (rowid, search_key) VALUES (NEW.id, NEW.search_key);
END;
CREATE TRIGGER patients_words_change AFTER UPDATE OF id, search_key ON patients
BEGIN
  INSERT INTO patient_words (patient_words, rowid, search_key)
    VALUES ('delete', OLD.id, OLD.search_key);
  INSERT INTO patient_words (rowid, search_key) VALUES (NEW.id, NEW.search_key);
END;
CREATE TRIGGER patients_words_go AFTER DELETE ON patients
BEGIN
  INSERT INTO patient_words (patient_words, rowid, search_key)
    VALUES ('delete', OLD.id, OLD.search_key);
END;
"""

_POSTGRESQL_LEDGER = """
CREATE TRIGGER {table}_never_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION wema_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_change;
CREATE TRIGGER {table}_never_empty BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION wema_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_empty;
"""

_POSTGRESQL_OTHERS = """
CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
FOR EACH ROW EXECUTE FUNCTION wema_follow();
ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_follow;
CREATE TRIGGER stock_movements_move AFTER INSERT ON stock_movements
FOR EACH ROW EXECUTE FUNCTION wema_move();
ALTER TABLE stock_movements ENABLE ALWAYS TRIGGER stock_movements_move;
"""

_POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION wema_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE OR REPLACE FUNCTION wema_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last RECORD;
BEGIN
  SELECT seq, mac INTO last FROM audit_entries ORDER BY seq DESC LIMIT 1;
  IF NEW.seq IS DISTINCT FROM COALESCE(last.seq, 0) + 1
     OR NEW.prev IS DISTINCT FROM COALESCE(last.mac, decode(repeat('00', 32), 'hex'))
  THEN
    RAISE EXCEPTION 'audit_entries: this does not follow the last entry';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION wema_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE lots SET on_hand = on_hand + NEW.quantity WHERE id = NEW.lot_id;
  RETURN NULL;
END $$;
"""


def rebuild_guards(store: Store) -> None:
    """Remove every trigger and create the right ones. Inside a write."""
    tables = {name for (name,) in store.execute(_TABLES[store.dialect.engine])}
    for trigger, table in store.execute(_TRIGGERS[store.dialect.engine]):
        on_table = f" ON {table}" if store.dialect.engine == "postgresql" else ""
        store.execute(f"DROP TRIGGER {trigger}{on_table}")
    for statement in _statements(store.dialect.engine, tables):
        # Not through `execute`: a % in a function body is not a placeholder.
        store.database.connection().execute(statement)


def _statements(engine: str, tables: set[str]) -> list[str]:
    ledgers = {table: keys for table, keys in LEDGERS.items() if table in tables}
    if engine == "postgresql":
        sections = [_POSTGRESQL_FUNCTIONS]
        sections += [_POSTGRESQL_LEDGER.format(table=table) for table in ledgers]
        sections.append(_POSTGRESQL_OTHERS)
        return sections
    parts = [
        _SQLITE_LEDGER.format(
            table=table, clash=" OR ".join(f"({_same(key)})" for key in keys)
        )
        for table, keys in ledgers.items()
    ]
    words = [_SQLITE_WORDS] if "patient_words" in tables else []
    return [*parts, _SQLITE_OTHERS, *words]


def _same(key: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in key.split(", "))


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}
_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = current_schema() AND NOT t.tgisinternal",
}
