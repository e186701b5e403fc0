"""A computer with one clinic on it, and the command as people run it there."""

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest import mock

import apsw
import psycopg

from tests.waiting import PATIENCE
from wema_tui.cli import main
from wema_tui.i18n import set_language
from wema_tui.services.audit.keys import AuditKey

ROOT = Path(__file__).parents[2]
CONTROL = re.compile(
    rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f\xad]|\xd8\x9c"  # C0, C1, marks
    rb"|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]"  # unseen, turning
    rb"|\xef\xbb\xbf|\xef\xbf[\xb9-\xbd]|\xf3\xa0[\x80\x81]"  # no characters
)


@dataclass
class Result:
    """What a command left: its code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self):
        """The one line that an expected failure says."""
        assert self.err.startswith("wema: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err.endswith("\n")
        return self.err.removeprefix("wema: ").strip()


@dataclass
class Place:
    url: str
    home: Path
    demo: dict | None = None
    also: dict = field(default_factory=dict)

    @property
    def environment(self):
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "WEMA_CONFIG": os.devnull,
            "WEMA_DATABASE": self.url,
            "WEMA_AUDIT_KEYS": str(self.home / "keys"),
            "WEMA_LOG_FOLDER": str(self.home / "log"),
            "WEMA_BUSY_TIMEOUT": "1",
            **self.also,
        }

    @property
    def file(self):
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def key_file(self):
        (path,) = (self.home / "keys").glob("*.key")
        return path

    @property
    def key(self):
        return AuditKey(bytes.fromhex(self.key_file.read_text()))

    def command(self, *words, module="wema_tui"):
        return [sys.executable, "-m", module, *map(str, words)]

    def run(self, *words, given=b"", module="wema_tui", behind=(), **more):
        """Run a command to its end. Nothing it says may drive a terminal."""
        done = subprocess.run(
            [*behind, *self.command(*words, module=module)],
            input=given,
            capture_output=True,
            env=self.environment,
            cwd=self.home,
            timeout=PATIENCE,
            check=False,
            **more,
        )
        said = done.stdout + done.stderr
        assert not CONTROL.search(said), said
        assert b"Traceback" not in said, said.decode()
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ask(self, *words, given=b""):
        """Run a command inside this process: the same, ten times as fast."""
        streams = [TextIOWrapper(BytesIO(data), "utf-8") for data in (given, b"", b"")]
        names = ("stdin", "stdout", "stderr")
        with ExitStack() as stack:
            for name, stream in zip(names, streams, strict=True):
                stack.enter_context(mock.patch.object(sys, name, stream))
            stack.enter_context(mock.patch.dict(os.environ, self.environment))
            stack.callback(set_language, "")
            code = main(list(map(str, words)))
            for stream in streams[1:]:
                stream.flush()
        said = [stream.buffer.getvalue() for stream in streams[1:]]
        assert not any(map(CONTROL.search, said)), said
        return Result(code, *(each.decode() for each in said))

    def start(self, *words, **more):
        """Start a command and return the process."""
        return subprocess.Popen(
            self.command(*words), env=self.environment, cwd=self.home, **more
        )

    def scan(self, *codes, mode="stock_in", by="PHA001", options=()):
        """Scan codes, and return what became of each."""
        given = "".join(f"{code}\n" for code in codes).encode()
        words = ("scan", "--as", by, "--mode", mode, "--json", *options)
        return self.ask(*words, given=given)

    def sql(self, *statements):
        """Run statements behind WEMA's back; return the rows of the last."""
        if self.url.startswith("sqlite"):
            connection = apsw.Connection(str(self.file))
            rows = [list(connection.execute(each)) for each in statements][-1]
            connection.close()
            return rows
        with psycopg.connect(self.url, autocommit=True) as connection:
            for each in statements:
                cursor = connection.execute(each)
            return cursor.fetchall() if cursor.description else []

    def drop_guards(self):
        """Do what somebody does who wants to change the past: remove the triggers."""
        if self.url.startswith("sqlite"):
            triggers = self.sql("SELECT name FROM sqlite_master WHERE type='trigger'")
            self.sql(*[f"DROP TRIGGER {name}" for (name,) in triggers])
            return
        tables = self.sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
        self.sql(*[f"ALTER TABLE {t} DISABLE TRIGGER ALL" for (t,) in tables])

    @property
    def code(self):
        """A code of the demo that moves easily."""
        return self.demo["codes"][0]["code"]
