"""What is on the price list: added, renamed, closed. Nothing is ever removed."""

from __future__ import annotations

from typing import Any

from db.price_list import Insurer, PriceItem
from wema_tui.i18n import _
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.finance.errors import BadCode, CodeTaken, UnknownItem
from wema_tui.services.finance.rules import KINDS, is_code
from wema_tui.services.session import Session
from wema_tui.text import clean


def add_item(
    session: Session, *, code: str, name: str, kind: str, request_id: str
) -> int:
    """Put something on the price list; its price comes next. Safe to repeat.

    Args:
        session: Who asks.
        code: Short, of letters, digits, dot, dash and underscore; never changed.
        name: As it is called on a receipt.
        kind: One of `KINDS`.
        request_id: Made when the form opened: it counts once.

    Returns:
        Its number.

    Raises:
        BadCode: The code has other characters.
        CodeTaken: Something else has the code.
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "prices.change", request_id) as act:
        if act.done_before:
            return subject_of_repeat(act, "price_item.add")
        if kind not in KINDS:
            raise ValueError(f"no kind of item: {kind}")
        columns = {"code": free_code(PriceItem, code, 40), "name": _name(name)}
        item = PriceItem.create(**columns, kind=kind, created_at=act.now)
        body = {"after": columns | {"kind": kind}}
        act.record("price_item.add", f"price_item:{item.id}", body)
        return int(item.id)


def change_item(
    session: Session, item_id: int, *, name: str, is_closed: bool, request_id: str
) -> None:
    """Rename an item, close it, or open it again. Safe to repeat.

    What was charged keeps the name that it was charged under.

    Raises:
        UnknownItem: There is none.
        UnsafeText, EmptyText, LongText: The name cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "prices.change", request_id) as act:
        if act.done_before:
            subject_of_repeat(act, "price_item.change")
            return
        item = PriceItem.get_or_none(PriceItem.id == item_id)
        if item is None:
            raise UnknownItem
        before = {"name": item.name, "is_closed": item.closed_at is not None}
        item.name = _name(name)
        item.closed_at = (item.closed_at or act.now) if is_closed else None
        item.save()
        after = {"name": item.name, "is_closed": is_closed}
        body = {"before": before, "after": after}
        act.record("price_item.change", f"price_item:{item_id}", body)


def free_code(model: type[Insurer | PriceItem], text: str, limit: int) -> str:
    """Return a code as it is kept. Inside an open write.

    Raises:
        BadCode, CodeTaken: It is no code, or not free.
        UnsafeText, EmptyText, LongText: It cannot be kept.
    """
    code = clean(text, what=_("Code"), limit=limit)
    if not is_code(code):
        raise BadCode(
            _("A code has letters and digits, and no spaces."),
            hint=_("Type one such as {example}.").format(example="dressing_small"),
        )
    if any(row.code.casefold() == code.casefold() for row in _codes(model)):
        raise CodeTaken(
            _("{code} is there already.").format(code=code),
            hint=_("Type another code, or change what is there."),
        )
    return code


def _codes(model: type[Insurer | PriceItem]) -> Any:
    return model.select(model.code)


def _name(text: str) -> str:
    return clean(text, what=_("Name"), limit=120)
