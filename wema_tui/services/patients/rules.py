"""What is right about patients: pure, no database, no clock."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from wema_tui.birth import Born
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.labels import LabelType, make_label, read_label
from wema_tui.scanner.scan import WrongCheckDigit
from wema_tui.text import folded, printable

FIRST_NUMBER: Final = 1001
_MOST_DIGITS: Final = 9
SEXES: Final = ("female", "male", "unknown")
BLOOD_GROUPS: Final = ("A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-")

_SHAPE = re.compile(r"(?:W?P|(?=[0-9]+[A-Z]))0*([1-9][0-9]{3,8})([0-9A-Z])")
_GROUPING = re.compile(r"[\s\-./]")
_SEX_WORDS: Final = {
    "female": "f female woman girl w ke mke k mwanamke msichana",
    "male": "m male man boy me mume mwanamume mwanaume mvulana",
    "unknown": "u unknown ? haijulikani",
}
_SEX_OF: Final = {word: s for s, words in _SEX_WORDS.items() for word in words.split()}
_MONTHS_UNTIL: Final = 24  # younger children are told in months
_DAYS_UNTIL: Final = 60  # and still younger ones in days


class WrongMedicalId(WemaError):
    """A medical ID whose check character does not fit: mistyped."""

    code = "patient.medical_id"


class UnknownSex(WemaError):
    """A word that names no sex."""

    code = "patient.sex"


class NoBloodGroup(WemaError):
    """A text that is no blood group."""

    code = "patient.blood_group"


def subject_of(number: int) -> str:
    """Return how the audit log calls a patient: `patient:1234`."""
    return f"patient:{number}"


def number_of(subject: str) -> int | None:
    """Return the patient's number in a subject of the audit log, None if it has none.

    Before there were patients' records, whatever was typed stood there.
    """
    number = subject.partition(":")[2]
    is_ours = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    return int(number) if is_ours and int(number) >= FIRST_NUMBER else None


def patient_words(subject: str) -> str:
    """Return a subject of the audit log as people call the patient: `P1234V`."""
    number = number_of(subject)
    return subject.partition(":")[2] if number is None else medical_id(number)


def subject_named(text: str) -> str:
    """Return how the audit log calls whom somebody types: `P1234V`, `1234`.

    Raises:
        WrongMedicalId: It is mistyped.
    """
    number = number_in(text)
    typed = "".join(text.upper().split()) if number is None else str(number)
    return f"patient:{typed}"


def medical_id(number: int) -> str:
    """Return a patient's number as people say and write it.

    >>> medical_id(1234)
    'P1234V'
    """
    return f"P{number}{make_label(LabelType.PATIENT, number)[-1]}"


def number_in(text: str) -> int | None:
    """Return the patient's number that a medical ID or a card says, else None.

    Args:
        text: `P1234V`, `p 1234 v`, `1234v`, or the card's `WP0001234V`.

    Raises:
        WrongMedicalId: It has the shape of one, and the check character does not fit.
    """
    found = _SHAPE.fullmatch(_GROUPING.sub("", text.upper()))
    if found is None:
        return None
    number = int(found[1])
    try:
        read_label(f"WP{number:07d}{found[2]}")
    except WrongCheckDigit:
        raise WrongMedicalId(
            _("{text} is mistyped: its last character does not fit.").format(
                text=printable(text.strip(), 20)
            ),
            hint=_("Read it again from the card, or look for the name."),
        ) from None
    return number


def part_of_number(text: str) -> str:
    """Return by what a list of audit subjects is searched: the number, or the text."""
    try:
        number = number_in(text)
    except WrongMedicalId:  # perhaps not yet typed to its end
        return text
    return text if number is None else str(number)


def sex_in(text: str) -> str:
    """Return one of `SEXES` for a word, English or Swahili; empty is `unknown`.

    Raises:
        UnknownSex: It is none.
    """
    word = folded(text.strip())
    sex = _SEX_OF.get(word, "unknown" if not word else "")
    if not sex:
        raise UnknownSex(
            _("{text} is no sex.").format(text=printable(text, 20)),
            hint=_("Type F or M, or leave it empty."),
        )
    return sex


def sex_words() -> dict[str, str]:
    """Return every sex with its word, in the order in which they are offered."""
    return {"female": _("female"), "male": _("male"), "unknown": _("not known")}


def blood_group_in(text: str) -> str | None:
    """Return one of `BLOOD_GROUPS`, None for an empty text.

    Raises:
        NoBloodGroup: It is none.
    """
    group = "".join(text.upper().split()).replace("\N{MINUS SIGN}", "-")
    for word, sign in (
        ("POSITIVE", "+"),
        ("NEGATIVE", "-"),
        ("POS", "+"),
        ("NEG", "-"),
    ):
        group = group.replace(word, sign)
    if group and group not in BLOOD_GROUPS:
        raise NoBloodGroup(
            _("{text} is no blood group.").format(text=printable(text, 20)),
            hint=_("Type one of {all}, or leave it empty.").format(
                all=", ".join(BLOOD_GROUPS)
            ),
        )
    return group or None


def age_words(born: Born | None, today: date) -> str:
    """Return an age in words: `36 years`, `3 months`, `about 40 years`."""
    if born is None:
        return _("age not known")
    age = born.age(today)
    if age.days < _DAYS_UNTIL:
        words = ngettext("{n} day", "{n} days", age.days).format(n=age.days)
    elif age.months < _MONTHS_UNTIL:
        words = ngettext("{n} month", "{n} months", age.months).format(n=age.months)
    else:
        words = ngettext("{n} year", "{n} years", age.years).format(n=age.years)
    return _("about {age}").format(age=words) if born.precision == "about" else words


def age_short(born: Born | None, today: date) -> str:
    """Return an age for a narrow column: `36y`, `3m`, `12d`, `~40y`; `?` for none."""
    if born is None:
        return "?"
    age = born.age(today)
    if age.days < _DAYS_UNTIL:
        words = _("{n}d").format(n=age.days)
    elif age.months < _MONTHS_UNTIL:
        words = _("{n}m").format(n=age.months)
    else:
        words = _("{n}y").format(n=age.years)
    return f"~{words}" if born.precision == "about" else words
