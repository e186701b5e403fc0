"""One page of the audit log among a million entries, for each thing to look for.

The entries follow each other as the triggers want, but nobody signed them: looking
for something reads no signature. The clock was set back at 200 places.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.places import addresses
from benchmarks.table import milliseconds, show
from db.base import as_instant
from db.store import Store, open_store
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.audit.chain_end import Trail
from wema_tui.services.audit.reading import beside, entries
from wema_tui.services.audit.search import Wanted
from wema_tui.services.auth.passwords import one_time_password
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.session import Session

_PEOPLE: Final = 200
_FAMILY: Final = 10  # of them have the same name

# A minute from each to the next; after 5,000 of them the clock is an hour behind.
_FILL = """
WITH RECURSIVE numbers (n) AS (
  SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})
INSERT INTO audit_entries (seq, at, clock, user_id, role, station, request_id,
  action, subject, body, key_id, prev, mac)
SELECT n, {at},
  CASE WHEN n % 5000 = 0 THEN 'back' ELSE 'ok' END,
  CASE WHEN n % 9 = 0 THEN NULL ELSE 1 + n % {people} END,
  'PHARMACY', 'bench', 'bench-' || n,
  CASE WHEN n % 90001 = 0 THEN 'emergency.open' WHEN n % 20 = 0 THEN 'session.start'
    WHEN n % 20 = 1 THEN 'session.end' WHEN n % 20 = 2 THEN 'stock.stock_in'
    ELSE 'stock.dispense' END,
  CASE WHEN n % 50 = 7 THEN 'patient:P-' || (n % 900)
    ELSE 'medication:' || (n % 300) END,
  CASE WHEN n % 50 = 9 THEN '{{"patient":"P-' || (n % 900) || '"}}' ELSE '{{}}' END,
  'bench',
  CASE WHEN n = {first} THEN (SELECT mac FROM audit_entries WHERE seq = n - 1)
    ELSE {mac_before} END,
  {mac}
FROM numbers"""
_AT = "1700000000 + n * 60 - (n / 5000) * 3600"
_OWN_WORDS = {
    "sqlite": {
        "at": f"strftime('%Y-%m-%dT%H:%M:%S.000000Z', {_AT}, 'unixepoch')",
        "mac": "CAST(printf('%032d', n) AS BLOB)",
        "mac_before": "CAST(printf('%032d', n - 1) AS BLOB)",
    },
    "postgresql": {
        "at": f"to_timestamp({_AT})",
        "mac": "convert_to(lpad(n::text, 32, '0'), 'UTF8')",
        "mac_before": "convert_to(lpad((n - 1)::text, 32, '0'), 'UTF8')",
    },
}


def run(*, quick: bool = False) -> None:
    """Measure everything and print it."""
    many = 100_000 if quick else 1_000_000
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for engine, address in addresses(Path(folder)):
            keys = Path(folder) / engine
            store = open_store(address, create=True)
            _found(store, keys)
            _fill(store, many)
            signed_in = resume(open_clinic(store, keys).door("benchmark"), "ADM001")
            store.hold()
            for name, call in _asked(signed_in, many).items():
                rows.append([f"{engine}: {name}", *milliseconds(call)])
            store.release()
    show(f"A page of {many:,} entries", ["", "p50 ms", "worst ms"], rows)


def _found(store: Store, keys: Path) -> None:
    def furnish(session: Session, trail: Trail) -> None:
        password = one_time_password()
        for nth in range(_PEOPLE):
            name = "Msuya" if nth < _FAMILY else "Bench"
            add_user(
                trail,
                session,
                role="PHARMACY",
                full_name=f"{name} Number {nth}",
                password=password,
            )

    found_clinic(store, ClinicPlan("Benchmark", is_demo=True), keys, furnish)


def _fill(store: Store, many: int) -> None:
    words = _OWN_WORDS[store.dialect.engine]
    with store.write():
        ((last,),) = store.execute("SELECT MAX(seq) FROM audit_entries")
        fill = _FILL.format(first=last + 1, last=many, people=_PEOPLE, **words)
        store.execute(fill.replace("%", "%%") if "to_timestamp" in fill else fill)
        store.execute("ANALYZE")


def _asked(session: Session, many: int) -> dict[str, Callable[[], object]]:
    with session.read():
        ((at,),) = session.store.execute(
            f"SELECT at FROM audit_entries WHERE seq = {many // 2}"
        )
    day = session.clock.at_clinic(as_instant(at)).date()
    before = day - timedelta(days=200)
    wanted = {
        "everything": Wanted(),
        "one person of 200": Wanted(person="PHA007"),
        "ten people of one name": Wanted(person="msuya"),
        "nearly everybody": Wanted(person="bench"),
        "a patient": Wanted(patient="P-107"),
        "a patient nobody wrote of": Wanted(patient="P-1"),
        "an action that is rare": Wanted(action="emergency."),
        "an action that is most of the log": Wanted(action="stock."),
        "one day": Wanted(since=day, until=day),
        "everything until a day": Wanted(until=day),
        "one person, 200 days": Wanted(person="PHA007", since=before, until=day),
        "ten people, 200 days": Wanted(person="msuya", since=before, until=day),
        "nearly everybody, 200 days": Wanted(person="bench", since=before, until=day),
        "most of the log, 200 days": Wanted(action="stock.", since=before, until=day),
        "a patient, until a day": Wanted(patient="P-109", until=day),
        "person, patient, action, days": Wanted(
            "msuya", "P-109", "stock.", before, day
        ),
    }
    asked: dict[str, Callable[[], object]] = {
        name: partial(entries, session, each) for name, each in wanted.items()
    }
    asked["everything, the last page"] = partial(
        entries, session, Wanted(), offset=many - 20
    )
    asked["the next of one person"] = partial(
        beside, session, wanted["one person of 200"], many // 2, 1
    )
    return asked
