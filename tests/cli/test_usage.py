import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.place import ROOT, Place
from tests.terminal.pty_app import PtyApp
from tests.waiting import PATIENCE
from wema_tui import __version__

COMMANDS = ["init", "demo", "migrate", "check", "scan", "audit"]
PROBE = """
import json, sys
from wema_tui.cli import main
try:
    code = main(sys.argv[1:])
finally:
    json.dump(sorted(sys.modules), sys.stderr)
"""


def loaded_by(place, *words):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        capture_output=True,
        env=place.environment,
        cwd=ROOT,
        check=True,
    )
    modules = done.stderr.decode()
    names = json.loads(modules[modules.index('["') :])
    return {name.partition(".")[0] for name in names}


def test_help_costs_neither_database_nor_screens(lone):
    heavy = {"peewee", "apsw", "textual", "rich", "argon2", "biip"}
    assert loaded_by(lone, "--help").isdisjoint(heavy)
    assert loaded_by(lone, "scan", "--help").isdisjoint(heavy)
    assert loaded_by(lone, "--version").isdisjoint(heavy)


@pytest.mark.parametrize(
    "words",
    [
        ["init"],
        ["demo", "--days", "1", "--patients", "1"],
        ["migrate"],
        ["check"],
        ["audit", "verify"],
        ["scan", "--as", "PHA001", "--mode", "look_up", os.devnull],
    ],
    ids=" ".join,
)
def test_a_command_does_not_load_the_screens(lone, words):
    assert "textual" not in loaded_by(lone, *words)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(lone, command):
    told = lone.ask(command, "--help")
    assert told.code == 0
    assert told.err == ""
    assert f"usage: wema {command}" in told.out
    assert "--database" in told.out
    assert "--language" in told.out


def test_the_version_is_data(lone):
    told = lone.run("--version")
    assert (told.code, told.out, told.err) == (0, f"wema {__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["--nonsense"],
        ["audit"],
        ["check", "--js"],
        ["init", "--currency", "SHILLING"],
        ["init", "--time-zone", "Africa"],
        ["init", "--time-zone", "../etc/passwd"],
        ["init", "--name", "\x1b[31mred"],
        ["init", "--language", "xx"],
        ["demo", "--days", "0"],
        ["demo", "--days", "many"],
        ["demo", "--seed", "-1"],
        ["scan", "--mode", "stock_in"],
        ["scan", "--as", "PHA001"],
        ["scan", "--as", "PHA001", "--mode", "steal"],
        ["scan", "--as", "PHA001", "--mode", "count", "--expiry", "31/02/2027"],
        ["scan", "--as", "PHA001", "--mode", "count", "--request-prefix", "a b"],
        ["scan", "--as", b"\xff", "--mode", "count"],
        ["audit", "verify", "--anchor", "12"],
        ["audit", "verify", "--anchor", "0 9f3c5a0b77e1d264"],
        ["\x1b]0;title\x07"],
    ],
    ids=repr,
)
def test_wrong_usage_is_one_line_and_makes_nothing(lone, words):
    told = lone.ask(*[os.fsdecode(word) for word in words])
    assert told.code == 2
    assert told.error
    assert told.out == ""
    assert not lone.file.exists()


def test_the_database_may_be_named_before_or_behind_the_command(lone):
    for words in (
        ["--database", "sqlite:///nowhere.db", "migrate"],
        ["migrate", "--database", "sqlite:///nowhere.db"],
    ):
        assert "nowhere.db" in lone.ask(*words).error


@pytest.mark.parametrize("address", ["mysql://x", "sqlite:x", "postgres:/x", ""])
def test_what_is_no_address_is_refused(lone, address):
    lone.url = "sqlite:///never.db"
    told = lone.ask("check", "--json", "--database", address)
    assert told.code == 1
    assert told.lines[0]["ok"] is False


def test_a_setting_that_cannot_be_used_is_one_line(lone):
    lone.also = {"WEMA_BUSY_TIMEOUT": "soon\x1b[0m"}
    told = lone.ask("migrate")
    assert told.code == 1
    assert "busy_timeout" in told.error


def test_without_a_terminal_there_are_no_screens(lone):
    told = lone.run()
    assert told.code == 2
    assert "terminal" in told.error


def test_a_mistake_of_ours_is_one_line_and_a_log(lone):
    program = (
        "import wema_tui.commands.migrate as m\n"
        "def broken(*_): raise KeyError('Asha\\x1b[31m\\nrow (1, Asha)')\n"
        "m.run = broken\n"
        "from wema_tui.cli import main\n"
        "raise SystemExit(main(['migrate']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env=lone.environment,
        cwd=ROOT,
        check=False,
    )
    log = lone.home / "log" / "wema.log"
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert str(log).encode() in done.stderr
    told = log.read_text()
    assert "in broken" in told
    assert "KeyError" in told
    assert "\x1b" not in told
    assert log.stat().st_mode & 0o077 == 0


def test_a_mistake_of_ours_without_a_log_is_still_one_line(lone):
    (lone.home / "log").write_text("not a folder")
    program = (
        "import wema_tui.commands.migrate as m\n"
        "m.run = None\n"
        "from wema_tui.cli import main\n"
        "raise SystemExit(main(['migrate']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env=lone.environment,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_a_full_disk_behind_the_output_is_one_line(demo):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            demo.command("audit", "export"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=demo.environment,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("command", ["audit export", "audit verify", "--help"])
def test_a_reader_that_leaves_early_sees_no_traceback(demo, command):
    with demo.start(
        *command.split(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) in (0, 141)


def test_progress_goes_to_the_terminal_and_keeps_to_plain_text(tmp_path):
    place = Place(f"sqlite:///{tmp_path / 'wema.db'}", tmp_path)
    env = {**place.environment, "NO_COLOR": "1"}
    words = place.command("demo", "--days", "2", "--patients", "5")
    with PtyApp(words, env=env) as app:
        assert app.wait_exit() == 0
        assert "PHA001" in app.text()
        assert b"\x1b[3" not in app.output
        assert app.left_on() == []
