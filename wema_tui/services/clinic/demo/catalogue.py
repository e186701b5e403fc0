"""What the demo clinic stocks: the formulary with its pack codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random

from db.pharmacy import Barcode, Medication
from wema_tui.data.demo_codes import demo_gtin
from wema_tui.data.formulary import FormularyItem, load_formulary
from wema_tui.quantities import Amount
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import Kind, Scan
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.pharmacy.codes import DEMO_CODES
from wema_tui.services.session import Session

# Given at the clinic, not taken home: the wards fetch these by the pack.
_WARD_FORMS = frozenset(
    {"injection", "infusion", "inhalation liquid", "nebuliser solution", "solution"}
    | {"supply"}
)
# What a patient usually takes home, in base units; else one to three.
_COURSES: dict[str, tuple[int, ...]] = {
    "tablet": (6, 10, 10, 14, 15, 20, 20, 30, 30, 60),
    "capsule": (6, 10, 14, 15, 20, 20, 21, 30),
    "ml": (50, 100, 100, 200),
    "g": (20, 20, 40),
    "sachet": (2, 3, 4, 6),
    "pair": (1,),
    "tube": (1,),
    "bottle": (1, 1, 1, 2),
}
_FEW = (1, 1, 2, 3)

MOST_SAID = 9_999  # the largest number that can be typed before a scan


@dataclass(frozen=True)
class Pack:
    """One pack size of a product.

    Attributes:
        text: As its code is scanned.
        size: Base units.
    """

    text: str
    size: int

    @cached_property
    def scan(self) -> Scan:
        """What the code says; read once, not at each of its thousands of scans."""
        return read_code(self.text)

    def amount(self, quantity: int) -> Amount:
        """Return what is said before the scan: packs if they are whole, else units."""
        packs, loose = divmod(quantity, self.size)
        if loose and quantity <= MOST_SAID:
            return Amount(quantity, is_loose=True)
        return Amount(min(MOST_SAID, max(1, packs)))

    def matrix(self, lot: str, expires_on: date, serial: str | None = None) -> Scan:
        """Return what the GS1 DataMatrix on a delivered pack says."""
        text = f"]d201{self.text.zfill(14)}17{expires_on:%y%m%d}10{lot}"
        if serial is not None:
            text += f"\x1d21{serial}"
        return read_code(text, separators_seen=True)


@dataclass(frozen=True)
class Product:
    """A medication of the demo clinic.

    Attributes:
        medication_id: Its row.
        item: What the formulary says.
        packs: Smallest first, at least one.
    """

    medication_id: int
    item: FormularyItem
    packs: tuple[Pack, ...]

    @property
    def is_for_wards(self) -> bool:
        """Whether it is used at the clinic rather than taken home."""
        return self.item.form in _WARD_FORMS

    @cached_property
    def courses(self) -> tuple[int, ...]:
        """What one patient may get, in base units; some come more than once."""
        return _COURSES.get(self.item.base_unit, _FEW)

    @property
    def prescriptions(self) -> float:
        """How often a month it is given out, at the formulary's clinic."""
        return self.item.monthly_use * len(self.courses) / sum(self.courses)

    @property
    def smallest(self) -> int:
        """Base units in the smallest pack."""
        return self.packs[0].size

    def usual_pack(self, quantity: int) -> Pack:
        """Return the largest pack that *quantity* base units would fill."""
        fitting = [pack for pack in self.packs if pack.size <= quantity]
        return fitting[-1] if fitting else self.packs[0]

    def pack_cost(self, pack: Pack, rng: Random) -> int:
        """Return what a pack may cost the clinic, in whole shillings."""
        return max(1, round(self.item.unit_price * pack.size * rng.uniform(0.55, 0.75)))


def add_codes(trail: Trail, session: Session) -> tuple[Product, ...]:
    """Give each pack of the starter formulary a code, inside an open write."""
    now = session.clock.now()
    ids = {m.name: m.id for m in Medication.select(Medication.id, Medication.name)}
    products = tuple(
        Product(
            ids[item.name],
            item,
            tuple(
                Pack(demo_gtin(index, nth), size)
                for nth, size in enumerate(item.pack_sizes)
            ),
        )
        for index, item in enumerate(load_formulary())
    )
    rows = [
        {
            "code": pack.text.zfill(14),
            "kind": str(Kind.TRADE_ITEM),
            "medication": product.medication_id,
            "pack_size": pack.size,
            "learned_at": now,
        }
        for product in products
        for pack in product.packs
    ]
    for start in range(0, len(rows), 100):
        Barcode.insert_many(rows[start : start + 100]).execute()
    trail.append(
        DEMO_CODES,
        "barcodes",
        {"codes": [[r["code"], r["medication"], r["pack_size"]] for r in rows]},
        request_id=new_request_id(),
        now=now,
    )
    return products
