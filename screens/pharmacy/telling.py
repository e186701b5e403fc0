"""What a scan came to, in words for the screen."""

from __future__ import annotations

from screens.pharmacy.carry_out import Result, Task
from screens.pharmacy.words import movement_word
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.counter import CancelSaid, FinishSaid
from wema_tui.services.pharmacy.errors import lot_in_words
from wema_tui.services.pharmacy.outcomes import Counted, Found, Posted, Recorded
from wema_tui.services.pharmacy.queries import MovementRow
from wema_tui.text import printable


def result_line(task: Task, result: Result, *, is_brief: bool = False) -> str:
    """Return the one line below the scan field.

    Args:
        task: What was wanted.
        result: What came of it.
        is_brief: Leave out what the newest line of the movements says anyway.
    """
    if isinstance(result, Recorded):
        return _recorded(result, is_brief=is_brief)
    if isinstance(result, Counted):
        text = _("Counted: {name}, {lot}: {quantity:+} {unit}, so far {total}").format(
            name=printable(result.medication.name, 60),
            lot=lot_in_words(result.lot),
            quantity=result.quantity,
            unit=result.medication.base_unit,
            total=result.total,
        )
        return text + _before(result)
    if isinstance(result, Found):
        return _("Looked up, nothing changed: {name}, {n} {unit} on hand").format(
            name=printable(result.medication.name, 60),
            n=result.on_hand,
            unit=result.medication.base_unit,
        )
    if isinstance(result, Posted):
        return _("The count is posted.")
    return _nothing_moved(task)


def _nothing_moved(task: Task) -> str:
    if isinstance(task, FinishSaid) and task.mode is Mode.STOCK_IN:
        return _("The delivery is finished: lots are asked anew for the next one.")
    if isinstance(task, FinishSaid):
        return _("Nothing to finish: only a delivery and a count are finished.")
    if isinstance(task, CancelSaid) and task.mode is Mode.COUNT:
        return _("The count is given up; the stock stays as it is.")
    return _("The amount is forgotten. Nothing else was under way.")


def _recorded(result: Recorded, *, is_brief: bool) -> str:
    text = _("Recorded: {word} {quantity:+}").format(
        word=movement_word(result.type, result.reason), quantity=result.quantity
    )
    if not is_brief:
        lots = ", ".join(lot_in_words(line.lot) for line in result.lines)
        name = printable(result.medication.name, 60)
        text += f" {result.medication.base_unit}  {name}  {lots}"
    text += _before(result)
    if result.earlier_lot is not None:
        text += "  " + _("EARLIER LOT ON SHELF: {lot}").format(
            lot=lot_in_words(result.earlier_lot)
        )
    return text


def _before(result: Recorded | Counted) -> str:
    return "  " + _("(was recorded before)") if result.is_repeat else ""


def movement_rows(result: Recorded, employee_id: str) -> list[MovementRow]:
    """Return the new lines of the ledger, oldest first."""
    return [
        MovementRow(
            line.movement_id,
            result.at,
            result.type,
            result.reason,
            result.medication.name,
            result.medication.base_unit,
            line.quantity,
            line.lot.lot_number,
            line.lot.expires_on,
            employee_id,
        )
        for line in result.lines
    ]


def posted_lines(posted: Posted) -> list[str]:
    """Return one line for each lot that was counted."""
    lines = []
    for difference in posted.differences:
        exact = _("exact")
        if difference.quantity:
            exact = _("corrected by {n:+}").format(n=difference.quantity)
        lines.append(
            _(
                "{name}, {lot}: counted {counted}, in the books {expected}, {exact}"
            ).format(
                name=printable(difference.medication.name, 50),
                lot=lot_in_words(difference.lot),
                counted=difference.counted,
                expected=difference.expected,
                exact=exact,
            )
        )
    return lines or [_("This count was posted already.")]
