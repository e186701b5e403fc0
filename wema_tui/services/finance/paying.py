"""Taking money: one payment settles charges, in full or in part."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import fn

from db.clinic import Clinic
from db.finance import Payment, Settlement
from wema_tui.i18n import _
from wema_tui.money import money
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import Act, audited_write
from wema_tui.services.finance.errors import (
    BadAmount,
    BadMethod,
    NothingOwed,
    ReferenceNeeded,
    ReferenceUsed,
)
from wema_tui.services.finance.owing import Owed, owed_inside
from wema_tui.services.finance.receipts import Receipt, receipt_inside
from wema_tui.services.finance.rules import Method, reference_key, spread
from wema_tui.services.patients.rows import unmerged
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.text import clean


def take_payment(
    session: Session,
    *,
    patient: int,
    charge_ids: Sequence[int],
    method: str,
    reference: str,
    amount: int,
    request_id: str,
) -> Receipt:
    """Take money for some charges; the oldest is paid first. Safe to repeat.

    A repeated request gives the receipt that the first one gave.

    Args:
        session: Who takes it.
        patient: Whose charges; those of records merged into it count as well.
        charge_ids: Which of them.
        method: One of `Method`.
        reference: Of the mobile operator, where it is asked for; else of the bank,
            or empty. Capitals and spaces make no difference.
        amount: At most what is owed for these charges.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnknownPatient, MergedPatient: There is none, or another goes on for it.
        NothingOwed: One of the charges was paid or cancelled meanwhile.
        BadAmount: Nothing, or more than is owed.
        BadMethod: No such way of paying.
        ReferenceNeeded: Of a mobile payment there is none.
        ReferenceUsed: It was paid in before.
        UnsafeText, LongText: The reference cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was taken.
    """
    with audited_write(session, "payments.take", request_id) as act:
        if act.done_before:
            return receipt_inside(session.clock, subject_of_repeat(act, "payment.take"))
        unmerged(patient)
        charges = _chosen(patient, charge_ids)
        _require_possible(amount, sum(each.owed for each in charges))
        known = _known_reference(method, reference)
        payment_id, number = _post(act, patient, charges, method, known, amount)
        body = {
            "patient": subject_of(patient),
            "receipt": number,
            "method": method,
            "amount": amount,
        }
        act.record("payment.take", f"payment:{payment_id}", body)
        return receipt_inside(session.clock, payment_id)


def _chosen(patient: int, charge_ids: Sequence[int]) -> list[Owed]:
    owed = {each.charge_id: each for each in owed_inside(patient)}
    if not charge_ids or not owed.keys() >= set(charge_ids):
        raise NothingOwed(
            _("Not all of this is still owed."),
            hint=_("Look at what is owed again, and choose."),
        )
    return [owed[each] for each in sorted(set(charge_ids))]


def _require_possible(amount: int, owed: int) -> None:
    if amount < 1:
        raise BadAmount(_("The amount is missing."), hint=_("Type how much was paid."))
    if amount > owed:
        raise BadAmount(
            _("This is more than is owed: {owed}.").format(
                owed=money(owed, Clinic.get().currency)
            ),
            hint=_("Type at most that, and give the rest back."),
        )


def _known_reference(method: str, text: str) -> str | None:
    """Return the reference as it is kept."""
    if method not in set(Method):
        raise BadMethod(
            _("Nobody pays like this here."),
            hint=_("Choose cash, mobile money or card."),
        )
    typed = clean(text, what=_("Reference"), limit=60, required=False)
    reference = reference_key(typed) if method != Method.CASH else ""
    if method == Method.MOBILE_MONEY and not reference:
        raise ReferenceNeeded(
            _("The reference of the mobile payment is missing."),
            hint=_("Type it from the message that the operator sent."),
        )
    if not reference:
        return None
    used = Payment.get_or_none(
        (Payment.method == method) & (Payment.reference == reference)
    )
    if used is not None:
        raise ReferenceUsed(
            _("{reference} was paid in before: receipt {number}.").format(
                reference=reference, number=used.receipt_number
            ),
            hint=_("Ask for the message of this payment."),
        )
    return reference


def _post(
    act: Act,
    patient: int,
    charges: Sequence[Owed],
    method: str,
    reference: str | None,
    amount: int,
) -> tuple[int, int]:
    """Write payment and settlements; return the payment's row and receipt number."""
    last = Payment.select(fn.MAX(Payment.receipt_number)).scalar() or 0
    row = {
        "day": act.today,
        "receipt_number": last + 1,  # the write lock is ours: nobody else takes it
        "patient_id": patient,
        "method": method,
        "reference": reference,
        "amount": amount,
    }
    (payment_id,) = post_rows(act, Payment, [row])
    parts = zip(charges, spread(amount, [each.owed for each in charges]), strict=True)
    settled = [
        {"charge_id": each.charge_id, "payment_id": payment_id, "amount": part}
        for each, part in parts
        if part
    ]
    post_rows(act, Settlement, settled)
    return payment_id, last + 1
