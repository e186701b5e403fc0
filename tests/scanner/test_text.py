import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.scanner.text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5901234123457", "5901234123457"),
        ("10AB\x1d21C", "10AB␝21C"),
        ("\x1b[2J", "␛[2J"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("abc\u202edef", "abc<U+202E>def"),
        ("a\u200bb", "a<U+200B>b"),
        ("\ufffd", "<U+FFFD>"),
        ("\udcff", "<U+DCFF>"),
        ("e\u0301", "e<U+0301>"),
        ("[/red]", "[/red]"),
        ("Ibuprofène", "Ibuprofène"),
    ],
)
def test_shows_what_cannot_be_seen(text, shown):
    assert printable(text) == shown


def test_cuts_with_an_ellipsis():
    assert printable("A" * 100, limit=10) == "A" * 9 + "…"
    assert printable("A" * 10, limit=10) == "A" * 10
    assert printable("\x80" * 3, limit=10) == "<U+0080><…"


@given(st.text(st.characters(categories=None), max_size=100))
def test_nothing_can_drive_a_terminal(text):
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) <= 60
    shown.encode()  # no lone surrogates
