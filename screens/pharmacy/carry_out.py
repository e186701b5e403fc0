"""Carry out what was said at the counter: runs on the database thread."""

from __future__ import annotations

from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy import counting
from wema_tui.services.pharmacy.counter import CancelSaid, Counter, FinishSaid, UndoSaid
from wema_tui.services.pharmacy.errors import LotNeeded
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Found, Posted, Recorded
from wema_tui.services.pharmacy.queries import look_up
from wema_tui.services.pharmacy.scanning import handle_scan
from wema_tui.services.pharmacy.undoing import undo_last
from wema_tui.services.session import Session

Result = Recorded | Counted | Found | Posted | None
Task = ScanOrder | UndoSaid | FinishSaid | CancelSaid


def carry_out(
    session: Session, counter: Counter, task: Task
) -> tuple[Result, Found | None]:
    """Do one thing, all or nothing.

    Args:
        session: Who said it.
        counter: Remembers the lots of this delivery.
        task: What was said.

    Returns:
        What came of it, and what is on the shelf of the medication now; the
        latter is None where the shelf is not to be shown, as in a blind count.

    Raises:
        WemaError: Nothing was recorded.
    """
    result = _result(session, counter, task)
    if isinstance(result, Found):
        return result, result
    if isinstance(result, Recorded):
        return result, look_up(session, result.medication.id)
    return result, None


def _result(session: Session, counter: Counter, task: Task) -> Result:
    if isinstance(task, ScanOrder):
        return _scan(session, counter, task)
    in_count = task.mode is Mode.COUNT
    if isinstance(task, UndoSaid):
        # In a count only the count is taken back, never a movement before it.
        undo = counting.uncount_last if in_count else undo_last
        return undo(session, task.request_id)
    if isinstance(task, FinishSaid):
        if in_count:
            return counting.finish_count(session, task.request_id)
        counter.finish_delivery()  # here: in the order of the scans
    elif in_count:
        counting.cancel_count(session, task.request_id)
    return None


def _scan(session: Session, counter: Counter, order: ScanOrder) -> Result:
    try:
        return handle_scan(session, order)
    except LotNeeded as needed:
        known = counter.with_known_lot(order, needed.scan)
        if known is None:
            raise
        return handle_scan(session, known)
