"""The boxes of a patient's particulars: laid out, checked, and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Input

from screens.dialogs.fields import born_field, choice_field, text_field
from screens.dialogs.form import FormDialog
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.phone_input import PhoneInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.finance.insurers import InsurerRow
from wema_tui.services.patients.particulars import (
    LONGEST_ALLERGIES,
    LONGEST_MEMBER_NUMBER,
    LONGEST_NAME,
    LONGEST_PLACE,
    LONGEST_RELATION,
    Particulars,
    allergies_of,
    birth_of,
    contact_of,
    member_number_of,
    phone_of,
    place_of,
    relation_of,
)
from wema_tui.services.patients.rules import BLOOD_GROUPS, sex_words
from wema_tui.text import clean, printable

OWN = "own"
"""That the patient pays, among the insurers."""

Payers = Mapping[str, str]
"""Number of an insurer, as text -> its name; `OWN` -> words for the patient."""


class AllergiesUnclear(WemaError):
    """The two boxes about allergies do not fit together."""

    code = "patient.allergies"


_CHOICES = {"sex": True, "insurer": True, "allergic": True, "blood_group": False}


def allergy_choices() -> dict[str, str]:
    """Return what may be known about allergies, with words."""
    return {
        "none": _("none known"),
        "some": _("yes, these:"),
        "unasked": _("not asked yet"),
    }


def payer_words(found: Sequence[InsurerRow], now: Particulars) -> Payers:
    """Return who may pay, with words; also an insurer that was closed since.

    Args:
        found: The insurers on the list.
        now: Whose insurer is kept, whatever the list says.
    """
    words = {OWN: _("the patient")}
    words |= {str(each.insurer_id): printable(each.code, 20) for each in found}
    words.setdefault(_choice("insurer_id", now.insurer_id), _("as before"))
    return words


def boxes(payers: Payers, now: Particulars) -> ComposeResult:
    """Lay out all boxes.

    Args:
        payers: Who may pay.
        now: What stands in them at first; the sex may be empty.
    """
    yield from text_field(
        "full_name",
        _("Name, as the person writes it"),
        now.full_name,
        limit=LONGEST_NAME,
        help=_("All names in one box, for instance: Asha Juma Mrema."),
    )
    yield from choice_field("sex", _("Sex"), sex_words(), now.sex)
    yield from born_field("born", _("Born, or age"), now.born)
    yield from _phone("phone", _("Phone"), now.phone)
    yield from text_field(
        "place",
        _("Where the patient lives"),
        now.place,
        limit=LONGEST_PLACE,
        help=_("Address or landmark, for instance: Sinza, behind the mosque."),
    )
    yield from choice_field(
        "insurer", _("Who pays"), payers, _choice("insurer_id", now.insurer_id)
    )
    yield from text_field(
        "member_number",
        _("Member number, if an insurer pays"),
        now.member_number,
        limit=LONGEST_MEMBER_NUMBER,
        help=_("As it stands on the card of the insurer."),
    )
    yield from choice_field(
        "allergic", _("Allergies"), allergy_choices(), _known_allergies(now.allergies)
    )
    yield from text_field(
        "allergies",
        _("Which allergies"),
        now.allergies,
        limit=LONGEST_ALLERGIES,
        help=_("What it is to and what happens, for instance: penicillin, rash."),
    )
    yield from text_field(
        "contact_name",
        _("Whom to call in an emergency"),
        now.contact_name,
        limit=LONGEST_NAME,
        help=_("The name, for instance: Juma Mrema."),
    )
    yield from _phone("contact_phone", _("That person's phone"), now.contact_phone)
    yield from text_field(
        "contact_relation",
        _("What that person is to the patient"),
        now.contact_relation,
        limit=LONGEST_RELATION,
        help=_("For instance: mother, husband, neighbour."),
    )
    yield from _phone("other_phone", _("Another phone"), now.other_phone)
    groups = {group: group for group in BLOOD_GROUPS}
    yield from choice_field("blood_group", _("Blood group"), groups, now.blood_group)


def read_boxes(form: FormDialog[Any], problems: dict[str, WemaError]) -> Particulars:
    """Return what the boxes say; put every mistake under its box's name."""
    clock = form.wema.clinic.clock
    choice = {
        name: form.checked(
            name,
            partial(form.query_one(f"#{name}", ChoiceInput).read, required=is_required),
            problems,
        )
        for name, is_required in _CHOICES.items()
    }
    payer = choice["insurer"] or OWN
    insurer_id = None if payer == OWN else int(payer)
    checks: dict[str, Callable[[str], object]] = {
        "full_name": lambda text: clean(text, what=_("Name"), limit=LONGEST_NAME),
        "born": partial(birth_of, clock=clock),
        "phone": partial(phone_of, clock=clock),
        "place": place_of,
        "member_number": partial(member_number_of, insurer_id=insurer_id),
        "contact_name": contact_of,
        "contact_phone": partial(phone_of, clock=clock),
        "contact_relation": relation_of,
        "other_phone": partial(phone_of, clock=clock),
    }
    for name, check in checks.items():
        form.checked(name, partial(check, form.text_of(name)), problems)
    allergies = form.checked(
        "allergies",
        partial(_allergies, choice["allergic"], form.text_of("allergies")),
        problems,
    )
    return Particulars(
        sex=choice["sex"] or "unknown",
        insurer_id=insurer_id,
        allergies=allergies,
        blood_group=choice["blood_group"] or "",
        **{name: form.text_of(name) for name in checks},
    )


def _allergies(known: str | None, text: str) -> str | None:
    if known == "some" and not text:
        raise AllergiesUnclear(
            _("It does not say which."), hint=_("Type what the patient is allergic to.")
        )
    if known == "none" and text:
        raise AllergiesUnclear(
            _("Above it says that none are known."),
            hint=_("Empty this box, or choose: yes, these."),
        )
    return allergies_of(text if text or known == "none" else None)


def _phone(name: str, label: str, value: str) -> ComposeResult:
    yield from text_field(
        name,
        label,
        value,
        limit=40,
        help=_("With or without the country's code, for instance: 0712 345 678."),
        box=PhoneInput,
    )


def _known_allergies(allergies: str | None) -> str:
    if allergies is None:
        return "unasked"
    return "some" if allergies else "none"


# -- a field of another person's, put beside or into its box ---------------------------


def box_of(field: str) -> str:
    """Return the box that a field of `Particulars` stands in."""
    return "insurer" if field == "insurer_id" else field


def put_in(form: FormDialog[Any], field: str, kept: Any) -> None:
    """Put a field, as it is kept, into its box."""
    if field == "allergies":
        form.query_one("#allergic", ChoiceInput).choose(_known_allergies(kept))
    box = form.query_one(f"#{box_of(field)}", Input)
    if isinstance(box, ChoiceInput):
        box.choose(_choice(field, kept))
    else:
        box.value = printable(kept or "", box.max_length or 200)


def words_of(form: FormDialog[Any], field: str, kept: Any) -> str:
    """Return what a field, as it is kept, says to a person."""
    if field == "allergies" and not kept:
        return allergy_choices()[_known_allergies(kept)]
    box = form.query_one(f"#{box_of(field)}", Input)
    if isinstance(box, ChoiceInput):
        return box.words_of(_choice(field, kept)) or _("nothing")
    return printable(kept or _("nothing"), 200)


def _choice(field: str, kept: Any) -> str:
    return (str(kept) if kept else OWN) if field == "insurer_id" else kept or ""
