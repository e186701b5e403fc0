"""Charging by hand: pick an item of the price list, say how many and who pays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Footer, Label

from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import Saved, SavingForm
from screens.finance.item_forms import PATIENTS
from screens.finance.price_list import PriceListing
from screens.patients.words import about
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.finance.charging import charge_by_hand, quantity_in
from wema_tui.services.finance.insurers import InsurerRow, insurers
from wema_tui.services.finance.prices import ItemRow
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session
from wema_tui.text import printable


class ItemToCharge(PriceListing):
    """The price list; Enter charges an item to a patient.

    Args:
        session: Who charges.
        patient: Whom.
    """

    def __init__(self, session: Session, patient: PatientRow) -> None:
        super().__init__(session)
        self._patient = patient

    @property
    def heading(self) -> str:
        """For whom."""
        return about(_("What to charge to {who}? Enter picks"), self._patient)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("What was done for the patient, from the price list of the clinic.")

    def open_row(self, row: ItemRow) -> None:
        """Ask how many, and who pays."""

        def show(found: tuple[InsurerRow, ...]) -> None:
            payers = {str(each.insurer_id): each.code for each in found}
            form = ChargeForm(self.session, self._patient, row, payers)
            form.open(self.app, self._charged)

        self.ask(lambda: insurers(self.session), show)

    def _charged(self, saved: Saved[int] | None) -> None:
        if saved is None:
            self.take_keys_again()
        else:
            self.leave(None)


class ChargeForm(SavingForm[int]):
    """How many of an item, and who pays.

    Args:
        session: Who charges.
        patient: Whom.
        row: The item.
        insurers: Number of an insurer -> its code.
    """

    AUTO_FOCUS = "#quantity"
    enter_saves = False
    FIELD_OF: ClassVar = {
        "finance.quantity": "quantity",
        "finance.no_price": "payer",
        "finance.unknown_insurer": "payer",
    }

    def __init__(
        self,
        session: Session,
        patient: PatientRow,
        row: ItemRow,
        insurers: Mapping[str, str],
    ) -> None:
        super().__init__(session)
        self._patient, self._row = patient, row
        self._payers = {PATIENTS: _("the patient"), **insurers}
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        usual = str(self._patient.insurer_id or PATIENTS)
        with Page(classes="dialog wide form"):
            item = printable(self._row.name, 60)
            title = f"{about('{who}', self._patient)}: {item}"
            yield Label(title, classes="title", markup=False)
            help = _("A whole number, for instance: 2")
            yield from text_field("quantity", _("How many"), "1", limit=6, help=help)
            yield from choice_field("payer", _("Paid by"), self._payers, usual)
            help = _("More for people, for instance: left foot.")
            yield from text_field(
                "note", _("Note (may stay empty)"), limit=300, help=help
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 charges it."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The price is that of today. What is charged stays; a mistake is cancelled"
            " with a reason."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], int] | None:
        """Return what charges it."""
        typed, note = self.text_of("quantity"), self.text_of("note")
        quantity = self.checked("quantity", lambda: quantity_in(typed), problems)
        box = self.query_one("#payer", ChoiceInput)
        payer = self.checked("payer", box.read, problems)
        if quantity is None or payer is None:
            return None
        return lambda: charge_by_hand(
            self.session,
            patient=self._patient.number,
            item_id=self._row.item_id,
            quantity=quantity,
            insurer_id=None if payer == PATIENTS else int(payer),
            note=note,
            request_id=self._request_id,
        )
