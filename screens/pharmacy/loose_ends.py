"""What is not recorded yet, and how it comes to be: one question at a time.

A question waits until no scan is coming in. Its answer gets the scan recorded,
and with it every other that was waiting for the same answer, in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from screens.dialogs.choose import Choose
from screens.dialogs.medication import Picked
from screens.pharmacy import kept_list, questions
from screens.pharmacy.carry_out import Refused, ScannedWhileLocked
from screens.pharmacy.list_draft import HalfAnswer, ListDraft
from screens.pharmacy.under_way import UnderWay
from screens.timing import call_after
from screens.widgets.attention import Attention, Problem
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.drafts import Draft
from wema_tui.services.pharmacy.codes import learn_code
from wema_tui.services.pharmacy.counter import CancelSaid, Counter, FinishSaid
from wema_tui.services.pharmacy.errors import ReasonNeeded
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.trouble import DatabaseTrouble
from wema_tui.text import printable

if TYPE_CHECKING:
    from screens.pharmacy.scan import ScanScreen

_RETRY = 3.0  # seconds until a busy or unreachable database is tried again
_LOOK_AGAIN = 0.1  # seconds until looking again whether the scanner is quiet


class LooseEnds:
    """Keeps the list of what is not recorded, and asks about it.

    Args:
        screen: The scan screen: shows the questions and tries again.
        counter: What was said so far; a question remembers its answer there.
        attention: The list, on the screen.
        under_way: Carries out what is tried again.
    """

    def __init__(
        self,
        screen: ScanScreen,
        counter: Counter,
        attention: Attention,
        under_way: UnderWay,
    ) -> None:
        self._screen, self._counter, self._list = screen, counter, attention
        self._under_way = under_way
        self._draft = ListDraft(screen, attention, under_way)
        self._is_asking = self._is_retry_due = False

    def add(self, problem: Problem) -> None:
        """Put it on the list, loudly, and ask at once where a person can help."""
        known = self._with_request(problem.request_id)
        if known is None:
            self._screen.app.bell()
            self._list.add(problem)
        else:
            self._list.change(known, problem.error)
        self._changed()
        if any(map(_is_passing, self._list.problems)) and not self._is_retry_due:
            self._is_retry_due = True
            call_after(self._screen, _RETRY, self._try_oldest)
        self._ask_next()

    def done(self, request_id: str) -> None:
        """A task was carried out: it is no problem any more, if it was one.

        What waited behind it is tried at once, in order.
        """
        problem = self._with_request(request_id)
        if problem is not None:
            self._list.settle(problem)
            self._changed()
            for other in filter(_is_passing, self._list.problems):
                self._try_again(other)

    def _with_request(self, request_id: str) -> Problem | None:
        known = (p for p in self._list.problems if p.request_id == request_id)
        return next(known, None) if request_id else None

    def _try_oldest(self) -> None:
        """See whether the database is back, with the scan that has waited longest."""
        self._is_retry_due = False
        oldest = next(filter(_is_passing, self._list.problems), None)
        if oldest is not None:
            self._try_again(oldest)

    def _try_again(self, problem: Problem) -> None:
        if problem.task is not None and not problem.is_under_way:
            problem.is_under_way = True
            self._under_way.start(problem.task, problem.code, is_retry=True)

    def bring_back(self, draft: Draft) -> None:
        """Put what was left in an earlier session back on the list."""
        new = self._draft.bring_back(draft)
        self._changed()  # kept in this session's name, before anything is tried
        # What was being answered comes first, so that its question is the next.
        for problem in sorted(new, key=lambda each: not each.typed):
            if isinstance(problem.error, kept_list.Left) and problem.error.is_tried:
                self._try_again(problem)

    def watch(self) -> None:
        """Have the list kept from now on, each time it changes."""
        self._draft.watch()

    def _changed(self) -> None:
        self._draft.changed()
        self._screen.refresh_bindings()
        self._screen.show_mode()

    def add_locked(self, codes: list[str]) -> None:
        """Keep what was scanned while the screen was locked on the list."""
        for code in codes:
            self.add(Problem(code, ScannedWhileLocked()))

    def finish(self, said: FinishSaid | CancelSaid) -> None:
        """Finish or cancel; of a count only after asking: its code may be stray."""
        screen = self._screen
        if said.mode is not Mode.COUNT:
            self._under_way.start(said, "")
            return
        ask = (
            questions.ask_post if isinstance(said, FinishSaid) else questions.ask_cancel
        )
        start = self._under_way.start
        self.when_quiet(lambda: ask(screen, lambda: start(said, "")))

    # -- asking ----------------------------------------------------------------------

    def ask_reason(self) -> None:
        """Ask why the stock is adjusted, before the first scan that needs it."""
        if not self._is_asking:
            self._is_asking = True
            self.when_quiet(self._ask_reason)

    def _ask_reason(self) -> None:
        counter = self._counter
        if counter.mode is Mode.ADJUSTMENT and Mode.ADJUSTMENT not in counter.reasons:
            questions.ask_reason(
                self._screen, counter, self._reason_said, self._question_over
            )
        else:
            self._question_over()

    def _reason_said(self, _reason: str) -> None:
        """Try what was scanned before the reason was known."""
        for problem in self._list.problems:
            if isinstance(problem.error, ReasonNeeded) and problem.order is not None:
                self._retry(problem, problem.order)
        self._question_over()

    def when_quiet(self, call: Callable[[], None]) -> None:
        """Do *call* once no scan is coming in: a dialog must not cut one in two."""
        in_front = self._screen.app.screen_stack[-1:] == [self._screen]
        if in_front and self._screen.is_quiet:
            call()
        else:
            # A timer of the screen's own would paint it anew each time, unseen.
            app = self._screen.app
            call_after(app, _LOOK_AGAIN, lambda: self.when_quiet(call))

    def _ask_next(self) -> None:
        """Ask about the oldest problem that a person can answer, one at a time."""
        if not self._is_asking:
            self._is_asking = True
            self.when_quiet(self._ask_oldest)

    def _ask_oldest(self) -> None:
        waiting = (
            problem
            for problem in self._list.problems
            if questions.is_question(problem) and not problem.is_put_off
        )
        oldest = next(waiting, None)
        self._is_asking = oldest is not None
        if oldest is not None:
            self._ask_about(oldest)

    def _ask_about(self, problem: Problem) -> None:
        questions.put(
            self._screen,
            problem,
            self._counter,
            draft=HalfAnswer(problem, self._draft.typed),
            answered=lambda order: self._answered(problem, order),
            learned=lambda scan, picked: self._learn(problem, scan, picked),
            put_off=lambda: self._put_off(problem),
        )

    def _put_off(self, problem: Problem) -> None:
        for other in self._list.problems:
            if other is problem or questions.same_question(problem, other):
                other.is_put_off = True
        self._question_over()

    def _question_over(self) -> None:
        self._is_asking = False
        self._changed()
        self._ask_next()

    # -- answers ---------------------------------------------------------------------

    def _answered(self, problem: Problem, order: ScanOrder) -> None:
        """Try the scan again, and every other that waits for the same answer."""
        for other in self._list.problems:
            if other is problem:
                self._retry(other, order)
            elif questions.same_question(problem, other) and other.order is not None:
                self._retry(other, other.order)
        self._question_over()

    def _retry(self, problem: Problem, order: ScanOrder) -> None:
        if order.mode is Mode.ADJUSTMENT and order.reason is None:
            reason = self._counter.reasons.get(Mode.ADJUSTMENT)
            order = replace(order, reason=reason)
        self._list.settle(problem)
        self._under_way.start(order, problem.code, is_retry=True)

    def _learn(self, problem: Problem, scan: Scan, picked: Picked) -> None:
        request_id = new_request_id()
        order = problem.order
        assert order is not None  # only orders ask what a code is

        def failed(error: WemaError) -> None:
            self._screen.show_failure(error)
            self._answered(problem, order)  # somebody else may have taught it

        self._screen.ask(
            lambda: learn_code(
                self._screen.session,
                scan,
                medication_id=picked.medication.id,
                pack_size=picked.number,
                request_id=request_id,
            ),
            lambda _nothing: self._learned(problem, order, scan),
            failed,
        )

    def _learned(self, problem: Problem, order: ScanOrder, scan: Scan) -> None:
        self._screen.wema.keys.known_codes |= {scan.code}
        self._answered(problem, order)

    # -- F8 --------------------------------------------------------------------------

    def deal(self) -> None:
        """Ask what to do about the oldest problem: nothing leaves the list unseen."""
        if not self._list.problems:
            return
        problem, many = self._list.problems[0], len(self._list.problems)
        choices: list[tuple[str, Callable[[], None]]] = []
        if questions.is_question(problem):
            choices.append((_("Answer the question"), lambda: self._ask(problem)))
        elif problem.task is not None and not isinstance(problem.task, Refused):
            choices.append((_("Try it again"), lambda: self._try_again(problem)))
        state = _("NOT RECORDED") if problem.is_scan else _("NOT DONE")
        off = _("I have seen it: take it off the list, it stays {state}")
        choices.append((off.format(state=state), lambda: self._drop(problem)))
        if many > 1:
            all_off = _("I have seen all {n}: take all off the list").format(n=many)
            problems = tuple(self._list.problems)
            choices.append((all_off, lambda: self._drop(*problems)))
        Choose(
            f"{state}: {printable(problem.code, 40)}",
            [words for words, _do in choices],
            about=problem.error.sentence,
        ).open(self._screen.app, lambda place: _do(choices, place))

    def _ask(self, problem: Problem) -> None:
        self._is_asking = True
        self._ask_about(problem)

    def _drop(self, *problems: Problem) -> None:
        self._list.settle(*problems)
        self._under_way.forget(*(problem.request_id for problem in problems))
        self._changed()


def _is_passing(problem: Problem) -> bool:
    """Return whether the same scan may well be recorded in a moment."""
    error = problem.error
    is_passing = isinstance(error, DatabaseTrouble) and error.is_passing
    return is_passing and problem.order is not None


def _do(choices: list[tuple[str, Callable[[], None]]], place: int | None) -> None:
    if place is not None:
        choices[place][1]()
