"""Charging: what was done for a patient, at the price of the day."""

from __future__ import annotations

from typing import Any

from peewee import fn

from db.finance import Charge
from db.patients import ImportedPatient
from db.price_list import PriceItem
from db.visits import Visit
from wema_tui.i18n import _
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import Act, audited_write
from wema_tui.services.finance.errors import BadQuantity, NoPrice
from wema_tui.services.finance.in_force import open_insurer, open_item, price_of
from wema_tui.services.finance.rules import FILE_FEE, MOST_AT_ONCE
from wema_tui.services.patients.rows import numbers_of, survivor_of, unmerged
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.text import clean


def charge(
    act: Act,
    *,
    patient_id: int,
    visit_id: int | None,
    item_id: int,
    quantity: int = 1,
    insurer_id: int | None = None,
    note: str | None = None,
) -> int | None:
    """Charge a patient, or the patient's insurer. Inside an open write.

    Name and price are kept as they are today. Call it before `act.record`.

    Args:
        act: The open write; its entry covers the charge.
        patient_id: Whose.
        visit_id: On which visit; None outside of one.
        item_id: For what.
        quantity: How many of it.
        insurer_id: Who pays; None for the patient.
        note: More for people.

    Returns:
        The number of the charge; None if the item is closed or has no price for
        this payer: then nothing was charged, and the person should be told.
    """
    item = PriceItem.get_or_none(PriceItem.id == item_id)
    price = price_of(item_id, insurer_id, act.today)
    if item is None or item.closed_at is not None or price is None:
        return None
    row = {
        "day": act.today,
        "patient_id": patient_id,
        "visit_id": visit_id,
        "item_id": item_id,
        "description": item.name,
        "quantity": quantity,
        "unit_price": price,
        "amount": quantity * price,
        "insurer_id": insurer_id,
        "note": note,
    }
    return post_rows(act, Charge, [row])[0]


def file_fee_due(patient_id: int) -> bool:
    """Return whether a patient has still to be charged the file fee: it is so once.

    A fee that was charged to another record of the same person counts; one that
    was cancelled does not. Who came in from a file has had a file before. In a
    transaction.
    """
    numbers = numbers_of(survivor_of(patient_id))
    if ImportedPatient.select().where(ImportedPatient.patient.in_(numbers)).exists():
        return False
    reversal = Charge.alias("reversal")
    charged = (
        Charge.select()
        .join(PriceItem)
        .where(
            Charge.patient.in_(numbers),
            PriceItem.code == FILE_FEE,
            Charge.reverses.is_null(),
            ~fn.EXISTS(reversal.select(1).where(reversal.reverses == Charge.id)),
        )
    )
    return not charged.exists()


def file_fee() -> Any | None:
    """Return the row of the file fee; None where the clinic charges none."""
    return PriceItem.get_or_none(
        PriceItem.code == FILE_FEE, PriceItem.closed_at.is_null()
    )


def charge_file_fee(
    act: Act, *, patient_id: int, visit_id: int | None, insurer_id: int | None = None
) -> int | None:
    """Charge the file fee if it is still due. Inside an open write, as `charge`.

    Returns:
        The number of the charge; None if nothing was charged: it is not due, or
        it has no price (`file_fee_due` tells which).
    """
    item = file_fee()
    if item is None or not file_fee_due(patient_id):
        return None
    return charge(
        act,
        patient_id=patient_id,
        visit_id=visit_id,
        item_id=item.id,
        insurer_id=insurer_id,
    )


def charge_by_hand(
    session: Session,
    *,
    patient: int,
    item_id: int,
    quantity: int = 1,
    insurer_id: int | None = None,
    note: str = "",
    request_id: str,
) -> int:
    """Charge something from the price list, on the open visit if there is one.

    Safe to repeat.

    Args:
        session: Who asks.
        patient: Number of the patient.
        item_id: For what.
        quantity: How many of it.
        insurer_id: Who pays; None for the patient.
        note: More for people; may be empty.
        request_id: Made when the form opened: it counts once.

    Returns:
        The number of the charge.

    Raises:
        UnknownPatient, MergedPatient: There is none, or another goes on for it.
        UnknownItem, UnknownInsurer: It is not there, or closed.
        BadQuantity: None, or more than anybody charges.
        NoPrice: It has no price for this payer today.
        UnsafeText, LongText: The note cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was charged.
    """
    with audited_write(session, "charges.add", request_id) as act:
        if act.done_before:
            return subject_of_repeat(act, "charge.add")
        unmerged(patient)
        item = open_item(item_id)
        open_insurer(insurer_id)
        require_quantity(quantity)
        number = charge(
            act,
            patient_id=patient,
            visit_id=_open_visit(patient),
            item_id=item_id,
            quantity=quantity,
            insurer_id=insurer_id,
            note=clean(note, what=_("Note"), limit=300, required=False) or None,
        )
        if number is None:
            raise NoPrice(
                _("{item} has no price today.").format(item=item.name),
                hint=_("Ask who keeps the price list to enter one."),
            )
        act.record(
            "charge.add",
            f"charge:{number}",
            {"patient": subject_of(patient), "item": item.code, "quantity": quantity},
        )
        return number


def quantity_in(text: str) -> int:
    """Return how many somebody typed.

    Raises:
        BadQuantity: It is no whole number, or none that anybody charges.
    """
    is_number = text.isascii() and text.isdecimal()
    return require_quantity(int(text) if is_number and len(text) < 9 else 0)


def require_quantity(quantity: int) -> int:
    """Return *quantity* if so many may be charged at once.

    Raises:
        BadQuantity: None, or more than anybody charges.
    """
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise BadQuantity(
            _("This many cannot be charged at once."),
            hint=_("Type a number from 1 to {most}.").format(most=MOST_AT_ONCE),
        )
    return quantity


def _open_visit(patient: int) -> int | None:
    visit = Visit.select(Visit.id).where(
        Visit.patient.in_(numbers_of(patient)), Visit.closed_at.is_null()
    )
    found = visit.order_by(Visit.id.desc()).first()
    return None if found is None else int(found.id)
