"""What a form says about a patient, as it was typed, and as it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from db.patients import Patient
from db.price_list import Insurer
from wema_tui.birth import Born, born_in, born_text
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.particulars import phone_number
from wema_tui.services.patients.rules import SEXES, blood_group_in
from wema_tui.text import clean

LONGEST_NAME: Final = 120
LONGEST_PLACE: Final = 200
LONGEST_RELATION: Final = 40
LONGEST_MEMBER_NUMBER: Final = 40
LONGEST_ALLERGIES: Final = 500


class NoInsurer(WemaError):
    """There is no such insurer, or a member number without one."""

    code = "patient.insurer"


@dataclass(frozen=True)
class Particulars:
    """All that a form says about a patient; texts as somebody types them.

    Attributes:
        full_name: One field, as the person writes it; one letter is a name.
        sex: One of `SEXES`.
        born: A date or an age, see `wema_tui.birth`; empty when not known.
        phone: Of any country; empty for none.
        other_phone: Of somebody in the house, say.
        place: Address or landmark.
        contact_name: Whom to call in an emergency.
        contact_phone: That person's phone.
        contact_relation: `mother`, `neighbour`.
        insurer_id: Row of who pays usually; None for the patient.
        member_number: With that insurer.
        allergies: None while nobody has asked, empty when there are none known.
        blood_group: One of `BLOOD_GROUPS`; empty when not known.
    """

    full_name: str
    sex: str = "unknown"
    born: str = ""
    phone: str = ""
    other_phone: str = ""
    place: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_relation: str = ""
    insurer_id: int | None = None
    member_number: str = ""
    allergies: str | None = None
    blood_group: str = ""


def columns_of(typed: Particulars, clock: Clock) -> dict[str, Any]:
    """Return the columns of the row, from what was typed.

    Raises:
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, NotABirth, NoBloodGroup, NoInsurer: It is not what it should be.
        ValueError: There is no such sex.
    """
    if typed.sex not in SEXES:
        raise ValueError(f"no such sex: {typed.sex!r}")
    born = birth_of(typed.born, clock)
    return {
        "full_name": clean(typed.full_name, what=_("Name"), limit=LONGEST_NAME),
        "sex": typed.sex,
        "born_on": born and born.on,
        "born_precision": born and born.precision,
        "phone": phone_of(typed.phone, clock),
        "other_phone": phone_of(typed.other_phone, clock),
        "place": place_of(typed.place),
        "contact_name": contact_of(typed.contact_name),
        "contact_phone": phone_of(typed.contact_phone, clock),
        "contact_relation": relation_of(typed.contact_relation),
        "insurer_id": typed.insurer_id,
        "member_number": member_number_of(typed.member_number, typed.insurer_id),
        "allergies": allergies_of(typed.allergies),
        "blood_group": blood_group_in(typed.blood_group),
    }


def particulars_of(row: Any) -> Particulars:
    """Return what a row says, so that typing it again changes nothing."""
    born = birth_in(row)
    return Particulars(
        full_name=row.full_name,
        sex=row.sex,
        born="" if born is None else born_text(born),
        phone=row.phone or "",
        other_phone=row.other_phone or "",
        place=row.place,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone or "",
        contact_relation=row.contact_relation,
        insurer_id=row.insurer_id,
        member_number=row.member_number or "",
        allergies=row.allergies,
        blood_group=row.blood_group or "",
    )


def as_kept(columns: dict[str, Any]) -> Particulars:
    """Return what was typed in the one form in which it is kept."""
    return particulars_of(Patient(**columns))


def birth_in(row: Any) -> Born | None:
    """Return the birth of a row, None when it is not known."""
    return None if row.born_on is None else Born(row.born_on, row.born_precision)


# -- field by field, also for forms that show each mistake beside its field ------------


def birth_of(text: str, clock: Clock) -> Born | None:
    """Return a birth as typed, None for an empty text.

    Raises:
        UnsafeText, LongText, NotABirth: It is none.
    """
    text = clean(text, what=_("Birth date or age"), limit=80, required=False)
    return born_in(text, clock.today()) if text else None


def phone_of(text: str, clock: Clock) -> str | None:
    """Return a phone number in its one form, None for an empty text.

    Raises:
        UnsafeText, LongText, BadPhone: It is none.
    """
    return phone_number(text, clock.zone) if text.strip() else None


def place_of(text: str) -> str:
    """Return an address or a landmark as it is kept.

    Raises:
        UnsafeText, LongText: It cannot be kept.
    """
    what = _("Address or landmark")
    return clean(text, what=what, limit=LONGEST_PLACE, required=False)


def contact_of(text: str) -> str:
    """Return the name of who is called in an emergency.

    Raises:
        UnsafeText, LongText: It cannot be kept.
    """
    what = _("Emergency contact")
    return clean(text, what=what, limit=LONGEST_NAME, required=False)


def relation_of(text: str) -> str:
    """Return what that person is to the patient.

    Raises:
        UnsafeText, LongText: It cannot be kept.
    """
    what = _("Relation to the patient")
    return clean(text, what=what, limit=LONGEST_RELATION, required=False)


def member_number_of(text: str, insurer_id: int | None) -> str | None:
    """Return a number with an insurer, None for an empty text.

    Raises:
        UnsafeText, LongText: It cannot be kept.
        NoInsurer: Nobody has said with which one.
    """
    what = _("Member number")
    number = clean(text, what=what, limit=LONGEST_MEMBER_NUMBER, required=False)
    if number and insurer_id is None:
        raise NoInsurer(
            _("There is a member number, and no insurer."),
            hint=_("Choose the insurer, or empty the member number."),
        )
    return number or None


def allergies_of(text: str | None) -> str | None:
    """Return allergies as they are kept; None while nobody has asked.

    Raises:
        UnsafeText, LongText: They cannot be kept.
    """
    if text is None:
        return None
    return clean(text, what=_("Allergies"), limit=LONGEST_ALLERGIES, required=False)


def require_insurer(columns: dict[str, Any]) -> None:
    """Refuse an insurer that is not there any more. In a transaction.

    Raises:
        NoInsurer: There is none, or it was closed.
    """
    number = columns["insurer_id"]
    if number is None:
        return
    found = Insurer.get_or_none(Insurer.id == number)
    if found is None or found.closed_at is not None:
        raise NoInsurer(
            _("This insurer is not on the list any more."),
            hint=_("Choose another one, or that the patient pays."),
        )
