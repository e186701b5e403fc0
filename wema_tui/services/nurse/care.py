"""Care given: the right medicine to the right patient, proved by scanning.

The stock is not touched: what a ward or the treatment room uses was taken out of
the pharmacy before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from db.nurse import CareGiven
from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.nurse.errors import (
    CareKindMissing,
    ChangedAlready,
    ExpiredPack,
    OtherMedicine,
    WrongPatient,
)
from wema_tui.services.nurse.visits import OpenVisit, open_visit, visit_of
from wema_tui.services.patients.records import require_records
from wema_tui.services.patients.rows import numbers_of, survivor_of
from wema_tui.services.patients.rules import WrongMedicalId, medical_id, number_in
from wema_tui.services.pharmacy.errors import NotAMedicine, UnknownCode
from wema_tui.services.pharmacy.scanning import read_known
from wema_tui.services.pharmacy.shelf import Shelf, shelf_behind
from wema_tui.services.session import Session
from wema_tui.text import clean, folded, printable

KINDS: Final = ("medicine", "injection", "vaccination", "dressing", "other")
NEED_A_DOSE: Final = ("medicine", "injection")

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True)
class Care:
    """What is given, all of it as typed or scanned.

    Attributes:
        kind: One of `KINDS`.
        what: The medicine's name, or what was done; may be empty with a pack.
        dose: `500 mg`.
        route: `by mouth`.
        note: Anything to add.
        card: The code of the patient's card; empty: the patient was asked.
        pack: The code of the pack; empty: nobody could scan it.
    """

    kind: str
    what: str = ""
    dose: str = ""
    route: str = ""
    note: str = ""
    card: str = ""
    pack: str = ""


def give_care(session: Session, *, visit: int, care: Care, request_id: str) -> None:
    """Record what was given to a patient or done, in an open visit. Safe to repeat.

    Call it before the medicine is given: it stops what is wrong.

    Args:
        session: Who gives it.
        visit: In which visit.
        care: What, and how patient and medicine were made sure of.
        request_id: Made when the form opened.

    Raises:
        WrongPatient: The card is another patient's, or no card.
        OtherMedicine: The pack is another medicine, or none that is known.
        ExpiredPack: The pack is past its day.
        CareKindMissing: There is no such kind.
        UnreadableCode: The code of the pack says nothing that can be relied on.
        PharmacyError: The medicine is no longer used.
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
        EmptyText, LongText, UnsafeText: A text cannot be kept, or is missing.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was recorded.
    """
    require(session, "care.give")
    if care.kind not in KINDS:
        raise CareKindMissing(
            _("Nothing says what kind of care it is."), hint=_("Choose one.")
        )
    scan = read_known(session, care.pack) if care.pack.strip() else None
    with audited_write(session, "care.give", request_id) as act:
        if act.done_before:
            return
        about = open_visit(visit, act.today)
        if care.card.strip():
            _require_patient(about, care.card)
        shelf = None if scan is None else _pack_behind(act, scan, care.what)
        row = _row(about, care, shelf, scan)
        (number,) = post_rows(act, CareGiven, [row])
        told = {"patient": about.patient_subject, "care": number, "kind": care.kind}
        act.record("care.give", about.subject, told)


def take_back(session: Session, care: int, *, reason: str, request_id: str) -> None:
    """Say that an entry of care is wrong. It stays, with the reason beside it.

    Also after the visit has ended. Safe to repeat.

    Args:
        session: Who says so.
        care: Its row.
        reason: Why.
        request_id: Made when the form opened.

    Raises:
        ChangedAlready: Somebody was faster, or there is no such entry.
        RecordClosed: The patient is not in care, and there is no emergency access.
        EmptyText, LongText, UnsafeText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "care.give", request_id) as act:
        if act.done_before:
            return
        found = CareGiven.get_or_none(
            CareGiven.id == care, CareGiven.reverses.is_null()
        )
        if found is None or CareGiven.get_or_none(CareGiven.reverses == care):
            raise ChangedAlready(
                _("Somebody has taken this back meanwhile."),
                hint=_("Nothing was changed."),
            )
        access = require_records(session, found.patient_id)
        about = visit_of(found, session.clock)
        row = {
            "visit_id": about.id,
            "patient_id": about.patient,
            "kind": found.kind,
            "what": found.what,
            "medication_id": found.medication_id,
            "dose": found.dose,
            "route": found.route,
            "scan_code": found.scan_code,
            "patient_proved": found.patient_proved,
            "reverses_id": care,
            "note": clean(reason, what=_("Reason"), limit=300),
        }
        post_rows(act, CareGiven, [row])
        told = {"patient": about.patient_subject, "care": care}
        act.record("care.take_back", about.subject, access.told | told)


def _require_patient(about: OpenVisit, card: str) -> None:
    """Refuse every card but the patient's own, an older one of theirs included."""
    hint = _("Give nothing. Ask the patient's name, and look at the card again.")
    try:
        number = number_in(card)
    except WrongMedicalId as error:
        raise WrongPatient(error.message, hint=hint) from error
    if number is None:
        raise WrongPatient(
            _("STOP: {code} is no patient's card.").format(code=printable(card, 30)),
            hint=hint,
        )
    if number not in numbers_of(survivor_of(about.patient)):
        raise WrongPatient(
            _("STOP: this is the card of {other}, not of {patient}.").format(
                other=medical_id(number),
                patient=medical_id(survivor_of(about.patient)),
            ),
            hint=hint,
        )


def _pack_behind(act: Act, scan: Scan, wanted: str) -> Shelf:
    """Return the medicine in the pack, if it is the wanted one and still good."""
    try:
        shelf = shelf_behind(scan)
    except (UnknownCode, NotAMedicine) as error:
        raise OtherMedicine(
            _("STOP: {code} is no medicine that is known here.").format(
                code=printable(scan.code, 40)
            ),
            hint=_("Ask the pharmacy what it is. Or clear the box, and type the name."),
        ) from error
    name = shelf.medication.name
    if not _is_meant(wanted, name):
        raise OtherMedicine(
            _("STOP: the pack is {name}, not {wanted}.").format(
                name=name, wanted=printable(wanted.strip(), 60)
            ),
            hint=_("Give nothing. Take the right pack, or correct the name."),
        )
    days = [each.expires_on for each in scan.choices]
    if shelf.labelled_lot is not None:
        days.append(shelf.labelled_lot.expires_on)
    gone = [day for day in days if day is not None and day < act.today]
    if gone:
        raise ExpiredPack(
            _("STOP: {name} expired on {day}.").format(name=name, day=max(gone)),
            hint=_("Give nothing. Take another pack, and tell the pharmacy."),
        )
    return shelf


def _is_meant(wanted: str, name: str) -> bool:
    """Return whether a medicine's name has each word and each number of what was typed.

    A number counts as a whole: 5 mg is not 250 mg.
    """
    meant, has = folded(wanted), folded(name)
    words = _NUMBER.sub(" ", meant).split()
    numbers = set(_NUMBER.findall(meant)) - set(_NUMBER.findall(has))
    return not numbers and all(word in has for word in words)


def _row(
    about: OpenVisit, care: Care, shelf: Shelf | None, scan: Scan | None
) -> dict[str, Any]:
    needs_dose = care.kind in NEED_A_DOSE
    what = care.what if shelf is None else shelf.medication.name
    dose = clean(care.dose, what=_("Dose"), limit=60, required=needs_dose)
    route = clean(care.route, what=_("Route"), limit=40, required=False)
    note = clean(care.note, what=_("Note"), limit=500, required=False)
    return {
        "visit_id": about.id,
        "patient_id": about.patient,
        "kind": care.kind,
        "what": clean(what, what=_("What was given or done")),
        "medication_id": None if shelf is None else shelf.medication.id,
        "dose": dose or None,
        "route": route or None,
        "scan_code": None if scan is None else printable(scan.raw, 120),
        "patient_proved": "scanned" if care.card.strip() else "asked",
        "reverses_id": None,
        "note": note or None,
    }
