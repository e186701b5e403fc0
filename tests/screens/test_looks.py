"""How it looks: nothing is said by colour alone, and it can be changed at work."""

import pytest
from rich.segment import Segment
from textual.color import Color

from screens.dialogs.choose import Choose
from screens.dialogs.medication import MedicationDialog
from screens.help import HelpScreen
from screens.widgets.scan_field import ScanField
from tests.little_clinic import PARA, ZINC
from wema_tui.terminal.profiles import FULL, Profile
from wema_tui.themes import THEMES

MONO = Profile("mono", has_color=False)
SLOW = Profile("slow", is_slow=True)
PLAIN = Profile("plain", is_ascii=True)


def strips(hands):
    return hands.app.screen._compositor.render_strips()


def seen(hands):
    """Return what can be seen without colours: each row's pieces and their signs."""
    return [
        [
            (segment.text, style.bold, style.reverse, style.underline)
            for segment in Segment.simplify(strip)
            if (style := segment.style) is not None
        ]
        for strip in strips(hands)
    ]


def row_of(hands, text):
    return next(row for row in hands.text().splitlines() if text in row)


def colors_on(hands):
    """Return every colour on the screen, apart from the terminal's own two."""
    styles = [segment.style for strip in strips(hands) for segment in strip]
    found = {
        color for style in styles if style for color in (style.color, style.bgcolor)
    }
    return {color for color in found if color is not None and not color.is_default}


async def changed(hands, *keys):
    """Press *keys*; return when they can be seen without any colour."""
    await hands.settle()
    before = seen(hands)
    hands.press(*keys)
    await hands.wait_for(lambda: seen(hands) != before, what=f"a sign of {keys}")


async def test_without_colours_everything_still_has_a_word_or_a_sign(at_work):
    async with at_work() as hands:
        hands.app.looks.apply(MONO)
        await hands.wait_for(lambda: colors_on(hands) == set())
        hands.press("f6")
        await hands.wait_for("> 3 DISPENSE")
        assert row_of(hands, "3  DISPENSE").strip().startswith("> 3")
        await changed(hands, "down")
        assert row_of(hands, "4  ADJUSTMENT").strip().startswith("> 4")
        assert row_of(hands, "3  DISPENSE").strip().startswith("3")
        hands.press("6")
        await hands.wait_for_mode("LOOK UP")
        hands.scan(ZINC)
        await hands.wait_for("ONLY EXPIRED")
        hands.press("f6", "3")
        await hands.wait_for_mode("DISPENSE")
        hands.scan(PARA)
        await hands.wait_for("Recorded: DISPENSE")
        hands.press("f7")
        await hands.wait_for("undone")
        hands.scan("5901234123458")
        await hands.wait_for("1 scan NOT RECORDED")
        assert colors_on(hands) == set()


async def test_the_box_with_the_focus_has_a_sign(at_work):
    async with at_work() as hands:
        hands.app.looks.apply(MONO)
        hands.press("f3")
        await hands.wait_for_screen(MedicationDialog)
        await hands.wait_for("Picked:")
        await changed(hands, "tab")
        await changed(hands, "tab")
        hands.press("tab", "f2")
        await hands.wait_for("Type a number from 1")


async def test_a_scroll_bar_can_be_seen_without_colours(at_work):
    async with at_work(size=(80, 12)) as hands:
        hands.app.looks.apply(MONO)
        hands.press("f1")
        await hands.wait_for_screen(HelpScreen)
        await hands.settle()
        assert any(
            reverse and not text.strip()
            for row in seen(hands)
            for text, _bold, reverse, _line in row
        )


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
@pytest.mark.parametrize("profile", [SLOW, PLAIN], ids=["slow", "plain"])
async def test_a_lean_look_has_the_terminals_own_background(at_work, profile, theme):
    async with at_work() as hands:
        hands.app.looks.apply(profile, theme)
        hands.scan("5901234123458")
        await hands.wait_for("NOT RECORDED")
        await hands.settle()
        for color in colors_on(hands):
            assert color.is_system_defined, color
        for strip in strips(hands):
            for segment in strip:
                background = segment.style and segment.style.bgcolor
                assert background is None or background.is_default, segment


async def test_contrast_is_bold_where_there_are_no_colours(at_work):
    async with at_work() as hands:
        hands.app.looks.apply(SLOW, "contrast")
        await hands.wait_for(lambda: colors_on(hands) == set())
        row = next(
            row for row in seen(hands) if "movements" in "".join(p[0] for p in row)
        )
        assert all(bold for text, bold, _reverse, _line in row if text.strip())


async def test_the_look_changes_while_a_dialog_is_open_and_everywhere(at_work):
    async with at_work() as hands:
        hands.press("f6")
        await hands.wait_for_screen(Choose)
        assert colors_on(hands)
        hands.app.looks.apply(Profile("plain", is_ascii=True, has_color=False))
        await hands.wait_for(lambda: colors_on(hands) == set())
        hands.press("escape")
        await hands.wait_for("Your last movements")
        await hands.wait_for("PHA001 Neema Msuya . dispensary")
        await hands.wait_for(lambda: colors_on(hands) == set())
        hands.app.looks.apply(FULL, "light")
        await hands.wait_for("PHA001 Neema Msuya · dispensary")
        light = Color.parse("#fafafa").rich_color
        await hands.wait_for(lambda: light in colors_on(hands))


async def test_a_code_is_not_drawn_character_by_character(at_work, monkeypatch):
    async with at_work() as hands:
        field, drawn = hands.app.screen.query_one(ScanField), []
        refresh = field.refresh
        monkeypatch.setattr(
            field, "refresh", lambda *a, **o: (drawn.append(1), refresh(*a, **o))
        )
        hands.type("9520000000004123456789")
        await hands.wait_for("> 9520000000004123456789")
        assert len(drawn) < 5


async def test_behind_a_slow_line_nothing_is_said_twice(at_work):
    async with at_work() as hands:
        hands.app.looks.apply(SLOW)
        await hands.wait_for("type its code")
        hands.scan(PARA)
        await hands.wait_for("Recorded: DISPENSE -10")
        # In the movements, and twice in what is in stock.
        await hands.wait_for(lambda: hands.text().count("Paracetamol") == 3)
        await hands.wait_for(lambda: "type its code" not in hands.text())
        hands.app.looks.apply(FULL)
        hands.scan(PARA)
        await hands.wait_for("Recorded: DISPENSE -10 tablet  Paracetamol")
        await hands.wait_for("type its code")


TEXTS = ("foreground", "primary", "secondary", "accent", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel")


@pytest.mark.parametrize(
    "theme", [t for t in THEMES if not t.ansi], ids=lambda t: t.name
)
def test_every_text_can_be_read_on_every_ground(theme):
    for text in TEXTS:
        for ground in GROUNDS:
            pair = (
                Color.parse(getattr(theme, text)),
                Color.parse(getattr(theme, ground)),
            )
            assert _contrast(*pair) >= 4.5, (text, ground)  # WCAG 2.2, 1.4.3


def _contrast(one, other):
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color):
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


async def test_an_option_of_two_lines_does_not_look_like_two_that_are_picked(at_work):
    async with at_work() as hands:
        Choose("Which?", ["first " * 20, "second " * 20], 1).open(hands.app)
        await hands.wait_for("second")
        rows = [row.split() for row in hands.text().splitlines()]
        assert [row[:2] for row in rows if row[:1] == [">"]] == [[">", "2"]]
