"""The emulated terminal against the standard, and against tmux."""

import shutil

import pytest

from tests.terminal.pty_screen import Terminal
from tests.terminal.tmux import MISSING, shown_by_tmux
from tests.terminal.vt import UNKNOWN

FULL = "\x1b[H1111111111\r\n2222222222\r\n3333333333\r\n4444444444\x1b[4;10H"
RED = "\x1b[41m"

# What is written on ten columns and four rows, and what must stand there then. In
# the rows, _ is a blank with a red background.
CASES = {
    "EL 0": (FULL + "\x1b[2;4H\x1b[K", "1111111111|222|3333333333|4444444444"),
    "EL 1": (FULL + "\x1b[2;4H\x1b[1K", "1111111111|    222222|3333333333|4444444444"),
    "EL 2": (FULL + "\x1b[2;4H\x1b[2K", "1111111111||3333333333|4444444444"),
    "EL takes the background, nothing else": (
        FULL + f"\x1b[2;4H\x1b[1;4;7m{RED}\x1b[K",
        "1111111111|222_______|3333333333|4444444444",
    ),
    "EL behind the last column": (
        "\x1b[H1234567890\x1b[K",
        "123456789",
    ),
    "ED 0": (
        FULL + f"\x1b[2;4H{RED}\x1b[J",
        "1111111111|222_______|__________|__________",
    ),
    "ED 1": (FULL + "\x1b[2;4H\x1b[1J", "|    222222|3333333333|4444444444"),
    "ED 2": (FULL + f"\x1b[2;4H{RED}\x1b[2J", "|".join(["_" * 10] * 4)),
    "ECH": (
        FULL + f"\x1b[2;4H{RED}\x1b[3X",
        "1111111111|222___2222|3333333333|4444444444",
    ),
    "ICH": ("\x1b[Habcdefghij\x1b[1;3H\x1b[2@X", "abX cdefgh"),
    "DCH": (f"\x1b[Habcdefghij\x1b[1;3H{RED}\x1b[2P", "abefghij__"),
    "IL": (FULL + "\x1b[2;4H\x1b[L", "1111111111||2222222222|3333333333"),
    "DL": (FULL + "\x1b[2;4H\x1b[2M", "1111111111|4444444444||"),
    "IL in a region": (
        FULL + f"\x1b[1;3r\x1b[2H{RED}\x1b[L",
        "1111111111|__________|2222222222|4444444444",
    ),
    "a line feed on the bottom margin": (
        FULL + f"\x1b[1;3r\x1b[3;5H{RED}\nX",
        "2222222222|3333333333|____X_____|4444444444".replace("X", "\0"),
    ),
    "a line feed below the margins": (
        FULL + "\x1b[1;2r\x1b[4;5H\nX",
        "1111111111|2222222222|3333333333|4444X44444",
    ),
    "a line feed above the margins": (
        FULL + "\x1b[3;4r\x1b[1;5H\nX",
        "1111111111|2222X22222|3333333333|4444444444",
    ),
    "RI on the top margin": (
        FULL + "\x1b[2;4r\x1b[2;5H\x1bMX",
        "1111111111|    X|2222222222|3333333333",
    ),
    "the margins home the cursor": (
        FULL + "\x1b[2;4r\x1b[3;3H\x1b[rX",
        "X111111111|2222222222|3333333333|4444444444",
    ),
    "SU": (FULL + "\x1b[2;4r\x1b[2S", "1111111111|4444444444||"),
    "SD": (FULL + "\x1b[2;3r\x1b[T", "1111111111||2222222222|4444444444"),
    "CUU stops at the margin": (
        FULL + "\x1b[2;4r\x1b[4;3H\x1b[9AX",
        "1111111111|22X2222222|3333333333|4444444444",
    ),
    "CUD stops at the margin": (
        FULL + "\x1b[1;2r\x1b[1;3H\x1b[9BX",
        "1111111111|22X2222222|3333333333|4444444444",
    ),
    "REP": ("\x1b[Hab\x1b[3bc", "abbbbc"),
    "a long line without wrap": ("\x1b[?7l\x1b[H123456789abc", "123456789c"),
    "a long line with wrap": ("\x1b[?7h\x1b[H1234567890abc", "1234567890|abc"),
    "the last column waits": ("\x1b[?7h\x1b[H1234567890\x1b[1DX", "12345678X0"),
    "CR and LF behind the last column": ("\x1b[H1234567890\r\nX", "1234567890|X"),
    "a wide character": ("\x1b[H药药a", "药药a"),
    "its second half gone": ("\x1b[H药药a\x1b[1;2HX", " X药a"),
    "its first half gone": ("\x1b[H药药a\x1b[1;3HX", "药X a"),
    "its second half erased": ("\x1b[H药药a\x1b[1;4H\x1b[K", "药"),
    "a mark": ("\x1b[Hae\u0301b", "aéb"),
    "a mark on a wide character": ("\x1b[Hか\u3099b", "がb"),
    "an emoji": ("\x1b[H💊x", "💊x"),
    "line drawing": ("\x1b[H\x1b(0lqk\x1b(Blqk", "┌─┐lqk"),
    "a tab": ("\x1b[Ha\tb", "a       b"),
    "a saved cursor": ("\x1b[2;3H\x1b7\x1b[H\x1b8X", "|  X"),
}

# tmux tells nothing of lines that were only erased, counts a column more behind the
# last one, and keeps a wide character whose second half was erased.
NOT_IN_TMUX = {
    "ED 0",
    "ED 2",
    "IL in a region",
    "a line feed on the bottom margin",
    "the last column waits",
    "its second half erased",
}


def fed(written, columns=10, rows=4):
    terminal = Terminal(columns, rows)
    terminal.feed(b"\x1b[?7l" + written.encode())
    return terminal


@pytest.mark.parametrize("name", CASES)
def test_each_sequence_does_what_the_standard_says(name):
    written, wanted = CASES[name]
    terminal = fed(written)
    rows = [
        "".join(
            "\0"
            if cell.data == "X" and cell.bg == "red"
            else "_"
            if cell.bg == "red"
            else cell.data
            for cell in row
        ).rstrip()
        for row in terminal.cells()
    ]
    assert rows == (wanted.split("|") + [""] * 4)[:4]


@pytest.mark.skipif(not shutil.which("tmux"), reason=MISSING)
@pytest.mark.parametrize("name", sorted(CASES.keys() - NOT_IN_TMUX))
def test_tmux_makes_the_same_of_it(name, tmp_path):
    written, _wanted = CASES[name]
    there = shown_by_tmux(tmp_path, b"\x1b[?7l" + written.encode(), 10, 4)
    assert fed(written).cells() == there


ATTRIBUTES = {
    "1": {"bold"},
    "2": {"dim"},
    "1;2;22": set(),
    "3": {"italics"},
    "4": {"underscore"},
    "21": {"underscore", "doubled"},
    "21;24": set(),
    "5": {"blink"},
    "7": {"reverse"},
    "8": {"conceal"},
    "9": {"strikethrough"},
    "53": {"overline"},
    "1;3;4;7;9;53;0": set(),
    "38;5;1;1": {"bold"},
    "48;2;1;2;3;4": {"underscore"},
}


@pytest.mark.parametrize("numbers", ATTRIBUTES)
def test_each_attribute_is_kept(numbers):
    cell = fed(f"\x1b[{numbers}mx").cells()[0][0]
    assert {name for name, value in cell._asdict().items() if value is True} == (
        ATTRIBUTES[numbers]
    )


def test_colours_are_told_apart():
    cells = fed("\x1b[31mx\x1b[91mx\x1b[38;5;9mx\x1b[38;2;1;2;3mx\x1b[39mx").cells()[0]
    assert len({cell.fg for cell in cells[:5]}) == 5


def test_a_blank_has_no_colour_of_its_own_unless_it_is_seen():
    cells = fed("\x1b[1;31m \x1b[7m ").cells()[0]
    assert cells[0] == cells[2]
    assert cells[1].fg == "red"


def test_a_terminal_of_another_size_shows_anything():
    terminal = fed("abc")
    terminal.screen.resize(5, 12)
    assert {cell for row in terminal.cells() for cell in row} == {UNKNOWN}
    terminal.feed(b"\x1b[2J")
    assert terminal.lines() == [""] * 5


def test_it_answers_that_it_is_there():
    terminal = fed("\x1b[2;3H\x1b[5n\x1b[6n")
    assert terminal.answers() == b"\x1b[0n\x1b[2;3R"
    assert terminal.answers() == b""
