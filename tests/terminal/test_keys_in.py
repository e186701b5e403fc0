import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.messages import TerminalSupportsSynchronizedOutput

from wema_tui.terminal.keys_in import LONE_ESC_SLOW, STRANGE, KeysIn


def said(*chunks, silence=5.0):
    """Return the keys' names and the pastes' texts that *chunks* come to."""
    keys = KeysIn()
    found = [each for chunk in chunks for each in keys.feed(chunk, 0.0)]
    found += keys.tick(silence)
    return [getattr(each, "key", None) or getattr(each, "text", None) for each in found]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"a1\r", ["a", "1", "enter"]),
        (b"\x1b[17~\x1bOQ", ["f6", "f2"]),
        (b"\x1b[[A\x1b[[B", ["f1", "f2"]),  # the Linux console
        (b"\x1b[97;5u", ["ctrl+a"]),  # kitty's protocol
        (b"\x1b", ["escape"]),
        (b"\x1b5", ["alt+5"]),
        (b"\x1b5\x1b6", ["alt+5", "alt+6"]),
        (b"\x1b5\x1b[17~", ["alt+5", "f6"]),
        (b"\x1b[53;3u", ["alt+5"]),  # kitty's protocol
        (b"\x1b59\r", ["escape", "5", "9", "enter"]),  # Esc, and then a scan
        (b"\x1b5\r", ["escape", "5", "enter"]),
        (b"\x1bu", ["escape", "u"]),  # Alt and a letter that means nothing
        (b"\x1bA", ["escape", "A"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        ("ä".encode(), ["ä"]),
        (b"\xff", ["replacement_character"]),
        (b"\x1b[200~1\x1d2\r\n3\x1b[201~4", ["1\x1d2\r\n3", "4"]),
    ],
)
def test_keys_and_pastes_get_through(data, keys):
    assert said(data) == keys
    assert said(*(bytes([byte]) for byte in data)) == keys  # byte by byte too


def test_a_letter_is_one_with_alt_where_somebody_gave_it_a_meaning():
    keys = KeysIn(alt="0u")
    assert [key.key for key in keys.feed(b"\x1bu\x1bx\x1b0", 1.0)] == [
        "alt+u",
        "escape",
        "x",
    ]
    assert list(keys.tick(1.05)) == []
    (last,) = keys.tick(1.1)
    assert (last.key, last.time) == ("alt+0", 1.0)


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[31m",
        b"\x1b[48;2;2;0;0t",
        b"\x1b[1114112u",
        b"\x1b[<0;1;1M",
        b"\x1b]52;c;QUJD\x07",
        b"\x1b]0;title\x1b\\",
        b"\x1bPq\x1b\\",
    ],
)
def test_a_sequence_that_is_no_key_leaves_a_mark_in_the_code(sequence):
    assert said(b"59" + sequence + b"01\r") == ["5", "9", STRANGE, "0", "1", "enter"]


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        (b"\x1b[17~", "f6"),
        (b"\x1b[1;5C", "ctrl+right"),
        (b"\x1bOQ", "f2"),
        (b"\x1b[[A", "f1"),
        (b"\x1b[97;5u", "ctrl+a"),
        (b"\x1b[200~ab\x1b[201~", "ab"),
        ("\u4e2d".encode(), "\u4e2d"),
    ],
)
def test_a_line_that_stalls_in_a_sequence_changes_nothing(sequence, key):
    for cut in range(1, len(sequence)):
        keys = KeysIn()
        stall = 0.9 if sequence[:cut] != b"\x1b" else 0.9 * keys.lone_esc
        found = [*keys.feed(sequence[:cut], 0.0), *keys.tick(stall)]
        found += [*keys.feed(sequence[cut:], stall), *keys.tick(5.0)]
        names = [getattr(e, "key", None) or getattr(e, "text", None) for e in found]
        assert names == [key], cut


def test_a_sequence_ends_with_the_code_that_it_is_in():
    assert said(b"\x1b]52;c;QUJD\r5\r") == [STRANGE, "enter", "5", "enter"]
    assert said(b"\x1b[12\r5\r") == [STRANGE, "enter", "5", "enter"]


@pytest.mark.parametrize(
    "answer", [b"\x1b[I", b"\x1b[O", b"\x1b[?2048;1$y", b"\x1b[?1;2c"]
)
def test_what_the_terminal_says_of_itself_is_no_key(answer):
    assert said(b"5" + answer + b"9") == ["5", "9"]


def test_a_paste_without_an_end_is_given_up_when_nothing_comes_any_more():
    assert said(b"\x1b[200~12\n", silence=1.0) == []
    assert said(b"\x1b[200~12\n", silence=2.1) == ["12\n"]


def test_an_answer_of_the_terminal_is_no_part_of_a_paste_whose_end_got_lost():
    keys = KeysIn(lambda: True)
    assert list(keys.feed(b"\x1b[200~12\n\x1b[0n", 0.0)) == []
    assert [each.text for each in keys.tick(2.1)] == ["12\n"]


def test_an_esc_that_a_slow_line_cut_off_still_means_what_it_means():
    keys = KeysIn()
    keys.lone_esc = LONE_ESC_SLOW
    assert list(keys.feed(b"\x1b", 0.0)) == []
    assert list(keys.tick(0.4)) == []
    assert [each.key for each in keys.feed(b"[17~", 0.45)] == ["f6"]
    assert list(keys.feed(b"\x1b", 1.0)) == []
    assert [each.key for each in keys.tick(1.5)] == ["escape"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=12), max_size=12))
def test_no_bytes_at_all_stop_the_keys(chunks):
    keys = KeysIn()
    for chunk in chunks:
        for found in keys.feed(chunk, 0.0):
            assert isinstance(
                found, events.Key | events.Paste | TerminalSupportsSynchronizedOutput
            )
    list(keys.tick(10.0))
    names = [getattr(each, "key", "") for each in keys.feed(b"\r5\r", 10.0)]
    assert names[-3:] == ["enter", "5", "enter"]
