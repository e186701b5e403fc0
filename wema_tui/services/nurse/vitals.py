"""Vital signs: record them, correct them, withdraw them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.nurse import VitalSign
from wema_tui.i18n import _
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.trail import Act, audited_write
from wema_tui.services.nurse.errors import (
    ChangedAlready,
    NotConfirmed,
    NothingMeasured,
)
from wema_tui.services.nurse.judging import improbable
from wema_tui.services.nurse.signs import PRESSURE, SIGNS, impossible
from wema_tui.services.nurse.visits import OpenVisit, open_visit, visit_of
from wema_tui.services.nurse.words import sign_word
from wema_tui.services.patients.records import require_records
from wema_tui.services.session import Session
from wema_tui.text import clean

LONGEST_NOTE = 300


def record_vitals(
    session: Session,
    *,
    visit: int,
    vitals: Mapping[str, int],
    confirmed: frozenset[str] = frozenset(),
    note: str = "",
    request_id: str,
) -> None:
    """Record what was measured, in an open visit. Safe to repeat.

    Args:
        session: Who measured.
        visit: In which visit.
        vitals: Sign -> value in its smallest unit.
        confirmed: Improbable ones that are right all the same.
        note: Anything to add.
        request_id: Made when the form opened.

    Raises:
        NothingMeasured: No sign has a value.
        ImpossibleSign: Nobody alive has such a value.
        NotConfirmed: One is improbable at this age.
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
        LongText, UnsafeText: The note cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was recorded.
    """
    with audited_write(session, "vitals.record", request_id) as act:
        if act.done_before:
            return
        about = open_visit(visit, act.today)
        if not vitals:
            raise NothingMeasured(
                _("No vital sign was typed."), hint=_("Type at least one.")
            )
        post_vitals(act, about, vitals, confirmed, cleaned_note(note))
        act.record("vitals.record", about.subject, {"patient": about.patient_subject})


def correct_vital(
    session: Session,
    vital: int,
    *,
    value: int | None,
    is_confirmed: bool = False,
    note: str,
    request_id: str,
) -> None:
    """Replace one value by another, or withdraw it. The first stays in the ledger.

    Also after the visit has ended. Safe to repeat.

    Args:
        session: Who corrects it.
        vital: The row of the wrong value.
        value: The right one; None withdraws it.
        is_confirmed: It is right though it is improbable.
        note: Why.
        request_id: Made when the form opened.

    Raises:
        ChangedAlready: Somebody was faster, or there is no such value.
        ImpossibleSign, NotConfirmed: As for `record_vitals`.
        RecordClosed: The patient is not in care, and there is no emergency access.
        EmptyText, LongText, UnsafeText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "vitals.record", request_id) as act:
        if act.done_before:
            return
        found = VitalSign.get_or_none(VitalSign.id == vital)
        replaced = VitalSign.get_or_none(VitalSign.replaces == vital)
        if found is None or found.value is None or replaced is not None:
            raise ChangedAlready(
                _("Somebody has corrected this value meanwhile."),
                hint=_("Look at the newest value first."),
            )
        access = require_records(session, found.patient_id)
        about = visit_of(found, session.clock)
        unsure: tuple[str, ...] = ()
        if value is not None:
            confirmed = frozenset([found.sign]) if is_confirmed else frozenset()
            unsure = _require_credible(about, {found.sign: value}, confirmed)
        row = _row(about, found.sign, value, cleaned_note(note, required=True))
        row |= {"replaces_id": vital, "is_confirmed": len(unsure)}
        post_rows(act, VitalSign, [row])
        act.record(
            "vitals.correct",
            about.subject,
            access.told
            | {
                "patient": about.patient_subject,
                "sign": found.sign,
                "replaces": vital,
            },
        )


def post_vitals(
    act: Act,
    about: OpenVisit,
    vitals: Mapping[str, int],
    confirmed: frozenset[str],
    note: str | None = None,
) -> None:
    """Add what was measured to the ledger. Inside an open write.

    Raises:
        ImpossibleSign, NotConfirmed: As for `record_vitals`.
        ValueError: There is no such sign.
    """
    unsure = _require_credible(about, vitals, confirmed)
    rows = []
    for name in SIGNS:
        if name in vitals:
            row = _row(about, name, vitals[name], note)
            rows.append(row | {"is_confirmed": int(name in unsure)})
    post_rows(act, VitalSign, rows)


def cleaned_note(note: str, *, required: bool = False) -> str | None:
    """Return a note as it is kept; None for an empty one.

    Raises:
        EmptyText, LongText, UnsafeText: It cannot be kept.
    """
    what = _("Reason") if required else _("Note")
    return clean(note, what=what, limit=LONGEST_NOTE, required=required) or None


def _require_credible(
    about: OpenVisit, vitals: Mapping[str, int], confirmed: frozenset[str]
) -> tuple[str, ...]:
    """Return what is improbable, all of it confirmed."""
    for name, value in vitals.items():
        if name not in SIGNS:
            raise ValueError(f"no vital sign: {name}")
        if not SIGNS[name].is_possible(value):
            raise impossible(name, SIGNS[name].words(value))
    both = [vitals[name] for name in PRESSURE if name in vitals]
    if len(both) == len(PRESSURE) and both[0] <= both[1]:
        raise impossible("pressure", f"{both[0]}/{both[1]}")
    unsure = improbable(vitals, about.age)
    missing = tuple(name for name in unsure if name not in confirmed)
    if missing:
        shown = ", ".join(
            f"{sign_word(name)} {SIGNS[name].words(vitals[name])}" for name in missing
        )
        raise NotConfirmed(
            _("Improbable at this age: {signs}.").format(signs=shown),
            hint=_("Measure again. If it is right, confirm it."),
            signs=missing,
        )
    return unsure


def _row(
    about: OpenVisit, sign: str, value: int | None, note: str | None
) -> dict[str, Any]:
    return {
        "visit_id": about.id,
        "patient_id": about.patient,
        "sign": sign,
        "value": value,
        "replaces_id": None,
        "note": note,
    }
