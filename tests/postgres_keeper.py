"""Ends a test's PostgreSQL server and removes its folder when the test ends.

Started by `postgres.py` as a process of its own. The tests hold the other end of
its standard input; the kernel closes that when they end, kill -9 included. While
it watches it holds a lock on the folder, so that a folder without a watcher (the
power failed) is known by the next test run, which sweeps it.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

LOCK = "keeper.lock"


def as_owner(folder):
    """Return what makes `subprocess` act as the owner of *folder*.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return {}
    owner = folder.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def end_server(folder, pg_ctl):
    """Stop the server in *folder*, if it runs, without ceremony; remove both."""
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        subprocess.run(
            [pg_ctl, "stop", "-m", "immediate", "-s", "-D", data],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # it may have died by itself
            **as_owner(folder),
        )
    shutil.rmtree(folder, ignore_errors=True)


def is_watched(folder):
    """Tell whether a keeper of this or another test run looks after *folder*."""
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context((folder / LOCK).open("a"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def main(folder, pg_ctl):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.write(1, b"watching\n")
        sys.stdin.buffer.read()  # returns when the tests have ended
        end_server(folder, pg_ctl)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
