"""A fingerprint of the schema: tables, constraints, indexes and triggers.

Two databases with the same fingerprint have the same shape. It is written
down at each migration and compared by `wema check`: a trigger that was dropped,
by a hand or by a table rebuild, changes it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

_SQLITE = """
SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_master
WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name
"""

_POSTGRESQL = """
SELECT 'column', c.relname::text, a.attname::text,
       format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' ' ||
       a.attidentity::text || ' ' || COALESCE(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND k.contype <> 'n'
UNION ALL
SELECT 'index', c.relname::text, i.relname::text,
       replace(pg_get_indexdef(x.indexrelid), current_schema()::text || '.', '')
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'trigger', c.relname::text, t.tgname::text, t.tgenabled::text || ' ' ||
       replace(pg_get_triggerdef(t.oid), current_schema()::text || '.', '')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'function', '', p.proname::text, p.prosrc FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'wema%'
"""


def schema_parts(store: Store) -> list[tuple[str, ...]]:
    """Return every part of the schema as text, in a fixed order."""
    sql = _SQLITE if store.dialect.engine == "sqlite" else _POSTGRESQL
    # Not through `execute`: the dialect would take a % or a brace for its own.
    cursor = store.database.connection().execute(sql)
    return sorted(tuple(str(cell) for cell in row) for row in cursor.fetchall())


def schema_fingerprint(store: Store) -> str:
    """Return the fingerprint of the schema, 64 hex digits. Inside a transaction."""
    digest = hashlib.sha256()
    for part in schema_parts(store):
        for cell in part:
            data = cell.encode()
            digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()
