import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.scanner.text import is_visible
from wema_tui.text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5901234123457", "5901234123457"),
        ("10AB\x1d21C", "10AB␝21C"),
        ("\x1b[2J", "␛[2J"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "·31m"),
        ("abc\u202edef", "abc·def"),
        ("a\u200bb", "a·b"),
        ("\ufffd", "·"),
        ("\udcff", "·"),
        ("[/red]", "[/red]"),
        ("Ibuprofène", "Ibuprofène"),
    ],
)
def test_shows_what_cannot_be_seen(text, shown):
    assert printable(text) == shown


def test_cuts_with_an_ellipsis():
    assert printable("A" * 100, limit=10) == "A" * 9 + "…"
    assert printable("A" * 10, limit=10) == "A" * 10


@given(st.text(st.characters(categories=None), max_size=100))
def test_nothing_can_drive_a_terminal(text):
    shown = printable(text)
    assert all(each.isprintable() for each in shown)
    assert len(shown) <= 80
    shown.encode()  # no lone surrogates


@pytest.mark.parametrize(
    "text", ["e\u0301", "a\u200bb", "\u2800", "\x1d", "\ufffd", "\udcff", "\u202e"]
)
def test_a_code_is_made_of_what_can_be_seen(text):
    assert not is_visible(text)


def test_letters_signs_and_spaces_can_be_seen():
    assert is_visible("Amoxi-250 µg/ml Ünal 12*")
