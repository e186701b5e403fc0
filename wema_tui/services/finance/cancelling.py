"""Taking a charge back: another one with the amount below zero, never an erasure."""

from __future__ import annotations

from db.finance import Charge
from wema_tui.i18n import _
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.finance.errors import CannotCancel, UnknownCharge
from wema_tui.services.finance.owing import Owed, charge_inside
from wema_tui.services.finance.rules import State
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.text import clean


def cancel_charge(
    session: Session, charge_id: int, *, reason: str, request_id: str
) -> None:
    """Take a charge back that nobody has paid for yet. Safe to repeat.

    Args:
        session: Who asks.
        charge_id: Which one.
        reason: Why; kept beside it.
        request_id: Made when the question was put: it counts once.

    Raises:
        UnknownCharge: There is none.
        CannotCancel: It is paid, in part or in full, or was cancelled before.
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "charges.cancel", request_id) as act:
        if act.done_before:
            subject_of_repeat(act, "charge.cancel")
            return
        found = charge_inside(charge_id)
        if found is None:
            raise UnknownCharge
        _require_possible(found)
        why = clean(reason, what=_("Reason"), limit=300)
        charged = Charge.get_by_id(charge_id)
        row = {
            "day": act.today,
            "patient_id": charged.patient_id,
            "visit_id": charged.visit_id,
            "item_id": charged.item_id,
            "description": charged.description,
            "quantity": charged.quantity,
            "unit_price": charged.unit_price,
            "amount": -charged.amount,
            "insurer_id": charged.insurer_id,
            "reverses_id": charge_id,
            "note": why,
        }
        post_rows(act, Charge, [row])
        body = {"patient": subject_of(charged.patient_id), "reason": why}
        act.record("charge.cancel", f"charge:{charge_id}", body)


def _require_possible(charge: Owed) -> None:
    if charge.state is State.CANCELLED:
        raise CannotCancel(
            _("{what} was cancelled before.").format(what=charge.description),
            hint=_("Nothing was changed."),
        )
    if charge.paid:
        raise CannotCancel(
            _("{what} is paid already: it cannot be cancelled.").format(
                what=charge.description
            ),
            hint=_("What is paid stays charged; its receipt was given."),
        )
