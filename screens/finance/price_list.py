"""The price list: find an item, see what it costs and has cost, change it."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.finance.item_forms import ChangeItemForm, NewItemForm, PriceForm
from screens.finance.words import kind_word
from screens.listing import Listing
from screens.widgets.columns import in_columns
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.money import money
from wema_tui.services.finance.insurers import insurers
from wema_tui.services.finance.prices import (
    ItemRow,
    PriceRow,
    item_row,
    price_currency,
    price_history,
    price_list,
)
from wema_tui.services.paging import Page as Rows
from wema_tui.services.session import Session
from wema_tui.text import printable

_WIDTHS = (0, 13, 14, 22, 24)  # cells; the name gets the rest
_MOST = 200  # prices of one item on its page


class PriceListing(Listing[ItemRow]):
    """The part that shows what is charged for; what Enter does is another's."""

    with_closed = False
    currency = ""

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the name or the code, for instance: dressing")

    def fetch(self, text: str, offset: int, limit: int) -> Rows[ItemRow]:
        """Return a page of items."""
        self.currency = price_currency(self.session)
        return price_list(
            self.session,
            text,
            with_closed=self.with_closed,
            offset=offset,
            limit=limit,
        )

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        price = _("Price, {currency}").format(currency=printable(self.currency, 3))
        names = (_("Item"), price, _("Kind"), _("Insurers"), _("Code"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: ItemRow, room: int) -> Text:
        """Return one item."""
        texts = (
            row.name,
            self.price_word(row),
            kind_word(row.kind),
            ", ".join(
                f"{printable(code, 12)} {money(price, self.currency)}"
                for code, price in row.insurers.items()
            ),
            row.code,
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def price_word(self, row: ItemRow) -> str:
        """Return what an item costs, at the right of its column."""
        if row.is_closed:
            return _("closed")
        if row.price is None:
            return _("NO PRICE")
        return f"{money(row.price, self.currency):>11}"


class PricesScreen(PriceListing):
    """Everything that is or was charged for; Enter shows one with all its prices."""

    with_closed = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "price", "New price", id="prices.price"),
        Binding("f7,alt+7", "new", "New item", id="prices.new"),
    ]

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Price list: type to search, arrows choose, Enter opens")

    @property
    def nothing_found(self) -> str:
        """What to do when nothing is there."""
        return _("Nothing matches. Type less; or enter a new item.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "What patients pay, and what insurers pay where they have a price of their"
            " own. A price counts from a day on; what was charged before keeps the old"
            " one. Without a price nothing is charged."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who keeps the list is offered to change it."""
        if action in ("price", "new"):
            return self.session.may("prices.change")
        return super().check_action(action, parameters)

    def open_row(self, row: ItemRow) -> None:
        """Show the item with its prices."""
        page = ItemScreen(self.session, row.item_id)
        page.open(self.app, lambda _nothing: self.read_again())

    def action_price(self) -> None:
        """Give the picked item another price."""
        self.with_row(lambda row: open_price_form(self, row, self.read_again))

    def action_new(self) -> None:
        """Put something on the list."""
        form = NewItemForm(self.session)
        form.open(self.app, lambda _nothing: self.read_again())


class ItemScreen(Dialog[None]):
    """One item: what it costs now, will cost and has cost, and who said so.

    Args:
        session: Who looks.
        item_id: Which one.
    """

    AUTO_FOCUS = "Page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "price", "New price", id="item.price"),
        Binding("f7,alt+7", "change", "Change", id="item.change"),
    ]

    def __init__(self, session: Session, item_id: int) -> None:
        super().__init__(session)
        self._item_id = item_id
        self._row: ItemRow | None = None

    def compose(self) -> ComposeResult:
        """Lay out one page of text."""
        with Page(classes="dialog wide"):
            yield Label("", id="item", classes="title", markup=False)
            yield Static("", id="prices", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Every price of one item, the latest day first. In force is the one that"
            " began last; of two from one day, the one that was entered last."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who keeps the list is offered to change it."""
        if action in ("price", "change"):
            may = self.session.may("prices.change")
            row = self._row
            return may and row is not None and (action == "change" or not row.is_closed)
        return super().check_action(action, parameters)

    def prepare(self) -> None:
        """Read the item; keys wait for it."""
        self._read()

    def action_price(self) -> None:
        """Give it another price."""
        assert self._row is not None  # else the key does nothing
        open_price_form(self, self._row, self._read)

    def action_change(self) -> None:
        """Rename it, or close it."""
        assert self._row is not None
        form = ChangeItemForm(self.session, self._row)
        form.open(self.app, lambda _nothing: self._read())

    def _read(self) -> None:
        self.takes_keys = False

        def fetch() -> tuple[ItemRow, Rows[PriceRow], str]:
            return (
                item_row(self.session, self._item_id),
                price_history(self.session, self._item_id, limit=_MOST),
                price_currency(self.session),
            )

        self.ask(fetch, self._show)

    def _show(self, found: tuple[ItemRow, Rows[PriceRow], str]) -> None:
        self._row, prices, currency = found
        row = self._row
        closed = _("closed") if row.is_closed else ""
        title = (row.name, row.code, kind_word(row.kind), closed)
        self.query_one("#item", Label).update(
            " · ".join(printable(part, 120) for part in title if part)
        )
        lines = [_price_line(each, currency) for each in prices.rows]
        none = _("It has no price yet: nothing is charged for it.")
        self.query_one("#prices", Static).update("\n".join(lines or [none]))
        self.refresh_bindings()
        self.take_keys_again()


def open_price_form(screen: Dialog[Any], row: ItemRow, then: Any) -> None:
    """Ask for another price of *row*, and do *then*."""

    def fetch() -> tuple[dict[str, str], str]:
        payers = {str(each.insurer_id): each.code for each in insurers(screen.session)}
        return payers, price_currency(screen.session)

    def show(found: tuple[dict[str, str], str]) -> None:
        PriceForm(screen.session, row, *found).open(screen.app, lambda _saved: then())

    screen.ask(fetch, show)


def _price_line(row: PriceRow, currency: str) -> str:
    words = _("from {day}  {amount}  {payer}  {state}  entered by {who}")
    payer = printable(row.insurer, 20) or _("patients")
    state = _("IN FORCE") if row.is_in_force else ""
    return words.format(
        day=row.from_day,
        amount=f"{money(row.amount, currency):>13}",
        payer=f"{payer:<12}",
        state=f"{state:<9}",
        who=row.set_by or _("the console"),
    )
