import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.text import EmptyText, LongText, UnsafeText, clean, is_safe, printable

DANGEROUS = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0))] + list(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2064\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffb\ufffc\ufffd"
    "\ud800\udfff\U000e0001\U000e0041\U000e007f"
)


def name(character):
    return f"U+{ord(character):04X}"


@pytest.mark.parametrize("character", DANGEROUS, ids=name)
def test_a_character_that_drives_or_deceives_is_refused_and_shown(character):
    text = f"Asha{character}Juma"
    assert not is_safe(text)
    with pytest.raises(UnsafeText) as caught:
        clean(text, what="Name")
    assert is_safe(caught.value.sentence)
    assert is_safe(printable(text))
    assert printable(text).startswith("Asha")
    assert printable(text).endswith("Juma")


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "O'Brien",
        "Ng'ombe",
        "Дарья",
        "أسماء",
        "አስቴር",
        "नेहा",
        "山田",
        "a\u200db",
        "[/]",
        "[@click=app.quit]x",
        "Zoë",
        "🍵",
        "%s {x} \\n",
    ],
)
def test_names_of_the_world_are_kept_exactly(text):
    assert clean(text, what="Name") == text
    assert printable(text) == text.replace("\u200d", "")  # it moves columns


def test_text_is_kept_composed_and_without_spaces_around_it():
    assert clean("  Zoe\u0308 ", what="Name") == "Zo\u00eb"


def test_what_must_say_something_may_not_be_empty():
    for text in ("", "   ", "\n"):
        with pytest.raises(EmptyText):
            clean(text, what="Name")
    assert clean(" ", what="Note", required=False) == ""


def test_what_is_too_long_is_refused_not_cut():
    assert clean("x" * 120, what="Name")
    with pytest.raises(LongText):
        clean("x" * 121, what="Name")


def test_what_is_cut_for_show_says_so():
    assert printable("x" * 100, 10) == "x" * 9 + "…"
    assert printable("x" * 10, 10) == "x" * 10


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_is_shown_cannot_drive_a_terminal(text):
    shown = printable(text)
    assert is_safe(shown)
    assert not any(c in shown for c in DANGEROUS)
    assert len(printable(text, 20)) <= 20


@given(st.text(string.printable + "\u202e\x1b\ud800é", max_size=60))
def test_what_is_let_in_is_safe_and_stays_the_same(text):
    try:
        kept = clean(text, what="Name")
    except (UnsafeText, EmptyText, LongText):
        return
    assert is_safe(kept)
    assert clean(kept, what="Name") == kept
