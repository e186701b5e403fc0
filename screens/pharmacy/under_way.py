"""Tasks on their way to the disk: carried out in order, while the field goes on."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from screens.base import unexpected
from screens.pharmacy.carry_out import Clerk, Refused, Result, Task
from screens.pharmacy.words import task_word
from screens.widgets.attention import Problem
from wema_tui.errors import WemaError
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Found

if TYPE_CHECKING:
    from screens.pharmacy.scan import ScanScreen


logger = logging.getLogger(__name__)


@dataclass
class Answered(Message):
    """The database thread has carried out a task, or could not.

    Attributes:
        task: What was to be done.
        code: What was scanned, as it came.
        future: Holds what it came to.
    """

    task: Task
    code: str
    future: Future[tuple[Result, Found | None]]

    def failure(self) -> Problem | None:
        """Return why it was not done; None if it was. Once it was carried out."""
        error = self.future.exception()
        if error is None:
            return None
        if not isinstance(error, WemaError):
            logger.error("a scan failed", exc_info=error)
            error = unexpected()
        return problem_with(self.task, self.code, error)


class UnderWay:
    """Has tasks carried out on the database thread, one after the other.

    Args:
        screen: Gets an `Answered` for each.
        clerk: Carries them out.
    """

    def __init__(self, screen: ScanScreen, clerk: Clerk) -> None:
        self._screen, self._clerk = screen, clerk
        self._waiting: list[Answered] = []

    def __len__(self) -> int:
        """Return how many are not told yet."""
        return len(self._waiting)

    @property
    def waiting(self) -> tuple[Answered, ...]:
        """Those that are not told yet, in order."""
        return tuple(self._waiting)

    def start(self, task: Task, code: str, *, is_retry: bool = False) -> None:
        """Put a task at the end of the queue."""
        future = self._screen.wema.database.submit(
            lambda: self._clerk.carry_out(task, is_retry=is_retry)
        )
        answered = Answered(task, code, future)
        self._waiting.append(answered)
        future.add_done_callback(lambda _done: self._screen.post_message(answered))

    def told(self, answered: Answered) -> None:
        """Take one off: its outcome is on the screen now."""
        self._waiting = [each for each in self._waiting if each is not answered]

    def forget(self, *request_ids: str) -> None:
        """A person has seen that these scans stay unrecorded."""
        self._screen.wema.database.submit(lambda: self._clerk.forget(*request_ids))

    def remember(self, loose: dict[str, Mode]) -> None:
        """Scans of an earlier session are still not recorded: request id -> mode."""
        self._screen.wema.database.submit(lambda: self._clerk.remember(loose))


def problem_with(task: Task, code: str, error: WemaError) -> Problem:
    """Return the line of the list for a task that was not done."""
    if isinstance(task, ScanOrder | Refused):
        return Problem(code, error, task)
    return Problem(task_word(task), error, task, is_scan=False)
