"""What a code stands for and what is on the shelf: the reads of every scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import JOIN, SQL

from db.pharmacy import Barcode, Lot, Medication, StockMovement
from db.prepared import Prepared, value
from wema_tui.i18n import _
from wema_tui.scanner.labels import LabelType, read_label
from wema_tui.scanner.scan import Kind, Scan
from wema_tui.services.pharmacy.errors import (
    MedicationClosed,
    NotAMedicine,
    UnknownCode,
)
from wema_tui.services.pharmacy.outcomes import MedicationBrief
from wema_tui.services.pharmacy.rules import ShelfLot, fefo


@dataclass(frozen=True)
class Shelf:
    """What stands behind a scan.

    Attributes:
        medication: What the code means.
        pack_size: Base units in the scanned pack.
        lots: The lots with something on hand, first expiry first.
        labelled_lot: The lot whose own label was scanned.
    """

    medication: MedicationBrief
    pack_size: int
    lots: tuple[ShelfLot, ...]
    labelled_lot: ShelfLot | None = None


def shelf_behind(scan: Scan) -> Shelf:
    """Return what *scan* stands for. Inside a transaction.

    Raises:
        UnknownCode: No medication has the code.
        MedicationClosed: It is no longer used.
        NotAMedicine: A label of a patient, a shelf or an invoice.
    """
    if scan.kind is Kind.LABEL:
        return _behind_label(scan)
    rows = _BY_CODE.rows(code=scan.code)
    if not rows:
        raise UnknownCode(scan)
    return _shelf(rows, pack_size=rows[0].pack_size)


def pack_size_of(scan: Scan) -> int | None:
    """Return the base units of the pack behind *scan*; None for an unknown code."""
    if scan.kind is Kind.LABEL:
        return 1
    row = _PACK_SIZE.row(code=scan.code)
    return None if row is None else int(row.pack_size)


def is_internal(code: str) -> bool:
    """Return whether the clinic has registered *code* as its own."""
    row = _PACK_SIZE.row(code=code)
    return row is not None and row.kind == Kind.INTERNAL


def shelf_of(medication_id: int) -> Shelf:
    """Return the shelf of one medication, one base unit at a time.

    Raises:
        LookupError: There is no such medication.
    """
    rows = _BY_MEDICATION.rows(medication=medication_id)
    if not rows:
        raise LookupError(medication_id)
    return _shelf(rows, pack_size=1)


def medication_behind(medication_id: int) -> MedicationBrief:
    """Return one medication, also when it is no longer used.

    Raises:
        LookupError: There is no such medication.
    """
    row = _BY_MEDICATION.row(medication=medication_id)
    if row is None:
        raise LookupError(medication_id)
    return _brief(row)


def lots_with_number(medication_id: int, lot_number: str) -> list[ShelfLot]:
    """Return every lot with this number, empty ones included."""
    rows = _BY_NUMBER.rows(medication=medication_id, lot_number=lot_number)
    return [ShelfLot(r.id, r.lot_number, r.expires_on, r.on_hand) for r in rows]


def last_of_serial(medication_id: int, serial: str) -> Any | None:
    """Return the last movement of a serial number that still stands, or None."""
    return _BY_SERIAL.row(medication=medication_id, serial=serial)


def _behind_label(scan: Scan) -> Shelf:
    label = read_label(scan.code)
    if label is not None and label.type is LabelType.LOT:
        lot = _LOT.row(lot=label.number)
        if lot is not None:
            there = ShelfLot(lot.id, lot.lot_number, lot.expires_on, lot.on_hand)
            shelf = shelf_of(lot.medication)
            return Shelf(shelf.medication, 1, shelf.lots, labelled_lot=there)
    if label is not None and label.type is LabelType.MEDICATION:
        try:
            return shelf_of(label.number)
        except LookupError:
            pass
    raise NotAMedicine(
        _("The label {code} belongs to no medicine here.").format(code=scan.code),
        hint=_("Scan the pack."),
    )


def _shelf(rows: list[Any], *, pack_size: int) -> Shelf:
    first = rows[0]
    if first.closed_at is not None:
        raise MedicationClosed(
            _("{name} is no longer used here.").format(name=first.name),
            hint=_("Ask whoever keeps the list of medicines."),
        )
    lots = [
        ShelfLot(r.lot_id, r.lot_number, r.expires_on, r.on_hand)
        for r in rows
        if r.lot_id is not None
    ]
    return Shelf(_brief(first), pack_size, tuple(fefo(lots)))


def _brief(row: Any) -> MedicationBrief:
    return MedicationBrief(
        row.id, row.name, row.base_unit, row.threshold, bool(row.is_controlled)
    )


_DESCRIPTION = (
    Medication.id,
    Medication.name,
    Medication.base_unit,
    Medication.threshold,
    Medication.is_controlled,
    Medication.closed_at,
    Lot.id.alias("lot_id"),
    Lot.lot_number,
    Lot.expires_on,
    Lot.on_hand,
)
# A plain 0: for a value given later no engine would take the index of lots on hand.
_ON_SHELF = (Lot.medication == Medication.id) & (Lot.on_hand > SQL("0"))

_BY_CODE = Prepared(
    Barcode.select(Barcode.pack_size, *_DESCRIPTION)
    .join(Medication)
    .join(Lot, JOIN.LEFT_OUTER, on=_ON_SHELF)
    .where(Barcode.code == value("code"))
)
_PACK_SIZE = Prepared(
    Barcode.select(Barcode.pack_size, Barcode.kind).where(Barcode.code == value("code"))
)
_BY_MEDICATION = Prepared(
    Medication.select(*_DESCRIPTION)
    .join(Lot, JOIN.LEFT_OUTER, on=_ON_SHELF)
    .where(Medication.id == value("medication"))
)
_LOT = Prepared(
    Lot.select(
        Lot.id, Lot.lot_number, Lot.expires_on, Lot.on_hand, Lot.medication
    ).where(Lot.id == value("lot"))
)
_BY_NUMBER = Prepared(
    Lot.select(Lot.id, Lot.lot_number, Lot.expires_on, Lot.on_hand).where(
        (Lot.medication == value("medication"))
        & (Lot.lot_number == value("lot_number"))
    )
)
_undone = StockMovement.alias("undone")
_BY_SERIAL = Prepared(
    StockMovement.select(StockMovement.id, StockMovement.quantity, StockMovement.at)
    .join(_undone, JOIN.LEFT_OUTER, on=(_undone.reverses == StockMovement.id))
    .where(
        (StockMovement.medication == value("medication"))
        & (StockMovement.serial == value("serial"))
        & StockMovement.reverses.is_null()
        & _undone.id.is_null()
    )
    .order_by(StockMovement.id.desc())
    .limit(1)
)
