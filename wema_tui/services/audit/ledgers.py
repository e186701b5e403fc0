"""The tables that the audit chain covers: their rows against the digests in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from db.base import BaseModel, InstantField
from db.pharmacy import CountLine, StockMovement
from db.store import Store
from wema_tui.i18n import _
from wema_tui.services.audit.chain import Entry, row_digest
from wema_tui.services.audit.entries import moment
from wema_tui.services.audit.posting import POSTED


@dataclass(frozen=True)
class Break:
    """The first thing that is not as it was written.

    Attributes:
        seq: Number of the entry where it shows.
        what: empty, missing, link, key, mac, ledger, orphan, cut, replaced.
        detail: What it means, one translated sentence.
    """

    seq: int
    what: str
    detail: str


class Broken(Exception):
    """The walk along the chain ends here."""

    def __init__(self, seq: int, what: str, detail: str) -> None:
        super().__init__(what)
        self.broken = Break(seq, what, detail)


@dataclass(frozen=True)
class Ledger:
    """A table whose rows the chain covers.

    Attributes:
        table: Its name.
        body_key: Where the entry's body has the digests of its rows.
        columns: Every column, `id` first.
        instants: Those that are moments.
    """

    table: str
    body_key: str
    columns: tuple[str, ...]
    instants: frozenset[str]


def _ledger(model: type[BaseModel], body_key: str) -> Ledger:
    fields = model._meta.sorted_fields
    return Ledger(
        model._meta.table_name,
        body_key,
        tuple(field.column_name for field in fields),
        frozenset(f.column_name for f in fields if isinstance(f, InstantField)),
    )


LEDGERS: Final = (
    _ledger(StockMovement, "ledger"),
    _ledger(CountLine, "counts"),
    *(_ledger(model, model._meta.table_name) for model in POSTED),
)


def rows_between(
    store: Store, ledger: Ledger, first: int, last: int
) -> Mapping[int, list[dict[str, Any]]]:
    """Return the rows of the entries numbered *first* to *last*, by entry."""
    found: dict[int, list[dict[str, Any]]] = {}
    for values in store.execute(
        f"SELECT {', '.join(ledger.columns)} FROM {ledger.table}"
        f" WHERE audit_seq BETWEEN {first} AND {last}"
        " ORDER BY audit_seq, id"
    ):
        row = dict(zip(ledger.columns, values, strict=True))
        for name in ledger.instants:
            row[name] = moment(row[name])
        found.setdefault(row["audit_seq"], []).append(row)
    return found


def compare(ledger: Ledger, entry: Entry, rows: list[dict[str, Any]]) -> None:
    """Compare the rows of one entry with the digests in its body."""
    if not rows and f'"{ledger.body_key}"' not in entry.body:
        return
    told = Counter(json.loads(entry.body).get(ledger.body_key, ()))
    strange = []
    for row in rows:
        digest = row_digest(ledger.table, row)
        if told[digest]:
            told[digest] -= 1
        else:
            strange.append(row["id"])
    missing = told.total()
    if not strange and not missing:
        return
    where = {"table": ledger.table, "id": (strange or [0])[0], "seq": entry.seq}
    if strange and missing:
        words = _("Row {id} of {table} is not as entry {seq} recorded it: changed.")
    elif strange:
        words = _("Row {id} of {table} is unknown to entry {seq}: added afterwards.")
    else:
        words = _("A row of {table} that entry {seq} recorded is gone: removed.")
    raise Broken(entry.seq, "ledger", words.format(**where))


def find_orphan(store: Store, ledger: Ledger, entries: int) -> None:
    """Look for rows that no entry of the chain can know."""
    rows = store.execute(
        f"SELECT id, audit_seq FROM {ledger.table}"
        f" WHERE audit_seq > {entries} OR audit_seq < 1 ORDER BY audit_seq, id LIMIT 1"
    )
    if rows:
        row_id, seq = rows[0]
        raise Broken(
            seq,
            "orphan",
            _(
                "Row {id} of {table} names entry {seq}, but the chain ends with entry"
                " {last}: its end was cut off."
            ).format(id=row_id, table=ledger.table, seq=seq, last=entries),
        )
