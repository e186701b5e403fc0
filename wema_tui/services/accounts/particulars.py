"""Who a person is on paper: name, role, phone, e-mail, registration number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.phones import calling_code, phone_in
from wema_tui.services.permissions import ROLES
from wema_tui.text import clean, folded, printable

PRACTITIONERS = frozenset({"DOCTOR", "NURSE", "PHARMACY", "LAB"})
"""The roles whose people are on the register of a professional council."""

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class BadPhone(WemaError):
    """What was typed is no phone number."""

    code = "account.phone"


class BadEmail(WemaError):
    """What was typed is no e-mail address."""

    code = "account.email"


class NoPractitioner(WemaError):
    """A registration number was typed for a role that has none."""

    code = "account.registration_number"


class AlreadyThere(WemaError):
    """Another account has this phone number or e-mail address.

    Attributes:
        field: Which of the two: `phone` or `email`.
    """

    code = "account.taken"

    def __init__(self, field: str, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.field = field


@dataclass(frozen=True)
class Particulars:
    """What an account says about its person, as it is stored.

    Attributes:
        full_name: One field, as the person writes it.
        role: One of `ROLES`.
        phone: With the country's code: `+255712345678`.
        email: Lower case; None for none.
        registration_number: Of a practitioner; None for none.
    """

    full_name: str
    role: str
    phone: str | None
    email: str | None
    registration_number: str | None

    @property
    def columns(self) -> dict[str, Any]:
        """The values of the row."""
        return vars(self) | {"name_key": folded(self.full_name)}


def particulars(
    zone: tzinfo,
    *,
    full_name: str,
    role: str,
    phone: str,
    email: str,
    registration_number: str,
) -> Particulars:
    """Return as it is stored what somebody typed.

    Args:
        zone: The clinic's: it says which country a phone number belongs to.
        full_name: 1 to 120 letters of any script.
        role: One of `ROLES`.
        phone: Required.
        email: May be empty.
        registration_number: May be empty.

    Raises:
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, BadEmail, NoPractitioner: It is not what it should be.
        ValueError: There is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"no such role: {role!r}")
    return Particulars(
        full_name=clean(full_name, what=_("Name")),
        role=role,
        phone=phone_number(phone, zone),
        email=email_address(email),
        registration_number=register_number(registration_number, role),
    )


def register_number(text: str, role: str) -> str | None:
    """Return a number in a professional register, None for an empty text.

    Raises:
        UnsafeText, LongText: It cannot be kept.
        NoPractitioner: Nobody in this role has one.
    """
    number = clean(text, what=_("Registration number"), limit=40, required=False)
    if number and role not in PRACTITIONERS:
        raise NoPractitioner(
            _("{role} has no registration number.").format(role=role),
            hint=_("Leave it empty."),
        )
    return number or None


def phone_number(text: str, zone: tzinfo) -> str:
    """Return a phone number in its one form.

    Raises:
        UnsafeText, EmptyText, LongText, BadPhone: It is none.
    """
    text = clean(text, what=_("Phone"), limit=40)
    phone = phone_in(text, calling_code(zone))
    if phone is None:
        raise BadPhone(
            _("This is not a phone number: {text}.").format(text=printable(text)),
            hint=_("Type it with the country's code, such as +255 712 345 678."),
        )
    return phone


def email_address(text: str) -> str | None:
    """Return an e-mail address in lower case, None for an empty text.

    Raises:
        UnsafeText, LongText, BadEmail: It is none.
    """
    text = clean(text, what=_("E-mail"), required=False)
    if not text:
        return None
    if not _EMAIL.fullmatch(text):
        raise BadEmail(
            _("This is not an e-mail address: {text}.").format(text=printable(text)),
            hint=_("Type it like asha@example.org, or leave it empty."),
        )
    return text.upper().lower()  # as `as_written_down` looks for it


def refuse_taken(person: Particulars, *, but: int | None = None) -> None:
    """Refuse what another account has already. Inside an open write.

    Args:
        person: Whose phone and e-mail.
        but: The account whose own they may be.

    Raises:
        AlreadyThere: It belongs to somebody.
    """
    for field, sentence in (
        ("phone", _("There is an account with this phone number already.")),
        ("email", _("There is an account with this e-mail already.")),
    ):
        value = getattr(person, field)
        has_it = getattr(User, field) == value
        row = None if value is None else User.get_or_none(has_it)
        if row is None or row.id == but:
            continue
        hint = _("Sign in with it, or ask the administrator.")
        if row.state == "closed":
            hint = _("It is closed: ask the administrator.")
        raise AlreadyThere(field, sentence, hint=hint)
