"""Carries out what was said at the counter: runs on the database thread.

It knows which scans are not recorded yet, in the order in which they came, so
that nothing is done past them: a count is not posted short of them, and undo
takes back nothing that was right when the newest scan failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import UnreadableCode
from wema_tui.services.pharmacy import counting
from wema_tui.services.pharmacy.counter import CancelSaid, Counter, FinishSaid, UndoSaid
from wema_tui.services.pharmacy.errors import LotNeeded, UnknownCode
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Found, Posted, Recorded
from wema_tui.services.pharmacy.queries import look_up
from wema_tui.services.pharmacy.scanning import handle_scan, note_refused
from wema_tui.services.pharmacy.undoing import undo_last
from wema_tui.services.session import Session
from wema_tui.services.trouble import DatabaseTrouble

Result = Recorded | Counted | Found | Posted | None


@dataclass(frozen=True)
class Refused:
    """A code that was refused before it came to anything; the audit log is told.

    Attributes:
        error: Why.
        mode: What it would have done.
        request_id: Counts once.
    """

    error: WemaError
    mode: Mode
    request_id: str


Task = ScanOrder | UndoSaid | FinishSaid | CancelSaid | Refused


class CountIncomplete(WemaError):
    """Scans of the count are not recorded: posting it would take them off."""

    code = "pharmacy.count_incomplete"


class LastNotRecorded(WemaError):
    """The newest scan did not get recorded: undo would take back the one before."""

    code = "pharmacy.last_not_recorded"


class ScannedWhileLocked(WemaError):
    """A scan that came while nobody was at the screen."""

    code = "pharmacy.locked"

    def __init__(self) -> None:
        super().__init__(
            _("The screen was locked."), hint=_("Scan this pack again, then press F8.")
        )


class CodeNotLearned(WemaError):
    """A code that is not known, scanned by somebody who may not say what it is."""

    code = "pharmacy.not_learned"


class Clerk:
    """Does one thing after the other, all or nothing each.

    Args:
        session: In whose name.
        counter: Remembers the lots of this delivery.
    """

    def __init__(self, session: Session, counter: Counter) -> None:
        self._session, self._counter = session, counter
        self._loose: dict[str, Mode] = {}  # scans not recorded, by request id
        self._newest = ""
        self._trouble: DatabaseTrouble | None = None

    def carry_out(
        self, task: Task, *, is_retry: bool = False
    ) -> tuple[Result, Found | None]:
        """Do one thing.

        While the database is in passing trouble, scans wait behind the one that
        met it first: they keep their order, and nobody waits for each in turn.

        Args:
            task: What was said.
            is_retry: Try it even though the database was in trouble.

        Returns:
            What came of it, and what is on the shelf of the medication now; the
            latter is None where the shelf is not to be shown, as in a blind count.

        Raises:
            WemaError: Nothing was recorded.
        """
        if not isinstance(task, ScanOrder | Refused):
            result = self._command(task)
        else:
            result = self._scanned(task, is_retry)
        if isinstance(result, Found):
            return result, result
        if isinstance(result, Recorded):
            return result, look_up(self._session, result.medication.id)
        return result, None

    def forget(self, *request_ids: str) -> None:
        """A person has seen that these stay unrecorded."""
        for request_id in request_ids:
            self._loose.pop(request_id, None)

    def remember(self, loose: Mapping[str, Mode]) -> None:
        """Scans of an earlier session are still not recorded: request id -> mode."""
        self._loose = {**loose, **self._loose}
        self._newest = self._newest or next(reversed([*loose]), "")

    def _scanned(self, task: ScanOrder | Refused, is_retry: bool) -> Result:
        if not is_retry:
            self._newest = task.request_id
        self._loose[task.request_id] = task.mode
        if self._trouble is not None and not is_retry:
            raise self._trouble
        self._trouble = None
        try:
            result = (
                self._scan(task)
                if isinstance(task, ScanOrder)
                else _refuse(self._session, task)
            )
        except DatabaseTrouble as trouble:
            self._trouble = trouble if trouble.is_passing else None
            raise
        self._loose.pop(task.request_id, None)
        if isinstance(task, ScanOrder):
            self._counter.recorded(task)
        return result

    def _scan(self, order: ScanOrder) -> Result:
        try:
            return handle_scan(self._session, order)
        except LotNeeded as needed:
            known = self._counter.with_known_lot(order, needed.scan)
            if known is None:
                raise
            return handle_scan(self._session, known)
        except UnknownCode as unknown:
            if self._session.may("pharmacy.learn_code"):
                raise
            hint = _("A colleague who is approved must say which medicine it is.")
            raise CodeNotLearned(unknown.message, hint=hint) from None

    def _command(self, task: UndoSaid | FinishSaid | CancelSaid) -> Result:
        in_count = task.mode is Mode.COUNT
        if isinstance(task, UndoSaid):
            return self._undo(task, in_count)
        if isinstance(task, FinishSaid):
            return self._finish(task, in_count)
        if in_count:
            counting.cancel_count(self._session, task.request_id)
        return None

    def _undo(self, task: UndoSaid, in_count: bool) -> Result:
        if self._newest in self._loose:
            raise LastNotRecorded(
                _("The last scan was NOT RECORDED: there is nothing to take back."),
                hint=_("Press F8 and deal with it."),
            )
        # In a count only the count is taken back, never a movement before it.
        undo = counting.uncount_last if in_count else undo_last
        return undo(self._session, task.request_id)

    def _finish(self, task: FinishSaid, in_count: bool) -> Result:
        if not in_count:
            self._counter.finish_delivery()  # here: in the order of the scans
            return None
        if Mode.COUNT in self._loose.values():
            raise CountIncomplete(
                _("Scans of this count are NOT RECORDED: it would be posted short."),
                hint=_("Press F8 and deal with them first."),
            )
        return counting.finish_count(self._session, task.request_id)


def _refuse(session: Session, task: Refused) -> Result:
    if isinstance(task.error, UnreadableCode):
        note_refused(session, task.mode, task.error, task.request_id)
    raise task.error
