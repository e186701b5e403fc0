"""Taking money: which charges, how, and how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Footer, Input, Label, Static

from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import SavingForm
from screens.finance.words import method_words, what_for
from screens.patients.words import about
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.fitted import fitted
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.money import money, parse_money
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.finance.owing import Account, Owed
from wema_tui.services.finance.paying import take_payment
from wema_tui.services.finance.receipts import Receipt
from wema_tui.services.finance.rules import Method
from wema_tui.services.session import Session
from wema_tui.text import printable


class NoneOfThese(WemaError):
    """What was typed names no charge that is shown."""

    code = "form.charges"


class PayForm(SavingForm[Receipt]):
    """Charges with numbers, and boxes; F2 takes the money.

    Args:
        session: Who takes it.
        account: What the patient owes.
        charge_id: The charge that is meant at first; None for all.
    """

    AUTO_FOCUS = "#which"
    enter_saves = False
    FIELD_OF: ClassVar = {
        "finance.nothing_owed": "which",
        "finance.amount": "amount",
        "finance.method": "method",
        "finance.reference_needed": "reference",
        "finance.reference_used": "reference",
    }

    def __init__(
        self, session: Session, account: Account, charge_id: int | None
    ) -> None:
        super().__init__(session)
        self._account, self._request_id = account, new_request_id()
        numbers = {each.charge_id: n for n, each in enumerate(account.owed, start=1)}
        self._first = str(numbers.get(charge_id, "")) if charge_id else ""

    def compose(self) -> ComposeResult:
        """Lay out the charges and the boxes."""
        with Page(classes="dialog wide form"):
            title = about(_("Payment of {who}"), self._account.patient)
            yield Label(title, classes="title", markup=False)
            yield Static("\n".join(self._lines()), id="owed", markup=False)
            yield from text_field(
                "which",
                _("Which of them? Their numbers; empty for all"),
                self._first,
                limit=60,
                help=_("For instance: 1 3, or 1,3. The oldest is paid first."),
            )
            yield from choice_field("method", _("How"), method_words(), Method.CASH)
            yield from text_field(
                "reference",
                _("Reference, of mobile money and card"),
                limit=60,
                help=_("From the message of the operator, for instance: QJ71X9AB3C."),
            )
            yield from text_field(
                "amount",
                _("Amount; empty for all of it"),
                limit=20,
                help=_(
                    "What the patient pays now, for instance: 2,500. It may be a part."
                ),
            )
            yield Label(self._sum(), id="sum", classes="about", markup=False)
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 takes the money."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Count the money first. A receipt is numbered and shown when it is saved;"
            " what is not paid now stays owed."
        )

    @on(Input.Changed, "#which")
    def _say_sum(self, event: Input.Changed) -> None:
        self.query_one("#sum", Label).update(self._sum(event.value))

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], Receipt] | None:
        """Return what takes the money."""
        which, typed = self.text_of("which"), self.text_of("amount")
        chosen = self.checked("which", lambda: self._chosen(which), problems)
        box = self.query_one("#method", ChoiceInput)
        method = self.checked("method", box.read, problems)
        amount = self.checked("amount", lambda: self._typed(typed), problems)
        if chosen is None or method is None or problems:
            return None
        reference = self.text_of("reference")
        in_all = sum(each.owed for each in chosen)
        return lambda: take_payment(
            self.session,
            patient=self._account.patient.number,
            charge_ids=[each.charge_id for each in chosen],
            method=method,
            reference=reference,
            amount=in_all if amount is None else amount,
            request_id=self._request_id,
        )

    def _chosen(self, text: str) -> Sequence[Owed]:
        """Return the charges whose numbers were typed."""
        owed, numbers = self._account.owed, text.replace(",", " ").split()
        known = {str(number): each for number, each in enumerate(owed, start=1)}
        if not owed or not known.keys() >= set(numbers):
            raise NoneOfThese(
                _("There is no such number above."),
                hint=_("Type the numbers of the charges, or nothing for all."),
            )
        return [known[number] for number in dict.fromkeys(numbers)] or owed

    def _typed(self, text: str) -> int | None:
        return parse_money(text, self._account.currency) if text else None

    def _lines(self) -> list[str]:
        currency = self._account.currency
        return [
            f"{number:>3}  {each.day}  {fitted(what_for(each), 36)}"
            f" {money(each.owed, currency):>12}"
            for number, each in enumerate(self._account.owed, start=1)
        ] or [_("Nothing is owed.")]

    def _sum(self, which: str | None = None) -> str:
        """Say what is chosen."""
        try:
            chosen = self._chosen(self._first if which is None else which)
        except NoneOfThese:
            return ""
        currency = self._account.currency
        return _("Owed for these: {currency} {amount}").format(
            currency=printable(currency, 3),
            amount=money(sum(each.owed for each in chosen), currency),
        )
