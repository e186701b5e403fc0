"""The service points: the rooms and desks that have a queue of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from db.people import User
from db.price_list import PriceItem
from db.visits import ServicePoint
from wema_tui.i18n import _
from wema_tui.services.audit.trail import require
from wema_tui.services.session import Session
from wema_tui.services.visits.errors import UnknownPoint


@dataclass(frozen=True)
class Point:
    """A room or desk with a queue.

    Attributes:
        id: Its row.
        code: Stable: `triage`, `general`.
        kind: One of `rules.KINDS`.
        name: As the clinic calls it, in the language in use.
        letter: Before its tokens.
        doctor_id: Whose room it is; None for nobody's.
        doctor: That doctor's name; empty for nobody's.
        fee_item_id: What a check-in to it costs; None for nothing.
        fee: What the price list calls that; empty for nothing.
        is_closed: Nobody is sent there any more.
    """

    id: int
    code: str
    kind: str
    name: str
    letter: str
    doctor_id: int | None = None
    doctor: str = ""
    fee_item_id: int | None = None
    fee: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class Doctor:
    """A doctor whom a patient can ask for.

    Attributes:
        id: Row of the account.
        full_name: As the doctor writes it.
    """

    id: int
    full_name: str


def doctors_here(session: Session) -> tuple[Doctor, ...]:
    """Return the doctors who work here, by name.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "visits.see")
    is_here = (User.role == "DOCTOR") & (User.state == "active")
    with session.read():
        rows = User.select().where(is_here).order_by(User.name_key, User.id)
        return tuple(Doctor(row.id, row.full_name) for row in rows)


def is_doctor_here(user: Any) -> bool:
    """Return whether an account is that of a doctor who works here."""
    return bool(user.role == "DOCTOR" and user.state == "active")


def point_words(code: str, name: str | None) -> str:
    """Return what a service point is called: by the clinic, or as usual."""
    return name or {
        "triage": _("Triage"),
        "general": _("General clinic"),
        "mother_child": _("Mother and child"),
        "dressing": _("Dressing and injection"),
        "laboratory": _("Laboratory"),
        "pharmacy": _("Pharmacy"),
        "cashier": _("Cashier"),
    }.get(code, code)


def kind_words() -> dict[str, str]:
    """Return every kind of service point with its word."""
    return {
        "triage": _("Triage"),
        "consultation": _("Consultation"),
        "treatment": _("Treatment"),
        "laboratory": _("Laboratory"),
        "pharmacy": _("Pharmacy"),
        "cashier": _("Cashier"),
        "other": _("Other"),
    }


def points_inside(*, with_closed: bool = False) -> tuple[Point, ...]:
    """Return the service points in the order in which they were made.

    In a transaction.
    """
    rows = _POINTS if with_closed else _POINTS.where(ServicePoint.closed_at.is_null())
    return tuple(_plain(row) for row in rows.order_by(ServicePoint.id))


def point_inside(point_id: int) -> Point:
    """Return a service point, also a closed one. In a transaction.

    Raises:
        UnknownPoint: There is none with this number.
    """
    for row in _POINTS.where(ServicePoint.id == point_id):
        return _plain(row)
    raise UnknownPoint(
        _("There is no such service point."), hint=_("Choose one of the list.")
    )


def open_point(point_id: int) -> Point:
    """Return a service point to which patients can be sent. In a transaction.

    Raises:
        UnknownPoint: There is none, or it is closed.
    """
    point = point_inside(point_id)
    if point.is_closed:
        raise UnknownPoint(
            _("{point} is closed.").format(point=point.name),
            hint=_("Choose another service point."),
        )
    return point


def triage_point(points: Iterable[Point]) -> Point | None:
    """Return where patients are looked at first; None in a clinic without."""
    return next((point for point in points if point.kind == "triage"), None)


def _plain(row: Any) -> Point:
    return Point(
        id=row.id,
        code=row.code,
        kind=row.kind,
        name=point_words(row.code, row.name),
        letter=row.letter,
        doctor_id=row.doctor_id,
        doctor=row.doctor.full_name if row.doctor_id else "",
        fee_item_id=row.fee_item_id,
        fee=row.fee_item.name if row.fee_item_id else "",
        is_closed=row.closed_at is not None,
    )


_POINTS = (
    ServicePoint.select(ServicePoint, User, PriceItem)
    .join(User, JOIN.LEFT_OUTER, on=(ServicePoint.doctor == User.id))
    .switch(ServicePoint)
    .join(PriceItem, JOIN.LEFT_OUTER, on=(ServicePoint.fee_item == PriceItem.id))
)
