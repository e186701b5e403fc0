"""The same scan by the driver alone: what the machine can do at best.

The statements, the schema and its triggers, the keyed hash and the durability
are WEMA's; everything else is left out: Peewee, dataclasses, permissions, rules,
the queue of writers.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import apsw
import psycopg

from benchmarks.places import Place
from db.base import instant_text
from db.postgresql import WRITE_LOCK
from db.sqlite import PRAGMAS, journal_settings, library_version
from db.turnstile import Turnstile
from wema_tui.services.audit import trail
from wema_tui.services.pharmacy import ledger, shelf
from wema_tui.services.session import Session

Scan = Callable[[str], None]
Run = Callable[..., list[Any]]

LOCK = f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"


def raw_scan(place: Place) -> Scan:
    """Return a function that dispenses one pack, given its code."""
    session = place.sign_in()
    statements = {
        name: query.statement(session.store.database)
        for name, query in {
            "context": trail._CONTEXT,
            "shelf": shelf._BY_CODE,
            "append": trail._APPEND,
            "add": ledger._ADD,
        }.items()
    }
    session.store.release()
    if place.engine == "SQLite":
        run, begin = _sqlite(place), ["BEGIN IMMEDIATE"]
    else:
        run, begin = _postgresql(place), ["BEGIN", LOCK]
    return _Raw(run, begin, statements, session).scan


def queued_scan(place: Place) -> Scan:
    """Return the same, with each scan waiting for its turn as WEMA's do.

    SQLite alone lets whoever comes by at the right moment write: one process has
    the disk to itself and the others wait for seconds. This is what fairness costs.
    """
    scan, queue = raw_scan(place), Turnstile(Path(place.location), 60.0)

    def scan_in_turn(code: str) -> None:
        queue.enter()
        try:
            scan(code)
        finally:
            queue.leave()

    return scan_in_turn


def _sqlite(place: Place) -> Run:
    settings = PRAGMAS | journal_settings(library_version())
    connection = apsw.Connection(place.location)
    connection.setbusytimeout(60_000)
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value}")
    return lambda sql, values=(): connection.execute(sql, values).fetchall()


def _postgresql(place: Place) -> Run:
    connection = psycopg.connect(place.location, autocommit=True)

    def run(sql: str, values: Sequence[Any] = ()) -> list[Any]:
        cursor = connection.execute(sql, values, prepare=True)
        return cursor.fetchall() if cursor.description else []

    return run


class _Raw:
    def __init__(
        self,
        run: Run,
        begin: list[str],
        statements: dict[str, tuple[str, list[Any]]],
        session: Session,
    ) -> None:
        self._run, self._begin, self._statements = run, begin, statements
        self._session = session

    def _execute(self, name: str, **values: Any) -> list[Any]:
        sql, slots = self._statements[name]
        return self._run(sql, [values.get(slot, slot) for slot in slots])

    def scan(self, code: str) -> None:
        session = self._session
        request_id = uuid4().hex
        now = instant_text(session.clock.now())
        for statement in self._begin:
            self._run(statement)
        try:
            (context,) = self._execute(
                "context", request_id=request_id, session_id=session.session_id
            )
            seq, prev = context[3] + 1, bytes(context[4])
            found = self._execute("shelf", code=code.zfill(14))[0]
            medication, lot = found[1], found[7]
            body = json.dumps({"moved": [[lot, -10, "dispensed"]]})
            message = f"{seq}{now}{request_id}{medication}{body}".encode() + prev
            self._execute(
                "append",
                seq=seq,
                at=now,
                clock="ok",
                user_id=session.user_id,
                role=session.role,
                session_id=session.session_id,
                station=session.station,
                request_id=request_id,
                action="stock.dispense",
                subject=f"medication:{medication}",
                body=body,
                key_id=session.key.id,
                prev=prev,
                mac=hmac.digest(session.key.secret, message, "sha256"),
            )
            self._execute(
                "add",
                at=now,
                type="dispense",
                reason="dispensed",
                medication_id=medication,
                lot_id=lot,
                quantity=-10,
                user_id=session.user_id,
                witness_id=None,
                session_id=session.session_id,
                station=session.station,
                entry="scanned",
                scan_code=code,
                serial=None,
                reverses_id=None,
                request_id=request_id,
                line=1,
                note=None,
                audit_seq=seq,
            )
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")
