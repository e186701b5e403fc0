"""Forms of the price list: a new item, a changed one, another price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Footer, Label

from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import SavingForm
from screens.finance.words import kind_words
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from wema_tui.days import coming_day
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.money import money, parse_money
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.finance.items import add_item, change_item
from wema_tui.services.finance.prices import ItemRow, change_price
from wema_tui.services.session import Session
from wema_tui.text import clean, printable

PATIENTS = "patients"


class NewItemForm(SavingForm[int]):
    """Puts something on the price list.

    Args:
        session: Who does it.
    """

    AUTO_FOCUS = "#name"
    FIELD_OF: ClassVar = dict.fromkeys(
        ("finance.code", "finance.code_taken", "text.long", "text.unsafe"), "code"
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out name, code and kind."""
        with Page(classes="dialog wide form"):
            title = _("Something new on the price list")
            yield Label(title, classes="title", markup=False)
            yield from name_field()
            yield from text_field(
                "code",
                _("Code"),
                limit=40,
                help=_(
                    "Short, without spaces, for instance: dressing_small. It is never"
                    " changed."
                ),
            )
            yield from choice_field("kind", _("Kind"), kind_words())
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Its price comes next: nothing is charged for it before.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], int] | None:
        """Return what adds it."""
        name, code = self.text_of("name"), self.text_of("code")
        self.checked("name", lambda: clean(name, what=_("Name")), problems)
        self.checked("code", lambda: clean(code, what=_("Code"), limit=40), problems)
        box = self.query_one("#kind", ChoiceInput)
        kind = self.checked("kind", box.read, problems)
        if kind is None:
            return None
        return lambda: add_item(
            self.session, code=code, name=name, kind=kind, request_id=self._request_id
        )


class ChangeItemForm(SavingForm[None]):
    """Renames an item, or closes it.

    Args:
        session: Who changes it.
        row: As it is now.
    """

    AUTO_FOCUS = "#name"

    def __init__(self, session: Session, row: ItemRow) -> None:
        super().__init__(session)
        self._row, self._request_id = row, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the name, and whether it is charged for."""
        with Page(classes="dialog wide form"):
            title = _("Change {item}").format(item=printable(self._row.name, 60))
            yield Label(title, classes="title", markup=False)
            yield from name_field(self._row.name)
            choices = {"open": _("charged for"), "closed": _("closed")}
            now = "closed" if self._row.is_closed else "open"
            yield from choice_field("state", _("The item is"), choices, now)
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("What was charged before keeps its name and its price.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what changes it."""
        name = self.text_of("name")
        self.checked("name", lambda: clean(name, what=_("Name")), problems)
        box = self.query_one("#state", ChoiceInput)
        state = self.checked("state", box.read, problems)
        return lambda: change_item(
            self.session,
            self._row.item_id,
            name=name,
            is_closed=state == "closed",
            request_id=self._request_id,
        )


class PriceForm(SavingForm[None]):
    """Gives an item another price from a day on.

    Args:
        session: Who does it.
        row: The item.
        insurers: Number of an insurer -> its code.
        currency: ISO 4217 code of all prices.
    """

    AUTO_FOCUS = "#amount"
    enter_saves = False
    FIELD_OF: ClassVar = {"finance.price": "amount", "finance.past_price": "from_day"}

    def __init__(
        self, session: Session, row: ItemRow, insurers: Mapping[str, str], currency: str
    ) -> None:
        super().__init__(session)
        self._row, self._currency = row, currency
        self._payers = {PATIENTS: _("patients"), **insurers}
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the amount, the day and for whom."""
        row, currency = self._row, self._currency
        now = _("NO PRICE") if row.price is None else money(row.price, currency)
        with Page(classes="dialog wide form"):
            title = _("New price of {item}").format(item=printable(row.name, 60))
            yield Label(title, classes="title", markup=False)
            about = _("Patients pay now: {price}").format(price=now)
            yield Label(about, classes="about", markup=False)
            yield from text_field(
                "amount",
                _("Price in {currency}").format(currency=printable(currency, 3)),
                limit=20,
                help=_("For instance: 2,500. 0 if it is free."),
            )
            yield from text_field(
                "from_day",
                _("From which day on"),
                self.session.clock.today().isoformat(),
                limit=20,
                help=_("Today or later, for instance: tomorrow, 1/7, 2027-01-01."),
            )
            payers = self._payers
            yield from choice_field("payer", _("Paid by"), payers, PATIENTS)
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 saves."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "What was charged before keeps its price. Entered by mistake? Enter the"
            " right price from the same day: the newest counts."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what changes the price."""
        typed, day = self.text_of("amount"), self.text_of("from_day")
        amount = self.checked(
            "amount", lambda: parse_money(typed, self._currency), problems
        )
        today = self.session.clock.today()
        from_day = self.checked("from_day", lambda: coming_day(day, today), problems)
        box = self.query_one("#payer", ChoiceInput)
        payer = self.checked("payer", box.read, problems)
        if amount is None or from_day is None or payer is None:
            return None
        return lambda: change_price(
            self.session,
            self._row.item_id,
            amount=amount,
            from_day=from_day,
            insurer_id=None if payer == PATIENTS else int(payer),
            request_id=self._request_id,
        )


def name_field(name: str = "") -> ComposeResult:
    """Lay out the box for what something is called."""
    help = _("As it stands on a receipt, for instance: Small dressing.")
    yield from text_field("name", _("Name"), name, limit=120, help=help)
