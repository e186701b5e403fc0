"""Births as people say them."""

from datetime import date

import pytest

from wema_tui.birth import OLDEST, Born, NotABirth, born_in, born_text
from wema_tui.i18n import LANGUAGES, set_language
from wema_tui.services.patients.rules import age_short, age_words

TODAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def english_again():
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("12/3/1990", "1990-03-12", "day"),
        ("1990-03-12", "1990-03-12", "day"),
        (" 12.03.90 ", "1990-03-12", "day"),
        ("4/5/26", "2026-05-04", "day"),
        ("5/5/27", "1927-05-05", "day"),
        ("12 March 1990", "1990-03-12", "day"),
        ("12 machi 1990", "1990-03-12", "day"),
        ("29/2/1992", "1992-02-29", "day"),
        ("leo", "2026-05-04", "day"),
        ("Yesterday", "2026-05-03", "day"),
        ("3/1990", "1990-03-01", "month"),
        ("1990-03", "1990-03-01", "month"),
        ("Mei 1990", "1990-05-01", "month"),
        ("1990", "1990-01-01", "year"),
        ("40", "1986-05-01", "about"),
        ("about 40", "1986-05-01", "about"),
        ("~40", "1986-05-01", "about"),
        ("takriban miaka 40", "1986-05-01", "about"),
        ("kama 40", "1986-05-01", "about"),
        ("umri wa miaka 40", "1986-05-01", "about"),
        ("٤٠", "1986-05-01", "about"),
        ("3 months", "2026-02-01", "about"),
        ("miezi 3", "2026-02-01", "about"),
        ("2y 3m", "2024-02-01", "about"),
        ("mwaka 1 na miezi 6", "2024-11-01", "about"),
        ("2 weeks", "2026-04-20", "about"),
        ("wiki 2", "2026-04-20", "about"),
        ("siku 5", "2026-04-29", "about"),
        ("about 1986", "1986-07-01", "about"),
        ("about 2026", "2026-05-04", "about"),
        ("c. 3/1986", "1986-03-01", "about"),
        ("118", "1908-05-01", "about"),
        ("1/1/1901", "1901-01-01", "day"),
    ],
)
def test_a_birth_is_understood_and_can_be_typed_again(text, on, precision):
    born = born_in(text, TODAY)
    assert born == Born(date.fromisoformat(on), precision)
    for language in LANGUAGES:
        set_language(language)
        assert born_in(born_text(born), TODAY) == born


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5/5/2026", "2026-05-05 has not come yet. Correct the birth date; today it"),
        ("6/2026", "2026-06 has not come yet"),
        ("2027", "2027 has not come yet"),
        ("1890", "Nobody is more than 125 years old"),
        ("12/3/1890", "Nobody is more than 125 years old"),
        ("126", "Nobody is more than 125 years old"),
        ("9999 weeks", "Nobody is more than 125 years old"),
        ("29/2/1990", "There is no such day: 29/2/1990"),
        ("31/4/1990", "There is no such day: 31/4/1990"),
        ("0/1990", "There is no such day"),
        ("0000", "There is no such day"),
        ("", "'' is no birth date and no age. Type it like this: 12/3/1990"),
        ("abc", "abc is no birth date and no age"),
        ("40 40", "no birth date and no age"),
        ("1.5 years", "no birth date and no age"),
        ("3 years 2 years", "no birth date and no age"),
        ("-3", "no birth date and no age"),
        ("40" * 30, "no birth date and no age"),
        ("40\x1b[2J", "no birth date and no age"),
    ],
)
def test_what_cannot_be_a_birth_is_refused_in_one_clear_line(text, words):
    with pytest.raises(NotABirth) as caught:
        born_in(text, TODAY)
    assert caught.value.sentence.startswith(words) or words in caught.value.sentence
    assert caught.value.hint
    assert caught.value.sentence.isprintable()


def test_an_age_that_was_typed_is_the_age_that_is_shown():
    for day in (date(2024, 2, 29), date(2026, 3, 31), TODAY, date(2026, 12, 31)):
        for years in range(2, OLDEST + 1):
            assert born_in(str(years), day).age(day).years == years
        for months in range(1, 40):
            assert born_in(f"{months} months", day).age(day).months == months
        for days in range(400):
            assert born_in(f"{days} days", day).age(day).days == days


def test_birthdays_at_the_ends_of_months():
    leap = Born(date(2024, 2, 29), "day")
    assert leap.age(date(2025, 2, 27)).years == 0
    assert leap.age(date(2025, 2, 28)).years == 1
    last = Born(date(2026, 1, 31), "day")
    assert [last.age(date(2026, 2, d)).months for d in (27, 28)] == [0, 1]


@pytest.mark.parametrize(
    ("text", "words", "short"),
    [
        ("4/5/2026", "0 days", "0d"),
        ("3/5/2026", "1 day", "1d"),
        ("6/3/2026", "59 days", "59d"),
        ("4/2/2026", "3 months", "3m"),
        ("5/5/2024", "23 months", "23m"),
        ("4/5/2024", "2 years", "2y"),
        ("about 40", "about 40 years", "~40y"),
        ("1990", "35 years", "35y"),
        ("2026", "2 months", "2m"),
    ],
)
def test_an_age_in_words(text, words, short):
    born = born_in(text, TODAY)
    assert (age_words(born, TODAY), age_short(born, TODAY)) == (words, short)


def test_nobody_knows_every_age():
    assert age_words(None, TODAY) == "age not known"
    assert age_short(None, TODAY) == "?"
