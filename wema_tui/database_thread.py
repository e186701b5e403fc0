"""One thread owns the database connection; everything asked of it is in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from db.store import Store

logger = logging.getLogger(__name__)

AnswerT = TypeVar("AnswerT")


class DatabaseThread:
    """Runs service calls off the screen's thread, one after the other.

    So nothing blocks the keys, forty scans stay in order, and the connection is
    opened once.

    Args:
        store: The database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._executor = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="wema-database", initializer=store.hold
        )

    def submit(self, call: Callable[[], AnswerT]) -> Future[AnswerT]:
        """Put *call* at the end of the queue."""
        return self._executor.submit(call)

    def run(self, call: Callable[[], AnswerT]) -> asyncio.Future[AnswerT]:
        """Put *call* at the end of the queue, for a coroutine to await."""
        return asyncio.wrap_future(self.submit(call))

    def run_unseen(self, call: Callable[[], None]) -> None:
        """Put *call* at the end of the queue; if it fails, only the log knows."""
        self.submit(call).add_done_callback(_log_failure)

    def close(self) -> None:
        """Finish what is under way and close the connection."""
        self._executor.submit(self._store.release)
        self._executor.shutdown(wait=True)


def _log_failure(done: Future[None]) -> None:
    error = done.exception()
    if error is not None:
        logger.error("something that nobody waits for failed", exc_info=error)
