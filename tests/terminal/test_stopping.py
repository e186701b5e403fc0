"""Ctrl+Z of a shell, `kill -STOP`, another program on the same screen."""

import signal
from pathlib import Path

from tests.terminal.pty_screen import left_on
from tests.waiting import wait_until


def state(app):
    """Return what the kernel says of the process: T is stopped."""
    return Path(f"/proc/{app.pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_whoever_stops_it_gets_the_terminal_and_whoever_goes_on_the_screen(wema):
    with wema() as app:
        app.send(b"PHA0")
        app.wait_for("PHA0")
        app.signal(signal.SIGTSTP)
        wait_until(lambda: state(app) == "T", what="the stop")
        app.wait_for(lambda app: app.left_on() == [], what="the terminal")
        assert "PHA0" not in app.text()
        app.signal(signal.SIGCONT)
        app.wait_for("PHA0")
        app.send(b"01")
        app.wait_for("PHA001")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []


def test_going_on_after_a_hard_stop_draws_the_screen_again(wema):
    with wema() as app:
        app.signal(signal.SIGSTOP)
        wait_until(lambda: state(app) == "T", what="the stop")
        app.scribble("what another program writes\r\n" * 24)
        assert "Employee ID" not in app.text()
        app.signal(signal.SIGCONT)
        app.wait_for("Employee ID")
        app.wait_for(lambda app: "another program" not in app.text())
        app.send(b"PHA001")
        app.wait_for("PHA001")


def test_a_key_draws_a_spoilt_screen_again(wema):
    with wema() as app:
        app.scribble("what another program writes\r\n" * 24)
        app.send(b"\x1b[15~")  # F5
        app.wait_for("Employee ID")
        app.wait_for(lambda app: "another program" not in app.text())


def test_a_line_that_hangs_up_while_it_is_stopped_ends_it(wema):
    with wema() as app:
        app.signal(signal.SIGTSTP)
        wait_until(lambda: state(app) == "T", what="the stop")
        app.wait_for(lambda app: app.left_on() == [], what="the terminal")
        app.close_terminal()
        assert app.wait_exit() == 129
    assert left_on(app.output) == []
