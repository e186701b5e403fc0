"""The draft of the list of what is not recorded: on the disk as soon as it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from screens.drafts import Say
from screens.pharmacy import kept_list
from screens.pharmacy.under_way import UnderWay
from screens.widgets.attention import Attention, Problem
from wema_tui.services.drafts import Draft, Why

if TYPE_CHECKING:
    from screens.pharmacy.scan import ScanScreen


class ListDraft:
    """Keeps the list, one draft for each session: no terminal writes over another.

    Args:
        screen: The scan screen.
        attention: The list.
        under_way: What may fail yet.
    """

    def __init__(
        self, screen: ScanScreen, attention: Attention, under_way: UnderWay
    ) -> None:
        self._screen, self._list, self._under_way = screen, attention, under_way
        self._form = f"{kept_list.KIND}:{screen.session.session_id}"

    def watch(self) -> None:
        """Keep it from now on."""
        screen = self._screen
        screen.wema.drafts.watch(screen.session, self._form, self._snapshot)

    def changed(self) -> None:
        """Keep it now: the list is another."""
        self._screen.wema.drafts.changed(self._form, at_once=True)

    def typed(self) -> None:
        """Keep it after a pause: somebody types an answer."""
        self._screen.wema.drafts.changed(self._form)

    def bring_back(self, draft: Draft) -> list[Problem]:
        """Put what another session left on this list, with its next keeping.

        Returns:
            What was not on the list yet.
        """
        there = {problem.request_id for problem in self._list.problems}
        left = kept_list.brought_back(draft)
        new = [p for p in left if not p.request_id or p.request_id not in there]
        for problem in new:
            self._list.add(problem)
        self._under_way.remember(
            {p.request_id: p.task.mode for p in new if p.task and p.is_scan}
        )
        if draft.form != self._form:
            self._screen.wema.drafts.moved(self._form, draft.form)
        return new

    def _snapshot(self) -> Say:
        lines = [kept_list.kept(problem) for problem in self._list.problems]
        waiting = self._under_way.waiting
        return lambda: kept_list.content(lines, waiting)


class HalfAnswer:
    """Keeps what is typed into a question with the scan that it is about.

    Args:
        problem: The scan.
        changed: Called when there is something new to be kept.
    """

    def __init__(self, problem: Problem, changed: Callable[[], None]) -> None:
        self._problem, self._changed = problem, changed
        self.typed, self.request_id = problem.typed, problem.request_id

    def changed(self, typed: Mapping[str, str]) -> None:
        """Note what the boxes hold now."""
        self._problem.typed = dict(typed)
        self._changed()

    def done(self, why: Why) -> None:
        """Drop it: the question was answered or left."""
        self._problem.typed = {}
        self._changed()
