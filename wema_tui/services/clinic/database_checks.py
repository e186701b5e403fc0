"""Checks of the database itself: what survives a power cut, and its shape."""

from __future__ import annotations

import json
from collections.abc import Callable

from db import health, schema
from db.fingerprint import schema_fingerprint
from db.store import Store
from wema_tui.i18n import _
from wema_tui.services.clinic.findings import Finding, bad, good
from wema_tui.services.trouble import explained


def check_database(store: Store, pulse: Callable[[], None]) -> Finding:
    """Look at what survives a power cut, and at the pages of the file.

    Args:
        store: Any store.
        pulse: Called now and then; what it raises ends the check.

    Raises:
        DatabaseTrouble: It cannot be read at all.
    """
    with explained():
        engine = store.engine_version()
        with store.read():
            durability = health.durability(store)
            problems = health.integrity_problems(store, pulse)
    in_force = ", ".join(f"{k}={v}" for k, v in durability.settings.items())
    facts = f"{engine}, {store.address}: {in_force}."
    if problems:
        return bad(
            _("The database is damaged: {problem}.").format(problem=problems[0]),
            facts,
            remedy=_("Leave it as it is and restore the last backup."),
        )
    if durability.weak:
        return bad(
            _("A power cut can lose what was saved: {settings}.").format(
                settings=", ".join(durability.weak)
            ),
            facts,
            remedy=_("Change these settings of the database or its server back."),
        )
    return good(facts, _notes()[durability.note])


def check_schema(store: Store) -> Finding:
    """Compare the schema with every place that knows what it should be.

    Those are: what the last migration left, what the audit chain says it left,
    and a schema that this WEMA builds anew. A trigger that somebody dropped
    differs from all three.

    Raises:
        DatabaseTrouble: It is of another version, or cannot be read.
    """
    with explained():
        schema.require_current(store)
        with store.read():
            live = schema_fingerprint(store)
            recorded = health.migration_fingerprints(store)
            signed = _signed_fingerprints(store)
        fresh = health.fresh_fingerprint(store)
    if live != recorded[max(recorded)]:
        return bad(
            _("The schema was changed since the last migration:"),
            _("a table, an index or a trigger is not as it was made."),
            remedy=_find_out(),
        )
    if recorded != signed:
        return bad(
            _("The list of migrations is not what the audit log says."),
            remedy=_find_out(),
        )
    if fresh is not None and fresh != live:
        return bad(
            _("The schema is not the one that this WEMA makes."), remedy=_find_out()
        )
    return good(
        _("Version {version}, unchanged ({start}).").format(
            version=max(recorded), start=live[:16]
        ),
        "" if fresh else _("Not compared with a new one: no right to make a schema."),
    )


def _signed_fingerprints(store: Store) -> dict[int, str]:
    """Return migration -> fingerprint, as the audit chain has them."""
    rows = store.execute(
        "SELECT subject, body FROM audit_entries"
        " WHERE action = 'schema.migrate' ORDER BY seq"
    )
    return {
        int(subject.rpartition(":")[2]): json.loads(body)["fingerprint"]
        for subject, body in rows
    }


def _find_out() -> str:
    return _("Find out who worked on it with another tool; restore a copy if in doubt.")


def _notes() -> dict[str, str]:
    return {
        "": "",
        "rollback_journal": _(
            "This SQLite has the WAL-reset bug, so the slower journal is used."
        ),
        "no_checksums": _(
            "The server keeps no page checksums: it would not notice a bad disk."
        ),
    }
