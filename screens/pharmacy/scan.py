"""The scan screen: PHARMACY's home. The scan field has the focus, always.

A complete code becomes a task with its request id; tasks are carried out in order
on the database thread. What cannot be recorded goes on the list above the movements.
"""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Footer, Label

from screens.dialogs.notice import Notice
from screens.doable import JUMP
from screens.pharmacy import kept_list, questions
from screens.pharmacy.carry_out import Clerk, Refused, Result, Task
from screens.pharmacy.habits import Remembered, remembered
from screens.pharmacy.loose_ends import LooseEnds
from screens.pharmacy.scan_keys import ScanKeys
from screens.pharmacy.telling import movement_rows, posted_lines, result_line
from screens.pharmacy.under_way import Answered, UnderWay
from screens.pharmacy.words import scan_help
from screens.widgets.attention import Attention, heading
from screens.widgets.mode_line import ModeLine
from screens.widgets.movement_list import MovementList
from screens.widgets.on_hand import OnHand
from screens.widgets.scan_field import ScanField
from screens.widgets.top_bar import TopBar
from screens.work_left import Kind, offer
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import BrokenElementString, UnknownCommand
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.counter import (
    CancelSaid,
    Counter,
    FinishSaid,
    ModeSaid,
    UndoSaid,
)
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Found, Posted, Recorded
from wema_tui.services.pharmacy.queries import last_movements
from wema_tui.services.pharmacy.rules import REVERSAL_REASON
from wema_tui.services.session import Session, SessionEnded
from wema_tui.text import printable


class ScanScreen(ScanKeys):
    """Scan without looking up; the screen says the truth when you do."""

    AUTO_FOCUS = "#scan"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._counter = Counter()
        self._attention = Attention(id="attention")
        self._under_way = UnderWay(self, Clerk(session, self._counter))
        self._loose_ends = LooseEnds(
            self, self._counter, self._attention, self._under_way
        )

    def compose(self) -> ComposeResult:
        """Lay out from top to bottom: what a scan does, the field, what came of it."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield ModeLine(id="mode")
        yield ScanField(self._take, id="scan")
        yield Label("", id="result", markup=False)
        yield self._attention
        with Container(id="below"):
            yield OnHand(_("On hand: scan something."), id="on-hand")
            yield MovementList(self.session.clock, id="movements")
        yield Footer()

    def prepare(self) -> None:
        """Bring back the person's mode and their last movements; then take keys."""
        self.ask(lambda: remembered(self.session), self._begin, self._begin_anyhow)

    def _begin(self, known: Remembered) -> None:
        self.query_one(MovementList).show(known.movements)
        self.wema.keys.known_codes = known.codes
        if known.mode is not None:
            self._counter.change_mode(known.mode)
        self._begin_work()

    def _begin_anyhow(self, error: WemaError) -> None:
        self.show_failure(error)
        self._begin_work()

    def _begin_work(self) -> None:
        self._loose_ends.watch()
        self._mode_shown()
        self.take_keys_again()
        not_recorded = Kind(kept_list.in_words, self._loose_ends.bring_back)
        find = Kind(questions.find_in_words, self._find_again)
        # One of a mode that is no more stays where it is.
        kinds = {f"{questions.FIND_DRAFT}:{mode}": find for mode in Mode}
        kinds[kept_list.KIND] = not_recorded
        offer(self, kinds, self._loose_ends.when_quiet)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return scan_help()

    def say_it_again(self) -> bool:
        """Keep what is not recorded and what was said: draw every part anew."""
        self.query_one("#result", Label).update("")
        self.show_mode()
        self.refresh_bindings()
        for part in self.query("*"):
            part.refresh(layout=True)
        return True

    @property
    def unfinished(self) -> str:
        """What would be lost by signing out now."""
        problems = self._attention.problems
        kept = _("{what} (kept until you are back)").format(what=heading(problems))
        words = [kept] if problems else []
        if self.query_one(ScanField).text:
            words.append(_("half a code in the field"))
        if self._under_way:
            words.append(_("{n} being recorded").format(n=len(self._under_way)))
        return ", ".join(words)

    @property
    def unrecorded(self) -> int:
        """How many scans are not recorded when the session ends."""
        return len(self._under_way) + sum(p.is_scan for p in self._attention.problems)

    # -- codes come in ---------------------------------------------------------------

    @property
    def is_quiet(self) -> bool:
        """Whether a question may open without cutting a code in two."""
        # There is no field any more when the program is ending.
        return any(field.is_quiet for field in self.query(ScanField))

    def take_key(self, event: events.Key) -> bool:
        """Take every key that can be part of a code, wherever the focus is."""
        return self.query_one(ScanField).take_key(event)

    def take_paste(self, event: events.Paste) -> bool:
        """Take what a scanning program pastes."""
        self.query_one(ScanField).take_paste(event)
        return True

    def take_captured(self, code: Captured) -> bool:
        """Record a code that was scanned while a dialog was open."""
        if self.wema.open_card(code.text):
            return True
        if code.text.lstrip().startswith(JUMP):
            self._refuse(code.text, UnknownCommand(code.text))
        elif code.is_complete:
            said = self.query_one(ScanField).take_amount()
            self._take(said + code.text, "scanned")
        else:
            self._refuse(code.text, BrokenElementString(code.text))
        return True

    def take_refused(self, codes: list[str]) -> None:
        """Keep what was scanned while the screen was locked on the list."""
        self._loose_ends.add_locked(codes)

    def _take(self, text: str, entry: str, request_id: str | None = None) -> None:
        if text.lstrip().startswith(JUMP):
            self._jump(text, entry)
            return
        if self.wema.open_card(text):
            return
        try:
            said = self._counter.take(text, entry, request_id)
        except WemaError as error:
            self._refuse(text, error)
            return
        if isinstance(said, ModeSaid):
            self._mode_changed()
        elif isinstance(said, FinishSaid | CancelSaid):
            self._loose_ends.finish(said)
        elif isinstance(said, ScanOrder | UndoSaid):
            self._under_way.start(said, text)
        self.show_mode()

    def _jump(self, line: str, entry: str) -> None:
        """Do what `:lock` says. A line that begins so is no code, and never one."""
        try:
            self.wema.do_line(line)
        except WemaError as error:
            if entry == "scanned":
                self._refuse(line, error)  # whoever scanned it may not be looking
            else:
                self.app.bell()
                self.query_one("#result", Label).update(printable(error.sentence, 240))

    def _refuse(self, text: str, error: WemaError) -> None:
        refused = Refused(error, self._counter.mode, new_request_id())
        self._under_way.start(refused, text)

    @on(Answered)
    def _settle(self, event: Answered) -> None:
        self._under_way.told(event)
        if not self.children:
            return  # the program is ending, and what was to be kept is kept
        problem = event.failure()
        if problem is None:
            self._tell(event.task, *event.future.result())
        else:
            self.query_one("#result", Label).update("")
            self._loose_ends.add(problem)
            if isinstance(problem.error, SessionEnded):
                self.wema.session_ended(problem.error, self.session)
        self.show_mode()

    def _tell(self, task: Task, result: Result, shelf: Found | None) -> None:
        """Show what a task came to."""
        self._loose_ends.done(task.request_id)
        said = result_line(task, result, is_brief=self.wema.looks.profile.is_lean)
        self.query_one("#result", Label).update(said)
        if shelf is not None:
            self.query_one(OnHand).show(shelf)
        if isinstance(result, Recorded):
            if result.is_repeat or result.reason == REVERSAL_REASON:
                self._reload()
            else:
                for row in movement_rows(result, self.session.employee_id):
                    self.query_one(MovementList).add(row)
        elif isinstance(result, Posted):
            notice = Notice(_("The count is posted"), posted_lines(result))
            self._loose_ends.when_quiet(lambda: notice.open(self.app))
            self._reload()

    def _reload(self) -> None:
        movements = self.query_one(MovementList)
        self.ask(lambda: last_movements(self.session), movements.show)

    def show_mode(self) -> None:
        """Show the mode, and what was said before the next scan."""
        # A question that closes as the program ends finds no line any more.
        for line in self.query(ModeLine):
            line.show(self._counter, len(self._under_way))
