"""What a scan is asked to do, besides the code itself."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from wema_tui.i18n import _
from wema_tui.quantities import MOST, ONE_PACK, Amount
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
from wema_tui.services.pharmacy.errors import AmountTooLarge
from wema_tui.services.pharmacy.ledger import Origin
from wema_tui.text import clean, printable


@dataclass(frozen=True)
class LotDetails:
    """What a person read off a pack whose code does not say it.

    Attributes:
        lot_number: As printed; empty where there is none.
        expires_on: Last day of use; None for what does not expire.
        pack_cost: Smallest currency unit for one scanned pack; None if unknown.
        supplier: Who delivered; None if nobody said.
    """

    lot_number: str
    expires_on: date | None
    pack_cost: int | None = None
    supplier: str | None = None


@dataclass(frozen=True)
class ScanOrder:
    """One scan and what it is to do.

    Attributes:
        text: The code as it came, without suffix and multiplier.
        mode: What to do with it.
        request_id: Made when the code was complete: it counts once.
        amount: Packs or loose units.
        entry: scanned, keyed or picture.
        reason: For stock in, stock out and adjustment; None for the usual one.
        note: What the person added.
        lot: What the person said about the lot.
        reading: The reading a person chose of a doubtful code.
        separators_seen: This scanner has sent separators before.
    """

    text: str
    mode: Mode
    request_id: str
    amount: Amount = ONE_PACK
    entry: str = "scanned"
    reason: str | None = None
    note: str | None = None
    lot: LotDetails | None = None
    reading: Scan | None = None
    separators_seen: bool = False

    def quantity(self, scan: Scan, pack_size: int) -> int:
        """Return the base units that this order moves.

        A count in the code itself stands for that many packs (GS1 AI 37) or base
        units (AI 30), unless the person said an amount.

        Raises:
            AmountTooLarge: More than any movement in a clinic.
        """
        amount = self.amount
        if amount.is_one_pack and scan.packs:
            amount = Amount(scan.packs)
        elif amount.is_one_pack and scan.pieces:
            amount = Amount(scan.pieces, is_loose=True)
        quantity = amount.base_units(pack_size)
        if quantity > MOST:
            raise AmountTooLarge(
                _("{quantity} is more than one movement may be.").format(
                    quantity=quantity
                ),
                hint=_("Check the number before the scan."),
            )
        return quantity

    def is_one_pack(self, scan: Scan) -> bool:
        """Return whether exactly the scanned pack moves, the one with its serial."""
        return self.amount.is_one_pack and scan.packs in (None, 1)

    def lot_named(self, scan: Scan) -> tuple[str, date | None] | None:
        """Return number and expiry of the lot that the code or the person names.

        None when neither names one. The number is written as the shelf writes it.
        """
        said = self.lot
        if scan.lot_number is not None:
            expires_on = scan.expires_on or (said.expires_on if said else None)
            return lot_number(scan.lot_number), expires_on
        if said is None:
            return None
        return lot_number(said.lot_number), scan.expires_on or said.expires_on

    def origin(self, scan: Scan) -> Origin:
        """Return how the movement came about, for the ledger."""
        note = clean(self.note or "", what=_("Note"), limit=200, required=False)
        return Origin(
            entry=self.entry,
            scan_code=printable(self.text, 200),
            serial=scan.serial if self.is_one_pack(scan) else None,
            note=note or None,
        )


def lot_number(text: str) -> str:
    """Return a lot number as the shelf writes it: upper case, nothing around it."""
    # Capitals first: some letters have no capital in one piece.
    return unicodedata.normalize("NFC", text.upper()).strip()
