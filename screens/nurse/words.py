"""How a patient, a sign and what it means stand on a line."""

from __future__ import annotations

from datetime import date

from wema_tui.i18n import _
from wema_tui.services.nurse.judging import Judgement
from wema_tui.services.nurse.signs import PRESSURE, SIGNS
from wema_tui.services.nurse.words import flag_word, sign_word
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.patients.rules import age_words
from wema_tui.text import printable


def who_line(patient: PatientRow, today: date) -> str:
    """Return whose form it is: `P1234V Asha Juma, 36 years`."""
    return _("{id} {name}, {age}").format(
        id=patient.medical_id,
        name=printable(patient.full_name, 60),
        age=age_words(patient.born, today),
    )


def warnings(patient: PatientRow) -> str:
    """Return what whoever treats the patient must not overlook; empty for nothing."""
    lines = []
    if patient.allergies:
        said = printable(patient.allergies, 120)
        lines.append(_("ALLERGIC: {allergies}").format(allergies=said))
    elif patient.allergies is None:
        lines.append(_("Nobody has asked about allergies yet."))
    if patient.born is None:
        lines.append(_("Age not known: judged as an adult."))
    return "  ".join(lines)


def box_label(name: str) -> str:
    """Return what stands before the box of a sign, with its unit."""
    unit = SIGNS[PRESSURE[0] if name == "pressure" else name].unit
    return _("{sign}, {unit}").format(sign=sign_word(name), unit=unit)


def flag_words(judgement: Judgement) -> str:
    """Return a flag with the bound that it broke: `VERY LOW (< 90 %)`; or nothing."""
    word = flag_word(judgement.flag)
    return f"{word} ({judgement.bound})" if word else ""
