"""What screens and commands read: movements, medications, lots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from db.people import User
from db.pharmacy import Barcode, Lot, Medication, StockMovement
from wema_tui.services.audit.trail import require
from wema_tui.services.pharmacy.outcomes import Found
from wema_tui.services.pharmacy.shelf import shelf_of
from wema_tui.services.session import Session
from wema_tui.text import folded, is_safe


@dataclass(frozen=True)
class MovementRow:
    """One line of the ledger, for people.

    Attributes:
        id: Its place in the order of events.
        at: When, in UTC.
        type: stock_in, stock_out, dispense, adjustment.
        reason: Why.
        medication: Its name.
        base_unit: What the quantity counts.
        quantity: Signed.
        lot_number: Empty where there is none.
        expires_on: Of the lot.
        employee_id: Who.
        is_undone: A later movement took it back.
    """

    id: int
    at: datetime
    type: str
    reason: str
    medication: str
    base_unit: str
    quantity: int
    lot_number: str
    expires_on: date | None
    employee_id: str
    is_undone: bool = False


@dataclass(frozen=True)
class MedicationRow:
    """One medication in a list to pick from."""

    id: int
    name: str
    base_unit: str
    on_hand: int


def last_movements(session: Session, *, limit: int = 50) -> list[MovementRow]:
    """Return this person's newest movements, newest first.

    Raises:
        PermissionDenied, DatabaseTrouble: They cannot be shown.
    """
    require(session, "pharmacy.look_up")
    undone = StockMovement.alias("undone")
    query = (
        StockMovement.select(
            StockMovement,
            Medication.name,
            Medication.base_unit,
            Lot.lot_number,
            Lot.expires_on,
            User.employee_id,
            fn.EXISTS(
                undone.select(1).where(undone.reverses == StockMovement.id)
            ).alias("is_undone"),
        )
        .join_from(StockMovement, Medication)
        .join_from(StockMovement, Lot)
        .join_from(StockMovement, User, on=(StockMovement.user == User.id))
        .where(StockMovement.user == session.user_id)
        .order_by(StockMovement.id.desc())
        .limit(limit)
    )
    with session.read():
        return [
            MovementRow(
                m.id,
                m.at,
                m.type,
                m.reason,
                m.medication.name,
                m.medication.base_unit,
                m.quantity,
                m.lot.lot_number,
                m.lot.expires_on,
                m.user.employee_id,
                bool(m.is_undone),
            )
            for m in query
        ]


def find_medications(
    session: Session, text: str, *, limit: int = 50
) -> list[MedicationRow]:
    """Return open medications whose name holds every word of *text*.

    Args:
        session: Who asks.
        text: As typed; the order of the words does not matter.
        limit: At most so many.

    Raises:
        PermissionDenied, DatabaseTrouble: They cannot be shown.
    """
    require(session, "pharmacy.look_up")
    if not is_safe(text):
        return []  # no name holds such a character, and not every engine takes it
    words = folded(text).split()
    query = (
        Medication.select(
            Medication.id,
            Medication.name,
            Medication.generic_name,
            Medication.base_unit,
        )
        .where(Medication.closed_at.is_null())
        .order_by(Medication.name)
    )
    with session.read():
        # Folded here: SQLite knows capitals of the English alphabet only.
        found = [
            m
            for m in query
            if all(w in folded(f"{m.name}\n{m.generic_name}") for w in words)
        ][:limit]
        there = _on_hand([m.id for m in found])
    return [MedicationRow(m.id, m.name, m.base_unit, there.get(m.id, 0)) for m in found]


def _on_hand(medication_ids: list[int]) -> dict[int, int]:
    query = (
        Lot.select(Lot.medication, fn.SUM(Lot.on_hand).alias("there"))
        .where(Lot.medication.in_(medication_ids))
        .group_by(Lot.medication)
    )
    return {row.medication_id: int(row.there) for row in query}


def look_up(session: Session, medication_id: int) -> Found:
    """Return what is on the shelf of one medication, by lot and expiry.

    Raises:
        PermissionDenied, DatabaseTrouble: It cannot be shown.
    """
    require(session, "pharmacy.look_up")
    with session.read():
        shelf = shelf_of(medication_id)
    return Found(shelf.medication, 1, shelf.lots, session.clock.today())


def internal_codes(session: Session) -> frozenset[str]:
    """Return the codes of the clinic's own choice.

    Raises:
        PermissionDenied, DatabaseTrouble: They cannot be shown.
    """
    require(session, "pharmacy.look_up")
    with session.read():
        found = Barcode.select(Barcode.code).where(Barcode.kind == "internal")
        return frozenset(row.code for row in found)
