"""Two records of one person: linked to the one that goes on, and back."""

from __future__ import annotations

from typing import Final

from db.patients import PatientLink
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.patients.rows import PatientRow, patient_brief, unmerged
from wema_tui.services.patients.rules import medical_id, subject_of
from wema_tui.services.session import Session
from wema_tui.text import clean

LONGEST_REASON: Final = 300


class CannotMerge(WemaError):
    """The two cannot be one person."""

    code = "patient.cannot_merge"


class NotMerged(WemaError):
    """The record stands for itself: there is nothing to undo."""

    code = "patient.not_merged"


def merge_patients(
    session: Session, number: int, into: int, *, reason: str, request_id: str
) -> PatientRow:
    """Say that one record is the same person as another, which goes on.

    Nothing is moved: rows keep the record that they were written for, and
    questions about a patient ask all of `numbers_of`. Safe to repeat.

    Args:
        session: Who asks.
        number: The record that is given up.
        into: The record that goes on.
        reason: How it is known; kept.
        request_id: Made when the two were shown: it counts once.

    Returns:
        The record that goes on.

    Raises:
        CannotMerge: It is the same record twice, or a man and a woman.
        MergedPatient: One of them was merged already, into which is said.
        UnknownPatient: One of them is not there.
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "patients.merge", request_id) as act:
        if act.done_before:
            return patient_brief(into)
        unmerged(number)  # of two that both go on, none can be below the other
        unmerged(into)
        given_up, survivor = patient_brief(number), patient_brief(into)
        _require_possible(given_up, survivor)
        why = clean(reason, what=_("Reason"), limit=LONGEST_REASON)
        link = PatientLink.create(
            patient=number,
            survivor=into,
            reason=why,
            linked_at=act.now,
            linked_by=session.user_id,
        )
        act.record(
            "patient.merge",
            subject_of(number),
            {
                "link": link.id,
                "into": subject_of(into),
                "patient": subject_of(into),
                "reason": why,
            },
        )
    return survivor


def undo_merge(
    session: Session, number: int, *, reason: str, request_id: str
) -> PatientRow:
    """Let a record that was merged stand for itself again. Safe to repeat.

    What was merged into it before comes with it.

    Args:
        session: Who asks.
        number: The record that was given up.
        reason: Why; kept.
        request_id: Made when the question was put: it counts once.

    Raises:
        NotMerged: It stands for itself.
        UnknownPatient: There is none.
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "patients.merge", request_id) as act:
        if act.done_before:
            return patient_brief(number)
        row = patient_brief(number)
        if row.merged_into is None:
            raise NotMerged(
                _("{patient} is not merged into another record.").format(
                    patient=row.medical_id
                ),
                hint=_("Nothing was changed."),
            )
        why = clean(reason, what=_("Reason"), limit=LONGEST_REASON)
        PatientLink.update(
            undone_at=act.now, undone_by=session.user_id, undo_reason=why
        ).where(
            PatientLink.patient == number, PatientLink.undone_at.is_null()
        ).execute()
        act.record(
            "patient.merge_undone",
            row.subject,
            {
                "into": subject_of(row.merged_into),
                "patient": subject_of(row.merged_into),
                "reason": why,
            },
        )
        return patient_brief(number)


def merge_warnings(a: PatientRow, b: PatientRow) -> tuple[str, ...]:
    """Return what speaks against two records being one person, in sentences.

    For whoever decides: none of it prevents a merge.
    """
    warnings = []
    if a.born and b.born and a.born.on.year != b.born.on.year:
        years = sorted((a.born.on.year, b.born.on.year))
        warnings.append(
            _("They were born in different years: {first} and {second}.").format(
                first=years[0], second=years[1]
            )
        )
    if a.blood_group and b.blood_group and a.blood_group != b.blood_group:
        warnings.append(
            _("They have different blood groups: {first} and {second}.").format(
                first=a.blood_group, second=b.blood_group
            )
        )
    if (a.died_on is None) != (b.died_on is None):
        dead = a if a.died_on else b
        warnings.append(
            _("One of them has died: {patient}.").format(patient=dead.medical_id)
        )
    if a.member_number and b.member_number and a.member_number != b.member_number:
        warnings.append(_("They have different member numbers."))
    return tuple(warnings)


def _require_possible(given_up: PatientRow, survivor: PatientRow) -> None:
    if given_up.number == survivor.number:
        raise CannotMerge(
            _("This is the same record twice: {patient}.").format(
                patient=medical_id(survivor.number)
            ),
            hint=_("Choose another one."),
        )
    if {given_up.sex, survivor.sex} == {"female", "male"}:
        raise CannotMerge(
            _("One of them is a woman, the other a man."),
            hint=_("If one of them is wrong, correct the sex first."),
        )
