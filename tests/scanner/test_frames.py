import pytest

from wema_tui.scanner.burst import Captured
from wema_tui.scanner.frames import PATIENCE, PREFIX_HOLD, Frames
from wema_tui.scanner.keyboards import Keyboard
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.wedge import LONG_PAUSE

STX, ETX, ESC = "\x02", "\x03", "\x1b"
CODE = "SHELF-A12"


def fed(profile, text, *, gap=0.001, silence=0.0):
    """Return what came of keys *gap* seconds apart, and of the silence behind them."""
    frames, at, found = Frames(profile), 0.0, []
    for character in text:
        at += gap
        found += frames.feed(character, character, at)
    return found + frames.tick(at + silence)


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.4, 4.9])
@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t", ETX])
@pytest.mark.parametrize("prefix", [STX, "~", "\x01\x02"])
def test_from_prefix_to_suffix_is_one_scan_at_any_speed(prefix, suffix, gap):
    if len(prefix) == 2:
        gap = min(gap, PREFIX_HOLD / 2)  # its two keys must come together
    profile = ScannerProfile(prefix, suffix)
    codes = [CODE, "amoxicillin", "1"]
    text = "".join(f"{prefix}{code}{suffix}" for code in codes)
    assert fed(profile, text, gap=gap) == [Captured(code) for code in codes]


def test_keys_outside_of_a_frame_pass_in_order():
    found = fed(ScannerProfile(STX), f"ab\r{STX}{CODE}\rc\r")
    assert found == ["a", "b", "\r", Captured(CODE), "c", "\r"]


def test_without_a_prefix_every_key_passes_at_once():
    text = f"{STX}{CODE}\r"
    assert fed(ScannerProfile(), text) == list(text)


def test_half_a_prefix_is_typing_after_a_moment():
    profile = ScannerProfile("~{")
    assert fed(profile, "~") == []
    assert fed(profile, "~", silence=PREFIX_HOLD) == ["~"]
    assert fed(profile, f"~~{{{CODE}\r") == ["~", Captured(CODE)]
    assert fed(profile, "~a") == ["~", "a"]


@pytest.mark.parametrize("stray", ["\t", "\n", ESC, "\x11", "\ue008"])
def test_no_key_in_a_frame_gets_out(stray):
    assert fed(ScannerProfile(STX), f"{STX}12{stray}34\r") == [Captured(f"12{stray}34")]


def test_a_scan_whose_suffix_does_not_come_is_broken_and_types_nothing():
    profile = ScannerProfile(STX)
    assert fed(profile, STX + CODE, silence=PATIENCE - 0.1) == []
    assert fed(profile, STX + CODE, silence=PATIENCE) == [Captured(CODE, False)]
    found = fed(profile, f"{STX}{CODE}{STX}123\r")
    assert found == [Captured(CODE, False), Captured("123")]
    assert [each.is_complete for each in found] == [False, True]


def test_a_person_gives_a_broken_scan_up_with_esc():
    found = fed(ScannerProfile(STX), f"{STX}12{ESC}a", gap=0.5)
    assert found == [Captured("12", False), "a"]


def test_a_prefix_alone_is_nothing():
    assert fed(ScannerProfile(STX), STX, silence=PATIENCE) == []
    assert fed(ScannerProfile(STX), f"{STX}\r{STX}\ra") == ["a"]


def test_the_lf_of_a_scanner_that_sends_more_than_it_said_presses_nothing():
    assert fed(ScannerProfile(STX), f"{STX}12\r\na\n") == [Captured("12"), "a", "\n"]


def test_without_a_suffix_only_what_is_whole_in_itself_is_a_scan():
    profile = ScannerProfile(STX, "")
    whole = "5901234123457"
    assert fed(profile, STX + whole, silence=LONG_PAUSE)[0].is_complete
    assert not fed(profile, STX + whole[:-2], silence=LONG_PAUSE)[0].is_complete
    found = fed(profile, STX + whole + STX + CODE, silence=LONG_PAUSE)
    assert [(each.text, each.is_complete) for each in found] == [
        (whole, True),
        (CODE, False),
    ]


def test_what_the_scanner_meant_is_what_is_scanned():
    profile = ScannerProfile(STX, "\r", "|", Keyboard("us", "fr", is_exchanged=True))
    code = "".join(profile.keyboard.arrival(each) or "" for each in "]d2010590")
    assert fed(profile, f"{STX}{code}\r") == [Captured("]d2010590")]


def test_a_code_without_end_stays_small():
    (found,) = fed(ScannerProfile(STX), STX + "9" * 100_000 + "\r", gap=0.00001)
    assert len(found.text) == 513
