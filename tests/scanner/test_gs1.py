from datetime import date

import pytest

from wema_tui.scanner import elements
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import (
    BrokenElementString,
    CapsLockOn,
    ForeignFormat,
    ImpossibleDate,
    Kind,
    NoProduct,
    Scan,
    WrongCheckDigit,
)

GTIN = "09501101530003"
BODY = f"01{GTIN}17260430" + "10AB12\x1d21SER1"


def facts(scan):
    counted = scan.pieces or scan.packs
    return (scan.code, scan.lot_number, scan.expires_on, scan.serial, counted)


WHOLE = (GTIN, "AB12", date(2026, 4, 30), "SER1", None)


@pytest.mark.parametrize(
    "aim", ["]d2", "]C1", "]e0", "]Q3", "]J1", "]d5", "", "]d1", "]C0", "]Q1"]
)
def test_reads_product_lot_expiry_and_serial(aim):
    scan = read_code(aim + BODY)
    assert facts(scan) == WHOLE
    assert scan.kind is Kind.TRADE_ITEM
    assert scan.raw == aim + BODY
    assert not scan.is_doubtful


@pytest.mark.parametrize(
    "separator",
    [
        "\x1d",
        "␝",
        "<GS>",
        "{GS}",
        "[GS]",
        "<gs>",
        "^]",
        "\\x1d",
        "\\x1D",
        "<FNC1>",
        *"#|~^@`]$}",
    ],
)
@pytest.mark.parametrize("aim", ["]d2", ""])
def test_whatever_the_scanner_sends_as_separator(separator, aim):
    scan = read_code(aim + BODY.replace("\x1d", separator))
    assert facts(scan) == WHOLE
    assert not scan.is_doubtful


@pytest.mark.parametrize("start", ["\x1d", "<GS>", "]C1\x1d", "#"])
def test_the_first_fnc1_may_arrive_as_a_separator(start):
    body = BODY.replace("\x1d", start.removeprefix("]C1"))
    assert facts(read_code(start + body)) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}\x1d17260430\x1d10AB12\x1d21SER1\x1d",  # more than are needed
        f"10AB12\x1d21SER1\x1d01{GTIN}17260430",  # any order
        f"1726043001{GTIN}10AB12\x1d21SER1",
        f"10AB12<GS>21SER1<GS>1726043001{GTIN}",
        f"(01){GTIN}(17)260430(10)AB12(21)SER1",
        f"(01) {GTIN} (17) 260430 (10) AB12 (21) SER1",
        f"]d2(01){GTIN}(17)260430(10)AB12(21)SER1",
        f"[)>\x1e05\x1d{BODY}\x1e\x04",
        f"https://id.gs1.org/01/{GTIN}/10/AB12/21/SER1?17=260430",
        f"HTTPS://EXAMPLE.COM/shop/01/{GTIN}/10/AB12/21/SER1?17=260430&x=1",
    ],
)
def test_other_spellings_of_the_same(text):
    assert facts(read_code(text)) == WHOLE


@pytest.mark.parametrize(
    ("text", "expiry"),
    [
        ("17260400", date(2026, 4, 30)),
        ("17280200", date(2028, 2, 29)),  # leap year
        ("17270200", date(2027, 2, 28)),
        ("15270131", date(2027, 1, 31)),  # best before, when there is no expiry
        ("1527013117261231", date(2026, 12, 31)),
        ("7003270131" + "1200", date(2027, 1, 31)),
        ("11250101", None),  # production
    ],
)
def test_the_day_it_expires(text, expiry):
    assert read_code(f"]d201{GTIN}{text}").expires_on == expiry


@pytest.mark.parametrize(
    "day", ["260431", "261301", "270229", "260432", "000000", "260099"]
)
@pytest.mark.parametrize("ai", ["17", "15", "11"])
def test_a_day_that_no_calendar_has_is_refused(ai, day):
    with pytest.raises(ImpossibleDate) as caught:
        read_code(f"01{GTIN}{ai}{day}10AB")
    assert day in caught.value.message


def test_a_clock_that_thinks_it_is_1970_does_not_move_the_century():
    assert elements._in_our_time(date(1926, 4, 30)) == date(2026, 4, 30)
    assert elements._in_our_time(date(2026, 4, 30)) == date(2026, 4, 30)
    assert elements._in_our_time(date(1999, 4, 30)) == date(1999, 4, 30)


@pytest.mark.parametrize(
    ("text", "pieces", "packs"),
    [
        (f"01{GTIN}3012", 12, None),
        (f"02{GTIN}3724", None, 24),
        (f"]C102{GTIN}37000024", None, 24),
    ],
)
def test_pieces_in_a_pack_are_not_packs_in_a_box(text, pieces, packs):
    scan = read_code(text, separators_seen=True)
    assert (scan.code, scan.pieces, scan.packs) == (GTIN, pieces, packs)


@pytest.mark.parametrize(
    "text",
    [
        f"]d201{GTIN[:-1]}4" + "10AB",
        f"01{GTIN[:-1]}417260430",
        f"(01){GTIN[:-1]}4(10)AB",
    ],
)
def test_a_wrong_check_digit_in_the_product_is_refused(text):
    with pytest.raises(WrongCheckDigit):
        read_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "]C1\x1d",
        "\x1d",
        "]d210AB12",
        "]C100106141412345678908",
        "(10)AB12",
        "10AB\x1d21C",
        "https://example.com/buy",
        "http://[",
        "https://id.gs1.org/00/106141412345678908",
    ],
)
def test_a_code_without_product_is_refused_as_that(text):
    with pytest.raises(NoProduct):
        read_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "]d2",
        "]d2hello",
        "]",
        f"]d201{GTIN[:-3]}",  # truncated
        f"]d201{GTIN}172604",
        f"]d201{GTIN}10",
        f"]d201{GTIN}10\x1d21A",
        f"]d201{GTIN}10A\x1d10B",  # two lots
        f"01{GTIN}10AéB",
        f"01{GTIN}10A B",
        f"01{GTIN}300",  # zero pieces
        f"01{GTIN}30",  # no number of pieces
        f"]d201{GTIN}30٣",
        f"(01){GTIN}(10)",
        f"(01){GTIN}(10)" + "A" * 21,
        f"(01){GTIN}(9999)A",
        f"https://id.gs1.org/01/{GTIN}/10/A%1D21B",
        f"https://id.gs1.org/01/{GTIN}/10",
        "AB\x1dCD",
    ],
)
def test_what_breaks_the_rules_is_refused(text):
    with pytest.raises(Exception) as caught:
        read_code(text)
    assert caught.value.code in ("scan.gs1", "scan.unreadable")
    assert isinstance(caught.value, BrokenElementString) or text in ("]d2", "]")


@pytest.mark.parametrize(
    "text",
    [
        "[)>\x1e06\x1d9N110375286414\x1d1TAB\x1e\x04",
        "[)>06",
        "[)>\x1e05\x1d\x1e\x04",
        f"[)>\x1e05\x1d{BODY}\x1e06\x1d1TAB\x1e\x04",
    ],
)
def test_other_envelopes_are_refused_as_that(text):
    with pytest.raises(ForeignFormat):
        read_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "]D2" + BODY,
        "]c1" + BODY,
        "]q3" + BODY,
        "]j1" + BODY,
        "]e05901234123457",
        f"]E001{GTIN}10AB",
        "]a0abc",
        "]e496385074",
    ],
)
def test_caps_lock_is_noticed(text):
    with pytest.raises(CapsLockOn) as caught:
        read_code(text)
    assert "Caps Lock" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["0112345678901234", "01" + "9" * 14, "10AB12", "01ABC", "ABC#DEF"],
)
def test_what_only_resembles_gs1_is_a_code_of_ones_own(text):
    assert read_code(text) == Scan(raw=text, kind=Kind.INTERNAL, code=text)


@pytest.mark.parametrize("trouble", [IndexError, KeyError, RecursionError, ValueError])
def test_anything_that_the_parser_raises_is_one_clear_line(monkeypatch, trouble):
    from biip.gs1_element_strings import GS1ElementString

    def fail(*_, **__):
        raise trouble

    monkeypatch.setattr(GS1ElementString, "extract", fail)
    with pytest.raises(BrokenElementString):
        read_code("]d2" + BODY)
