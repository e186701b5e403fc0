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
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from db.errors import StoreError, Trouble


@dataclass(frozen=True)
class _Locks:
    """The two lock files, open."""

    door: int
    desk: int

    @staticmethod
    def beside(database: Path) -> _Locks:
        door = _lock_file(database, "-door")
        try:
            desk = _lock_file(database, "-desk")
        except OSError:
            os.close(door)
            raise
        return _Locks(door, desk)

    def take_at_once(self) -> bool:
        """Return whether nobody was there; if not, the door may be ours already."""
        try:
            fcntl.flock(self.door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(self.desk, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self.door, fcntl.LOCK_UN)
        return True

    def take(self) -> None:
        """Stand in the queue; to take a lock that is ours already is harmless."""
        fcntl.flock(self.door, fcntl.LOCK_EX)
        fcntl.flock(self.desk, fcntl.LOCK_EX)
        fcntl.flock(self.door, fcntl.LOCK_UN)

    def release(self) -> None:
        fcntl.flock(self.desk, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self.door)
        os.close(self.desk)


def _lock_file(database: Path, suffix: str) -> int:
    """Open a lock file, made if it is missing; it belongs to whom the database does.

    As SQLite does with its own: one `sudo wema check` must not lock a clinic out.
    """
    path, flags = database.with_name(database.name + suffix), os.O_RDWR | os.O_CLOEXEC
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        fd = os.open(path, flags | os.O_CREAT, 0o600)
    with suppress(OSError):  # another process was faster: it is as it should be
        like = database.stat()
        os.fchmod(fd, like.st_mode & 0o666)
        if os.geteuid() == 0:
            os.fchown(fd, like.st_uid, like.st_gid)
    return fd


class Turnstile:
    """One writer's place at the turnstile; used by one thread.

    Args:
        database: Path of the SQLite file; the two lock files lie beside it.
        timeout: Seconds to wait before giving up.
    """

    def __init__(self, database: Path, timeout: float) -> None:
        self._database = database
        self._timeout = timeout
        self._locks = _Locks.beside(database)
        self._waiter: _Waiter | None = None

    def enter(self) -> None:
        """Wait for the turn to write.

        Raises:
            StoreError: BUSY when the turn did not come in time.
        """
        if self._locks.take_at_once():
            return
        if self._waiter is None:
            self._waiter = _Waiter(self._locks)
        if not self._waiter.wait(self._timeout):
            # The waiter still stands in the queue, and leaves it by itself.
            self._locks, self._waiter = _Locks.beside(self._database), None
            raise StoreError(Trouble.BUSY, "the queue of writers did not move")

    def leave(self) -> None:
        """Let the next writer in."""
        self._locks.release()

    def close(self) -> None:
        """Give back the file handles."""
        if self._waiter is not None:
            self._waiter.stop()
        else:
            self._locks.close()


class _Waiter:
    """A thread that stands in the kernel's queue: `flock` knows no time limit.

    Made when there is first a queue, and kept for the next time. It talks with
    the writer through plain locks, each taken at one side and let go at the
    other: the semaphores that Python builds on them take four times as long.
    """

    def __init__(self, locks: _Locks) -> None:
        self._locks = locks
        self._asked, self._got = Lock(), Lock()
        self._asked.acquire()
        self._got.acquire()
        self._parting = Lock()
        self._is_standing = self._is_left = self._is_over = False
        Thread(target=self._run, name="wema-turnstile", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Return whether the turn came in time; if not, the waiter keeps the files."""
        self._asked.release()
        if self._got.acquire(timeout=seconds):
            return True
        with self._parting:
            self._is_left = not self._got.acquire(blocking=False)
            return not self._is_left

    def stop(self) -> None:
        """End the thread and close the files.

        Who still stands in the queue, because its writer was interrupted, closes
        them itself when its turn comes: a number that was closed under it may
        be another file's by then.
        """
        with self._parting:
            self._is_over, self._is_left = True, self._is_standing
            if not self._is_left:
                self._locks.close()
            if self._asked.locked():
                self._asked.release()

    def _run(self) -> None:
        while self._asked.acquire() and self._begin():
            self._locks.take()
            with self._parting:
                self._is_standing = False
                if self._is_left:
                    self._locks.close()
                    return
                self._got.release()

    def _begin(self) -> bool:
        with self._parting:
            self._is_standing = not self._is_over
            return self._is_standing
