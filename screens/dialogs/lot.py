"""Which lot is it? Asked when the code does not say."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.form import FormDialog
from screens.pharmacy.words import expiry_word
from screens.widgets.quiet_input import QuietInput
from wema_tui.errors import WemaError
from wema_tui.expiry import parse_expiry
from wema_tui.i18n import _
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.pharmacy.rules import ShelfLot
from wema_tui.text import clean, printable

_NEVER = "-"


class LotDialog(FormDialog[LotDetails]):
    """Asks for lot and expiry as printed on the pack.

    Args:
        name: The medication.
        lots: Its lots on the shelf: typing a known number fills in the expiry.
        asks_supplier: Also ask who delivered; for stock in.
        supplier: Who delivered the packs before.
    """

    AUTO_FOCUS = "#lot"

    def __init__(
        self,
        name: str,
        lots: Sequence[ShelfLot],
        *,
        asks_supplier: bool,
        supplier: str | None = None,
    ) -> None:
        super().__init__()
        self._medication, self._lots = name, lots
        self._asks_supplier, self._supplier = asks_supplier, supplier

    def compose(self) -> ComposeResult:
        """Lay out the fields; each has its mistakes below it."""
        with Vertical(classes="dialog"):
            yield Label(self._medication, classes="title", markup=False)
            known = ", ".join(
                f"{printable(lot.lot_number, 20) or '-'} {expiry_word(lot.expires_on)}"
                for lot in self._lots[:4]
            )
            if known:
                yield Label(_("On the shelf: ") + known, markup=False)
            yield Label(_("Lot number, as printed (empty if there is none)"))
            yield QuietInput(id="lot", max_length=40, compact=True)
            yield Label("", id="lot-problem", classes="field-problem", markup=False)
            yield Label(_("Expiry, for instance 06/2027 (- if it does not expire)"))
            yield QuietInput(id="expiry", max_length=10, compact=True)
            yield Label("", id="expiry-problem", classes="field-problem", markup=False)
            if self._asks_supplier:
                yield Label(_("Supplier (may stay empty)"))
                yield QuietInput(
                    id="supplier",
                    value=self._supplier or "",
                    max_length=80,
                    compact=True,
                )
                yield Label(
                    "", id="supplier-problem", classes="field-problem", markup=False
                )
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Read the lot (also called batch) and the expiry off the pack. They are"
            " kept for the next packs of the same product until the delivery is"
            " finished (F2 on the scan screen).\n\nScans that come meanwhile are"
            " recorded in their turn."
        )

    def action_save(self) -> None:
        """Check the fields; leave with the details, or show every mistake."""
        problems: dict[str, WemaError] = {}
        lot = self._cleaned("lot", _("Lot number"), 40, problems).upper()
        supplier = None
        if self._asks_supplier:
            supplier = self._cleaned("supplier", _("Supplier"), 80, problems) or None
        expires_on = None
        typed = self.text_of("expiry")
        known = [x for x in self._lots if x.lot_number == lot]
        if not typed and len(known) == 1:
            expires_on = known[0].expires_on
        elif typed != _NEVER:
            try:
                expires_on = parse_expiry(typed)
            except WemaError as error:
                problems["expiry"] = error
        self.show_problems(problems)
        if not problems:
            self.takes_keys = False
            self.dismiss(LotDetails(lot, expires_on, supplier=supplier))

    def _cleaned(
        self, field: str, what: str, limit: int, problems: dict[str, WemaError]
    ) -> str:
        try:
            return clean(self.text_of(field), what=what, limit=limit, required=False)
        except WemaError as error:
            problems[field] = error
            return ""
