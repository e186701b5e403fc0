"""What is loaded until a person can type: each import costs everybody a wait."""

import json
import subprocess
import sys

from tests.terminal.conftest import surroundings
from tests.terminal.pty_app import ROOT, PtyApp

# Writes down at the end what is loaded, and becomes the program; without psycopg, as
# `make run` installs it: Peewee imports every driver that it finds.
PROGRAM = """
import atexit, json, sys
from pathlib import Path
sys.modules["psycopg"] = None
path = Path(sys.argv.pop(1))
atexit.register(lambda: path.write_text(json.dumps(sorted(sys.modules))))
from wema_tui.cli import main
sys.exit(main())
"""

DEAR = {
    "biip",
    "csv",
    "db.postgresql",
    "email",
    "http",
    "importlib.metadata",
    "keyboard",
    "markdown_it",
    "multiprocessing",
    "PIL",
    "pygments",
    "pyzbar",
    "rich.markdown",
    "screens.admin",
    "screens.home",
    "screens.password",
    "screens.pharmacy",
    "screens.scanner_setup",
    "textual.widgets._data_table",
    "textual.widgets._markdown",
    "unittest",
    "urllib.request",
    "wema_tui.commands.scan",
    "wema_tui.data.formulary",
    "wema_tui.data.names",
    "wema_tui.scanner.finding",
    "wema_tui.scanner.images",
    "wema_tui.services.clinic.demo",
    "wema_tui.services.clinic.founding",
    "wema_tui.services.pharmacy",
    "zipfile",
}


def loaded_at_sign_in(config, folder):
    path = folder / "modules"
    env = surroundings(config, folder)
    with PtyApp([sys.executable, "-c", PROGRAM, path], env=env) as app:
        app.wait_for("F10 Menu")
        app.send(b"\x1b[21~" * 2)
        assert app.wait_exit() == 0
    return set(json.loads(path.read_text()))


def test_who_waits_for_the_sign_in_waits_for_nothing_that_it_does_not_need(
    config, tmp_path
):
    loaded = loaded_at_sign_in(config, tmp_path)
    assert {"textual.app", "screens.sign_in", "wema_tui.app"} <= loaded
    assert loaded & DEAR == set()


# A parent that has loaded everything and forks a session for each line: nothing may
# be open or under way by then, and no session may find anything of another.
FORKABLE = """
import os, threading
import db.store, wema_tui.app, wema_tui.bootstrap, wema_tui.commands.start
import screens.home, screens.password, screens.pharmacy.scan
from db.base import proxy
print(threading.active_count(), len(os.listdir("/proc/self/fd")), proxy.obj)
"""


def test_all_that_is_loaded_could_be_shared_by_sessions_that_are_forked():
    run = [sys.executable, "-c", FORKABLE]
    result = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    # One thread; standard input, output and error and the folder that is listed.
    assert result.stdout.split() == ["1", "4", "None"]
