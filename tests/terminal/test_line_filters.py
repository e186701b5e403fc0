# ruff: noqa: RUF001 - what looks like ASCII is what this is about
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from wema_tui.terminal.ascii_only import AsciiOnly, ascii_of
from wema_tui.terminal.colorless import Colorless
from wema_tui.text import printable

BLACK = Color(0, 0, 0)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Pemba · 14:05", "Pemba . 14:05"),
        ("Tenofovir + lamivudine + dolute…", "Tenofovir + lamivudine + dolute~"),
        ("10–20 — “so”", '10-20 - "so"'),
        ("ng\u2019ombe", "ng'ombe"),
        ("Kîté Nyéréré", "Kite Nyerere"),
        ("Kite\u0301", "Kite"),
        ("5 µg × 3", "5 ug x 3"),
        ("┌─┐│█▌", "+-+|#|"),
        ("薬", "??"),
        ("መድኃኒት", "?????"),
        ("␛[2J", "?[2J"),
    ],
)
def test_text_for_the_oldest_terminal(text, plain):
    assert ascii_of(text) == plain
    assert len(plain) == cell_len(text)


@pytest.mark.parametrize("amount", ["½", "²", "①", "٣", "５"])
def test_no_number_becomes_another_number(amount):
    assert set(ascii_of(amount)) == {"?"}


@given(st.text(max_size=20))
def test_every_text_keeps_its_width(text):
    shown = printable(text)
    assert ascii_of(shown).isascii()
    assert len(ascii_of(shown)) == cell_len(shown)


def test_what_is_ascii_or_an_order_to_the_terminal_is_not_touched():
    segments = [Segment("Asha"), Segment("\x1b[2J", None, [(ControlType.BELL,)])]
    assert AsciiOnly().apply(segments, BLACK) is segments
    mixed = [*segments, Segment("é", Style(bold=True))]
    assert AsciiOnly().apply(mixed, BLACK) == [
        *segments,
        Segment("e", Style(bold=True)),
    ]


def test_colours_go_and_the_signs_stay():
    style = Style(color="red", bgcolor="#101010", bold=True, reverse=True, dim=True)
    segments = [Segment("a", style), Segment("b"), Segment("c", Style(color="blue"))]
    found = Colorless().apply(segments, BLACK)
    assert [text for text, _style, _control in found] == ["a", "b", "c"]
    assert found[0].style == Style(bold=True, reverse=True, dim=True)
    for each in found:
        assert each.style is None or (each.style.color, each.style.bgcolor) == (
            None,
            None,
        )
