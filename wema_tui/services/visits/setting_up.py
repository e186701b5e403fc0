"""Which service points the clinic has: add one, change it, close it, open it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.price_list import PriceItem
from db.visits import QueueEntry, ServicePoint, Visit
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.session import Session
from wema_tui.services.visits.errors import (
    BadLetter,
    NoSuchFee,
    PointInUse,
    PointTaken,
)
from wema_tui.services.visits.places import doctor_named, wanted_of
from wema_tui.services.visits.points import Point, point_inside, points_inside
from wema_tui.services.visits.rules import KINDS, TRIAGE
from wema_tui.text import clean, folded


@dataclass(frozen=True)
class PointPlan:
    """What is said of a service point.

    Attributes:
        name: As the clinic calls it.
        kind: One of `rules.KINDS`; stays what it was when it is changed.
        letter: Before its tokens, as typed.
        doctor_id: Whose room it is; None for nobody's.
        fee_item_id: What a check-in to it costs; None for nothing.
    """

    name: str
    kind: str
    letter: str
    doctor_id: int | None = None
    fee_item_id: int | None = None


@dataclass(frozen=True)
class Fee:
    """Something of the price list that a check-in can cost.

    Attributes:
        id: Its row.
        name: As the price list calls it.
    """

    id: int
    name: str


def token_letter(text: str) -> str:
    """Return what stands before tokens, in capitals.

    Raises:
        BadLetter: It is not one to three letters.
    """
    letter = text.strip().upper()
    if not (letter.isascii() and letter.isalpha() and len(letter) <= 3):
        raise BadLetter(
            _("Before the number of a token stand one to three letters."),
            hint=_("For instance: A, or EYE."),
        )
    return letter


def add_point(session: Session, plan: PointPlan, *, request_id: str) -> None:
    """Add a service point. Safe to repeat.

    Raises:
        UnsafeText, EmptyText, LongText: The name cannot be kept.
        BadLetter: The letter is none.
        PointTaken: Another one has the name or the letter.
        NoSuchDoctor, NoSuchFee: There is no such doctor or price.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
        ValueError: There is no such kind.
    """
    with audited_write(session, "points.change", request_id) as act:
        if act.done_before:
            return
        if plan.kind not in KINDS:
            raise ValueError(f"no kind of service point: {plan.kind}")
        columns = _columns(plan, but=None)
        row = ServicePoint.create(code=f"point-{act.seq}", kind=plan.kind, **columns)
        act.record(
            "point.add", f"point:{row.id}", {"after": columns | {"kind": plan.kind}}
        )


def change_point(
    session: Session, point_id: int, plan: PointPlan, *, request_id: str
) -> None:
    """Change what a service point is called, its letter, doctor or fee.

    Safe to repeat. Its kind stays. Tokens given out keep their numbers.

    Raises:
        UnknownPoint: There is no such service point.
        UnsafeText, EmptyText, LongText: The name cannot be kept.
        BadLetter: The letter is none.
        PointTaken: Another one has the name or the letter.
        NoSuchDoctor, NoSuchFee: There is no such doctor or price.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "points.change", request_id) as act:
        if act.done_before:
            return
        before = point_inside(point_id)
        columns = _columns(plan, but=point_id)
        if columns["name"] == before.name:
            del columns["name"]  # the usual words stay so in every language
        row = ServicePoint.get_by_id(point_id)
        changed = {k: v for k, v in columns.items() if getattr(row, k) != v}
        told = {
            "before": {k: getattr(row, k) for k in changed},
            "after": dict(changed),
        }
        if changed:
            ServicePoint.update(changed).where(ServicePoint.id == point_id).execute()
        act.record("point.change", f"point:{point_id}", told)


def close_point(session: Session, point_id: int, *, request_id: str) -> None:
    """Close a service point: nobody is sent there any more. Safe to repeat.

    Raises:
        UnknownPoint: There is no such service point.
        PointInUse: Somebody waits there, or in triage to go there.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "points.change", request_id) as act:
        if act.done_before:
            return
        point = point_inside(point_id)
        _require_empty(point)
        ServicePoint.update(closed_at=act.now).where(
            ServicePoint.id == point_id, ServicePoint.closed_at.is_null()
        ).execute()
        act.record("point.close", f"point:{point_id}", {"point": point.code})


def reopen_point(session: Session, point_id: int, *, request_id: str) -> None:
    """Open a closed service point again. Safe to repeat.

    Raises:
        UnknownPoint: There is no such service point.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "points.change", request_id) as act:
        if act.done_before:
            return
        point = point_inside(point_id)
        ServicePoint.update(closed_at=None).where(ServicePoint.id == point_id).execute()
        act.record("point.reopen", f"point:{point_id}", {"point": point.code})


def fees(session: Session) -> tuple[Fee, ...]:
    """Return the things of the price list that a check-in can cost.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "points.change")
    with session.read():
        rows = _FEES.order_by(PriceItem.name, PriceItem.id)
        return tuple(Fee(row.id, row.name) for row in rows)


def _require_empty(point: Point) -> None:
    """Refuse to close where somebody waits, or will as soon as a nurse is done."""
    waiting = (
        QueueEntry.select(QueueEntry, Visit, ServicePoint)
        .join(Visit)
        .switch(QueueEntry)
        .join(ServicePoint)
        .where(QueueEntry.ended_at.is_null())
    )
    for row in waiting:
        is_on_the_way = row.point.kind == TRIAGE and wanted_of(row.visit)[0] == point.id
        if row.point_id == point.id or is_on_the_way:
            raise PointInUse(
                _("Patients still wait for {point}, there or in triage.").format(
                    point=point.name
                ),
                hint=_("Send them on first."),
            )


def _columns(plan: PointPlan, *, but: int | None) -> dict[str, Any]:
    """Return the columns of a plan, when nothing speaks against it."""
    name = clean(plan.name, what=_("Name"), limit=60)
    letter = token_letter(plan.letter)
    for other in points_inside(with_closed=True):
        is_same = folded(other.name) == folded(name) or other.letter == letter
        if is_same and other.id != but:
            raise PointTaken(
                _("{point} has this name or this letter: {letter}.").format(
                    point=other.name, letter=other.letter
                ),
                hint=_("Choose another one."),
            )
    fee = plan.fee_item_id
    if fee is not None and not _FEES.where(PriceItem.id == fee).exists():
        raise NoSuchFee(
            _("There is no such thing on the price list."),
            hint=_("Choose one of the list."),
        )
    return {
        "name": name,
        "letter": letter,
        "doctor_id": doctor_named(plan.doctor_id),
        "fee_item_id": plan.fee_item_id,
    }


_FEES = PriceItem.select().where(
    PriceItem.closed_at.is_null(), PriceItem.kind.in_(("consultation", "procedure"))
)
