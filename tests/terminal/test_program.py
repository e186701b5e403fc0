"""The real program on a real terminal."""

import signal
import time

import pytest

from db.people import UserSession
from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.terminal.pty_screen import left_on
from tests.terminal.typed import ESC, F3
from tests.waiting import wait_until

GS1 = f"]d201{PARA:0>14}10A1\x1d21SER"


def wait_for_ledger(ledger, length):
    wait_until(lambda: len(ledger()) >= length, what=f"{length} movements")
    assert len(ledger()) == length


def reasons(clinic):
    """Return why each session at this terminal ended; None for open ones."""
    with clinic.store.read():
        rows = UserSession.select().where(UserSession.station == "dispensary")
        return [row.end_reason for row in rows.order_by(UserSession.id)]


# -- scans --------------------------------------------------------------------------


def test_sign_in_and_two_hundred_codes_in_one_write(wema, ledger):
    codes = [(PARA, AMOX)[number % 2] for number in range(200)]
    with wema() as app:
        app.send(f"PHA001\r{PASSWORD}\r".encode() + ("\r".join(codes) + "\r").encode())
        wait_for_ledger(ledger, 200)
        app.wait_for("DISPENSE -20 capsule Amoxicillin")

    assert [code for _type, code, _quantity in ledger()] == codes


def test_every_suffix_and_separator_of_a_scanner(wema, ledger):
    with wema() as app:
        app.sign_in()
        app.send(
            b"".join(f"{PARA}{end}".encode() for end in ("\r", "\n", "\r\n", "\t"))
        )
        wait_for_ledger(ledger, 4)
        for number, separator in enumerate(["\x1d", "␝", "^]", "<GS>", "{GS}"]):
            app.scan(GS1.replace("\x1d", separator) + str(number))
        wait_for_ledger(ledger, 9)
        assert "NOT RECORDED" not in app.text()


def test_a_scanner_without_suffix_ends_its_code_by_a_pause(wema, ledger):
    with wema() as app:
        app.sign_in()
        app.send(PARA.encode())
        wait_for_ledger(ledger, 1)
        app.send(GS1.encode())
        wait_for_ledger(ledger, 2)
        assert "NOT RECORDED" not in app.text()


def test_a_paste_keeps_its_separators(wema, ledger):
    with wema() as app:
        app.sign_in()
        app.send(f"\x1b[200~{GS1}1\r\n{AMOX}\n{PARA}\x1b[201~\r".encode())
        wait_for_ledger(ledger, 3)
        assert "NOT RECORDED" not in app.text()


def test_a_paste_without_an_end_swallows_no_scan(wema, ledger):
    with wema() as app:
        app.sign_in()
        app.send(f"\x1b[200~{PARA}\n{AMOX}\n".encode())
        wait_for_ledger(ledger, 2)
        app.scan(PARA)
        wait_for_ledger(ledger, 3)


HOSTILE = {
    "DC1": b"5901\x11234123457",
    "ETX": b"5901\x03234123457",
    "NUL": b"5901\x00234123457",
    "F10 in the middle": b"59012\x1b[21~34123457",
    "a colour": b"59012\x1b[31m34123457",
    "title": b"\x1b]0;hello\x07" + b"99999",
    "clipboard": b"\x1b]52;c;QUJD\x07" + b"99998",
    "no text": b"59012\xff\xfe34123457",
    "C1": "59012\x9b31m34123457".encode(),
    "right to left": "59012\u202e34123457".encode(),
}


def test_hostile_codes_are_refused_in_a_line_each_and_never_echoed(wema, ledger):
    with wema() as app:
        app.sign_in()
        before = app.bytes_written
        for count, code in enumerate(HOSTILE.values(), start=1):
            app.send(code + b"\r")
            word = "scans" if count > 1 else "scan"
            app.wait_for(lambda _: "NOT RECORDED" in app.text(), what=str(code))
            if "What is" in app.text():
                app.send(b"\x1b")
            app.wait_for(f"{count} {word} NOT RECORDED")
        app.scan(PARA)
        wait_for_ledger(ledger, 1)
        written = app.output[before:]
        for raw in (
            b"\x1b]52",
            b"\x1b]0;",
            b"\x11",
            b"\x9b31",
            b"\x00",
            "\u202e".encode(),
        ):
            assert raw not in written, raw


def test_sequences_that_give_orders_to_other_programs_change_nothing(wema, ledger):
    orders = [
        b"\x1b[O",  # the window lost the focus
        b"\x1b[8;2;2t\x1b[48;2;2;0;0t",  # the window has two rows
        b"\x1b[1114112u\x1b[55296u",  # keys that no character has
        b"\x1b[<0;1;1M\x1b[<0;1;1m",  # a click
        b"\x1b[1;1R\x1b[?2048;1$y\x1b[?1;2c",  # answers nobody asked for
        b"\xff\xfe\xc3\x28\xed\xa0\x80",
    ]
    with wema() as app:
        app.send(b"\xff\xc3")
        app.send(b"\x7f" * 4)
        app.sign_in()
        for order in orders:
            app.send(order)
        app.send(b"\x7f" * 20)
        app.scan(PARA, AMOX)
        wait_for_ledger(ledger, 2)
        app.wait_for("F10 Menu")


def test_a_character_or_key_may_come_in_two_pieces(wema, ledger):
    with wema() as app:
        app.sign_in()
        for byte in "59ä".encode():
            app.wait_for_rest()
            app.send(bytes([byte]))
        app.wait_for("> 59ä")
        app.send(b"\x7f" * 3)
        app.wait_for("> scan a pack")
        app.send(b"\x1b[1")
        app.send(b"7~")  # F6
        app.wait_for("What does a scan do?")


# -- the end ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
def test_a_signal_ends_it_with_its_code_and_the_terminal_as_it_was(
    wema, ledger, clinic, number, code
):
    with wema() as app:
        app.sign_in()
        app.scan(PARA)
        wait_for_ledger(ledger, 1)
        app.signal(number)
        assert app.wait_exit() == code
        assert app.left_on() == []

    assert reasons(clinic) == ["terminated"]


def test_a_signal_in_the_middle_of_a_burst_keeps_what_was_recorded(
    wema, ledger, clinic
):
    with wema() as app:
        app.sign_in()
        app.scan(*[PARA] * 300)
        wait_until(lambda: len(ledger()) > 20, what="some movements")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []

    assert reasons(clinic) == ["terminated"]
    with clinic.store.read():
        on_hand, moved = clinic.store.execute(
            "SELECT (SELECT SUM(on_hand) FROM lots),"
            " (SELECT SUM(quantity) FROM stock_movements)"
        )[0]
    assert on_hand == moved
    with clinic.store.write():
        pass  # nobody holds the lock


DEAF = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]  # as under nohup
UNTOLD = ["setsid", "--wait"]  # the kernel tells only the terminal's own session


@pytest.mark.parametrize(
    "wrapper", [[], DEAF, UNTOLD], ids=["plain", "hangup ignored", "hangup not sent"]
)
def test_a_dropped_line_ends_the_program_and_the_session(wema, ledger, clinic, wrapper):
    with wema(argv=wrapper) as app:
        app.sign_in()
        app.scan(PARA)
        wait_for_ledger(ledger, 1)
        app.close_terminal()
        assert app.wait_exit() == 129
        wait_until(
            lambda: reasons(clinic) == ["line_dropped"],
            what="the end of the session",
        )


@pytest.mark.parametrize("end", ["hang up", "terminate"])
def test_a_reader_that_stalls_holds_up_no_scan_and_no_end(wema, ledger, clinic, end):
    with wema(columns=132, rows=43) as app:
        app.sign_in()
        app.stop_reading()
        for done in range(20, 201, 20):  # each round writes more than the line takes
            app.scan(*[PARA] * 20)
            wait_for_ledger(ledger, done)
        assert app.has_unread()
        if end == "hang up":
            app.close_terminal()
            assert app.wait_exit() == 129
        else:
            app.signal(signal.SIGTERM)
            assert app.wait_exit() == 143

    reason = "line_dropped" if end == "hang up" else "terminated"
    assert reasons(clinic) == [reason]


def test_a_reader_that_goes_on_after_a_stall_sees_everything(wema, ledger):
    with wema(columns=132, rows=43) as app:
        app.sign_in()
        app.stop_reading()
        for _ in range(5):
            app.scan(*[PARA, AMOX] * 10)
        wait_until(lambda: len(ledger()) == 100, what="scans")
        app.resume_reading()
        app.wait_for("On hand: Amoxicillin 250 mg capsule 9000 capsule")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []


def test_what_was_shown_as_recorded_survives_kill_9(wema, ledger, clinic):
    with wema() as app:
        app.sign_in()
        app.scan(*[PARA, AMOX] * 100)
        wait_until(lambda: len(ledger()) > 30, what="some movements")
        app.signal(signal.SIGKILL)
        assert app.wait_exit() == 137
        shown = sum("DISPENSE" in line for line in app.lines()[6:])

    recorded = ledger()
    assert len(recorded) >= shown
    assert [code for _t, code, _q in recorded] == [PARA, AMOX] * (
        len(recorded) // 2
    ) + [PARA] * (len(recorded) % 2)
    with wema() as app:
        app.sign_in()
        app.scan(PARA)
        wait_for_ledger(ledger, len(recorded) + 1)


def test_quitting_at_sign_in_is_no_failure(wema):
    with wema() as app:
        app.send(b"\x1b[21~" * 2)  # F10 F10
        assert app.wait_exit() == 0
        assert app.left_on() == []


# -- keys ---------------------------------------------------------------------------


def test_alt_and_a_digit_is_the_function_key(wema, ledger):
    with wema() as app:
        app.sign_in()
        app.scan(PARA)
        wait_for_ledger(ledger, 1)
        app.send(b"\x1b7")  # Alt+7: undo
        wait_for_ledger(ledger, 2)
        app.send(b"\x1b0")
        app.wait_for("F10 Sign out")
        app.send(b"\x1b0")
        app.wait_for("Sign out?")
        app.send(b"\x1b")
        app.wait_for("scan a pack")
        app.send(b"\x1b" + PARA.encode() + b"\r")  # Esc, and a scan behind it
        wait_for_ledger(ledger, 3)

    assert {code for _type, code, _quantity in ledger()} == {PARA}


def test_a_key_of_the_clinics_own_works_and_is_shown(wema, ledger, tmp_path):
    (tmp_path / "wema.toml").write_text('[keys]\n"scan.undo" = "f12, alt+u"\n')
    with wema() as app:
        app.sign_in()
        app.wait_for("F12 Undo")
        app.scan(PARA, PARA)
        wait_for_ledger(ledger, 2)
        for count, key in enumerate((b"\x1bu", b"\x1b[24~"), start=3):
            app.send(key)
            wait_for_ledger(ledger, count)
            assert ledger()[-1][2] == 10


def test_keys_that_clash_are_refused_before_the_terminal_is_taken(wema, tmp_path):
    (tmp_path / "wema.toml").write_text('[keys]\n"scan.undo" = "f6"\n')
    with wema(waits=False) as app:
        assert app.wait_exit() == 1
        assert "F6 would do two things: scan.undo and scan.mode." in app.words()
        assert app.left_on() == []


# -- terminals ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "linux", "COLORTERM": None},
        {"TERM": "vt220", "COLORTERM": None, "LANG": "C"},
        {"LC_ALL": "C", "LANG": "C", "NO_COLOR": "1"},
    ],
    ids=lambda env: " ".join(f"{k}={v}" for k, v in env.items()),
)
def test_old_terminals_and_plain_locales_work(wema, ledger, env):
    with wema(env=env) as app:
        app.sign_in()
        app.scan(PARA)
        app.wait_for("DISPENSE -10 tablet Paracetamol")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []


def test_a_terminal_that_only_prints_lines_is_refused_with_a_hint(wema):
    with wema(waits=False, env={"TERM": "dumb"}) as app:
        assert app.wait_exit() == 1
        assert "TERM=vt220" in app.words()
        assert left_on(app.output) == []


def test_no_size_ends_the_program(wema, ledger):
    with wema() as app:
        app.sign_in()
        for columns, rows in ((20, 5), (1, 1), (300, 100), (40, 10)):
            app.resize(columns, rows)
            app.scan(PARA)
            app.send(b"\x1b[17~")
            app.send(b"\x1b")
        wait_until(lambda: len(ledger()) == 4, what="4 movements")
        app.resize(80, 24)
        app.wait_for("F10 Menu")
        app.wait_for("On hand: Paracetamol 500 mg tablet 9960 tablet")


def test_a_size_in_the_environment_counts_less_than_the_terminals(wema):
    with wema(env={"COLUMNS": "80", "LINES": "24"}) as app:
        app.resize(100, 30)
        app.wait_for(lambda app: "F10" in app.lines()[29])


def test_next_to_nothing_is_written_while_nobody_types(wema):
    with wema() as app:
        app.sign_in()
        app.wait_for("F10 Menu")
        app.wait_for_rest()
        before = app.bytes_written
        later = time.monotonic() + 1.2
        app.wait_for(lambda _: time.monotonic() > later)
        assert app.bytes_written - before <= 20  # a minute may be over
        app.send(b"5")
        app.wait_for("> 5")


def test_two_terminals_share_one_database(wema, ledger):
    with wema() as one, wema() as two:
        one.sign_in("PHA001")
        two.sign_in("PHA002")
        one.scan(*[PARA] * 50)
        two.scan(*[AMOX] * 50)
        wait_for_ledger(ledger, 100)
        two.wait_for("On hand: Amoxicillin 250 mg capsule 9000 capsule")


def test_the_terminals_own_cursor_rests_where_the_next_character_comes(wema):
    with wema() as app:
        app.sign_in()
        app.wait_for(lambda app: app.rests_at == (2, 3), what="the scan field")
        app.send(b"12*")
        app.wait_for(lambda app: app.rests_at == (2, 6), what="the end of it")
        app.send(F3)
        app.wait_for("a medicine without a code")
        app.send(b"am")
        app.wait_for(lambda app: app.rests_at != (2, 6), what="the box")
        app.send(ESC)
        app.wait_for(lambda app: app.rests_at == (2, 6), what="the scan field again")
