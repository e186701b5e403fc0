"""Every way in which the shelf says no. Nothing was recorded in any of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.scan import Scan
from wema_tui.services.pharmacy.outcomes import MedicationBrief
from wema_tui.services.pharmacy.rules import ShelfLot
from wema_tui.text import printable


class PharmacyError(WemaError):
    """The movement was not recorded."""

    code = "pharmacy.error"


class UnknownCode(PharmacyError):
    """No medication has this code yet: somebody has to say what it is.

    Attributes:
        scan: What was scanned.
    """

    code = "pharmacy.unknown_code"

    def __init__(self, scan: Scan) -> None:
        super().__init__(
            _("The code {code} is not known here yet.").format(
                code=printable(scan.code)
            ),
            hint=_("Say which medicine it is; WEMA remembers it."),
        )
        self.scan = scan


class DoubtfulCode(PharmacyError):
    """The scanner may have lost a separator: a person must choose the reading.

    Attributes:
        scan: The scan with its `choices`.
    """

    code = "pharmacy.doubtful_code"

    def __init__(self, scan: Scan) -> None:
        super().__init__(
            _("The scanner may have lost a separator in {code}.").format(
                code=printable(scan.raw, 60)
            ),
            hint=_("Choose the lot as it is printed on the pack."),
        )
        self.scan = scan


class NotAMedicine(PharmacyError):
    """A label of ours, but of a patient, a shelf or an invoice."""

    code = "pharmacy.not_a_medicine"


class MedicationClosed(PharmacyError):
    """The medication is no longer used."""

    code = "pharmacy.closed"


class LotNeeded(PharmacyError):
    """The code does not say which lot: a person must.

    Attributes:
        scan: What was scanned.
        medication: What it is.
        lots: The lots on the shelf to choose from, if any.
    """

    code = "pharmacy.lot_needed"

    def __init__(
        self, scan: Scan, medication: MedicationBrief, lots: Sequence[ShelfLot]
    ) -> None:
        super().__init__(
            _("{name}: which lot is it?").format(name=medication.name),
            hint=_("Give lot and expiry as printed on the pack."),
        )
        self.scan, self.medication, self.lots = scan, medication, tuple(lots)


class OtherExpiry(PharmacyError):
    """The same lot number is on the shelf with another expiry."""

    code = "pharmacy.other_expiry"


class AlreadyExpired(PharmacyError):
    """What is being received is past its day."""

    code = "pharmacy.received_expired"


class LotNotOnShelf(PharmacyError):
    """The scanned lot is not on the shelf, as far as the ledger knows."""

    code = "pharmacy.lot_not_on_shelf"


class ExpiredStock(PharmacyError):
    """What was asked for is there, but past its day."""

    code = "pharmacy.expired"


class NotEnoughStock(PharmacyError):
    """The shelf cannot cover what was asked for.

    Attributes:
        short_by: Base units that are missing.
    """

    code = "pharmacy.short"

    def __init__(self, message: str, *, hint: str, short_by: int) -> None:
        super().__init__(message, hint=hint)
        self.short_by = short_by


class SerialSeen(PharmacyError):
    """This very pack, by its serial number, has moved that way already."""

    code = "pharmacy.serial_seen"


class AmountTooLarge(PharmacyError):
    """More than any movement in a clinic."""

    code = "pharmacy.amount"


class ReasonNeeded(PharmacyError):
    """An adjustment without a reason, or with one that does not exist."""

    code = "pharmacy.reason_needed"


class NothingToUndo(PharmacyError):
    """This person has recorded nothing today that is not undone already."""

    code = "pharmacy.nothing_to_undo"


class CannotUndo(PharmacyError):
    """What came in has gone out again meanwhile."""

    code = "pharmacy.cannot_undo"


class CodeTaken(PharmacyError):
    """The code already stands for another medication."""

    code = "pharmacy.code_taken"


class RequestReused(PharmacyError):
    """The request id was used before, by another person or for something else."""

    code = "pharmacy.request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This request was used for something else before."),
            hint=_("This was not recorded. Begin again, with a new request."),
        )


class NothingCounted(PharmacyError):
    """There is no count under way to finish or cancel."""

    code = "pharmacy.nothing_counted"


def shelf_in_words(lots: Sequence[ShelfLot], base_unit: str, today: date) -> str:
    """Say what is on the shelf, in one line."""
    there = [lot for lot in lots if lot.on_hand]
    if not there:
        return _("There is none on the shelf.")
    words = []
    for lot in there[:4]:
        text = f"{lot_in_words(lot)} {lot.on_hand}"
        words.append(text + (" " + _("EXPIRED") if lot.is_expired(today) else ""))
    if len(there) > 4:
        more = len(there) - 4
        words.append(ngettext("{n} more lot", "{n} more lots", more).format(n=more))
    return _("On the shelf ({unit}): {lots}.").format(
        unit=base_unit, lots=", ".join(words)
    )


def lot_in_words(lot: ShelfLot) -> str:
    """Return the lot's number and expiry: `A12 2027-06-30`."""
    return in_words(lot.lot_number, lot.expires_on)


def in_words(lot_number: str, expires_on: date | None) -> str:
    """Return a lot that may not be on the shelf, in the same words."""
    number = printable(lot_number, 20) or _("no lot number")
    expiry = expires_on.isoformat() if expires_on else _("no expiry")
    return f"{number} {expiry}"
