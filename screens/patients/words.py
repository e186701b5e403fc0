"""What stands about a patient in one line, in a list and above every form."""

from __future__ import annotations

from datetime import date

from wema_tui.i18n import _
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.patients.rules import age_short, medical_id
from wema_tui.text import printable


def sex_letter(sex: str) -> str:
    """Return the sex in two letters at most, for a narrow column."""
    return {"female": _("F"), "male": _("M")}.get(sex, "?")


def age_word(row: PatientRow, today: date) -> str:
    """Return how old somebody is, or that the patient has died."""
    return _("DIED") if row.died_on is not None else age_short(row.born, today)


def named(row: PatientRow) -> str:
    """Return the name; of a merged record also which one to go on with."""
    name = printable(row.full_name, 120)
    if row.merged_into is None:
        return name
    return _("now {id}: {name}").format(name=name, id=medical_id(row.merged_into))


def brief(row: PatientRow, today: date) -> str:
    """Return who it is: `P1234V Asha Juma Mrema, F, 34y, +255712345678, Sinza`."""
    parts = (
        f"{row.medical_id} {named(row)}",
        sex_letter(row.sex),
        age_word(row, today),
        row.phone,
        printable(row.place, 60),
    )
    return ", ".join(filter(None, parts))


def about(sentence: str, row: PatientRow) -> str:
    """Return *sentence* with the patient's ID and name for `{who}`."""
    return sentence.format(who=f"{row.medical_id} {printable(row.full_name, 60)}")


def allergy_line(row: PatientRow) -> str:
    """Return what nobody who treats the patient may overlook, or that it is unknown.

    A word and a sign, for a terminal without colours.
    """
    if row.allergies is None:
        return _("Allergies: NOT ASKED")
    if not row.allergies:
        return _("Allergies: none known")
    return _("!! ALLERGIES: {what}").format(what=printable(row.allergies, 500))
