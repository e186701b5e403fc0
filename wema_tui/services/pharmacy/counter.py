"""What has been said at the counter so far, and what the next code does with it.

The mode, a multiplier waiting for its scan, the reason of an adjustment, what
was read off the packs of this delivery. The scan field and `wema scan` both
keep one; it knows no screen and touches no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.quantities import ONE_PACK, Amount
from wema_tui.scanner.commands import Verb, command_on
from wema_tui.scanner.labels import read_label
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import split_multiplier
from wema_tui.scanner.scan import Scan, UnknownCommand, UnreadableCode
from wema_tui.scanner.strokes import GS
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder


class Held(WemaError):
    """A scan behind a command that could not be read: it might do the wrong thing."""

    code = "pharmacy.held"


@dataclass(frozen=True)
class ModeSaid:
    """From now on a scan does something else."""

    mode: Mode


@dataclass(frozen=True)
class AmountSaid:
    """The next scan moves so much."""

    amount: Amount


@dataclass(frozen=True)
class UndoSaid:
    """Take back the last movement.

    Attributes:
        mode: The mode at that moment: in a count, undo takes back a line of it.
        request_id: Counts once.
    """

    mode: Mode
    request_id: str


@dataclass(frozen=True)
class FinishSaid:
    """The delivery or the count is complete."""

    mode: Mode
    request_id: str


@dataclass(frozen=True)
class CancelSaid:
    """Forget the multiplier, and the count if one is under way."""

    mode: Mode
    request_id: str


PackSays = tuple[str, str | None, date | None]
Said = ScanOrder | ModeSaid | AmountSaid | UndoSaid | FinishSaid | CancelSaid


@dataclass
class Counter:
    """The state between two scans.

    Attributes:
        mode: What the next scan does.
        amount: Said before the next scan; used up by it.
        reasons: Mode -> reason, where a person chose one.
        note: Kept for an adjustment until the mode changes.
        delivery: What the code says -> what was read off the pack besides, until
            the delivery is done.
        other_lots: The same in the other modes: only proposed, for there two packs
            of a product often are of two lots.
        supplier: Of this delivery.
        separators_seen: This scanner has sent a group separator.
    """

    mode: Mode = Mode.DISPENSE
    amount: Amount = ONE_PACK
    reasons: dict[Mode, str] = field(default_factory=dict)
    note: str | None = None
    delivery: dict[PackSays, LotDetails] = field(default_factory=dict)
    other_lots: dict[PackSays, LotDetails] = field(default_factory=dict)
    supplier: str | None = None
    separators_seen: bool = False
    _is_mode_lost: bool = field(default=False, init=False)
    _is_amount_lost: bool = field(default=False, init=False)

    def take(self, text: str, entry: str, request_id: str | None = None) -> Said:
        """Say what *text* means now.

        Args:
            text: One code or command, without suffix; may begin with `12*`.
            entry: scanned, keyed or picture.
            request_id: Made here unless given.

        Raises:
            UnreadableCode: A multiplier out of range, or a command that this
                version does not know. Nothing has changed.
            Held: The command before this scan could not be read.
        """
        try:
            said = self._said(text, entry, request_id or new_request_id())
        except UnreadableCode:
            self._note_loss(text)
            raise
        if isinstance(said, AmountSaid):
            self._is_amount_lost = False
        elif isinstance(said, ScanOrder):
            self._hold_back()
        return said

    def _note_loss(self, text: str) -> None:
        """Remember that a mode or an amount was meant, but not understood."""
        start = text.strip()[:2].upper()
        self._is_mode_lost |= start == "WC"
        self._is_amount_lost |= start == "WQ" or text.rstrip().endswith("*")

    def _hold_back(self) -> None:
        """Refuse a scan whose mode or amount was lost: nobody may be looking."""
        if self._is_mode_lost:
            raise Held(
                _("Held back: the mode before it could not be read."),
                hint=_("Choose the mode, then scan it again."),
            )
        if self._is_amount_lost:
            self._is_amount_lost = False
            raise Held(
                _("Held back: the amount before it could not be read."),
                hint=_("Scan it again with the right amount."),
            )

    def _said(self, text: str, entry: str, request_id: str) -> Said:
        amount, code = split_multiplier(text)
        if amount is not None and not code:
            self.amount = amount
            return AmountSaid(amount)
        said = self._command(code, request_id)
        if said is not None:
            return said
        order = ScanOrder(
            text=code,
            mode=self.mode,
            request_id=request_id,
            amount=amount or self.amount,
            entry=entry,
            reason=self.reasons.get(self.mode),
            note=self.note if self.mode is Mode.ADJUSTMENT else None,
            separators_seen=self.separators_seen,
        )
        self.amount = ONE_PACK
        return order

    def change_mode(self, mode: Mode) -> None:
        """Go to another mode; what was said for the old one is forgotten."""
        self._is_mode_lost = False
        if mode is not self.mode:
            self.amount, self.note = ONE_PACK, None
            self.reasons.pop(Mode.ADJUSTMENT, None)
            self.other_lots.clear()
            self.mode = mode

    def remember_lot(
        self, scan: Scan, details: LotDetails, mode: Mode = Mode.STOCK_IN
    ) -> None:
        """Keep what was read off a pack for the next one like it."""
        if mode is Mode.STOCK_IN:
            self.delivery[said_by(scan)] = details
            self.supplier = details.supplier or self.supplier
        else:
            self.other_lots[said_by(scan)] = details

    def lot_said_before(self, scan: Scan, mode: Mode) -> LotDetails | None:
        """Return what to propose for such a pack, if anything."""
        if mode is not Mode.STOCK_IN:
            return self.other_lots.get(said_by(scan))
        if self.supplier is None:
            return None
        return LotDetails(scan.lot_number or "", scan.expires_on, None, self.supplier)

    def recorded(self, order: ScanOrder) -> None:
        """Note that *order* was recorded: its separators were real ones."""
        self.separators_seen |= GS in order.text

    def finish_delivery(self) -> None:
        """Forget the packs of this delivery."""
        self.delivery.clear()
        self.supplier = None

    def with_known_lot(self, order: ScanOrder, scan: Scan) -> ScanOrder | None:
        """Return *order* with what this delivery's pack said, if it was read."""
        details = self.delivery.get(said_by(scan))
        if order.mode is not Mode.STOCK_IN or order.lot is not None or details is None:
            return None
        return replace(order, lot=details)

    def _command(self, code: str, request_id: str) -> Said | None:
        label = read_label(code.strip())
        if label is None or label.type not in "CQ":
            return None
        command = command_on(label)
        if command is None:
            raise UnknownCommand(code)
        if isinstance(command.argument, Mode):
            self.change_mode(command.argument)
            return ModeSaid(self.mode)
        if isinstance(command.argument, int):
            self.amount = Amount(command.argument)
            return AmountSaid(self.amount)
        self.amount = ONE_PACK
        if command.verb is Verb.UNDO:
            return UndoSaid(self.mode, request_id)
        if command.verb is Verb.FINISH:
            return FinishSaid(self.mode, request_id)
        return CancelSaid(self.mode, request_id)


def said_by(scan: Scan) -> PackSays:
    """Return what a code says of its pack: product, lot, expiry.

    Two packs of one product whose codes name two lots are not alike: the expiry
    that was read off the one is not the other's.
    """
    return scan.code, scan.lot_number, scan.expires_on
