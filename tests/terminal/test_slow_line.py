"""The program at the far end of 9,600 bit/s with 400 ms of delay each way."""

import re
import sys

from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.terminal.slow_line import SlowLine
from tests.waiting import wait_until

TIME = re.compile(r"\d\d:\d\d")
ECHO = """
import sys, time, tty
tty.setraw(0)
sys.stdout.write("ready ")
sys.stdout.flush()
while (key := sys.stdin.read(1)) != "q":
    sys.stdout.write(key)
    sys.stdout.flush()
"""


def test_the_line_carries_everything_in_order_and_no_faster_than_it_is():
    with SlowLine([sys.executable, "-c", ECHO], bytes_per_second=480) as app:
        app.wait_for("ready")
        first = app.log[-1][0]
        text = b"0123456789" * 12
        app.send(text)
        app.wait_for(lambda app: app.bytes_written == 6 + len(text))
        assert app.output == b"ready " + text
        took = app.log[-1][0] - first
        assert took >= 0.4 + len(text) / 480 + 0.4


def shows_all(app):
    """Tell whether the list is full of what was scanned, the newest on top."""
    lines = [line.split() for line in app.lines()]
    shown = [words[1:3] for words in lines if words and TIME.fullmatch(words[0])]
    wanted = [["DISPENSE", ("-20", "-10")[nth % 2]] for nth in range(len(shown))]
    return len(shown) >= 10 and shown == wanted


def test_a_burst_over_a_slow_line_is_recorded_and_the_last_screen_is_right(
    slow_wema, ledger
):
    codes = [(PARA, AMOX)[number % 2] for number in range(20)]
    with slow_wema() as app:
        app.send(f"PHA001\r{PASSWORD}\r".encode())
        app.send("".join(f"{code}\r" for code in codes).encode())
        wait_until(lambda: len(ledger()) == 20, what="20 scans")
        app.wait_for("9800 capsule")
        app.wait_for(shows_all)

    assert [code for _type, code, _quantity in ledger()] == codes


def test_keys_typed_ahead_are_not_lost(slow_wema):
    with slow_wema() as app:
        app.send(f"PHA001\r{PASSWORD}\r".encode() + b"\x1b[17~" + b"6")
        app.wait_for("LOOK UP a scan changes nothing")


def test_a_slow_line_that_drops_ends_the_program(slow_wema):
    with slow_wema() as app:
        app.sign_in()
        app.scan(*[PARA] * 5)
        app.close_terminal()
        assert app.wait_exit() == 129
