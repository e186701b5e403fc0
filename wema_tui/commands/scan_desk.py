"""What one line of `wema scan` does, and what became of it.

Nobody watches while a file is recorded. So what a person at the screen would see
and correct is held back here: after a mode that could not be read nothing is
recorded in the old one, an undo behind a failed line takes nothing back, and a
count with a failed line is not posted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from wema_tui.commands.scan_count import CountUnderWay
from wema_tui.commands.scan_outcome import Outcome, counted, found, posted, recorded
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan, UnreadableCode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.counter import (
    AmountSaid,
    CancelSaid,
    Counter,
    FinishSaid,
    ModeSaid,
    Said,
    UndoSaid,
)
from wema_tui.services.pharmacy.counting import uncount_last
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Found, Recorded
from wema_tui.services.pharmacy.scanning import (
    handle_scan,
    note_refused,
    read_known,
)
from wema_tui.services.pharmacy.undoing import undo_last
from wema_tui.services.session import PermissionDenied, Session, SessionEnded
from wema_tui.services.trouble import DatabaseTrouble


class Held(WemaError):
    """A line is held back, because of an earlier one that failed."""

    code = "scan.held"


class Halted(WemaError):
    """Nothing more can be recorded."""

    code = "scan.halted"


@dataclass(frozen=True)
class Wishes:
    """What the command line says about all lines.

    Attributes:
        mode: What the first line does; a printed command can change it.
        lot: Lot number for codes that bring none.
        expiry: Its last day of use; None for what does not expire.
        is_expiry_said: Whether `expiry` was given at all.
        reason: For movements in `mode`.
        note: For movements in `mode`.
        supplier: Who delivered.
        prefix: Makes request ids that are the same in a repeated run.
        entry: scanned or picture.
    """

    mode: Mode
    lot: str | None = None
    expiry: date | None = None
    is_expiry_said: bool = False
    reason: str | None = None
    note: str | None = None
    supplier: str | None = None
    prefix: str | None = None
    entry: str = "scanned"


class Desk:
    """Takes line after line, in one person's name.

    Args:
        session: Who scanned.
        wishes: What holds for all lines.
    """

    def __init__(self, session: Session, wishes: Wishes) -> None:
        self._session, self._wishes = session, wishes
        self._counter = Counter(
            mode=wishes.mode,
            note=wishes.note,
            separators_seen=wishes.entry == "picture",  # zbar keeps them
        )
        if wishes.reason:
            self._counter.reasons[wishes.mode] = wishes.reason
        self._has_just_failed = False
        self._count = CountUnderWay(session, wishes.prefix)

    def take(self, line: int, text: str) -> Outcome:
        """Do what *text* asks for, and say what became of it.

        Args:
            line: Its number: makes the request id.
            text: One code or command; may begin with `12*` or `30u*`.

        Raises:
            Halted: Neither this line nor any other can be recorded.
        """
        try:
            outcome = self._carry_out(line, text)
        except (DatabaseTrouble, SessionEnded, PermissionDenied) as error:
            raise _halted(line, error) from error
        except WemaError as error:
            self._counter.amount = Counter().amount
            self._has_just_failed = True
            self._count.note_failure(self._counter.mode)
            return Outcome(line, text[:513], ok=False, error=error.sentence)
        self._has_just_failed = False
        return outcome

    def end(self) -> Outcome | None:
        """Post the count that is under way, if any; say what became of it.

        Raises:
            Halted: The database does not answer.
        """
        if not self._count.is_open:
            return None
        try:
            if self._count.has_failed:
                return Outcome(None, "", ok=False, error=self._count.give_up())
            return posted(None, "", self._count.post(self._request_id("end")))
        except (DatabaseTrouble, SessionEnded, PermissionDenied) as error:
            raise _halted(None, error) from error
        except WemaError as error:
            return Outcome(None, "", ok=False, error=error.sentence)

    def give_up(self) -> str:
        """Leave a count that cannot be completed; return what became of it."""
        return self._count.give_up() if self._count.is_open else ""

    def _carry_out(self, line: int, text: str) -> Outcome:
        said = self._understand(line, text)
        if isinstance(said, ModeSaid):
            return Outcome(line, text, type="mode", medication=str(said.mode))
        if isinstance(said, AmountSaid):
            return Outcome(line, text, type="amount")
        if isinstance(said, ScanOrder):
            return self._record(line, said)
        return self._command(line, text, said)

    def _understand(self, line: int, text: str) -> Said:
        try:
            return self._counter.take(text, self._wishes.entry, self._request_id(line))
        except UnreadableCode as error:
            note_refused(self._session, self._counter.mode, error, new_request_id())
            raise

    def _record(self, line: int, order: ScanOrder) -> Outcome:
        if order.mode is Mode.COUNT:
            self._count.open()
        order = self._complete(order)
        done = _insisting(self._session, order)
        self._counter.recorded(order)
        if isinstance(done, Recorded):
            return recorded(line, order.text, done)
        if isinstance(done, Counted):
            return counted(line, order.text, done)
        return found(line, order.text, done)

    def _complete(self, order: ScanOrder) -> ScanOrder:
        """Add what the command line said about the pack."""
        wishes = self._wishes
        try:
            scan = read_known(
                self._session, order.text, separators_seen=order.separators_seen
            )
        except UnreadableCode:
            # The refusal is written down, but must not use up the line's own id:
            # the line may be right in the next run.
            return replace(order, request_id=new_request_id())
        order = replace(order, note=wishes.note if order.mode is wishes.mode else None)
        if scan.is_doubtful:
            return order  # to be refused: a person must choose
        if order.mode is Mode.STOCK_IN:
            return replace(order, reading=scan, lot=self._delivered(scan))
        if wishes.lot is None or scan.lot_number is not None:
            return replace(order, reading=scan)
        if wishes.is_expiry_said and order.mode in (Mode.COUNT, Mode.ADJUSTMENT):
            # The whole lot is described: it may be one that turned up.
            return replace(
                order, reading=scan, lot=LotDetails(wishes.lot, wishes.expiry)
            )
        return replace(order, reading=replace(scan, lot_number=wishes.lot))

    def _delivered(self, scan: Scan) -> LotDetails | None:
        """Return what the command line says of a delivered pack, if it is enough."""
        wishes = self._wishes
        brings_all = scan.lot_number is not None and scan.expires_on is not None
        if not (wishes.is_expiry_said or brings_all):
            return None  # a lot without expiry would be taken for one that keeps
        return LotDetails(wishes.lot or "", wishes.expiry, supplier=wishes.supplier)

    def _command(
        self, line: int, text: str, said: UndoSaid | FinishSaid | CancelSaid
    ) -> Outcome:
        in_count = said.mode is Mode.COUNT
        if isinstance(said, UndoSaid):
            if self._has_just_failed:
                raise Held(
                    _("The line before was not recorded, so nothing is undone."),
                )
            if in_count:
                taken = uncount_last(self._session, said.request_id)
                return replace(counted(line, text, taken), type="undo")
            undone = undo_last(self._session, said.request_id)
            return replace(recorded(line, text, undone), type="undo")
        if isinstance(said, CancelSaid):
            if in_count:
                self._count.cancel(said.request_id)
            return Outcome(line, text, type="cancel")
        if in_count:
            return posted(line, text, self._count.post(said.request_id))
        self._counter.finish_delivery()
        return Outcome(line, text, type="finish")

    def _request_id(self, place: int | str) -> str:
        if self._wishes.prefix is None:
            return new_request_id()
        return f"{self._wishes.prefix}:{place}"


def _insisting(session: Session, order: ScanOrder) -> Recorded | Counted | Found:
    """Record it, and ask once more when the database was only busy or away.

    The same request counts once, also when the answer to the first got lost.
    """
    try:
        return handle_scan(session, order)
    except DatabaseTrouble as trouble:
        if not trouble.is_passing:
            raise
    return handle_scan(session, order)


def _halted(line: int | None, error: WemaError) -> Halted:
    where = _("At the end") if line is None else _("line {n}").format(n=line)
    if isinstance(error, DatabaseTrouble) and error.may_be_written:
        rest = _("It is not known whether this line was recorded.")
    else:
        rest = _("Nothing from there on was recorded.")
    return Halted(f"{where}: {error.sentence} {rest}")
