"""The scan screen: PHARMACY's home. The scan field has the focus, always.

A code becomes a task at the moment it is complete, with its request id; tasks
are carried out in order on the database thread, while the field takes the next
code. What cannot be recorded goes on the list above the movements.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Footer, Label

from screens.base import WemaScreen, unexpected
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.medication import MedicationDialog, Picked
from screens.dialogs.notice import Notice
from screens.pharmacy import questions
from screens.pharmacy.carry_out import Result, Task, carry_out
from screens.pharmacy.telling import movement_rows, posted_lines, result_line
from screens.pharmacy.words import mode_word
from screens.widgets.attention import Attention, Problem
from screens.widgets.mode_line import ModeLine
from screens.widgets.movement_list import MovementList
from screens.widgets.on_hand import OnHand
from screens.widgets.scan_field import ScanField
from screens.widgets.top_bar import TopBar
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.quantities import Amount
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import BrokenElementString, Scan
from wema_tui.services.audit.trail import new_request_id
from wema_tui.services.auth.staff import preferences, set_preference
from wema_tui.services.pharmacy.codes import learn_code
from wema_tui.services.pharmacy.counter import (
    CancelSaid,
    Counter,
    FinishSaid,
    ModeSaid,
    UndoSaid,
)
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Found, Posted, Recorded
from wema_tui.services.pharmacy.queries import MovementRow, last_movements
from wema_tui.services.session import Session, SessionEnded
from wema_tui.services.trouble import DatabaseTrouble

logger = logging.getLogger(__name__)

_RETRY = 3.0  # seconds until a busy or unreachable database is tried again
_LOOK_AGAIN = 0.1  # seconds until looking again whether the scanner is quiet
_MODE = "scan_mode"  # name of the preference


class ScanScreen(WemaScreen[None]):
    """Scan without looking up; the screen says the truth when you do."""

    AUTO_FOCUS = "#scan"
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (120, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "finish", "Finish", id="scan.finish", key_display="F2"),
        Binding("f3", "find", "Find", id="scan.find", key_display="F3"),
        Binding("f6", "mode", "Mode", id="scan.mode", key_display="F6"),
        Binding("f7", "undo", "Undo", id="scan.undo", key_display="F7"),
        Binding("f8", "deal", "Deal with", id="scan.deal", key_display="F8"),
        Binding("escape", "forget", "Forget the amount", id="scan.forget", show=False),
    ]

    @dataclass
    class Answered(Message):
        """The database thread has carried out a task, or could not."""

        task: Task
        code: str
        future: Future[tuple[Result, Found | None]]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._counter = Counter()
        self._under_way = 0
        self._is_asking = False
        self._delivered = 0

    def compose(self) -> ComposeResult:
        """Lay out from top to bottom: what a scan does, the field, what came of it."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield ModeLine(id="mode")
        yield ScanField(id="scan")
        yield Label("", id="result", markup=False)
        yield Attention(id="attention")
        with Container(id="below"):
            yield OnHand(id="on-hand")
            yield MovementList(self.session.clock.at_clinic, id="movements")
        yield Footer()

    def on_mount(self) -> None:
        """Bring back the person's mode and show their last movements."""
        self.query_one(Attention).display = False
        self.takes_keys = False
        self.ask(self._remembered, self._begin_work, self._begin_anyhow)

    def _remembered(self) -> tuple[str, list[MovementRow]]:
        return preferences(self.session).get(_MODE, ""), last_movements(self.session)

    def _begin_work(self, known: tuple[str, list[MovementRow]]) -> None:
        mode, rows = known
        if mode in set(Mode):
            self._counter.change_mode(Mode(mode))
        self.query_one(MovementList).show(rows)
        self._show_mode()
        self.call_after_refresh(self._begin)

    def _begin_anyhow(self, error: WemaError) -> None:
        self.show_failure(error)
        self._show_mode()
        self.call_after_refresh(self._begin)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show F8 only while something waits to be dealt with."""
        if action == "deal":
            return bool(self.query_one(Attention).problems)
        return True

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Scan a pack: what happens then is the word in front of the field.\n\n"
            "  12* before a scan: twelve packs.   30u* before a scan: thirty loose"
            " units.\n"
            "  A red line says NOT RECORDED, why, and what to do; everything else"
            " you scanned is recorded.\n"
            "  F7 takes back the last movement. F3 finds a medicine without a code."
            "\n  F2 finishes a delivery or posts a count.\n\n"
            "Printed codes for the modes, amounts, undo and finish are in the manual."
        )

    # -- codes come in -----------------------------------------------------------

    @on(ScanField.Coded)
    def _take_code(self, event: ScanField.Coded) -> None:
        self._take(event.text, event.entry)

    def take_captured(self, code: Captured) -> bool:
        """Record a code that was scanned while a dialog was open."""
        if code.is_complete:
            self._take(code.text, "scanned")
        else:
            self._not_recorded(Problem(code.text, BrokenElementString(code.text)))
        return True

    def _take(self, text: str, entry: str) -> None:
        try:
            said = self._counter.take(text, entry)
        except WemaError as error:
            self._not_recorded(Problem(text, error))
            return
        if isinstance(said, ModeSaid):
            self._mode_changed()
        elif isinstance(said, CancelSaid) and said.mode is Mode.COUNT:
            self._ask_cancel(said)
        elif isinstance(said, ScanOrder | UndoSaid | FinishSaid | CancelSaid):
            self._start(said, text)
        self._show_mode()

    def _start(self, task: Task, code: str) -> None:
        """Put a task at the end of the database thread's queue."""
        self._under_way += 1
        session, counter = self.session, self._counter
        future = self.wema.database.submit(lambda: carry_out(session, counter, task))
        future.add_done_callback(
            lambda done: self.post_message(self.Answered(task, code, done))
        )

    # -- and come to something -----------------------------------------------------

    @on(Answered)
    def _settle(self, event: Answered) -> None:
        self._under_way -= 1
        try:
            result, shelf = event.future.result()
        except SessionEnded as error:
            self.wema.session_ended(error)
        except WemaError as error:
            order = event.task if isinstance(event.task, ScanOrder) else None
            self._not_recorded(Problem(event.code, error, order))
        except Exception:
            logger.exception("a scan failed")
            self._not_recorded(Problem(event.code, unexpected()))
        else:
            self._tell(event.task, result, shelf)
        self._show_mode()

    def _tell(self, task: Task, result: Result, shelf: Found | None) -> None:
        """Show what a task came to."""
        if isinstance(task, FinishSaid) and task.mode is Mode.STOCK_IN:
            self._counter.finish_delivery()
            self._delivered = 0
        self.query_one("#result", Label).update(result_line(task, result))
        if shelf is not None:
            self.query_one(OnHand).show(shelf)
        if isinstance(result, Recorded) and not result.is_repeat:
            for row in movement_rows(result, self.session.employee_id):
                self.query_one(MovementList).add(row)
            if result.reason == "reversal":
                self._reload()
        elif isinstance(result, Posted):
            notice = Notice(_("The count is posted"), posted_lines(result))
            self._when_quiet(lambda: self._show_notice(notice))
            self._reload()

    def _show_notice(self, notice: Notice) -> None:
        self.app.push_screen(notice)

    def _reload(self) -> None:
        self.ask(
            lambda: last_movements(self.session), self.query_one(MovementList).show
        )

    def _not_recorded(self, problem: Problem) -> None:
        """Put it on the list, loudly, and ask at once where a person can help."""
        self.app.bell()
        attention = self.query_one(Attention)
        attention.add(problem)
        self.query_one("#result", Label).update("")
        self.refresh_bindings()
        if isinstance(problem.error, DatabaseTrouble) and problem.error.is_passing:
            self.set_timer(_RETRY, lambda: self._try_again(problem))
        self._ask_next()

    def _try_again(self, problem: Problem) -> None:
        attention = self.query_one(Attention)
        if problem in attention.problems and problem.order is not None:
            attention.settle(problem)
            self._start(problem.order, problem.code)

    # -- questions -----------------------------------------------------------------

    def _when_quiet(self, call: Callable[[], None]) -> None:
        """Do *call* once no scan is coming in: a dialog must not cut one in two."""
        if self.query_one(ScanField).is_quiet and self.app.screen is self:
            call()
        else:
            self.set_timer(_LOOK_AGAIN, lambda: self._when_quiet(call))

    def _ask_next(self) -> None:
        """Ask about the oldest problem that a person can answer, one at a time."""
        if not self._is_asking:
            self._is_asking = True
            self._when_quiet(self._ask_oldest)

    def _ask_oldest(self) -> None:
        waiting = [
            p
            for p in self.query_one(Attention).problems
            if questions.is_question(p) and not p.is_put_off
        ]
        self._is_asking = bool(waiting)
        if waiting:
            self._ask_about(waiting[0])

    def _ask_about(self, problem: Problem) -> None:
        def put_off() -> None:
            problem.is_put_off = True
            self._question_over()

        questions.put(
            self,
            problem,
            self._counter,
            answered=lambda order: self._answered(problem, order),
            learned=lambda scan, picked: self._learn(problem, scan, picked),
            put_off=put_off,
        )

    def _question_over(self) -> None:
        self._is_asking = False
        self.refresh_bindings()
        self._show_mode()
        self._ask_next()

    def _answered(self, problem: Problem, order: ScanOrder) -> None:
        """Try the scan again, and every other that waits for the same answer."""
        attention = self.query_one(Attention)
        for other in list(attention.problems):
            if other is problem:
                self._retry(other, order)
            elif questions.same_question(problem, other) and other.order is not None:
                self._retry(other, other.order)
        self._question_over()

    def _retry(self, problem: Problem, order: ScanOrder) -> None:
        if order.mode is Mode.ADJUSTMENT and order.reason is None:
            reason = self._counter.reasons.get(Mode.ADJUSTMENT)
            order = ScanOrder(**{**vars(order), "reason": reason})
        self.query_one(Attention).settle(problem)
        self._start(order, problem.code)

    def _learn(self, problem: Problem, scan: Scan, picked: Picked) -> None:
        request_id = new_request_id()
        order = problem.order
        assert order is not None  # only orders ask what a code is

        def failed(error: WemaError) -> None:
            self.show_failure(error)
            self._answered(problem, order)  # somebody else may have taught it

        self.ask(
            lambda: learn_code(
                self.session,
                scan,
                medication_id=picked.medication.id,
                pack_size=picked.number,
                request_id=request_id,
            ),
            lambda _nothing: self._answered(problem, order),
            failed,
        )

    # -- keys ------------------------------------------------------------------------

    def action_finish(self) -> None:
        """Finish the delivery or post the count."""
        said = FinishSaid(self._counter.mode, new_request_id())
        self._start(said, "")

    def action_undo(self) -> None:
        """Take back the last movement, or the last scan of a count."""
        self._start(UndoSaid(self._counter.mode, new_request_id()), _("undo"))

    def action_forget(self) -> None:
        """Forget a multiplier that was said."""
        self._counter.amount = Amount()
        self._show_mode()

    def action_deal(self) -> None:
        """Deal with the oldest problem: answer it, or take note of it."""
        problem = self.query_one(Attention).first()
        if problem is None:
            return
        if questions.is_question(problem) and not self._is_asking:
            problem.is_put_off = not problem.is_put_off
            if not problem.is_put_off:
                self._is_asking = True
                self._ask_about(problem)
                return
        self.query_one(Attention).settle(problem)
        self.refresh_bindings()

    def action_mode(self) -> None:
        """Choose what a scan does."""
        modes = list(Mode)
        self.app.push_screen(
            Choose(
                _("What does a scan do?"),
                [mode_word(mode) for mode in modes],
                modes.index(self._counter.mode),
            ),
            lambda place: self._choose_mode(None if place is None else modes[place]),
        )

    def _choose_mode(self, mode: Mode | None) -> None:
        if mode is not None and mode is not self._counter.mode:
            self._counter.change_mode(mode)
            self._mode_changed()

    def _mode_changed(self) -> None:
        mode, request_id = self._counter.mode, new_request_id()
        self.ask(
            lambda: set_preference(self.session, _MODE, str(mode), request_id),
            lambda _nothing: None,
        )
        self._show_mode()
        if mode is Mode.ADJUSTMENT and not self._is_asking:
            self._is_asking = True
            self._when_quiet(self._ask_reason)

    def _ask_reason(self) -> None:
        over = self._question_over
        questions.ask_reason(self, self._counter, lambda _reason: over(), over)

    def action_find(self) -> None:
        """Find a medicine by name, for packs without a code."""
        word = mode_word(self._counter.mode)
        self.app.push_screen(
            MedicationDialog(
                self.session,
                _("{mode}: a medicine without a code").format(mode=word),
                _("How many base units (tablets, ml...)"),
            ),
            self._found,
        )

    def _found(self, picked: Picked | None) -> None:
        if picked is not None:
            label = make_label(LabelType.MEDICATION, picked.medication.id)
            self._counter.amount = Amount(picked.number, is_loose=True)
            self._take(label, "keyed")

    def _ask_cancel(self, said: CancelSaid) -> None:
        def answer(yes: bool | None) -> None:
            if yes:
                self._start(said, "")

        question = Confirm(_("Give up this count?"))
        self._when_quiet(lambda: self._put_question(question, answer))

    def _put_question(
        self, question: Confirm, answer: Callable[[bool | None], None]
    ) -> None:
        self.app.push_screen(question, answer)

    def _show_mode(self) -> None:
        self.query_one(ModeLine).show(self._counter, self._under_way)
