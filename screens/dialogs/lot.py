"""Which lot is it? Asked when the code does not say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.form import FormDialog
from screens.pharmacy.words import expiry_word
from screens.widgets.quiet_input import CodelessInput, QuietInput
from wema_tui.errors import WemaError
from wema_tui.expiry import parse_expiry
from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.pharmacy.rules import ShelfLot
from wema_tui.text import clean, printable

_NEVER = "-"
_LISTED = 4  # lots of the shelf


class LotDialog(FormDialog[LotDetails]):
    """Asks for lot and expiry as printed on the pack.

    Args:
        name: The medication.
        scan: The code: what it says is filled in.
        lots: The medication's lots on the shelf: typing a known number is enough.
        asks_supplier: Also ask who delivered; for stock in.
        before: What was answered for such a pack before.
    """

    AUTO_FOCUS = "QuietInput"

    def __init__(
        self,
        name: str,
        scan: Scan,
        lots: Sequence[ShelfLot],
        *,
        asks_supplier: bool,
        before: LotDetails | None = None,
    ) -> None:
        super().__init__()
        self._medication, self._scan, self._lots = name, scan, lots
        self._asks_supplier, self._before = asks_supplier, before

    def compose(self) -> ComposeResult:
        """Lay out what the code says, and a field for what it does not."""
        before = self._before or LotDetails("", None)
        with Vertical(classes="dialog"):
            title = _("Which lot is it? {name}").format(
                name=printable(self._medication)
            )
            yield Label(title, classes="title", markup=False)
            yield Label(self._on_shelf(), classes="about", markup=False)
            if self._scan.lot_number is None:
                yield Label(_("Lot number, as printed (empty if there is none)"))
                example = _("The lot as on the pack, for instance: AB1234")
                yield from self._field("lot", before.lot_number, 40, example)
            else:
                lot = printable(self._scan.lot_number, 40)
                said = _("Lot {lot}, as the code says").format(lot=lot)
                yield Label(said, classes="about", markup=False)
            if self._scan.expires_on is None:
                yield Label(_("Expiry, for instance 06/2027 (- if it does not expire)"))
                day = before.expires_on
                shown = day.isoformat() if day else ""
                example = _("Month and year, or the whole date: 06/2027, 2027-06-30")
                yield from self._field("expiry", shown, 10, example)
            else:
                day_said = expiry_word(self._scan.expires_on)
                said = _("Expiry {day}, as the code says").format(day=day_said)
                yield Label(said, classes="about", markup=False)
            if self._asks_supplier:
                yield Label(_("Supplier (may stay empty)"))
                example = _("Who delivered it, for instance: Medical Stores")
                yield from self._field("supplier", before.supplier or "", 80, example)
        yield Footer()

    def _field(self, name: str, value: str, limit: int, help: str) -> ComposeResult:
        box = CodelessInput if name == "expiry" else QuietInput
        shown = printable(value, limit)
        yield box(shown, id=name, max_length=limit, compact=True, help=help)
        yield Label("", id=f"{name}-problem", classes="field-problem", markup=False)

    def _on_shelf(self) -> str:
        if not self._lots:
            return _("There is none on the shelf yet.")
        words = [
            f"{printable(lot.lot_number, 20) or '-'} {expiry_word(lot.expires_on)}"
            for lot in self._lots[:_LISTED]
        ]
        more = len(self._lots) - _LISTED
        if more > 0:
            words.append(_("and {n} more").format(n=more))
        return _("On the shelf: ") + ", ".join(words)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Read the lot (also called batch) and the expiry off the pack. They are"
            " kept for the next packs of the same product until the delivery is"
            " finished (F2 on the scan screen).\n\nScans that come meanwhile are"
            " recorded in their turn."
        )

    def read(self, problems: dict[str, WemaError]) -> LotDetails | None:
        """Return the details: from the code, and as typed."""
        lot = self._scan.lot_number
        if lot is None:
            lot = self._cleaned("lot", _("Lot number"), 40, problems).upper()
        expires_on = self._scan.expires_on
        if expires_on is None:
            expires_on = self._expiry(lot, problems)
        supplier = None
        if self._asks_supplier:
            supplier = self._cleaned("supplier", _("Supplier"), 80, problems) or None
        return None if problems else LotDetails(lot, expires_on, supplier=supplier)

    def _expiry(self, lot: str, problems: dict[str, WemaError]) -> date | None:
        typed, what = self.text_of("expiry"), _("Expiry")
        known = [each for each in self._lots if each.lot_number == lot]
        if not typed and len(known) == 1:
            return known[0].expires_on
        try:
            clean(typed, what=what, limit=10)
            return None if typed == _NEVER else parse_expiry(typed)
        except WemaError as error:
            problems["expiry"] = error
            return None

    def _cleaned(
        self, field: str, what: str, limit: int, problems: dict[str, WemaError]
    ) -> str:
        typed = self.text_of(field)
        read = partial(clean, typed, what=what, limit=limit, required=False)
        return self.checked(field, read, problems) or ""
