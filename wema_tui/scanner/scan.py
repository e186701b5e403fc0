"""What one code says, and every way in which a code can be unreadable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

if TYPE_CHECKING:
    from datetime import date

    from wema_tui.scanner.commands import Command

MAX_CODE = 512
"""Characters. Nothing longer is looked at: no pack carries more than about 100."""

MAX_INTERNAL_CODE = 64
"""Characters in a code of the clinic's own: already more than a shelf label holds."""


class Kind(StrEnum):
    """What a code stands for."""

    TRADE_ITEM = "trade_item"
    """A product, by its GTIN."""
    INTERNAL = "internal"
    """A code of the clinic's or the maker's own choice, known here or not yet."""
    LABEL = "label"
    """A label that this house printed; `labels.read_label(scan.code)` reads it."""
    COMMAND = "command"
    """A printed command: see `Scan.command`."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What one code says.

    When a scanner may have lost a separator, the text can be read in more than
    one way. The scan itself is then the literal reading, `readings` holds the
    others, and a person has to choose among `choices`.
    """

    raw: str
    """The text as it came, without suffix. Not safe to show: see `printable`."""
    kind: Kind
    code: str
    """The key in the barcode table: 14 digits for a trade item, upper case
    without surrounding spaces for everything else."""
    lot_number: str | None = None
    expires_on: date | None = None
    """Last day on which it may be used; a month without day means its last day."""
    serial: str | None = None
    pieces: int | None = None
    """Pieces in this one pack, as its code says it (GS1 AI 30)."""
    packs: int | None = None
    """Packs in the box that carries the code, as it says it (GS1 AI 37)."""
    command: Command | None = None
    readings: tuple[Scan, ...] = ()
    """Other complete ways to read the same text, the likeliest first."""
    is_possible: bool = True
    """False when the literal reading breaks the standard, so that only one of
    `readings` can be right. Lot and serial are then None in the scan itself."""

    @property
    def is_doubtful(self) -> bool:
        """Whether a person must choose a reading before this is recorded."""
        return bool(self.readings)

    @property
    def choices(self) -> tuple[Scan, ...]:
        """Every reading that may be recorded, the literal one first."""
        return (self, *self.readings) if self.is_possible else self.readings


class UnreadableCode(WemaError):
    """A code that says nothing we may rely on. Nothing was recorded.

    Args:
        text: The code as it came.

    Attributes:
        raw: The first 513 characters of the code, for the log. Not safe to show.
    """

    code = "scan.unreadable"

    def __init__(self, text: str) -> None:
        message, hint = self._explain()
        super().__init__(message.format(code=printable(text)), hint=hint)
        self.raw = text[: MAX_CODE + 1]

    def _explain(self) -> tuple[str, str]:
        return _("The code {code} cannot be read."), _scan_again()


class EmptyCode(UnreadableCode):
    """Nothing but spaces arrived."""

    code = "scan.empty"

    def _explain(self) -> tuple[str, str]:
        return _("No code arrived."), _("Scan a code or type one, then press Enter.")


class TooLong(UnreadableCode):
    """More than 512 characters: a scanner test sheet, a paste, or an attack."""

    code = "scan.too_long"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} is longer than any code on a pack."),
            _("Scan one code only; if it stays too long, find it by name (F3)."),
        )


class TooLongForInternal(UnreadableCode):
    """Not a code we know, and longer than a code of one's own may be."""

    code = "scan.too_long_internal"

    def _explain(self) -> tuple[str, str]:
        return (
            _("{code} is not a product code, and too long for a code of our own."),
            _("Scan another code on the pack, or find it by name (F3)."),
        )


class ControlCharacters(UnreadableCode):
    """Control, invisible or direction-turning characters where none belong."""

    code = "scan.control_characters"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} contains characters that belong in no code."),
            _scan_again(),
        )


class NotText(UnreadableCode):
    """Bytes that are not UTF-8 arrived: a damaged line or a wrong encoding."""

    code = "scan.not_text"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} was damaged on its way: some of it is not text."),
            _("Scan it again; if it stays damaged, set the terminal to UTF-8."),
        )


class WrongCheckDigit(UnreadableCode):
    """The check digit or check character does not fit the rest."""

    code = "scan.check_digit"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} has a wrong check digit: a digit is wrong or missing."),
            _("Scan it again; if it stays wrong, find it by name (F3)."),
        )


class RunTogether(UnreadableCode):
    """Two codes, or a number and a code, without anything between them."""

    code = "scan.run_together"

    def _explain(self) -> tuple[str, str]:
        return (
            _("{code} looks like two codes, or a number and a code, run together."),
            _("Scan them again one by one; set the scanner to send Enter."),
        )


class ImpossibleDate(UnreadableCode):
    """The code names a day that no calendar has, such as 31 April."""

    code = "scan.date"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} names a date that does not exist."),
            _("Press F3 and find it by name; give lot and expiry as on the pack."),
        )


class BrokenElementString(UnreadableCode):
    """It looks like a GS1 code and breaks the rules of GS1."""

    code = "scan.gs1"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} breaks off or does not follow the GS1 rules."),
            _("Scan it again; if it stays broken, find it by name (F3)."),
        )


class NoProduct(UnreadableCode):
    """A proper code that names no product: a pallet label, a web address."""

    code = "scan.no_product"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} does not say which product it is."),
            _("Scan another code on the pack, or find it by name (F3)."),
        )


class ForeignFormat(UnreadableCode):
    """An ISO 15434 envelope with something other than GS1 inside."""

    code = "scan.format"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} is written in a format that is not read here."),
            _("Scan another code on the pack, or find it by name (F3)."),
        )


class CapsLockOn(UnreadableCode):
    """The scanner types upper case as lower case: lots would be wrong."""

    code = "scan.caps_lock"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} arrived with large and small letters exchanged."),
            _("Switch Caps Lock off and scan it again."),
        )


class WrongLayout(UnreadableCode):
    """The scanner types for another keyboard layout than the computer has."""

    code = "scan.layout"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The code {code} was typed for another keyboard layout."),
            _("Set the scanner to the computer's keyboard layout and scan it again."),
        )


class UnknownCommand(UnreadableCode):
    """One of our printed commands, from a newer version of WEMA."""

    code = "scan.command"

    def _explain(self) -> tuple[str, str]:
        return (
            _("The printed command {code} is not known to this version."),
            _("Print a new command sheet, or use the keys."),
        )


class WrongMultiplier(UnreadableCode):
    """The number before the star is not from 1 to 9999, or there are two."""

    code = "scan.multiplier"

    def _explain(self) -> tuple[str, str]:
        return (
            _("{code} does not start with an amount that can be used."),
            _("Type one number from 1 to 9999 and a star (12* or 30u*), then scan."),
        )


def _scan_again() -> str:
    return _("Scan it again; if it stays unreadable, find it by name (F3).")
