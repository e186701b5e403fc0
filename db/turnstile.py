"""A fair queue for the writers of one SQLite file.

SQLite makes a waiting writer sleep and try again, and whoever comes by at the
right moment wins: with many writers the unlucky one waits for seconds. Here the
kernel keeps the queue. Two locks, because one is not enough: a writer that has
just finished would take a single lock again before the others have woken up.

    wait for the door -> wait for the desk -> let go of the door -> write

Only the holder of the door may wait for the desk, so nobody overtakes it. The
locks belong to the open file: a killed process lets go of them by dying.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock, Semaphore, Thread

from db.errors import StoreError, Trouble


class Turnstile:
    """One writer's place at the turnstile; used by one thread.

    Args:
        database: Path of the SQLite file; the two lock files lie beside it.
        timeout: Seconds to wait before giving up.
    """

    def __init__(self, database: Path, timeout: float) -> None:
        self._timeout = timeout
        self._door = _Lock(database, "-door")
        self._desk = _Lock(database, "-desk")

    def enter(self) -> None:
        """Wait for the turn to write.

        Raises:
            StoreError: BUSY when the turn did not come in time.
        """
        deadline = time.monotonic() + self._timeout
        self._door.take(deadline)
        try:
            self._desk.take(deadline)
        finally:
            self._door.release()

    def leave(self) -> None:
        """Let the next writer in."""
        self._desk.release()

    def close(self) -> None:
        """Give back the file handles."""
        self._door.close()
        self._desk.close()


class _Lock:
    """An exclusive lock on a file, with a time limit."""

    def __init__(self, database: Path, suffix: str) -> None:
        self._database = database
        self._path = database.with_name(database.name + suffix)
        self._fd = self._open()
        self._waiter: _Waiter | None = None

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CLOEXEC
        try:
            return os.open(self._path, flags)
        except FileNotFoundError:
            fd = os.open(self._path, flags | os.O_CREAT, 0o600)
        with suppress(OSError):  # another process was faster: it is as it should be
            self._give_to_who_has_the_database(fd)
        return fd

    def _give_to_who_has_the_database(self, fd: int) -> None:
        """As SQLite does: one `sudo wema check` must not lock the clinic out."""
        like = self._database.stat()
        os.fchmod(fd, like.st_mode & 0o666)
        if os.geteuid() == 0:
            os.fchown(fd, like.st_uid, like.st_gid)

    def take(self, deadline: float) -> None:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait(deadline - time.monotonic())

    def _wait(self, seconds: float) -> None:
        if self._waiter is None:
            self._waiter = _Waiter(self._fd)
        if not self._waiter.wait(max(0.0, seconds)):
            self._fd, self._waiter = self._open(), None  # the waiter closes the old
            raise StoreError(Trouble.BUSY, "the queue of writers did not move")

    def release(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._waiter is not None:
            self._waiter.stop()
        os.close(self._fd)


class _Waiter:
    """A thread that stands in the kernel's queue: `flock` knows no time limit.

    Made when a lock is first found taken, and kept for the next time.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._asked = Semaphore(0)
        self._got = Semaphore(0)
        self._parting = Lock()
        self._is_left = False
        Thread(target=self._run, name="wema-turnstile", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Return whether the lock came in time; if not, the waiter keeps the file."""
        self._asked.release()
        if self._got.acquire(timeout=seconds):
            return True
        with self._parting:
            self._is_left = not self._got.acquire(blocking=False)
            return not self._is_left

    def stop(self) -> None:
        """End the thread; the caller closes the file."""
        self._fd = -1
        self._asked.release()

    def _run(self) -> None:
        while self._asked.acquire() and self._fd >= 0:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            with self._parting:
                if self._is_left:
                    os.close(self._fd)
                    return
                self._got.release()
