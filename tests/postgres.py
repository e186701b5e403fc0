"""A private PostgreSQL server for the tests: real, quick, gone afterwards.

It listens on a Unix socket in a folder of its own, so that any number of test
runs have theirs at the same time, and touches no server that was there before.
`postgres_keeper.py` ends it when the test process ends, however that ends.
"""

import contextlib
import os
import pwd
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from tests import postgres_keeper

ROLE = "wema"
PORT = 5432  # only part of the socket's name: no port is opened
PREFIX = "wema-pg-"
SHORT = Path("/tmp")  # a socket's whole path may have 107 bytes
ABANDONED_AFTER = 600  # seconds without a keeper

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 100
shared_buffers = 32MB
timezone = 'UTC'
log_timezone = 'UTC'
"""
HASTY = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class NoServerError(Exception):
    """No PostgreSQL server can be started here; says why in one line."""


def programs():
    """Return the folder that holds `initdb` and `pg_ctl`.

    Debian keeps them out of PATH, one folder a version: the newest is taken.
    """
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versions, key=lambda p: int(p.parent.name), reverse=True)
    for folder in (
        *map(Path, os.get_exec_path()),
        Path("/usr/local/bin"),
        *newest_first,
    ):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoServerError(
        "No PostgreSQL server on this machine: sudo apt-get install postgresql"
        " (or WEMA_TEST_ENGINES=sqlite to test on SQLite alone)"
    )


class PostgresServer:
    """A server with its data in *folder*. `running_server` makes one."""

    def __init__(self, folder, programs):
        self.folder = folder
        self.programs = programs
        self.data = folder / "data"
        self.log = folder / "log"

    def url(self, database="postgres"):
        """Return where *database* is, as `wema --database` takes it."""
        query = urlencode({"host": self.folder, "port": PORT}, safe="/")
        return f"postgresql://{ROLE}@/{database}?{query}"

    def create(self, name, template=None):
        """Create database *name*, a copy of *template* if given; return its URL.

        Nobody may be connected to the template meanwhile.
        """
        self._command("CREATE DATABASE {} TEMPLATE {}", name, template or "template1")
        return self.url(name)

    def drop(self, name):
        """Drop database *name* if there is one, and whoever is connected to it."""
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def start(self):
        """Start it; returns when it answers."""
        self._run("pg_ctl", "start", "-w", "-s", "-D", self.data, "-l", self.log)

    def stop(self, mode="fast"):
        """Stop it: `fast` in order, `immediate` as if it had crashed."""
        self._run("pg_ctl", "stop", "-m", mode, "-s", "-D", self.data)

    def initialise(self, settings):
        """Make the cluster on disk."""
        flags = ["-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", self.data, *flags, "--no-sync", "--no-instructions")
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(settings)

    def _command(self, statement, *names):
        identifiers = [sql.Identifier(name) for name in names]
        with psycopg.connect(self.url(), autocommit=True) as connection:
            # Three times faster here than the default, but new in version 15.
            if "TEMPLATE" in statement and connection.info.server_version >= 150000:
                statement += " STRATEGY FILE_COPY"
            connection.execute(sql.SQL(statement).format(*identifiers))

    def _run(self, program, *arguments):
        # A clean environment: PGDATA and its kin are of the other server.
        result = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **postgres_keeper.as_owner(self.folder),
        )
        if result.returncode != 0:
            log = self.log.read_text() if self.log.exists() else ""
            said = " / ".join((result.stderr + log).split("\n")).strip(" /")
            raise NoServerError(f"PostgreSQL's {program} failed: {said}")


@contextlib.contextmanager
def running_server(*, durable=False):
    """Start a server, yield it, and leave nothing behind.

    Args:
        durable: Wait for the disk at each commit, as a clinic's server does.
    """
    bin_folder = programs()
    sweep(bin_folder / "pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=SHORT))
    with kept(folder, bin_folder / "pg_ctl"):
        if os.geteuid() == 0:
            account = _ordinary_account()
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = PostgresServer(folder, bin_folder)
        settings = SETTINGS.format(folder=folder) + ("" if durable else HASTY)
        server.initialise(settings)
        server.start()
        yield server


@contextlib.contextmanager
def kept(folder, pg_ctl):
    """Have a keeper for *folder*: leaving ends the server and removes it."""
    with subprocess.Popen(
        [sys.executable, "-IS", postgres_keeper.__file__, folder, pg_ctl],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl+C is not for it
    ) as keeper:
        if keeper.stdout.readline() != b"watching\n":
            raise NoServerError("the keeper of the PostgreSQL server did not start")
        yield


def _ordinary_account():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServerError("PostgreSQL refuses root, and there is no other account")


def sweep(pg_ctl):
    """Remove what a test run left whose keeper was killed too."""
    for folder in SHORT.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another account's, or gone meanwhile
            age = time.time() - folder.stat().st_mtime
            if age > ABANDONED_AFTER and not postgres_keeper.is_watched(folder):
                postgres_keeper.end_server(folder, pg_ctl)
