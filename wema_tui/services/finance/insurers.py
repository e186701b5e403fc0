"""Who pays for patients besides themselves: insurers, added and closed."""

from __future__ import annotations

from dataclasses import dataclass

from db.price_list import Insurer
from wema_tui.i18n import _
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.finance.errors import UnknownInsurer
from wema_tui.services.finance.items import free_code
from wema_tui.services.session import Session
from wema_tui.text import clean


@dataclass(frozen=True)
class InsurerRow:
    """One insurer.

    Attributes:
        insurer_id: Its row.
        code: `NHIF`.
        name: In full.
        is_closed: Nobody is charged to it any more.
    """

    insurer_id: int
    code: str
    name: str
    is_closed: bool


def insurers(session: Session, *, with_closed: bool = False) -> tuple[InsurerRow, ...]:
    """Return the insurers in the order of their codes.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "prices.see")
    query = Insurer.select().order_by(Insurer.code)
    if not with_closed:
        query = query.where(Insurer.closed_at.is_null())
    with session.read():
        return tuple(
            InsurerRow(row.id, row.code, row.name, row.closed_at is not None)
            for row in query
        )


def add_insurer(session: Session, *, code: str, name: str, request_id: str) -> int:
    """Add an insurer: its members pay what patients pay until it has own prices.

    Safe to repeat.

    Args:
        session: Who asks.
        code: Short: `NHIF`; never changed.
        name: In full.
        request_id: Made when the form opened: it counts once.

    Returns:
        Its number.

    Raises:
        BadCode, CodeTaken: It is no code, or not free.
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "prices.change", request_id) as act:
        if act.done_before:
            return subject_of_repeat(act, "insurer.add")
        columns = {
            "code": free_code(Insurer, code, 20),
            "name": clean(name, what=_("Name"), limit=120),
        }
        row = Insurer.create(**columns, created_at=act.now)
        act.record("insurer.add", f"insurer:{row.id}", {"after": columns})
        return int(row.id)


def close_insurer(
    session: Session, insurer_id: int, *, is_closed: bool, request_id: str
) -> None:
    """Charge nobody to an insurer any more, or again. Safe to repeat.

    What was charged to it stays.

    Raises:
        UnknownInsurer: There is none.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "prices.change", request_id) as act:
        action = "insurer.close" if is_closed else "insurer.reopen"
        if act.done_before:
            subject_of_repeat(act, action)
            return
        row = Insurer.get_or_none(Insurer.id == insurer_id)
        if row is None:
            raise UnknownInsurer
        row.closed_at = (row.closed_at or act.now) if is_closed else None
        row.save()
        act.record(action, f"insurer:{insurer_id}", {"code": row.code})
