import signal
import sys
import time

import pytest

from tests.terminal.pty_app import PtyApp
from tests.terminal.pty_screen import Terminal, left_on
from tests.waiting import wait_until

TINY = """
import sys
from textual.app import App
from textual.widgets import Input, Static

class Tiny(App):
    CSS = "Static { background: #ff0000; color: #ffffff; }"
    BINDINGS = [("ctrl+q", "quit"), ("ctrl+t", "exit_7")]

    def compose(self):
        yield Static("what is typed")
        yield Input()
        yield Static("size unknown", id="size")

    def on_input_submitted(self, event):
        self.query_one(Static).update(f"got {event.value}")

    def on_resize(self, event):
        self.query_one("#size").update(f"size {event.size.width}x{event.size.height}")

    def action_exit_7(self):
        self.exit(return_code=7, message="bye")

app = Tiny()
app.run()
sys.exit(app.return_code)
"""

FLOOD = """
import sys, time
print("ready", flush=True)
sys.stdin.readline()
for number in range(20_000):
    print(f"line {number:05}")
print("over", flush=True)
"""


@pytest.fixture
def tiny(tmp_path):
    path = tmp_path / "tiny.py"
    path.write_text(TINY)
    with PtyApp([sys.executable, path], env={"HOME": str(tmp_path)}) as app:
        app.wait_for("size 80x24")
        yield app


def python(code, **options):
    return PtyApp([sys.executable, "-c", code], **options)


def test_what_is_typed_arrives_and_what_is_shown_is_seen(tiny):
    tiny.send(b"0106\r")
    tiny.wait_for("got 0106")
    assert tiny.lines()[0] == "got 0106"
    assert (tiny.cell(0, 0).data, tiny.cell(0, 0).bg) == ("g", "ff0000")
    assert tiny.bytes_written == sum(len(data) for _, data in tiny.log) > 1000


def test_nothing_meant_for_the_terminal_is_drawn(tiny):
    assert tiny.lines()[0] == "what is typed"
    assert set(tiny.text()) <= set("what is typed size 80x24\n▊▔▁▎▕█ ")


def test_another_size_reaches_the_program(tiny):
    tiny.resize(100, 30)
    tiny.wait_for("size 100x30")
    assert len(tiny.lines()) == 30


def test_a_program_that_ends_well_gives_the_terminal_back(tiny):
    assert {"alternate screen", "raw mode", "hidden cursor"} <= set(tiny.left_on())
    tiny.send(b"\x14")
    assert tiny.wait_exit() == 7
    assert tiny.left_on() == []
    assert tiny.restored()
    assert tiny.text().strip() == "bye"


def test_a_program_that_dies_leaves_the_terminal_as_it_was(tiny):
    tiny.signal(signal.SIGKILL)
    assert tiny.wait_exit() == 137
    assert {"alternate screen", "mouse", "raw mode"} <= set(tiny.left_on())


def test_a_death_by_signal_is_told_as_a_shell_tells_it():
    with python("print('up'); input()") as app:
        app.wait_for("up")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143


def test_the_terminal_controls_the_program():
    with python("print('up'); input()") as app:
        app.wait_for("up")
        app.send(b"\x1c")  # ctrl+\, which only a controlling terminal makes SIGQUIT
        assert app.wait_exit() == 128 + signal.SIGQUIT


def test_a_closed_terminal_hangs_up_the_program():
    with python("print('up'); input()") as app:
        app.wait_for("up")
        app.close_terminal()
        assert app.wait_exit() == 128 + signal.SIGHUP
        assert "up" in app.text()


def test_signals_that_the_tests_ignore_are_not_ignored_by_the_program():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with python("print('up'); input()") as app:
            app.wait_for("up")
            app.signal(signal.SIGHUP)
            assert app.wait_exit() == 129
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_stalled_reader_stops_the_program_and_loses_nothing():
    with python(FLOOD) as app:
        app.wait_for("ready")
        app.stop_reading()
        before = app.bytes_written
        app.send(b"\n")
        wait_until(app.has_unread, what="the program to write")
        assert app.bytes_written == before
        app.resume_reading()
        app.wait_for("over")
        assert app.output.count(b"line ") == 20_000
        assert app.wait_exit() == 0


def test_a_text_that_does_not_come_shows_the_whole_screen():
    with (
        python("print('drugs'); input()") as app,
        pytest.raises(AssertionError) as trouble,
    ):
        app.wait_for("medicines", seconds=0.5)
    assert "waited 0.5 s for 'medicines'" in str(trouble.value)
    assert f"|{'drugs':80}|" in str(trouble.value)


def test_waiting_ends_with_the_program():
    started = time.monotonic()
    with (
        python("print('no database'); raise SystemExit(1)") as app,
        pytest.raises(AssertionError, match="ended with 1"),
    ):
        app.wait_for("welcome")
    assert time.monotonic() - started < 30


def test_a_condition_may_look_elsewhere(tmp_path):
    code = f"open({str(tmp_path / 'done')!r}, 'w').close(); input()"
    with python(code) as app:
        app.wait_for(lambda _: (tmp_path / "done").exists())


def test_the_program_sees_nothing_of_the_developers_environment(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    code = "import os; print('NO_COLOR' in os.environ, os.environ['HOME'])"
    with python(code, env={"HOME": "/clinic", "COLORTERM": None}) as app:
        app.wait_for("False /clinic")


HARD = b"".join(
    [
        b"\x1b[<u",
        b"\x1b[>1u",
        b"\x1b[?2026$p",
        b"\x1b[?2048$p",
        b"\x1b[>4;2m",
        b"\x1b[2 q",
        b"\x1b[!p",
        b"\x1b[4:3m",
        b"\x1b[?u",
        b"\x1b[?6n",
        b"\x1b[1;2;3;4A",
        b"\x1bP+q544e\x1b\\",
        b"\x1b_Gi=1;AAAA\x1b\\",
        b"\x1b]52;c;aGk=\x07",
        b"\x1b]11;?\x1b\\",
    ]
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sequences_cut_anywhere_do_not_reach_the_screen(size):
    terminal = Terminal(80, 24)
    data = HARD + "kö".encode() + HARD + b"rt"
    for start in range(0, len(data), size):
        terminal.feed(data[start : start + size])
    assert terminal.lines()[0] == "kört"


def test_what_was_behind_the_alternate_screen_comes_back():
    terminal = Terminal(80, 24)
    terminal.feed(b"before\r\n\x1b[?1049h\x1b[Happ")
    assert terminal.lines()[0] == "app"
    terminal.feed(b"\x1b[?1049lafter")
    assert terminal.lines()[:2] == ["before", "after"]


def test_each_switch_left_on_has_its_name():
    assert left_on(b"\x1b[?1000;1006h\x1b[?25l\x1b[>1u\x1b[?2004h") == [
        "mouse",
        "bracketed paste",
        "hidden cursor",
        "kitty keyboard",
    ]
    assert left_on(b"\x1b[?25l\x1b[?1049h\x1b[>1u\x1b[<u\x1b[?1049l\x1b[?25h") == []
