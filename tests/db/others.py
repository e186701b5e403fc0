"""Another process at the same database, driven line by line.

with child("hold_write", address) as other:   # it holds the lock now
    other.finish()                            # and now no longer
"""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Child:
    """A process that stands where its errand begins; see `_ERRANDS`."""

    def __init__(self, process):
        self.process = process

    def finish(self):
        """Let it go on and end; fail if it does not end well."""
        out, _ = self.process.communicate("go on\n")
        assert self.process.returncode == 0, out

    def kill(self):
        """kill -9, and wait until the kernel has let go of its locks."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def child(errand, *arguments):
    """Start a process on *errand* and wait until it is in the midst of it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.db.others", errand, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n", f"{errand} did not begin"
        try:
            yield Child(process)
        finally:
            if process.poll() is None:
                process.kill()


def _stand():
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _hold_write(address):
    from db.store import open_store

    with open_store(address).write():
        _stand()


def _hold_lock(address):
    """Take the lock that any other program would take, past our turnstile."""
    if address.startswith("sqlite"):
        import apsw

        connection = apsw.Connection(address.removeprefix("sqlite:///"))
        connection.execute("BEGIN IMMEDIATE")
        _stand()
        connection.close()
    else:
        import psycopg

        from db.postgresql import WRITE_LOCK

        with psycopg.connect(address) as connection:
            connection.execute(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
            _stand()


def _migrate_halfway(address):
    """Carry out the first migration and stop just before the commit."""
    from db.schema import migrate
    from db.store import open_store

    migrate(open_store(address, create=True), lambda *_: _stand())


_ERRANDS = {
    "hold_write": _hold_write,
    "hold_lock": _hold_lock,
    "migrate_halfway": _migrate_halfway,
}

if __name__ == "__main__":
    _ERRANDS[sys.argv[1]](*sys.argv[2:])
