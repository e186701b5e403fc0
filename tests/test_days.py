import datetime

import pytest

from wema_tui.days import (
    NotADay,
    NotATime,
    NotWeekdays,
    coming_day,
    parse_day,
    parse_time,
    time_text,
    weekdays_in,
)

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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-23"),
        (" Tomorrow", "2026-11-24"),
        ("+14", "2026-12-07"),
        ("2026-12-03", "2026-12-03"),
        ("23/11", "2026-11-23"),
        ("22/11", "2027-11-22"),
        ("29/2", "2028-02-29"),
        ("22/11/2026", "2026-11-22"),
    ],
)
def test_a_day_to_come_is_the_next_such_day(text, day):
    assert str(coming_day(text, TODAY)) == day


@pytest.mark.parametrize("text", ["", "yesterday", "30/2", "+", "+1000", "-1"])
def test_what_is_no_day_to_come_says_how_to_type_one(text):
    with pytest.raises(NotADay) as caught:
        coming_day(text, TODAY)
    assert "+7" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("8", "08:00"),
        ("8:30", "08:30"),
        ("08.30", "08:30"),
        ("0830", "08:30"),
        (" 24:00 ", "24:00"),
        ("0", "00:00"),
    ],
)
def test_a_time_is_read_as_people_type_it(text, shown):
    assert time_text(parse_time(text)) == shown


@pytest.mark.parametrize("text", ["", "25", "24:01", "8:60", "eight", "8:3", "12345"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NotATime):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("tue, thu", (1, 3)),
        ("saturday  - mon", (0, 5, 6)),
        ("W f", (2, 4)),
        ("mon-wed,mon", (0, 1, 2)),
    ],
)
def test_days_of_the_week_are_read_by_their_first_letters(text, days):
    assert weekdays_in(text) == days


@pytest.mark.parametrize("text", ["", "t", "x", "mon-", "-fri", "mon--fri", "1-5"])
def test_what_is_no_day_of_the_week_is_refused_with_an_example(text):
    with pytest.raises(NotWeekdays) as caught:
        weekdays_in(text)
    assert "Mon-Wed" in caught.value.hint
