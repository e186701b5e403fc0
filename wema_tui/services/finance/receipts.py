"""Receipts: what was paid, for what, and what was left to pay then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from db.clinic import Clinic
from db.finance import Charge, Payment, Settlement
from db.patients import Patient
from db.people import User
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.audit.trail import require
from wema_tui.services.finance.errors import UnknownReceipt
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session


@dataclass(frozen=True)
class ReceiptLine:
    """One charge that was paid, in full or in part.

    Attributes:
        description: What for.
        quantity: How many.
        amount: What it costs in all.
        paid: How much of it this payment settled.
        left: How much of it was still to be paid then.
    """

    description: str
    quantity: int
    amount: int
    paid: int
    left: int


@dataclass(frozen=True)
class Receipt:
    """What the person takes home. Printed again it says the same.

    Attributes:
        number: Of the receipt; without gaps.
        clinic: Its name.
        currency: ISO 4217 code.
        at: When, on the clinic's wall.
        patient: Number of the patient.
        full_name: The patient's.
        lines: What was paid for.
        method: How: `cash`, `mobile_money`, `card`.
        reference: Of the mobile operator or the bank; empty for none.
        amount: In the smallest unit of the currency.
        taken_by: Name of who took it.
    """

    number: int
    clinic: str
    currency: str
    at: datetime
    patient: int
    full_name: str
    lines: tuple[ReceiptLine, ...]
    method: str
    reference: str
    amount: int
    taken_by: str

    @property
    def medical_id(self) -> str:
        """The patient's number as people say it."""
        return medical_id(self.patient)

    @property
    def left(self) -> int:
        """What was still to be paid of these charges."""
        return sum(line.left for line in self.lines)


def receipt(session: Session, number: int) -> Receipt:
    """Return a receipt as it was given.

    Raises:
        UnknownReceipt: There is none with this number.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "charges.see")
    with session.read():
        found = Payment.get_or_none(Payment.receipt_number == number)
        if found is None:
            raise UnknownReceipt(
                _("There is no receipt {number}.").format(number=number),
                hint=_("Check the number."),
            )
        return receipt_inside(session.clock, found.id)


def last_receipt(session: Session, charge_id: int) -> Receipt | None:
    """Return the newest receipt that a charge is on; None if nothing was paid.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "charges.see")
    with session.read():
        paid = Settlement.select().where(Settlement.charge == charge_id)
        newest = paid.order_by(Settlement.id.desc()).first()
        return newest and receipt_inside(session.clock, newest.payment_id)


def receipt_inside(clock: Clock, payment_id: int) -> Receipt:
    """Return the receipt of a payment. In a transaction."""
    row = (
        Payment.select(Payment, Patient.full_name, User.full_name.alias("taken_by"))
        .join(Patient)
        .join_from(Payment, User, JOIN.LEFT_OUTER, on=(Payment.user == User.id))
        .where(Payment.id == payment_id)
        .objects()
        .get()
    )
    clinic = Clinic.get()
    return Receipt(
        number=row.receipt_number,
        clinic=clinic.name,
        currency=clinic.currency,
        at=clock.at_clinic(row.at),
        patient=row.patient_id,
        full_name=row.full_name,
        lines=_lines(payment_id),
        method=row.method,
        reference=row.reference or "",
        amount=row.amount,
        taken_by=row.taken_by or "",
    )


def _lines(payment_id: int) -> tuple[ReceiptLine, ...]:
    until = Settlement.alias("until")
    settled = until.select(fn.SUM(until.amount)).where(
        (until.charge == Settlement.charge) & (until.id <= Settlement.id)
    )
    rows = (
        Settlement.select(
            Charge.description,
            Charge.quantity,
            Charge.amount.alias("cost"),
            Settlement.amount,
            settled.alias("settled"),
        )
        .join(Charge)
        .where(Settlement.payment == payment_id)
        .order_by(Settlement.id)
        .objects()
    )
    return tuple(map(_line, rows))


def _line(row: Any) -> ReceiptLine:
    left = row.cost - int(row.settled)
    return ReceiptLine(row.description, row.quantity, row.cost, row.amount, left)
