"""Whoever leaves, and however: nothing stays on the terminal or in the shell."""

import signal
import sys
import threading

from tests.terminal.pty_app import ROOT
from tests.terminal.pty_screen import Terminal

BROKEN = """
import sys
from wema_tui import cli
from wema_tui.terminal.difference import Shown

draws = Shown.become

def become(self, wanted):
    if any("PHA0" in "".join(text for text, _ in row) for row in wanted.rows):
        raise RuntimeError("cannot be drawn")
    return draws(self, wanted)

Shown.become = become
sys.exit(cli.main())
"""

THEN_LISTEN = """
import os, subprocess, sys, termios
code = subprocess.call([sys.executable, "-m", "wema_tui"])
print("ended with", code, flush=True)
heard = b""
while not heard.endswith(b"."):
    heard += os.read(0, 100).strip()
print("the shell got", heard, flush=True)
sys.stdin.read()
"""


def test_a_terminal_with_one_screen_keeps_neither_words_nor_colours(wema):
    with wema(env={"TERM": "linux"}) as app:
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        console = Terminal(80, 24)
        written = app.output.replace(b"\x1b[?1049h", b"")
        console.feed(written.replace(b"\x1b[?1049l", b""))
        assert not any(console.lines())
        assert console.screen.cursor.attrs == console.screen.default_char


def test_a_picture_that_cannot_be_drawn_gives_the_terminal_back(wema, tmp_path):
    program = tmp_path / "broken.py"
    program.write_text(BROKEN)
    # What follows on the command line is heard by nobody.
    argv = ["sh", "-c", f"exec '{sys.executable}' '{program}'"]
    with wema(argv=argv, env={"PYTHONPATH": str(ROOT)}) as app:
        app.send(b"PHA0")
        assert app.wait_exit() == 143
        assert app.left_on() == []


def test_errors_may_go_to_a_file_and_the_screens_still_to_the_terminal(wema, tmp_path):
    errors = tmp_path / "errors"
    argv = ["sh", "-c", f'exec "$@" 2>"{errors}"', "sh"]
    with wema(argv=argv) as app:
        app.send(b"PHA001")
        app.wait_for("PHA001")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []
    assert errors.read_text() == ""


def test_an_answer_that_is_on_its_way_is_not_typed_into_the_shell(wema):
    argv = [sys.executable, "-c", THEN_LISTEN]
    with wema(argv=argv, env={"WEMA_PROFILE": "slow"}, answers_after=1.5) as app:
        app.send(b"\x1b[21~\x1b[21~")  # the menu, and out
        app.wait_for("ended with 0")
        app.wait_for(lambda app: app.said >= app.output.count(b"\x1b[5n"))
        app.send(b".\r")
        app.wait_for("the shell got b'")
        assert "the shell got b'.'" in app.text()


def test_the_impatient_get_their_terminal_back_too(wema):
    with wema(waits=False, answers_after=None, env={"WEMA_PROFILE": ""}) as app:
        app.wait_for(lambda app: b"\x1b[5n" in app.output)
        app.signal(signal.SIGTERM)
        again = threading.Event()
        while app._process.poll() is None and not again.wait(0.02):
            app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []
