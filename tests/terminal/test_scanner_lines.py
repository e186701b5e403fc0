"""What scanners send, byte by byte, to the real program on a real terminal."""

import pytest

from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.terminal.test_program import wait_for_ledger
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.stations import save_scanner_profile

FRAMES = {"STX CR": ("\x02", "\r"), "STX ETX": ("\x02", "\x03")}


@pytest.fixture(params=FRAMES.values(), ids=FRAMES)
def framed(request, clinic):
    """Give the station's scanner a prefix; return what frames a code."""
    prefix, suffix = request.param
    session = resume(clinic.door("dispensary"), "PHA001")
    save_scanner_profile(session, ScannerProfile(prefix, suffix), "set-up")
    return lambda *codes: "".join(prefix + code + suffix for code in codes).encode()


def test_framed_scans_reach_the_books_past_every_dialog(wema, ledger, framed):
    with wema() as app:
        app.sign_in()
        app.send(framed(PARA))
        wait_for_ledger(ledger, 1)
        dialogs = {
            b"\x1b[17~": "What does a scan do?",
            b"\x1bOR": "a medicine without a code",
        }
        for count, (key, title) in enumerate(dialogs.items(), start=1):
            app.send(key)
            app.wait_for(title)
            app.send(framed(PARA, AMOX))
            wait_for_ledger(ledger, 1 + 2 * count)
            app.wait_for(title)
            app.send(b"\x1b")
            app.wait_for("scan a pack, or type")
        app.wait_for("DISPENSE")
        assert "NOT RECORDED" not in app.text()


def test_a_framed_scan_may_come_byte_by_byte(wema, ledger, framed):
    with wema() as app:
        app.sign_in()
        app.send(b"\x1b[17~")
        app.wait_for("What does a scan do?")
        before = app.bytes_written
        for byte in framed(PARA):
            app.send(bytes([byte]))
            app.wait_for_rest(0.1)  # slower than any hand
        wait_for_ledger(ledger, 1)
        app.wait_for("What does a scan do?")
        assert b"5901234" not in app.output[before:]  # it was in no box


def test_a_framed_scan_is_refused_where_nobody_is_there(wema, ledger, framed):
    with wema() as app:
        app.send(framed(PARA, "7"))
        app.wait_for("2 scans NOT RECORDED")
        app.sign_in()
        app.send(b"\x0c")
        app.wait_for("LOCKED")
        app.send(framed(PARA, "amoxicillin", "1"))
        app.wait_for("3 scans NOT RECORDED")
        app.send(f"{PASSWORD}\r".encode())
        app.wait_for("3 scans NOT RECORDED. F8")
        app.wait_for("The screen was locked.")
    assert ledger() == []


def test_the_same_computer_is_known_again_on_another_terminal(wema, ledger, clinic):
    session = resume(clinic.door("192.0.2.7 pts/41"), "PHA001")
    save_scanner_profile(session, ScannerProfile("\x02", "\t"), "set-up")
    env = {"WEMA_STATION": None, "SSH_CLIENT": "192.0.2.7 50022 22"}
    with wema(env=env) as app:
        app.sign_in()
        app.send(b"\x1b[17~")
        app.wait_for("What does a scan do?")
        app.send(b"\x02" + PARA.encode() + b"\t")
        wait_for_ledger(ledger, 1)


CONTROLS = (
    b"\x00\x01\x03\x04\x05\x06\x07\x0b\x0e\x0f\x11\x12\x13\x16\x17\x18\x19\x1a\x1c"
)


def test_control_bytes_of_a_scanner_end_and_stop_nothing(wema, ledger):
    with wema() as app:
        for byte in CONTROLS:
            app.send(bytes([byte]))
        app.wait_for_rest()
        app.sign_in()
        for key, title in ((b"", "DISPENSE"), (b"\x1b[17~", "What does a scan do?")):
            app.send(key)
            app.wait_for(title)
            for byte in CONTROLS:
                app.send(bytes([byte]))
            app.wait_for_rest()
            app.wait_for(title)
        app.send(b"\x1b")
        app.wait_for("Your last movements")
        app.send(b"\x7f" * 20)
        app.scan(PARA)
        wait_for_ledger(ledger, 1)


def test_bytes_that_are_no_text_end_nothing_on_any_screen(wema, ledger):
    broken = b"\xff\xfe\xc3\x28\xed\xa0\x80\xf0\x9f\xc0"
    with wema() as app:
        app.send(broken + b"\x7f" * 20)
        app.sign_in()
        for key, title in ((b"\x1b[17~", "What does a scan do?"), (b"\x1bOP", "Help")):
            app.send(key)
            app.wait_for(title)
            app.send(broken)
            app.wait_for_rest()
            app.send(b"\x1b")
            app.wait_for("F7 Undo")
        app.scan(PARA)
        wait_for_ledger(ledger, 1)


@pytest.mark.parametrize("sequence", [b"\x1b[17~", b"\x1bOR", b"\x1b[11~"])
def test_a_key_means_the_same_wherever_the_line_cuts_it(wema, sequence):
    titles = {
        b"\x1b[17~": "What does a scan do?",
        b"\x1bOR": "a medicine without a code",
    }
    with wema(env={"WEMA_PROFILE": "slow"}) as app:  # which waits longest for the rest
        app.sign_in()
        for cut in range(1, len(sequence)):
            app.wait_for_rest()  # no answer of a terminal comes in the middle of a key
            app.send(sequence[:cut])
            app.send(sequence[cut:])
            app.wait_for(titles.get(sequence, "Scan a pack."))
            app.send(b"\x1b")
            app.wait_for("scan a pack, or type")
