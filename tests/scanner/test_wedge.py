import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import TooLong
from wema_tui.scanner.wedge import LONG_PAUSE, PAUSE, Framer, character_of, how_entered

EAN = "5901234123457"
GS1 = "]d20109501101530003172604001099A\x1d21XYZ"
CODES = st.lists(
    st.text(st.characters(exclude_characters="\r\n\t"), min_size=1, max_size=40),
    max_size=20,
)


def typed(framer, text, gap=0.001, start=0.0):
    """Feed *text*, one character every *gap* seconds; return the codes."""
    found = [framer.feed(char, start + n * gap) for n, char in enumerate(text)]
    return [code for code in found if code is not None]


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t", "\r\t"])
def test_two_hundred_codes_in_one_burst_are_two_hundred_codes_in_order(suffix):
    codes = [f"CODE{n:03d}\x1d{n}" for n in range(200)]
    assert typed(Framer(), suffix.join([*codes, ""]), gap=0.0) == codes


@given(CODES, st.sampled_from(["\r", "\n", "\r\n", "\t"]))
def test_every_character_of_every_code_is_kept(codes, suffix):
    assert typed(Framer(), "".join(code + suffix for code in codes)) == codes


@given(CODES, st.sampled_from(["\r", "\n", "\r\n"]))
def test_every_character_of_a_paste_is_kept(codes, suffix):
    framer = Framer()
    assert framer.feed_text("".join(code + suffix for code in codes), 0.0) == codes
    assert framer.text == ""


def test_a_paste_is_not_split_at_separators():
    framer = Framer()
    pasted = framer.feed_text("A\x1cB\x1dC\x1eD\x1f\u2028E\r\n\r\nF\nG", 0.0)
    assert pasted == ["A\x1cB\x1dC\x1eD\x1f\u2028E", "F"]
    assert framer.text == "G"
    assert framer.feed("\r", 1.0) == "G"
    assert framer.entry == "keyed"


def test_a_paste_adds_to_what_was_typed():
    framer = Framer()
    typed(framer, "12*")
    assert framer.feed_text("ABC\n", 1.0) == ["12*ABC"]


def test_a_line_end_cut_in_two_by_a_paste_is_one_line_end():
    framer = Framer()
    assert framer.feed_text("A\r", 0.0) + framer.feed_text("\nB\r", 0.0) == ["A", "B"]


def test_a_tab_ends_a_code_and_otherwise_leaves_the_field():
    framer = Framer()
    assert not framer.takes_tab(0.0)
    framer.feed("A", 0.0)
    assert framer.takes_tab(0.0)
    assert framer.feed("\t", 0.0) == "A"
    assert framer.takes_tab(0.04)  # a suffix of two characters
    assert not framer.takes_tab(0.06)


def test_a_code_too_long_is_reported_once_and_the_next_is_whole():
    framer = Framer()
    codes = typed(framer, "A" * 5000 + "\r" + "B\r", gap=0.0)
    assert [len(code) for code in codes] == [513, 1]
    with pytest.raises(TooLong):
        read_code(codes[0])


def test_a_code_too_long_cannot_be_shortened_into_another_code():
    framer = Framer()
    typed(framer, "A" * 5000)
    for _ in range(100):
        framer.backspace()
    assert len(framer.feed("\r", 9.0)) == 513


def test_a_pasted_line_too_long_is_reported_too():
    (code,) = Framer().feed_text("A" * 5000 + "\n", 0.0)
    assert len(code) == 513


def test_backspace_and_escape_take_back():
    framer = Framer()
    framer.backspace()
    typed(framer, "AB")
    framer.backspace()
    assert framer.text == "A"
    framer.clear()
    assert framer.text == ""
    assert typed(framer, "C\r") == ["C"]


@pytest.mark.parametrize(
    ("code", "gap", "entry"),
    [
        (EAN, 0.001, "scanned"),
        (EAN, 0.05, "scanned"),  # stretched by the line; the check digit fits
        (EAN, 0.15, "keyed"),
        ("AMOX500", 0.01, "scanned"),
        ("AMOX500", 0.05, "keyed"),
        ("AB1", 0.0, "keyed"),  # a lump of typing
        (GS1, 0.5, "scanned"),  # nobody types these, however slow the line
        ("01095011015300031099\x1d21A", 0.5, "scanned"),
    ],
)
def test_scanned_or_keyed_goes_by_the_evidence(code, gap, entry):
    framer = Framer()
    assert typed(framer, code + "\r", gap=gap) == [code]
    assert framer.entry == entry


def test_a_code_edited_by_hand_is_keyed():
    framer = Framer()
    typed(framer, GS1)
    framer.backspace()
    typed(framer, "Z\r")
    assert framer.entry == "keyed"
    typed(framer, GS1 + "\r", start=9.0)
    assert framer.entry == "scanned"


def test_all_taken_back_is_a_fresh_start():
    framer = Framer()
    typed(framer, "A")
    framer.backspace()
    assert typed(framer, EAN + "\r") == [EAN]
    assert framer.entry == "scanned"


def test_a_pasted_code_is_keyed_unless_a_scanner_made_it():
    assert how_entered(EAN, seconds=0.0, is_pasted=True) == "keyed"
    assert how_entered(GS1, seconds=0.0, is_pasted=True) == "scanned"


@pytest.mark.parametrize("code", [EAN, GS1, "WP0001234V", "WC00000017"])
def test_without_suffix_a_pause_ends_a_complete_code(code):
    framer = Framer(pause=PAUSE)
    typed(framer, code)
    last = (len(code) - 1) * 0.001
    assert framer.idle_at == pytest.approx(last + PAUSE)
    assert framer.idle(last + PAUSE - 0.01) is None
    assert framer.idle(last + PAUSE + 0.01) == code
    assert framer.entry == "scanned"
    assert framer.idle(last + 1) is None


@pytest.mark.parametrize(
    ("code", "gap"), [(EAN, 0.15), ("AMOX500", 0.001), ("590123412345", 0.001)]
)
def test_a_pause_never_cuts_off_a_person_or_half_a_code(code, gap):
    framer = Framer(pause=PAUSE)
    typed(framer, code, gap=gap)
    assert framer.idle(1000.0) is None
    assert framer.text == code


def test_once_a_scanner_has_sent_a_suffix_only_a_long_pause_ends_a_code():
    framer = Framer(pause=PAUSE)
    typed(framer, EAN + "\r")
    typed(framer, EAN, start=5.0)
    assert framer.idle(5.0 + LONG_PAUSE - 0.1) is None
    assert framer.idle(5.1 + LONG_PAUSE) == EAN


def test_without_a_pause_set_a_code_waits_for_its_suffix_for_ever():
    framer = Framer()
    typed(framer, EAN)
    assert framer.idle_at is None
    assert framer.idle(1000.0) is None


@pytest.mark.parametrize(
    ("key", "character", "expected"),
    [
        ("a", "a", "a"),
        ("ctrl+right_square_bracket", None, "\x1d"),
        ("ctrl+right_square_bracket", "\x1d", "\x1d"),
        ("ctrl+d", "\x04", "\x04"),
        ("enter", "\r", "\r"),
        ("tab", "\t", "\t"),
        ("ctrl+q", "\x11", None),
        ("f1", None, None),
        ("escape", "\x1b", None),
    ],
)
def test_which_keys_are_part_of_a_code(key, character, expected):
    assert character_of(key, character) == expected


def test_in_a_burst_a_control_key_is_part_of_the_code():
    framer = Framer()
    assert not framer.is_bursting(0.0)
    typed(framer, "ABC")
    assert framer.is_bursting(0.01)
    assert not framer.is_bursting(1.0)
    assert character_of("ctrl+q", "\x11", is_bursting=True) == "\x11"
    assert character_of("f1", None, is_bursting=True) is None
