"""The price list: what is charged for, what it costs, and from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from db.clinic import Clinic
from db.people import User
from db.price_list import Insurer, Price, PriceItem
from wema_tui.i18n import _
from wema_tui.money import MOST
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.finance.errors import BadPrice, PastPrice, UnknownItem
from wema_tui.services.finance.in_force import open_insurer, open_item, price_of
from wema_tui.services.paging import Page, page_in, page_of
from wema_tui.services.session import Session
from wema_tui.text import folded


@dataclass(frozen=True)
class ItemRow:
    """One line of the price list, as it is today.

    Attributes:
        item_id: Its row.
        code: `file_fee`.
        name: As people call it.
        kind: One of `KINDS`.
        is_closed: It is no longer charged for.
        price: What patients pay; None where nobody has said.
        insurers: The code of each insurer that has its own price -> that price.
    """

    item_id: int
    code: str
    name: str
    kind: str
    is_closed: bool
    price: int | None
    insurers: dict[str, int]


@dataclass(frozen=True)
class PriceRow:
    """One price of an item, past, in force or to come.

    Attributes:
        insurer: Code of the insurer; empty for what patients pay.
        amount: In the smallest unit of the currency.
        from_day: The first day it counts.
        is_in_force: It counts today.
        set_by: Employee ID of who did; empty for the console.
    """

    insurer: str
    amount: int
    from_day: date
    is_in_force: bool
    set_by: str


def price_list(
    session: Session,
    text: str = "",
    *,
    kind: str | None = None,
    with_closed: bool = False,
    offset: int = 0,
    limit: int = 20,
) -> Page[ItemRow]:
    """Return what is charged for, in the order of the names.

    Args:
        session: Who asks.
        text: Every word of it is in the name or the code; empty for all.
        kind: One of `KINDS`, None for all.
        with_closed: Also what is no longer charged for.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "prices.see")
    query = PriceItem.select()
    if kind is not None:
        query = query.where(PriceItem.kind == kind)
    if not with_closed:
        query = query.where(PriceItem.closed_at.is_null())
    words = folded(text).split()
    today = session.clock.today()
    with session.read():
        # Folded here: SQLite knows capitals of the English alphabet only.
        found = [
            item
            for item in sorted(query, key=lambda item: (folded(item.name), item.id))
            if all(word in folded(f"{item.name}\n{item.code}") for word in words)
        ]
        page = page_in(found, offset=offset, limit=limit)
        insurers = list(Insurer.select().where(Insurer.closed_at.is_null()))
        rows = tuple(_item_row(item, insurers, today) for item in page.rows)
    return Page(rows, page.offset, page.total)


def _item_row(item: Any, insurers: list[Any], today: date) -> ItemRow:
    price = price_of(item.id, None, today)
    theirs = {each.code: price_of(item.id, each.id, today) for each in insurers}
    return ItemRow(
        item.id,
        item.code,
        item.name,
        item.kind,
        item.closed_at is not None,
        price,
        {k: v for k, v in theirs.items() if v is not None and v != price},
    )


def price_history(
    session: Session, item_id: int, *, offset: int = 0, limit: int = 20
) -> Page[PriceRow]:
    """Return every price that an item has, had or will have, the latest day first.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "prices.see")
    today = session.clock.today()
    query = (
        Price.select(Price, Insurer.code.alias("insurer_code"), User.employee_id)
        .join(Insurer, JOIN.LEFT_OUTER)
        .join_from(Price, User, JOIN.LEFT_OUTER, on=(Price.user == User.id))
        .where(Price.item == item_id)
        .order_by(Price.from_day.desc(), Price.id.desc())
        .objects()
    )
    with session.read():
        in_force: dict[int | None, int] = {}
        for price in query.where(Price.from_day <= today):
            in_force.setdefault(price.insurer_id, price.id)
        return page_of(
            query,
            lambda price: _price_row(price, set(in_force.values())),
            offset=offset,
            limit=limit,
        )


def _price_row(price: Any, in_force: set[int]) -> PriceRow:
    return PriceRow(
        insurer=price.insurer_code or "",
        amount=price.amount,
        from_day=price.from_day,
        is_in_force=price.id in in_force,
        set_by=price.employee_id or "",
    )


def change_price(
    session: Session,
    item_id: int,
    *,
    amount: int,
    from_day: date,
    insurer_id: int | None = None,
    request_id: str,
) -> None:
    """Give an item another price from a day on. Safe to repeat.

    What was charged before keeps its price. A mistake is put right by another price
    from the same day: the newest counts.

    Args:
        session: Who asks.
        item_id: Of what.
        amount: In the smallest unit of the currency; 0 for what is free.
        from_day: Today or later.
        insurer_id: For whose members; None for what patients pay.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnknownItem, UnknownInsurer: It is not there, or closed.
        BadPrice: It is less than nothing, or beyond all reason.
        PastPrice: The day has been.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "prices.change", request_id) as act:
        if act.done_before:
            subject_of_repeat(act, "price.change")
            return
        item, insurer = open_item(item_id), open_insurer(insurer_id)
        if not 0 <= amount <= MOST:
            raise BadPrice(
                _("This is no price."),
                hint=_("Type what one costs, or 0 if it is free."),
            )
        if from_day < act.today:
            raise PastPrice(
                _("A price cannot begin in the past: {day}.").format(day=from_day),
                hint=_("Type {today} or a day to come.").format(today=act.today),
            )
        before = price_of(item_id, insurer_id, from_day)
        row = {
            "item_id": item_id,
            "insurer_id": insurer_id,
            "amount": amount,
            "from_day": from_day,
        }
        post_rows(act, Price, [row])
        act.record(
            "price.change",
            f"price_item:{item_id}",
            {
                "item": item.code,
                "insurer": insurer.code if insurer else None,
                "from_day": from_day.isoformat(),
                "before": before,
                "after": amount,
            },
        )


def price_currency(session: Session) -> str:
    """Return the ISO 4217 code of all prices.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "prices.see")
    with session.read():
        return str(Clinic.get().currency)


def item_row(session: Session, item_id: int) -> ItemRow:
    """Return one line of the price list.

    Raises:
        UnknownItem: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "prices.see")
    with session.read():
        item = PriceItem.get_or_none(PriceItem.id == item_id)
        if item is None:
            raise UnknownItem
        insurers = list(Insurer.select().where(Insurer.closed_at.is_null()))
        return _item_row(item, insurers, session.clock.today())
