"""Teach the system what a code stands for."""

from __future__ import annotations

from typing import Final

from db.base import instant_text
from db.pharmacy import Barcode, Medication
from wema_tui.i18n import _
from wema_tui.quantities import MOST
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import Kind, Scan, WrongCheckDigit
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.pharmacy.errors import (
    AmountTooLarge,
    CodeTaken,
    NotAMedicine,
    RequestReused,
)
from wema_tui.services.pharmacy.repeats import subject_of
from wema_tui.services.session import Session

LEARNED: Final = "barcode.learn"
DEMO_CODES: Final = "barcode.demo_codes"  # one entry for all of them


def learn_code(
    session: Session,
    scan: Scan,
    *,
    medication_id: int,
    pack_size: int,
    request_id: str,
) -> None:
    """Remember that a code stands for a medication in one pack size.

    Safe to repeat; the first answer stays.

    Args:
        session: Who says so.
        scan: The code, as `read_code` returned it.
        medication_id: What it is.
        pack_size: Base units in the pack.
        request_id: Made when the question was asked.

    Raises:
        CodeTaken: It stands for another medication or pack already.
        AmountTooLarge: No pack holds that much.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was learned.
        ValueError: Labels and commands are not learned.
    """
    require(session, "pharmacy.learn_code")
    if scan.kind not in (Kind.TRADE_ITEM, Kind.INTERNAL):
        raise ValueError("only product codes and internal codes are learned")
    if not 1 <= pack_size <= MOST:
        raise AmountTooLarge(
            _("A pack cannot hold {size}.").format(size=pack_size),
            hint=_("Type how many base units are in one pack."),
        )
    with audited_write(session, "pharmacy.learn_code", request_id) as act:
        if act.done_before:
            _require_learned(act, scan.code, medication_id, pack_size)
            return
        known = Barcode.get_or_none(Barcode.code == scan.code)
        if known is not None and (known.medication_id, known.pack_size) != (
            medication_id,
            pack_size,
        ):
            raise CodeTaken(
                _("{code} is {name}, pack of {size}, already.").format(
                    code=scan.code,
                    name=Medication.get_by_id(known.medication_id).name,
                    size=known.pack_size,
                ),
                hint=_("Somebody else taught it a moment ago: scan again."),
            )
        if known is None:
            Barcode.create(
                code=scan.code,
                kind=str(scan.kind),
                medication=medication_id,
                pack_size=pack_size,
                learned_by=session.user_id,
                learned_at=instant_text(act.now),
            )
        act.record(
            LEARNED,
            f"medication:{medication_id}",
            {"code": scan.code, "pack_size": pack_size, "is_new": known is None},
        )


def register_internal_code(
    session: Session,
    text: str,
    *,
    medication_id: int,
    pack_size: int,
    request_id: str,
) -> None:
    """Remember a code of the clinic's own that was typed, not scanned.

    It may look like a product number with a wrong check digit, which is refused
    when it is scanned: what an older system printed, for instance. Safe to repeat.

    Args:
        session: Who says so.
        text: The code as it is printed.
        medication_id: What it is.
        pack_size: Base units in the pack.
        request_id: Made when the form opened.

    Raises:
        UnreadableCode: It can be no code at all.
        NotAMedicine: It is one of the labels or commands that WEMA prints.
        CodeTaken, AmountTooLarge, RequestReused: As for `learn_code`.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was learned.
    """
    require(session, "pharmacy.learn_code")
    try:
        scan = read_code(text)
    except WrongCheckDigit:
        scan = read_code(text, is_internal=lambda _code: True)
    if scan.kind in (Kind.LABEL, Kind.COMMAND):
        raise NotAMedicine(
            _("The label {code} belongs to no medicine here.").format(code=scan.code),
            hint=_("Scan the pack."),
        )
    learn_code(
        session,
        scan,
        medication_id=medication_id,
        pack_size=pack_size,
        request_id=request_id,
    )


def _require_learned(act: Act, code: str, medication_id: int, pack_size: int) -> None:
    """Refuse a repeated request that taught something else."""
    subject = subject_of(act, LEARNED)
    known = Barcode.get_or_none(Barcode.code == code)
    if subject != f"medication:{medication_id}" or known is None:
        raise RequestReused
    if (known.medication_id, known.pack_size) != (medication_id, pack_size):
        raise RequestReused
