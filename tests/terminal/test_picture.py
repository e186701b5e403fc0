import pytest

from wema_tui.terminal.attributes import PLAIN, Look, change_look, read_look
from wema_tui.terminal.difference import Shown
from wema_tui.terminal.picture import BLANK, Picture, cell

RED = Look(frozenset(), "31")


def texts(picture, y=0):
    return [text for text, _look in picture.rows[y]]


def drawn(written, width=8, height=3):
    picture = Picture(width, height)
    picture.draw(written)
    return picture


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("abc", ["a", "b", "c", " ", " ", " "]),
        ("\x1b[1;3Hab", [" ", " ", "a", "b", " ", " "]),
        ("\x1b[1;5Habc", [" ", " ", " ", " ", "a", "b"]),
        ("漢x", ["漢", "", "x", " ", " ", " "]),
        ("e\u0301x", ["e\u0301", "x", " ", " ", " ", " "]),
        ("a\x1b[1;2H\u0301x", ["a\u0301", "x", " ", " ", " ", " "]),
        ("\x1b[1;6H漢", [" ", " ", " ", " ", " ", " "]),
        ("漢\x1b[1;2Hx", [" ", "x", " ", " ", " ", " "]),
        ("漢\x1b[1;1Hx", ["x", " ", " ", " ", " ", " "]),
    ],
    ids=repr,
)
def test_each_character_has_its_place(written, row):
    assert texts(drawn(written, width=6)) == row


def test_a_space_remembers_only_what_can_be_seen_of_it():
    assert cell(" ", read_look("1;31")) is BLANK
    assert cell(" ", read_look("7;31"))[1] == read_look("7;31")
    assert cell(" ", read_look("1;31;44"))[1] == read_look("44")


def test_what_is_no_picture_comes_back_in_order():
    picture = Picture(8, 3)
    written = "\x1b[?1049ha\x1b[>25u\x1b[?2026hb\x1b[<u\x07\x1b]8;id=1;http://x\x1b\\c\x1b[?25l"
    assert picture.draw(written) == ["\x1b[?1049h", "\x07", "\x1b[?25l"]
    assert texts(picture)[:4] == ["a", "b", "c", " "]


def test_what_goes_below_the_screen_is_not_shown():
    picture = drawn("\x1b[3;1Ha\nb\x1b[9;1Hc")
    assert ["".join(texts(picture, y)).strip() for y in range(3)] == ["", "", "a"]
    assert picture.cursor == (2, 0)


@pytest.mark.parametrize(
    ("before", "after", "sequence"),
    [
        (None, PLAIN, "\x1b[m"),
        (PLAIN, PLAIN, ""),
        (RED, PLAIN, "\x1b[m"),
        (PLAIN, RED, "\x1b[31m"),
        (None, RED, "\x1b[0;31m"),
        (read_look("1;2;31"), read_look("2;31"), "\x1b[22;2m"),
        (read_look("51;31"), RED, "\x1b[0;31m"),  # nothing ends 51 on all terminals
        (read_look("4;31;44"), read_look("31;44"), "\x1b[24m"),
        (read_look("31;44"), read_look("31"), "\x1b[49m"),
    ],
)
def test_the_shortest_change_of_look_is_taken(before, after, sequence):
    assert change_look(before, after) == sequence


def became(*frames, width=40, height=10):
    """What is sent for the last of *frames*, each drawn over the one before."""
    picture, shown = Picture(width, height), Shown(width, height)
    for frame in frames:
        picture.draw(frame)
        sent = shown.become(picture)
    return sent


FULL = "".join(f"\x1b[{y};1Hrow {y} has words in it" for y in range(1, 11))


def test_one_changed_letter_is_one_letter_and_the_way_to_it():
    assert became("abc\x1b[1;2H", "\x1b[1;2HX\x1b[1;2H") == "X\b"


def test_nothing_is_sent_for_the_same_picture():
    assert became(FULL, FULL) == ""


def test_few_unchanged_cells_are_written_again_rather_than_jumped_over():
    assert became("abcdef\x1b[H", "\x1b[HXbcdeY\x1b[H") == "XbcdeY\r"
    assert became("abcdefgh\x1b[H", "\x1b[HXbcdefgY\x1b[H") == "X\x1b[6CY\r"


def test_the_rest_of_a_row_is_erased_in_one_order():
    sent = became("a long row of words\x1b[H", "\x1b[Ha" + " " * 30 + "\x1b[H")
    assert sent == "\x1b[2C\x1b[K\r"


def test_the_rest_of_the_screen_is_erased_in_one_order():
    rest = "".join(f"\x1b[{y};1H{' ' * 40}" for y in range(3, 11))
    assert became(FULL, rest + "\x1b[H") == "\x1b[3H\x1b[J\x1b[H"


def test_a_row_that_comes_in_shifts_the_others():
    rows = [f"row {y} has words in it" for y in range(1, 11)]
    rows = [*rows[:2], "a new row", *rows[2:8], rows[9]]
    frame = "".join(f"\x1b[{y};1H{row:40}" for y, row in enumerate(rows, 1))
    sent = became(FULL, frame)
    assert sent.startswith("\x1b[3;9r\x1b[3H\x1b[L\x1b[r")
    assert "row" not in sent.replace("a new row", "")


def test_another_screen_is_sent_after_clearing_when_that_is_shorter():
    other = "".join(f"\x1b[{y};1H{' ' * 40}\x1b[{y};30Hx" for y in range(1, 11))
    assert became(FULL, other).startswith("\x1b[H\x1b[J")


def test_nothing_is_trusted_after_somebody_else_wrote_on_the_screen():
    picture, shown = Picture(20, 3), Shown(20, 3)
    picture.draw("hello")
    first = shown.become(picture)
    shown.forget(20, 3)
    assert shown.become(picture) == first
    assert first.startswith("\x1b[m\x1b[H\x1b[J")


def test_after_a_character_whose_width_terminals_disagree_on_the_place_is_said():
    assert "\x1b[4C" in became("\x1b[H漢字x")  # not two steps, but from the edge
    assert "\x1b[4C" in became("\x1b[H漢字│")  # the border of a dialog


def test_a_mark_behind_a_wide_character_does_not_push_the_row_aside():
    assert texts(drawn("漢\x1b[1m\u0301x", width=4)) == ["漢\u0301", "", "x", " "]


def test_a_narrower_screen_holds_no_half_of_a_wide_character():
    picture = drawn("a漢b", width=4)
    picture.resize(2, 3)
    assert texts(picture) == ["a", " "]
