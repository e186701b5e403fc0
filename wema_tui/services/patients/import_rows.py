"""From a row of a file to the columns of a patient."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from wema_tui.clock import Clock
from wema_tui.days import parse_day
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.patients.particulars import Particulars, columns_of
from wema_tui.services.patients.rules import sex_in
from wema_tui.services.patients.table_file import TableRow
from wema_tui.text import clean, folded

_NO_ALLERGIES: Final = frozenset({"none", "no", "hakuna", "-"})
_LONGEST_ID: Final = 60
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


class BadRow(WemaError):
    """A row that cannot be brought in as it is."""

    code = "import.row"


def columns_from(
    row: TableRow, insurers: dict[str, int], clock: Clock
) -> dict[str, Any]:
    """Return the columns of a patient, from a row of a file.

    Args:
        row: The row.
        insurers: Folded code -> row of the insurer.
        clock: The clinic's.

    Raises:
        WemaError: The row cannot be kept.
    """
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
    if died_on:
        _require_possible(columns["died_on"], columns, clock.today())
    return columns


def _require_possible(died_on: date, columns: dict[str, Any], today: date) -> None:
    if died_on > today:
        raise BadRow(_("The day of the death has not come yet."), hint=_("Correct it."))
    born_on = columns["born_on"]
    if born_on and columns["born_precision"] != "about" and died_on < born_on:
        raise BadRow(_("The death lies before the birth."), hint=_("Correct it."))


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
