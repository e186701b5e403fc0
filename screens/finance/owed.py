"""What is owed: by everybody, and all the charges of one patient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Label

from screens.dialogs.reason import ReasonForm
from screens.dialogs.saving import Saved
from screens.finance.charge import ItemToCharge
from screens.finance.pay import PayForm
from screens.finance.receipt import ReceiptScreen
from screens.finance.words import state_word, what_for
from screens.listing import Listing
from screens.patients.words import about
from screens.widgets.columns import in_columns
from wema_tui.i18n import _
from wema_tui.money import money
from wema_tui.services.finance.cancelling import cancel_charge
from wema_tui.services.finance.owing import (
    Account,
    Owed,
    account,
    charges_of,
    unpaid,
)
from wema_tui.services.finance.prices import price_currency
from wema_tui.services.finance.receipts import Receipt, last_receipt
from wema_tui.services.finance.rules import State
from wema_tui.services.paging import Page
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session
from wema_tui.text import printable

_WIDTHS = (10, 9, 0, 13, 16, 13)  # cells; the patient's name gets the rest
_OF_ONE = (10, 0, 13, 13, 11)  # what was charged gets the rest


class OwedScreen(Listing[Owed]):
    """Every unpaid charge of every day; Enter shows all of that patient."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "pay", "Pay", id="owed.pay"),
    ]
    _currency = ""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("What patients owe: type to search, arrows choose, Enter opens")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the patient's name or number, for instance: asha")

    @property
    def nothing_found(self) -> str:
        """What it means that the list is empty."""
        return _("Nothing is owed that matches.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Every charge that is not paid in full, the newest first, of every day:"
            " nothing disappears at midnight. What insurers pay is not among it."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[Owed]:
        """Return a page of what is owed."""
        self._currency = price_currency(self.session)
        return unpaid(self.session, text, offset, limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        owed = _("Owed, {currency}").format(currency=printable(self._currency, 3))
        names = (_("Day"), _("ID"), _("Patient"), owed, _("For"), _("Of"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: Owed, room: int) -> Text:
        """Return one charge."""
        texts = (
            row.day.isoformat(),
            row.medical_id,
            row.full_name,
            f"{money(row.owed, self._currency):>12}",
            what_for(row),
            f"{money(row.amount, self._currency):>12}",
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who takes money is offered to."""
        if action == "pay":
            return self.session.may("payments.take")
        return super().check_action(action, parameters)

    def open_row(self, row: Owed) -> None:
        """Show all charges of the patient."""
        self._with_account(row, self._open_account)

    def action_pay(self) -> None:
        """Take money for the picked charge."""
        self.with_row(
            lambda row: self._with_account(
                row,
                lambda found: PayForm(self.session, found, row.charge_id).open(
                    self.app, self._paid
                ),
            )
        )

    def _with_account(self, row: Owed, then: Callable[[Account], Any]) -> None:
        self.ask(lambda: account(self.session, row.patient), then)

    def _open_account(self, found: Account) -> None:
        page = AccountScreen(self.session, found.patient)
        page.open(self.app, lambda _nothing: self.read_again())

    def _paid(self, saved: Saved[Receipt] | None) -> None:
        self.read_again()
        if saved is not None:
            ReceiptScreen(saved.answer).open(self.app)


class AccountScreen(Listing[Owed]):
    """Every charge of one patient; Enter pays one, or shows its receipt.

    Args:
        session: Who looks.
        patient: Whose.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "pay", "Pay", id="account.pay"),
        Binding("f7,alt+7", "charge", "Charge", id="account.charge"),
        Binding("f8,alt+8", "cancel_charge", "Cancel charge", id="account.cancel"),
    ]

    def __init__(self, session: Session, patient: PatientRow) -> None:
        super().__init__(session)
        self._patient = patient
        self._account: Account | None = None

    @property
    def heading(self) -> str:
        """Whose charges, and what is owed in all."""
        found = self._account
        if found is None:
            return about("{who}", self._patient)
        owes = _("{who} owes {currency} {amount}").format(
            who="{who}",
            currency=printable(found.currency, 3),
            amount=money(found.total, found.currency),
        )
        return about(owes, found.patient)

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of what was charged for, for instance: dressing")

    @property
    def nothing_found(self) -> str:
        """What it means that the list is empty."""
        return _("Nothing was charged that matches.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "All that was charged to one patient, the newest first, with records that"
            " are the same person. Enter takes money for a charge that is owed, and"
            " shows the receipt of one that is paid."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[Owed]:
        """Return a page of charges."""
        self._account = account(self.session, self._patient.number)
        number = self._account.patient.number
        return charges_of(self.session, number, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns; what is owed stands above them."""
        self.query_one(".title", Label).update(self.heading)
        names = (_("Day"), _("For"), _("Amount"), _("Owed"), "")
        return in_columns(names, _OF_ONE, room)

    def line(self, row: Owed, room: int) -> Text:
        """Return one charge."""
        assert self._account is not None  # read with the rows
        currency = self._account.currency
        texts = (
            row.day.isoformat(),
            what_for(row),
            f"{money(row.amount, currency):>12}",
            f"{money(row.owed, currency):>12}" if row.owed else "",
            state_word(row),
        )
        return Text(in_columns(texts, _OF_ONE, room), no_wrap=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do."""
        needed = {
            "pay": "payments.take",
            "charge": "charges.add",
            "cancel_charge": "charges.cancel",
        }.get(action)
        if needed is not None:
            return self.session.may(needed)
        return super().check_action(action, parameters)

    def open_row(self, row: Owed) -> None:
        """Take money for it, or show its last receipt."""
        if row.owed and self.session.may("payments.take"):
            self._pay(row.charge_id)
        elif row.paid:
            self.ask(lambda: last_receipt(self.session, row.charge_id), self._show_slip)

    def action_pay(self) -> None:
        """Take money for all that is owed, or some of it."""
        self._pay(None)

    def action_charge(self) -> None:
        """Charge something from the price list."""
        page = ItemToCharge(self.session, self._patient)
        page.open(self.app, lambda _nothing: self.from_the_top())

    def action_cancel_charge(self) -> None:
        """Take the picked charge back."""
        self.with_row(self._cancel)

    def _pay(self, charge_id: int | None) -> None:
        number = self._patient.number

        def show(found: Account) -> None:
            PayForm(self.session, found, charge_id).open(self.app, self._paid)

        self.ask(lambda: account(self.session, number), show)

    def _paid(self, saved: Saved[Receipt] | None) -> None:
        self.read_again()
        if saved is not None:
            self._show_slip(saved.answer)

    def _show_slip(self, receipt: Receipt | None) -> None:
        if receipt is not None:
            ReceiptScreen(receipt).open(self.app)

    def _cancel(self, row: Owed) -> None:
        if row.state is State.CANCELLED:
            return
        title = _("Cancel {what}?").format(what=printable(what_for(row), 60))
        means = _("It is owed no more. The charge stays on the list, as cancelled.")
        form = ReasonForm(self.session, title, means, cancel_charge, row.charge_id)
        form.open(self.app, lambda _nothing: self.read_again())
