"""Make wards and beds, and close them. None is ever removed."""

from __future__ import annotations

from typing import Any

from db.wards import Bed, BedStay, Ward
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import Act, audited_write
from wema_tui.services.session import Session
from wema_tui.services.wards.errors import BedTaken, BedThere, WardNameTaken
from wema_tui.services.wards.rows import open_bed, open_ward, place
from wema_tui.services.wards.rules import LONGEST_NAME, labels_in
from wema_tui.text import clean, folded

CHANGE = "wards.change"


def add_ward(session: Session, *, name: str, beds: str, request_id: str) -> int:
    """Make a ward with its beds and return its number. Safe to repeat.

    Args:
        session: Who asks.
        name: Of the ward; no two in use are called the same.
        beds: Which there are, see `labels_in`.
        request_id: Made when the form opened: it counts once.

    Raises:
        WardNameTaken, NoBeds: It cannot be made so.
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was made.
    """
    with audited_write(session, CHANGE, request_id) as act:
        if act.done_before:
            return subject_of_repeat(act, "ward.add")
        ward = Ward.create(name=_free_name(name), opened_at=act.now)
        labels = _add(act, ward, beds)
        told = {"after": {"name": ward.name, "beds": labels}}
        act.record("ward.add", f"ward:{ward.id}", told)
    return int(ward.id)


def rename_ward(session: Session, ward_id: int, *, name: str, request_id: str) -> None:
    """Give a ward another name. Safe to repeat.

    Raises:
        UnknownWard, WardNameTaken: It cannot be called so.
        UnsafeText, EmptyText, LongText: The text cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, CHANGE, request_id) as act:
        if act.done_before:
            return
        ward = open_ward(ward_id)
        new = _free_name(name, but=ward_id)
        Ward.update(name=new).where(Ward.id == ward_id).execute()
        told = {"before": {"name": ward.name}, "after": {"name": new}}
        act.record("ward.rename", f"ward:{ward_id}", told)


def add_beds(session: Session, ward_id: int, *, beds: str, request_id: str) -> None:
    """Put more beds into a ward. Safe to repeat.

    Args:
        session: Who asks.
        ward_id: Which ward.
        beds: Which ones are new, see `labels_in`.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnknownWard, NoBeds, BedThere: They cannot be made.
        UnsafeText, LongText: A name cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was made.
    """
    with audited_write(session, CHANGE, request_id) as act:
        if act.done_before:
            return
        labels = _add(act, open_ward(ward_id), beds)
        act.record("bed.add", f"ward:{ward_id}", {"after": {"beds": labels}})


def close_bed(session: Session, bed_id: int, *, request_id: str) -> None:
    """Take a bed out of use. Safe to repeat.

    Raises:
        UnknownBed: It was closed already.
        BedTaken: Somebody lies in it.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, CHANGE, request_id) as act:
        if act.done_before:
            return
        bed = open_bed(bed_id)
        _refuse_taken([bed])
        _close(act, [bed_id])
        act.record("bed.close", f"bed:{bed_id}", {"before": place(bed)})


def close_ward(session: Session, ward_id: int, *, request_id: str) -> None:
    """Take a ward and all its beds out of use. Safe to repeat.

    Raises:
        UnknownWard: It was closed already.
        BedTaken: Somebody lies in it.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, CHANGE, request_id) as act:
        if act.done_before:
            return
        ward = open_ward(ward_id)
        beds = list(_open_beds(ward))
        _refuse_taken(beds)
        _close(act, [bed.id for bed in beds])
        Ward.update(closed_at=act.now).where(Ward.id == ward_id).execute()
        told = {"before": {"name": ward.name, "beds": [bed.label for bed in beds]}}
        act.record("ward.close", f"ward:{ward_id}", told)


def _free_name(text: str, *, but: int | None = None) -> str:
    name = clean(text, what=_("Name"), limit=LONGEST_NAME)
    for ward in Ward.select().where(Ward.closed_at.is_null(), Ward.id != (but or 0)):
        if folded(ward.name) == folded(name):
            raise WardNameTaken(ward.name)
    return name


def _open_beds(ward: Any) -> Any:
    return Bed.select().where(Bed.ward == ward, Bed.closed_at.is_null())


def _add(act: Act, ward: Any, text: str) -> list[str]:
    """Make the beds that a text names; return their names."""
    labels = labels_in(text)
    there = {folded(bed.label) for bed in _open_beds(ward)}
    for label in labels:
        if folded(label) in there:
            raise BedThere(label)
        Bed.create(ward=ward, label=label, opened_at=act.now)
    return list(labels)


def _refuse_taken(beds: list[Any]) -> None:
    taken = BedStay.select().where(BedStay.bed.in_(beds), BedStay.ended_at.is_null())
    n = taken.count()
    if n:
        raise BedTaken(
            ngettext("{n} patient lies there.", "{n} patients lie there.", n).format(
                n=n
            ),
            hint=_("Move or discharge everybody first."),
        )


def _close(act: Act, bed_ids: list[int]) -> None:
    Bed.update(closed_at=act.now).where(Bed.id.in_(bed_ids)).execute()
