"""WEMA in tmux and in mosh: what people use so that a line may drop."""

import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.terminal.conftest import surroundings
from tests.terminal.pty_app import ENVIRONMENT, ROOT, PtyApp
from tests.terminal.test_program import reasons, wait_for_ledger
from tests.terminal.tmux import MISSING, Tmux
from tests.terminal.wema import Wema
from tests.waiting import wait_until

WEMA = [sys.executable, "-m", "wema_tui"]

needs_tmux = pytest.mark.skipif(not shutil.which("tmux"), reason=MISSING)
needs_mosh = pytest.mark.skipif(
    not (shutil.which("mosh-server") and shutil.which("mosh-client")),
    reason="mosh is not installed: scripts/debian-packages.sh 'mosh' mosh",
)


class InTmux:
    """The program in a session of tmux that nobody need be attached to."""

    def __init__(self, tmux):
        self._tmux = tmux

    def wait_for(self, text):
        words = lambda: " ".join(self._tmux.text().split())  # noqa: E731
        wait_until(lambda: text in words(), what=text)

    def type(self, text):
        self._tmux.run("send-keys", "-l", text)

    def enter(self, *codes):
        for code in codes:
            self.type(code)
            self._tmux.run("send-keys", "Enter")


@pytest.fixture
def tmux(config, tmp_path):
    with Tmux(tmp_path) as server:
        env = {k: v for k, v in ENVIRONMENT.items() if k != "TERM"}
        env |= surroundings(config, tmp_path) | {"PYTHONPATH": str(ROOT)}
        server.start(*WEMA, env=env)
        yield server


@pytest.fixture
def in_tmux(tmux):
    app = InTmux(tmux)
    app.wait_for("F10 Menu")
    app.enter("PHA001", PASSWORD)
    app.wait_for("scan a pack, or type")
    return app


@needs_tmux
def test_scans_in_tmux_are_recorded_and_shown(in_tmux, ledger):
    in_tmux.enter(PARA, AMOX)
    wait_for_ledger(ledger, 2)
    in_tmux.wait_for("On hand: Amoxicillin 250 mg capsule 9980 capsule")


@needs_tmux
def test_who_attaches_in_another_window_finds_the_same_screen(in_tmux, tmux, ledger):
    in_tmux.enter(PARA)
    wait_for_ledger(ledger, 1)
    attach = ["tmux", "-S", tmux.socket, "attach"]
    for columns, rows in ((80, 24), (132, 43)):
        with PtyApp(attach, columns=columns, rows=rows) as window:
            Wema(window).wait_for("On hand: Paracetamol 500 mg tablet 9990 tablet")
            window.wait_for(lambda window, last=rows - 1: "F10" in window.lines()[last])
            tmux.run("detach-client")
            assert window.wait_exit() == 0
    with PtyApp(attach, columns=132, rows=43) as window:
        Wema(window).wait_for("On hand: Paracetamol")
        window.resize(80, 24)
        window.wait_for(lambda window: "F10 Menu" in window.lines()[23])
        window.send(f"{AMOX}\r".encode())
        wait_for_ledger(ledger, 2)
        window.close_terminal()  # the line drops: tmux keeps the session
    in_tmux.wait_for("9980 capsule")


@needs_tmux
def test_a_killed_server_ends_the_program_and_the_session(
    in_tmux, tmux, ledger, clinic
):
    in_tmux.enter(PARA)
    wait_for_ledger(ledger, 1)
    pid = int(tmux.run("list-panes", "-F", "#{pane_pid}"))
    tmux.run("kill-server")
    wait_until(lambda: not is_alive(pid), what="the end of the program")
    wait_until(lambda: reasons(clinic) == ["line_dropped"], what="the session's end")


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def mosh(config, tmp_path):
    """Yield (the client's command and environment, the server's process id)."""
    env = ENVIRONMENT | surroundings(config, tmp_path)
    env |= {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    server = ["mosh-server", "new", "-i", "127.0.0.1", "-p", "60000:60999", "--", *WEMA]
    said = subprocess.run(server, env=env, capture_output=True, text=True, check=True)
    port, key = re.search(r"MOSH CONNECT (\d+) (\S+)", said.stdout).groups()
    pid = int(re.search(r"pid = (\d+)", said.stdout + said.stderr)[1])
    client = ["mosh-client", "127.0.0.1", port]
    yield client, {"MOSH_KEY": key, "LC_ALL": "C.UTF-8"}, pid
    if is_alive(pid):
        os.kill(pid, signal.SIGTERM)


@needs_mosh
def test_scans_through_mosh_are_recorded_and_shown(mosh, ledger, clinic):
    command, env, pid = mosh
    with PtyApp(command, env=env) as window:
        app = Wema(window)
        app.wait_for("F10 Menu")
        app.sign_in()
        app.scan(PARA, AMOX)
        wait_for_ledger(ledger, 2)
        app.wait_for("On hand: Amoxicillin 250 mg capsule 9980 capsule")
        app.resize(100, 30)
        app.wait_for(lambda app: "F10 Menu" in app.lines()[29])
        app.scan(PARA)
        app.wait_for("9980 tablet")
        os.kill(pid, signal.SIGTERM)  # as when the server goes down
        wait_until(
            lambda: reasons(clinic) == ["line_dropped"], what="the session's end"
        )
