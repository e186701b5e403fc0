"""Bring in the patients of a file: all of it, once, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.patients import ImportedPatient, Patient
from db.price_list import Insurer
from wema_tui.clock import Clock
from wema_tui.days import parse_day
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.patients.alike import Alike, Known, alike_in
from wema_tui.services.patients.keys import learn_names
from wema_tui.services.patients.particulars import Particulars, columns_of
from wema_tui.services.patients.registering import next_number, row_of
from wema_tui.services.patients.rules import medical_id, sex_in
from wema_tui.services.patients.table_file import TableRow, read_table
from wema_tui.services.session import Session
from wema_tui.text import clean, folded

_AT_A_TIME: Final = 500  # rows in one statement
_NO_ALLERGIES: Final = frozenset({"none", "no", "hakuna", "-"})
_LONGEST_ID: Final = 60


class BadRow(WemaError):
    """A row that cannot be brought in as it is."""

    code = "import.row"


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
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was brought in.
        UnsafeText, EmptyText, LongText: The name cannot be kept.
    """
    report = examine_import(session, content)
    if report.refused or not report.new:
        return report
    name = clean(name, what=_("Name of the file"), limit=200)
    with audited_write(session, "patients.import", request_id) as act:
        report, newcomers = _examined(session.clock, content, read_table(content))
        if act.done_before or report.refused or not newcomers:
            return report  # somebody was faster with the same file
        first = next_number()
        patients, sources = [], []
        for number, each in enumerate(newcomers, start=first):
            row = row_of(number, each.columns, at=act.now, by=session.user_id)
            patients.append(row)
            sources.append((number, each.row.source_key, each.row.digest))
        for some in _chunks(patients):
            Patient.insert_many(some).execute()
        fields = (
            ImportedPatient.patient,
            ImportedPatient.source_key,
            ImportedPatient.row_digest,
        )
        for some in _chunks(sources):
            ImportedPatient.insert_many(some, fields).execute()
        learn_names(each.columns["full_name"] for each in newcomers)
        last = first + len(newcomers) - 1
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
    return ImportReport(**vars(report) | {"first": first, "last": last})


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
    before = _brought_in_before(rows)
    refused, newcomers, known = [], [], 0
    lines: dict[str, int] = {}
    for row in rows:
        try:
            columns = _columns(row, insurers, clock)
            _require_once(row, lines)
        except WemaError as error:
            refused.append(Refused(row.line, error.sentence))
            continue
        number, digest = before.get(row.source_key, (0, ""))
        if not digest:
            newcomers.append(_Newcomer(row, columns))
        elif digest == row.digest:
            known += 1
        else:
            refused.append(Refused(row.line, _changed_since(number).sentence))
    people = [Known(each.row.line, each.columns) for each in newcomers]
    digest = hashlib.sha256(content).hexdigest()
    alike = alike_in(people)
    return ImportReport(digest, len(rows), known, tuple(refused), alike), newcomers


def _columns(row: TableRow, insurers: dict[str, int], clock: Clock) -> dict[str, Any]:
    """Return the columns of a patient.

    Raises:
        WemaError: The row cannot be kept.
    """
    if row.problem:
        raise BadRow(row.problem, hint=_("Look for a separator that is missing."))
    cell = row.cells.get
    clean(
        cell("external_id", ""), what="external_id", limit=_LONGEST_ID, required=False
    )
    allergies = cell("allergies", "")
    known_none = folded(allergies) in _NO_ALLERGIES
    columns = columns_of(
        Particulars(
            full_name=cell("name", ""),
            sex=sex_in(cell("sex", "")),
            insurer_id=_insurer(cell("insurer", ""), insurers),
            allergies="" if known_none else allergies or None,
            **{each: cell(each, "") for each in _AS_WRITTEN},
        ),
        clock,
    )
    died_on = cell("died_on", "")
    columns["died_on"] = parse_day(died_on, clock.today()) if died_on else None
    if died_on and columns["died_on"] > clock.today():
        raise BadRow(_("The day of the death has not come yet."), hint=_("Correct it."))
    return columns


_AS_WRITTEN: Final = (
    "born",
    "phone",
    "other_phone",
    "place",
    "contact_name",
    "contact_phone",
    "contact_relation",
    "member_number",
    "blood_group",
)


def _insurer(code: str, insurers: dict[str, int]) -> int | None:
    if not code:
        return None
    found = insurers.get(folded(code))
    if found is None:
        raise BadRow(
            _("There is no insurer {code}.").format(code=code),
            hint=_("Add it to the list of insurers first, or leave it empty."),
        )
    return found


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
