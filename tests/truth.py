"""What must hold in every WEMA database, whatever happened to it.

Reads with plain SQL and checks with the chain's own arithmetic, so that no
service can hide its mistake from the tests that use it.
"""

import json
from datetime import datetime

from db.base import as_instant, instant_text
from wema_tui.services.audit.chain import START, Entry, row_digest
from wema_tui.services.audit.posting import POSTED

_BEGINNINGS = ("session.start", "session.command_line")
_LEDGERS = {
    "ledger": "stock_movements",
    "counts": "count_lines",
    **{model._meta.table_name: model._meta.table_name for model in POSTED},
}


def rows_of(store, table):
    """Return all rows of *table* as dicts of plain values. Inside a transaction."""
    cursor = store.database.connection().execute(f"SELECT * FROM {table} ORDER BY 1")
    found = cursor.fetchall()
    # The driver of SQLite describes a result only while it has rows to give.
    names = columns_of(store, table)
    return [{n: _plain(v) for n, v in zip(names, row, strict=True)} for row in found]


def columns_of(store, table):
    """Return the names of *table*'s columns in their order. Inside a transaction."""
    if store.dialect.engine == "sqlite":
        return [
            r[0]
            for r in store.execute(
                f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid"
            )
        ]
    return [
        r[0]
        for r in store.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            f" '{table}' AND table_schema = current_schema() ORDER BY ordinal_position"
        )
    ]


def _plain(value):
    if isinstance(value, datetime):
        return instant_text(as_instant(value))
    return bytes(value) if isinstance(value, memoryview) else value


def lies(store, key):
    """Return everything in the database that cannot be true; empty when sound."""
    with store.read():
        entries = rows_of(store, "audit_entries")
        ledgers = {kind: rows_of(store, table) for kind, table in _LEDGERS.items()}
        lots = rows_of(store, "lots")
        sessions = rows_of(store, "sessions")
    found = [*_in_the_chain(entries, key), *_on_the_shelf(lots, ledgers["ledger"])]
    found += _at_the_door(entries, sessions)
    for kind, rows in ledgers.items():
        found += _between(entries, kind, rows)
    return found


def _in_the_chain(entries, key):
    before = START
    for place, row in enumerate(entries, start=1):
        mac = row.pop("mac")
        if row["seq"] != place:
            yield f"entry {row['seq']} is in place {place}"
        if row["prev"] != before:
            yield f"entry {row['seq']} does not follow the one before"
        if Entry(**row).mac(key) != mac:
            yield f"entry {row['seq']} was not signed with this key"
        before = mac


def _at_the_door(entries, sessions):
    begun = [e["session_id"] for e in entries if e["action"] in _BEGINNINGS]
    if sorted(begun) != sorted(row["id"] for row in sessions):
        yield "not every session has the one entry that began it"


def _on_the_shelf(lots, movements):
    for lot in lots:
        moved = sum(m["quantity"] for m in movements if m["lot_id"] == lot["id"])
        if lot["on_hand"] != moved:
            yield f"lot {lot['id']} has {lot['on_hand']}, its movements say {moved}"
        if lot["on_hand"] < 0:
            yield f"lot {lot['id']} has less than nothing"


def _between(entries, kind, rows):
    told = {e["seq"]: json.loads(e["body"]).get(kind, []) for e in entries}
    for row in rows:
        digest = row_digest(_LEDGERS[kind], row)
        if digest in told.get(row["audit_seq"], []):
            told[row["audit_seq"]].remove(digest)
        else:
            yield f"{_LEDGERS[kind]} {row['id']} is not in its audit entry"
    for seq, rest in told.items():
        if rest:
            yield f"entry {seq} tells of {kind} that are not there"
