"""Compare lots and codes with what the audit log says they are.

A lot's number and expiry, and what a code stands for, decide what a patient gets.
They are plain rows that no trigger guards, so every entry that puts one up tells
it whole; here each is read again and compared. That the entries are themselves
whole is for the audit check to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from db.audit import AuditEntry
from db.pharmacy import Barcode, Lot
from db.store import Store
from wema_tui.i18n import _
from wema_tui.services.pharmacy.codes import DEMO_CODES, LEARNED
from wema_tui.services.pharmacy.lots import expiry_text
from wema_tui.services.trouble import explained
from wema_tui.text import printable

_CHUNK: Final = 500  # entries in memory at a time
_LOT: Final = '"lot":{'  # so begins, in an entry's body, what it tells of a lot


@dataclass(frozen=True)
class Evidence:
    """What the comparison found.

    Attributes:
        wrong: The first thing that is not as its entry says, a translated
            sentence; empty when all is.
    """

    wrong: str = ""


class _Differs(Exception):
    """The first thing that is not as it was written; its words are the sentence."""


def compare_evidence(store: Store) -> Evidence:
    """Compare every lot and every code, in one consistent state of the data.

    Memory does not grow with the length of the log.

    Raises:
        DatabaseTrouble: It cannot be read.
    """
    lots = codes = 0
    with explained(), store.read():
        try:
            for entries in _chunks():
                lots += _compare_lots(entries)
                codes += _compare_codes(entries)
            _require_all_told(lots, codes)
        except _Differs as found:
            return Evidence(str(found))
    return Evidence()


def _chunks() -> Iterator[list[Any]]:
    after = 0
    while entries := list(
        AuditEntry.select(
            AuditEntry.seq, AuditEntry.action, AuditEntry.subject, AuditEntry.body
        )
        .where(
            AuditEntry.seq > after,
            AuditEntry.action.in_((LEARNED, DEMO_CODES))
            | AuditEntry.body.contains(_LOT),
        )
        .order_by(AuditEntry.seq)
        .limit(_CHUNK)
    ):
        yield entries
        after = entries[-1].seq


def _compare_lots(entries: list[Any]) -> int:
    """Compare the lots that these entries put up; return how many they are."""
    told: dict[int, tuple[int, Any]] = {}
    for entry in entries:
        lot = json.loads(entry.body).get("lot")
        if isinstance(lot, dict) and "before" not in lot:
            told[lot["id"]] = (entry.seq, lot["after"])
    rows = {row.id: row for row in Lot.select().where(Lot.id.in_(list(told)))}
    for lot_id, (seq, after) in told.items():
        then = (after["lot_number"], after["expires_on"])
        row = rows.get(lot_id)
        now = row and (row.lot_number, expiry_text(row.expires_on))
        if now != then:
            raise _Differs(
                _("Lot {lot} is {now}, but entry {seq} says {then}.").format(
                    lot=lot_id, now=_shown(now), seq=seq, then=_shown(then)
                )
            )
    return len(told)


def _compare_codes(entries: list[Any]) -> int:
    """Compare the codes that these entries taught; return how many are new."""
    told = [(entry.seq, *line) for entry in entries for line in _taught(entry)]
    rows: dict[str, Any] = {}
    for start in range(0, len(told), _CHUNK):
        some = [line[1] for line in told[start : start + _CHUNK]]
        rows |= {
            row.code: row for row in Barcode.select().where(Barcode.code.in_(some))
        }
    for seq, code, medication, pack_size, _is_new in told:
        row = rows.get(code)
        now = row and (row.medication_id, row.pack_size)
        if now != (medication, pack_size):
            raise _Differs(
                _(
                    "The code {code} stands for medication and pack size {now},"
                    " but entry {seq} says {then}."
                ).format(
                    code=printable(code, 64),
                    now=_shown(now),
                    seq=seq,
                    then=_shown((medication, pack_size)),
                )
            )
    return sum(line[-1] for line in told)


def _taught(entry: Any) -> list[tuple[str, int, int, bool]]:
    """Return code, medication, pack size and whether it is new, for each code."""
    body = json.loads(entry.body)
    if entry.action == DEMO_CODES:
        return [(code, medicine, size, True) for code, medicine, size in body["codes"]]
    if entry.action == LEARNED:
        medication = int(entry.subject.removeprefix("medication:"))
        return [(body["code"], medication, body["pack_size"], body["is_new"])]
    return []


def _require_all_told(lots: int, codes: int) -> None:
    """Look for rows that no entry put up: all that are told are there."""
    strange_lots, strange_codes = (
        Lot.select().count() - lots,
        Barcode.select().count() - codes,
    )
    if strange_lots or strange_codes:
        raise _Differs(
            _("{lots} lots and {codes} codes are in no audit entry.").format(
                lots=strange_lots, codes=strange_codes
            )
        )


def _shown(values: tuple[Any, ...] | None) -> str:
    if values is None:
        return _("gone")
    return printable(", ".join(str(value or "-") for value in values), 64)
