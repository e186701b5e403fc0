"""Who may pay for a patient: the insurers that are on the list now."""

from __future__ import annotations

from dataclasses import dataclass

from db.price_list import Insurer
from wema_tui.services.audit.trail import require
from wema_tui.services.session import Session


@dataclass(frozen=True)
class Payer:
    """An insurer.

    Attributes:
        id: Its row.
        code: `NHIF`.
        name: In full.
    """

    id: int
    code: str
    name: str


def payers(session: Session) -> tuple[Payer, ...]:
    """Return the insurers that still pay, by their codes.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "patients.see")
    with session.read():
        rows = (
            Insurer.select().where(Insurer.closed_at.is_null()).order_by(Insurer.code)
        )
        return tuple(Payer(row.id, row.code, row.name) for row in rows)
