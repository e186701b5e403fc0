from rich.segment import ControlType, Segment
from textual.color import Color

from wema_tui.terminal.control_guard import ControlGuard


def guarded(*segments):
    return ControlGuard().apply(list(segments), Color(0, 0, 0))


def test_no_control_character_of_a_text_reaches_the_terminal():
    found = guarded(Segment("Asha\x1b]52;c;QQ==\x07\x9b2J\u202e\ufffd\x00"))
    assert found[0].text == "Asha␛]52;c;QQ==··2J··␀"


def test_what_is_harmless_is_not_touched():
    segments = [
        Segment("Asha — መድኃኒት"),
        Segment("\x1b[2J", None, [(ControlType.BELL,)]),
    ]
    assert guarded(*segments) == segments


async def test_the_app_lets_everything_through_the_guard(clinic, config):
    from wema_tui.app import WemaApp

    app = WemaApp(clinic, config, "dispensary")
    assert any(isinstance(each, ControlGuard) for each in app.get_line_filters())
