"""Bring in the patients of a file: all of it, once, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from db.patients import ImportedPatient, Patient
from db.price_list import Insurer
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.patients.alike import Alike, Known, alike_in
from wema_tui.services.patients.import_rows import BadRow, columns_from
from wema_tui.services.patients.keys import learn_names
from wema_tui.services.patients.registering import next_number, row_of
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.patients.table_file import TableRow, read_table
from wema_tui.services.session import Session
from wema_tui.text import clean, folded, is_safe

_AT_A_TIME: Final = 500  # rows in one statement


class BroughtInMeanwhile(WemaError):
    """Somebody else brings in the same rows at the same moment."""

    code = "import.meanwhile"


@dataclass(frozen=True)
class Refused:
    """A row that cannot be brought in.

    Attributes:
        line: Of the file.
        why: One sentence, and what to do.
    """

    line: int
    why: str


@dataclass(frozen=True)
class ImportReport:
    """What is in a file, and what became of it.

    Attributes:
        digest: SHA-256 of the file.
        rows: How many there are.
        known: How many of them were brought in before.
        refused: Those that cannot be: while there are any, nothing is brought in.
        alike: New ones who look like somebody.
        first: The first number given, None if nothing was brought in.
        last: The last number given.
    """

    digest: str
    rows: int
    known: int
    refused: tuple[Refused, ...]
    alike: tuple[Alike, ...]
    first: int | None = None
    last: int | None = None

    @property
    def new(self) -> int:
        """How many may be brought in, or were."""
        return self.rows - self.known - len(self.refused)


@dataclass(frozen=True)
class _Newcomer:
    row: TableRow
    columns: dict[str, Any]


def examine_import(session: Session, content: bytes) -> ImportReport:
    """Say what bringing in a file would do, and do nothing.

    Args:
        session: Who asks.
        content: The file, see `read_table`.

    Raises:
        BadTable: It is no table of patients.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "patients.import")
    rows = read_table(content)
    with session.read():
        report, _newcomers = _examined(session.clock, content, rows)
    return report


def import_patients(
    session: Session, content: bytes, *, name: str, request_id: str
) -> ImportReport:
    """Bring in all new patients of a file in one write, or none. Safe to repeat.

    A row that was brought in before is left alone.

    Args:
        session: Who asks.
        content: The file, see `read_table`.
        name: Of the file, for the audit log.
        request_id: Made when the command began: it counts once.

    Raises:
        BadTable: It is no table of patients.
        BroughtInMeanwhile: Somebody else was faster with some of the rows.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was brought in.
        UnsafeText, EmptyText, LongText: The name cannot be kept.
    """
    require(session, "patients.import")
    rows = read_table(content)
    with session.read():
        report, newcomers = _examined(session.clock, content, rows)
    if report.refused or not newcomers:
        return report
    name = clean(name, what=_("Name of the file"), limit=200)
    with audited_write(session, "patients.import", request_id) as act:
        if act.done_before:
            return report
        if _brought_in_before([each.row for each in newcomers]):
            raise BroughtInMeanwhile(
                _("Somebody else has brought in some of these rows just now."),
                hint=_("Nothing was brought in. Run the command again."),
            )
        first = next_number()
        last = first + len(newcomers) - 1
        _add(newcomers, first, act)
        act.record(
            "patient.import",
            f"import:{report.digest[:16]}",
            {
                "file": name,
                "digest": report.digest,
                "count": len(newcomers),
                "first": first,
                "last": last,
            },
        )
    return replace(report, first=first, last=last)


def _add(newcomers: list[_Newcomer], first: int, act: Act) -> None:
    """Add the rows, the first with number *first*. Inside the act's write."""
    numbered = list(enumerate(newcomers, start=first))
    by = act.session.user_id
    _insert(Patient, [row_of(n, e.columns, at=act.now, by=by) for n, e in numbered])
    _insert(
        ImportedPatient,
        [
            {
                "patient": number,
                "source_key": each.row.source_key,
                "row_digest": each.row.digest,
            }
            for number, each in numbered
        ],
    )
    learn_names(each.columns["full_name"] for each in newcomers)


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    for some in _chunks(rows):
        model.insert_many(some).execute()


def _examined(
    clock: Clock, content: bytes, rows: list[TableRow]
) -> tuple[ImportReport, list[_Newcomer]]:
    """Tell new rows from known and bad ones. In a transaction."""
    insurers = {
        folded(code): id
        for id, code in Insurer.select(Insurer.id, Insurer.code)
        .where(Insurer.closed_at.is_null())
        .tuples()
    }
    before = _brought_in_before([row for row in rows if is_safe(row.source_key)])
    newcomers: list[_Newcomer] = []
    refused, known = [], 0
    lines: dict[str, int] = {}
    for row in rows:
        try:
            _require_whole(row)
            _require_once(row, lines)
            number, digest = before.get(row.source_key, (0, ""))
            if digest == row.digest:  # though it might be refused by now
                known += 1
            elif digest:
                raise _changed_since(number)
            else:
                newcomers.append(_Newcomer(row, columns_from(row, insurers, clock)))
        except WemaError as error:
            refused.append(Refused(row.line, error.sentence))
    people = [Known(each.row.line, each.columns) for each in newcomers]
    digest = hashlib.sha256(content).hexdigest()
    alike = alike_in(people)
    return ImportReport(digest, len(rows), known, tuple(refused), alike), newcomers


def _require_whole(row: TableRow) -> None:
    if row.problem:
        raise BadRow(row.problem, hint=_("Look for a separator that is missing."))


def _require_once(row: TableRow, lines: dict[str, int]) -> None:
    line = lines.setdefault(row.source_key, row.line)
    if line != row.line:
        raise BadRow(
            _("It is the same as line {line}.").format(line=line),
            hint=_("Remove one of them, or give each an external_id of its own."),
        )


def _changed_since(number: int) -> BadRow:
    return BadRow(
        _("This external_id came in before as {patient}, with other words.").format(
            patient=medical_id(number)
        ),
        hint=_("Correct that patient on the screen, and remove the row."),
    )


def _brought_in_before(rows: list[TableRow]) -> dict[str, tuple[int, str]]:
    """Return what came in already: key -> number and digest of the row."""
    found: dict[str, tuple[int, str]] = {}
    keys = [row.source_key for row in rows]
    for some in _chunks(keys):
        query = ImportedPatient.select().where(ImportedPatient.source_key.in_(some))
        found |= {r.source_key: (r.patient_id, r.row_digest) for r in query}
    return found


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_A_TIME):
        yield values[start : start + _AT_A_TIME]
