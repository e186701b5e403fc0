import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.scanner.burst import BurstGuard, Captured, Release

EAN = "5901234123457"
GS1 = "]d20109501101530003172604001099A\x1d21XYZ"
KEYS = {"\r": "enter", "\t": "tab", "\n": "ctrl+j", "\x1d": "ctrl+right_square_bracket"}


def press(guard, text, gap=0.001, start=0.0):
    """Press the keys of *text*, one every *gap* seconds, ticking when due."""
    outcomes = []
    for n, char in enumerate(text):
        at = start + n * gap
        if guard.deadline is not None and guard.deadline <= at:
            outcomes += guard.tick(guard.deadline)
        outcomes += guard.feed(KEYS.get(char, char), char, at)
    return outcomes


def settle(guard):
    return guard.tick(guard.deadline) if guard.deadline is not None else []


def typing(text):
    return [Release(KEYS.get(char, char), char) for char in text]


@pytest.mark.parametrize("code", [EAN, GS1, "WP0001234V", "AMOX500", "A1B2C3"])
@pytest.mark.parametrize("suffix", ["\r", "\n", "\t", "\r\n"])
def test_a_scan_in_a_dialog_is_captured_and_presses_no_button(code, suffix):
    guard = BurstGuard()
    assert press(guard, code + suffix) == [Captured(code)]
    assert guard.deadline is None


def test_a_code_that_follows_a_typed_line_at_once_is_whole():
    guard = BurstGuard()
    assert press(guard, "7", start=0.0) + settle(guard) == typing("7")
    assert press(guard, "\r", start=0.1) == typing("\r")
    assert press(guard, f"{EAN}\r{EAN}\r", start=0.15) == [Captured(EAN)] * 2


def test_only_the_code_whose_beginning_was_taken_for_typing_is_incomplete():
    guard = BurstGuard()
    assert press(guard, "5") + settle(guard) == typing("5")
    outcomes = press(guard, f"{EAN[1:]}\r{EAN}\r", start=0.1)
    assert outcomes == [Captured(EAN[1:], is_complete=False), Captured(EAN)]


def test_codes_in_one_burst_are_captured_one_by_one():
    guard = BurstGuard()
    codes = [f"CODE{n:03d}" for n in range(200)]
    text = "".join(code + "\r\n" for code in codes)
    assert press(guard, text, gap=0.0) == [Captured(code) for code in codes]


@pytest.mark.parametrize("gap", [0.031, 0.06, 0.12, 0.5])
@pytest.mark.parametrize("text", ["12\r", "150\r", "1234567\r", "amoxicillin\r", EAN])
def test_typing_is_typing(text, gap):
    guard = BurstGuard()
    assert press(guard, text, gap=gap) + settle(guard) == typing(text)


@pytest.mark.parametrize("text", ["150\r", "12\t", "99999\r", "amoxicillin\r", "\r"])
def test_a_lump_that_is_no_code_is_typing(text):
    assert press(BurstGuard(), text, gap=0.0) == typing(text)


def test_a_lump_with_a_space_is_typing():
    assert press(BurstGuard(), "500 mg tablets\r", gap=0.0) == typing(
        "500 mg tablets\r"
    )


def test_a_lone_key_waits_for_thirty_milliseconds():
    guard = BurstGuard()
    assert guard.feed("5", "5", 1.0) == []
    assert guard.deadline == pytest.approx(1.03)
    assert guard.tick(1.02) == []
    assert guard.tick(1.03) == typing("5")
    assert guard.deadline is None


def test_a_late_timer_loses_no_key():
    guard = BurstGuard()
    guard.feed("5", "5", 1.0)
    assert guard.feed("6", "6", 2.0) == typing("5")
    assert settle(guard) == typing("6")


def test_other_keys_pass_in_order():
    guard = BurstGuard()
    guard.feed("5", "5", 1.0)
    assert guard.feed("left", None, 1.01) == [*typing("5"), Release("left", None)]
    assert guard.feed("f1", None, 1.02) == [Release("f1", None)]


def test_a_control_key_in_a_burst_does_not_quit_the_app():
    guard = BurstGuard()
    press(guard, "ABC1")
    assert guard.feed("ctrl+q", "\x11", 0.004) == []
    assert press(guard, "2\r", start=0.005) == [Captured("ABC1\x112")]
    assert guard.feed("ctrl+q", "\x11", 9.0) == [Release("ctrl+q", "\x11")]


def test_a_slow_line_may_deliver_a_code_in_lumps():
    guard = BurstGuard()
    assert press(guard, EAN[:5]) == []
    assert press(guard, EAN[5:] + "\r", start=0.25) == [Captured(EAN)]


def test_an_aim_prefix_is_waited_for_longer():
    guard = BurstGuard()
    assert press(guard, GS1[:3]) == []
    assert press(guard, GS1[3:] + "\r", start=0.9) == [Captured(GS1)]


def test_a_hand_after_a_lump_is_not_held_back():
    guard = BurstGuard()
    outcomes = press(guard, "123", gap=0.0)
    for n, char in enumerate("4567"):
        outcomes += guard.feed(char, char, 0.2 + n * 0.2)
    assert outcomes == typing("123456")
    assert [*outcomes, *settle(guard)] == typing("1234567")


def test_a_code_without_suffix_is_kept_out_of_the_box_and_not_trusted():
    guard = BurstGuard()
    assert press(guard, EAN) == []
    assert settle(guard) == [Captured(EAN, is_complete=False)]


def test_the_rest_of_a_code_that_broke_off_presses_no_button():
    guard = BurstGuard()
    press(guard, GS1[:20])
    assert settle(guard) == [Captured(GS1[:20], is_complete=False)]
    rest = press(guard, GS1[20:23] + "\r\n", start=1.3)
    assert rest == [Captured(GS1[20:23], is_complete=False)]
    assert press(guard, "\r", start=1.6) == typing("\r")


def test_the_enter_of_a_code_that_broke_off_presses_no_button():
    guard = BurstGuard()
    press(guard, EAN)
    settle(guard)
    assert press(guard, "\r", start=0.5) == []


def test_a_code_whose_first_character_came_before_a_stall_is_not_trusted():
    guard = BurstGuard()
    assert press(guard, EAN[0]) + settle(guard) == typing(EAN[0])
    captured = press(guard, EAN[1:] + "\r", start=0.1)
    assert captured == [Captured(EAN[1:], is_complete=False)]
    assert press(guard, EAN + "\r", start=1.0) == [Captured(EAN)]


def test_megabytes_in_a_dialog_are_one_code_too_long():
    guard = BurstGuard()
    (captured,) = press(guard, "A" * 20_000 + "\r", gap=0.0)
    assert len(captured.text) == 513


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "1", "]", "d", " ", "\x1d", "\r", "\t", "left"]),
            st.sampled_from([0.0, 0.01, 0.05, 0.2, 0.5, 2.0]),
        ),
        max_size=60,
    )
)
def test_no_character_is_lost_doubled_or_moved(keys):
    guard = BurstGuard()
    at, outcomes, pressed = 0.0, [], ""
    for key, gap in keys:
        at += gap
        character = key if len(key) == 1 else None
        outcomes += guard.feed(KEYS.get(key, key), character, at)
        pressed += key if character and key not in "\r\t" else ""
    outcomes += settle(guard)
    came_out = ""
    for outcome in outcomes:
        if isinstance(outcome, Captured):
            came_out += outcome.text.replace("\x1b", "")  # stands for a key: left
        elif outcome.character and outcome.character not in "\r\t":
            came_out += outcome.character
    assert came_out == pressed
    assert guard.deadline is None


def test_enter_after_a_lump_that_the_box_asked_for_is_a_persons():
    guard = BurstGuard(is_typing=str.isdecimal)
    assert press(guard, "0712345678") + settle(guard) == typing("0712345678")
    assert press(guard, "\t", start=1.0) == typing("\t")
