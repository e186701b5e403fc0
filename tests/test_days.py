import datetime

import pytest

from wema_tui.days import NotADay, parse_day

TODAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-23"),
        (" Yesterday ", "2026-11-22"),
        ("2026-11-03", "2026-11-03"),
        ("3/11/2026", "2026-11-03"),
        ("03.11.26", "2026-11-03"),
        ("23/11", "2026-11-23"),
        ("24/11", "2025-11-24"),
        ("29/2", "2024-02-29"),
    ],
)
def test_a_day_is_read_as_people_say_it(text, day):
    assert str(parse_day(text, TODAY)) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0/1",
        "30/2",
        "32/13",
        "29/2/2026",
        "11/2026",
        "x\x1b[2J",
        "\N{ARABIC-INDIC DIGIT THREE}/\N{ARABIC-INDIC DIGIT ONE}",
        "0000-01-01",
    ],
)
def test_what_is_no_day_is_refused_with_examples(text):
    with pytest.raises(NotADay) as refused:
        parse_day(text, TODAY)
    assert "23/11" in refused.value.hint
    assert "\x1b" not in refused.value.sentence
