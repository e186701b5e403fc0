"""What is owed: asked of charges and settlements each time, stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from peewee import JOIN, SQL, fn

from db.clinic import Clinic
from db.finance import Charge, Settlement
from db.patients import Patient
from db.price_list import Insurer
from wema_tui.services.audit.trail import require
from wema_tui.services.finance.rules import State, state_of
from wema_tui.services.paging import Page, page_of
from wema_tui.services.patients.rows import (
    PatientRow,
    numbers_of,
    patient_brief,
    survivor_of,
)
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session
from wema_tui.text import folded, is_safe


@dataclass(frozen=True)
class Owed:
    """One charge, and what became of it.

    Attributes:
        charge_id: Its row.
        day: On which it was charged.
        patient: Number of the record that it was charged to.
        full_name: The patient's.
        visit_id: On which visit; None outside of one.
        description: What for, as it was called then.
        quantity: How many.
        amount: In the smallest unit of the currency.
        paid: How much of it is settled.
        state: What became of it.
        insurer: Code of the insurer that pays; empty for the patient.
    """

    charge_id: int
    day: date
    patient: int
    full_name: str
    visit_id: int | None
    description: str
    quantity: int
    amount: int
    paid: int
    state: State
    insurer: str

    @property
    def owed(self) -> int:
        """What the patient still has to pay for it."""
        is_open = self.state in (State.UNPAID, State.PART_PAID)
        return self.amount - self.paid if is_open else 0

    @property
    def medical_id(self) -> str:
        """The patient's number as people say it."""
        return medical_id(self.patient)


def unpaid(
    session: Session, text: str = "", offset: int = 0, limit: int = 20
) -> Page[Owed]:
    """Return every charge of every day that a patient still owes, the newest first.

    Nobody counts them: the list is walked only as far as it is shown.

    Args:
        session: Who asks.
        text: Every word of it is in the patient's name or medical ID; empty for all.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "charges.see")
    query = (
        _charges()
        .where(_IS_OWED, _holds(text, Patient.search_key))
        .order_by(Charge.id.desc())
    )
    with session.read():
        rows = tuple(map(_owed, query.offset(offset).limit(limit + 1)))
        while offset and not rows:  # they were paid while somebody was leafing
            offset = max(0, offset - limit)
            rows = tuple(map(_owed, query.offset(offset).limit(limit + 1)))
    shown = rows[:limit]
    return Page(shown, offset, offset + len(shown), has_more=len(rows) > limit)


@dataclass(frozen=True)
class Account:
    """What one person owes.

    Attributes:
        patient: The record that stands for the person.
        owed: What is not paid yet, the oldest first.
        currency: ISO 4217 code of the amounts.
    """

    patient: PatientRow
    owed: tuple[Owed, ...]
    currency: str

    @property
    def total(self) -> int:
        """All of it."""
        return sum(each.owed for each in self.owed)


def account(session: Session, number: int) -> Account:
    """Return what a patient owes, and who a merged record is now.

    Raises:
        UnknownPatient: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "charges.see")
    with session.read():
        patient = patient_brief(survivor_of(number))
        return Account(patient, owed_inside(number), Clinic.get().currency)


def owed_by(session: Session, number: int) -> tuple[Owed, ...]:
    """Return what a patient still owes, the oldest first; merged records included.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "charges.see")
    with session.read():
        return owed_inside(number)


def owed_inside(number: int) -> tuple[Owed, ...]:
    """Return what a patient still owes, the oldest first. In a transaction."""
    query = _charges().where(_IS_OWED, _of(number)).order_by(Charge.id)
    return tuple(map(_owed, query))


def charges_of(
    session: Session, number: int, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[Owed]:
    """Return every charge of a patient, the newest first; merged records included.

    Args:
        session: Who asks.
        number: The patient's.
        text: Every word of it is in what was charged for; empty for all.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "charges.see")
    with session.read():
        query = _charges().where(_of(number), _holds(text, Charge.description))
        query = query.order_by(Charge.id.desc())
        return page_of(query, _owed, offset=offset, limit=limit)


def charge_inside(charge_id: int) -> Owed | None:
    """Return one charge, or None. In a transaction."""
    row = _charges().where(Charge.id == charge_id).first()
    return None if row is None else _owed(row)


def _of(number: int) -> Any:
    return Charge.patient.in_(numbers_of(survivor_of(number)))


def _holds(text: str, column: Any) -> Any:
    if not is_safe(text):
        return SQL("1 = 0")  # nothing is called so, and not every engine takes it
    conditions = (column.contains(word) for word in folded(text).split())
    return reduce(and_, conditions, SQL("1 = 1"))


_reversal = Charge.alias("reversal")
_IS_REVERSED = fn.EXISTS(_reversal.select(1).where(_reversal.reverses == Charge.id))
_PAID = fn.COALESCE(
    Settlement.select(fn.SUM(Settlement.amount)).where(Settlement.charge == Charge.id),
    0,
)
_IS_OWED = (
    Charge.reverses.is_null()
    & Charge.insurer.is_null()
    & (Charge.amount > _PAID)
    & ~_IS_REVERSED
)


def _charges() -> Any:
    """Return the query of all charges but those that only take another back."""
    return (
        Charge.select(
            Charge,
            Patient.full_name,
            Insurer.code.alias("insurer_code"),
            _PAID.alias("paid"),
            _IS_REVERSED.alias("is_reversed"),
        )
        .join(Patient)
        .join_from(Charge, Insurer, JOIN.LEFT_OUTER, on=(Charge.insurer == Insurer.id))
        .where(Charge.reverses.is_null())
        .objects()
    )


def _owed(row: Any) -> Owed:
    paid = int(row.paid)
    return Owed(
        charge_id=row.id,
        day=row.day,
        patient=row.patient_id,
        full_name=row.full_name,
        visit_id=row.visit_id,
        description=row.description,
        quantity=row.quantity,
        amount=row.amount,
        paid=paid,
        state=state_of(
            row.amount,
            paid,
            is_cancelled=bool(row.is_reversed),
            is_insurers=row.insurer_id is not None,
        ),
        insurer=row.insurer_code or "",
    )
