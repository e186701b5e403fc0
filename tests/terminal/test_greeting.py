"""What happens on the terminal before the screens are up."""

import contextlib
import os
import re
import select
import signal
import termios

import pytest

from tests.little_clinic import PASSWORD
from tests.terminal.pty_screen import left_on
from tests.waiting import wait_until
from wema_tui.terminal.greeting import Greeting

QUESTION = b"\x1b[5n"
TRUE_COLOR = re.compile(rb"\x1b\[[0-9;]*[34]8;2;")


@pytest.fixture
def line():
    """The two ends of a line: (the person's, the program's)."""
    person, program = os.openpty()
    yield person, program
    for end in (person, program):
        with contextlib.suppress(OSError):
            os.close(end)


def greeted(line, *pieces):
    """Return what a greeting kept of *pieces*, each read by itself; and itself."""
    person, program = line
    kept = []
    with Greeting(reads=program, writes=program) as greeting:
        greeting.begin()
        assert os.read(person, 100) == QUESTION
        for piece in pieces:
            os.write(person, piece)
            wait_until(lambda: not _waiting(program), what="reading")
        greeting.is_line_slow()
        kept = b"".join(data for _at, data in greeting.hand_over())
    return kept, greeting


def _waiting(fd):
    return bool(select.select([fd], [], [], 0)[0])


def is_echoing(fd):
    return bool(termios.tcgetattr(fd)[3] & termios.ECHO)


@pytest.mark.parametrize(
    "pieces",
    [
        [b"\x1b[0nPHA001\r"],
        [b"PHA001\r\x1b[0n"],
        [b"PHA\x1b[0n001\r"],
        [b"PH", b"A\x1b[0", b"n001\r"],
        [b"PHA001\r\x1b", b"[0n"],
    ],
)
def test_the_answer_is_taken_out_of_what_is_typed(line, pieces):
    kept, _greeting = greeted(line, *pieces)
    assert kept == b"PHA001\r"


def test_what_only_begins_like_the_answer_was_typed(line):
    assert greeted(line, b"1\x1b[", b"17~")[0] == b"1\x1b[17~"
    assert greeted(line, b"\x1b[0n2\x1b")[0] == b"2\x1b"


def test_each_piece_keeps_its_time(line):
    person, program = line
    with Greeting(asks=False, reads=program, writes=program) as greeting:
        greeting.begin()
        os.write(person, b"1")
        wait_until(lambda: greeting._kept, what="1")
        os.write(person, b"2")
        wait_until(lambda: len(greeting._kept) == 2, what="2")
        (first, one), (second, two) = greeting.hand_over()
        assert greeting.hand_over() == []
    assert (one, two) == (b"1", b"2")
    assert first < second


def test_echo_is_off_meanwhile_and_on_again_behind(line):
    person, program = line
    before = termios.tcgetattr(program)
    greeting = Greeting(reads=program, writes=program)
    with pytest.raises(ZeroDivisionError), greeting:
        greeting.begin()
        assert not is_echoing(program)
        os.write(person, b"secret\r\x1b[0n")
        wait_until(lambda: not _waiting(program), what="reading")
        1 / 0  # noqa: B018
    assert termios.tcgetattr(program) == before
    assert b"secret" not in os.read(person, 100)


def test_who_is_not_asked_is_not_slow(line):
    person, program = line
    with Greeting(asks=False, reads=program, writes=program) as greeting:
        greeting.begin()
        assert not greeting.is_line_slow()
        assert not greeting.answered_late()
    assert not _waiting(person)


def test_an_answer_that_does_not_come_is_a_slow_one_and_due_once(line):
    _person, program = line
    with Greeting(reads=program, writes=program) as greeting:
        greeting.begin()
        assert greeting.is_line_slow()
        greeting.hand_over()
        assert greeting.answered_late()
        assert not greeting.answered_late()


# -- the whole program --------------------------------------------------------------


def wait_for_question(app):
    app.wait_for(lambda _: QUESTION in app.output, what="the question")


def test_who_types_while_it_starts_is_signed_in_and_nothing_is_echoed(wema):
    with wema(waits=False, env={"WEMA_PROFILE": None}) as app:
        wait_for_question(app)
        app.send(f"PHA001\r{PASSWORD}\r".encode())
        app.wait_for("scan a pack, or type")
        assert app.output[: app.output.index(b"\x1b[?1049h")] == QUESTION
        assert PASSWORD.encode() not in app.output
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []


def test_a_fast_answer_makes_it_full(wema):
    # So fast that even a busy computer is not late: it is there before the question.
    with wema(waits=False, env={"WEMA_PROFILE": None}, answers_after=None) as app:
        app.send(b"\x1b[0n" * 3)
        app.wait_for("Employee ID")
        app.wait_for("F10")
        assert TRUE_COLOR.search(app.output)


@pytest.mark.parametrize("answers_after", [0.5, None], ids=["late", "never"])
def test_a_late_answer_or_none_makes_it_slow_and_is_no_key(wema, answers_after):
    env = {"WEMA_PROFILE": None}
    with wema(env=env, answers_after=answers_after) as app:
        app.sign_in()
        assert not TRUE_COLOR.search(app.output)
        assert "NOT RECORDED" not in app.text()


def test_whoever_says_how_it_looks_is_not_asked(wema):
    for name in ("full", "slow"):
        with wema(env={"WEMA_PROFILE": name}) as app:
            before_screens = app.output[: app.output.index(b"\x1b[?1049h")]
            assert before_screens == b""


def test_a_clinic_that_cannot_be_opened_leaves_one_line_and_the_terminal(wema):
    env = {"WEMA_PROFILE": None, "WEMA_DATABASE": "sqlite:////nowhere/at/all.db"}
    with wema(waits=False, env=env) as app:
        wait_for_question(app)
        app.send(b"typed ahead\r")
        assert app.wait_exit() == 1
        assert app.left_on() == []
        assert "typed ahead" not in app.text()
        lines = [line for line in app.lines() if line]
        assert lines[0].startswith("wema: There is no database")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_before_the_screens_are_up_leaves_the_terminal_as_it_was(wema, number):
    with wema(waits=False, env={"WEMA_PROFILE": None}) as app:
        wait_for_question(app)
        app.signal(number)
        assert app.wait_exit() == 128 + number
        assert left_on(app.output) == []
        assert app.left_on() == []
