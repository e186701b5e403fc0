import pytest

from tests.hostile import HOSTILE
from wema_tui.money import NotMoney, money, parse_money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("2500", 2500),
        ("2,500", 2500),
        ("2 500", 2500),
        ("2,500/=", 2500),
        ("2500/-", 2500),
        ("TSh 2,500", 2500),
        ("TZS 1,250,000", 1_250_000),
        (" 2500 tzs ", 2500),
        ("0", 0),
    ],
)
def test_shillings_are_understood_as_people_write_them(typed, amount):
    assert parse_money(typed, "TZS") == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12.50", 1250), ("12.5", 1250), ("12", 1200), ("USD 1,012.05", 101_205)],
)
def test_a_currency_with_cents_is_counted_in_cents(typed, amount):
    assert parse_money(typed, "USD") == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "-5",
        "25.50",
        "2,50",
        "1,2345",
        "USD 25",
        "25 usd",
        "1e3",
        "٢٥",
        "9" * 20,
    ],
)
def test_what_is_no_amount_of_shillings_is_refused(typed):
    with pytest.raises(NotMoney) as caught:
        parse_money(typed, "TZS")
    assert "2,500" in caught.value.hint


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_no_money_and_is_shown_harmlessly(typed):
    with pytest.raises(NotMoney) as caught:
        parse_money(typed, "TZS")
    assert caught.value.sentence.isprintable()


def test_what_is_written_is_read_back():
    for currency in ("TZS", "USD"):
        for amount in (0, 5, 99, 100, 2500, 123_456_789):
            assert parse_money(money(amount, currency), currency) == amount
