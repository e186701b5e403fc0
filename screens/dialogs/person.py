"""Who it is, and as what the person works: the boxes of every form about a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.widgets import Footer, Label

from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import SavingForm
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from screens.widgets.phone_input import PhoneInput
from screens.words import role_words
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.particulars import (
    AlreadyThere,
    email_address,
    phone_number,
    register_number,
)
from wema_tui.services.accounts.people import UserRow
from wema_tui.services.session import Session
from wema_tui.text import clean

SavedT = TypeVar("SavedT")


class PersonForm(SavingForm[SavedT]):
    """Shares the boxes, and what can be said about them before they are saved.

    Args:
        session: Who fills it in; None at the sign-in screen.
        row: As it is now; None for somebody new.
    """

    AUTO_FOCUS = "#full_name"

    def __init__(
        self, session: Session | None = None, row: UserRow | None = None
    ) -> None:
        super().__init__(session)
        self._row = row

    @property
    def headline(self) -> str:
        """What is done with the person."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        with Page(classes="dialog wide form"):
            yield Label(self.headline, classes="title", markup=False)
            yield from self.person_parts()
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    def person_parts(self) -> ComposeResult:
        """Lay out the boxes that all have; another form adds its own."""
        yield from text_field(
            "full_name",
            _("Name, as the person writes it"),
            self._now("full_name"),
            limit=120,
            help=_("All names in one box, for instance: Asha Juma Mrema."),
        )
        yield from text_field(
            "phone",
            _("Phone"),
            self._now("phone"),
            limit=40,
            help=_("With or without the country's code, for instance: 0712 345 678."),
            box=PhoneInput,
        )
        yield from text_field(
            "email",
            _("E-mail (may stay empty)"),
            self._now("email"),
            limit=120,
            help=_("For instance: asha@example.org. It also signs the person in."),
        )
        yield from choice_field("role", _("Role"), role_words(), self._now("role"))
        yield from text_field(
            "registration_number",
            _("Number in the professional register, if the role has one"),
            self._now("registration_number"),
            limit=40,
            help=_(
                "Of doctors, nurses, pharmacists and laboratory staff, as it stands on"
                " the licence, for instance: MCT-12345."
            ),
        )

    def person(self, problems: dict[str, WemaError]) -> dict[str, Any]:
        """Return what the boxes say, for the service; put in what cannot be."""
        zone = self.wema.clinic.clock.zone
        role = self.query_one("#role", ChoiceInput)
        checks: dict[str, Callable[[str], object]] = {
            "full_name": lambda text: clean(text, what=_("Name")),
            "phone": partial(phone_number, zone=zone),
            "email": email_address,
            "role": lambda _text: role.read(),
            "registration_number": lambda text: (
                register_number(text, role.choice) if role.choice else None
            ),
        }
        for field, check in checks.items():
            self.checked(field, partial(check, self.text_of(field)), problems)
        return {field: self.text_of(field) for field in checks} | {"role": role.choice}

    def field_of(self, error: WemaError) -> str:
        """Say beside which box it stands that another account has this already."""
        return error.field if isinstance(error, AlreadyThere) else ""

    def _now(self, field: str) -> str:
        """Return what the account has in a field; empty for nothing yet."""
        return getattr(self._row, field, None) or ""
