import subprocess
import sys

import pytest

from wema_tui.quantities import Amount
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.read import read_code, split_multiplier
from wema_tui.scanner.scan import (
    ControlCharacters,
    EmptyCode,
    Kind,
    NotText,
    RunTogether,
    Scan,
    TooLong,
    TooLongForInternal,
    UnreadableCode,
    WrongCheckDigit,
    WrongLayout,
    WrongMultiplier,
)


def every(kind):
    return [kind, *(each for sub in kind.__subclasses__() for each in every(sub))]


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("5901234123457", Kind.TRADE_ITEM, "05901234123457"),
        ("]E05901234123457", Kind.TRADE_ITEM, "05901234123457"),
        ("]E496385074", Kind.TRADE_ITEM, "00000096385074"),
        ("]I110614141000415", Kind.TRADE_ITEM, "10614141000415"),
        ("]C05901234123457", Kind.TRADE_ITEM, "05901234123457"),
        ("  5901234123457 ", Kind.TRADE_ITEM, "05901234123457"),
        ("WP0001234V", Kind.LABEL, "WP0001234V"),
        ("wp0001234v", Kind.LABEL, "WP0001234V"),
        ("]C0WP0001234V", Kind.LABEL, "WP0001234V"),
        ("amox-500", Kind.INTERNAL, "AMOX-500"),
        ("]A0AMOX-500", Kind.INTERNAL, "AMOX-500"),
        ("shelf 12", Kind.INTERNAL, "SHELF 12"),
        ("WAX100", Kind.INTERNAL, "WAX100"),
        ("1", Kind.INTERNAL, "1"),
        ("12X500", Kind.INTERNAL, "12X500"),
        ("[/]A", Kind.INTERNAL, "[/]A"),
        ("[@click=app.quit]x", Kind.INTERNAL, "[@CLICK=APP.QUIT]X"),
        ("ibuprofène", Kind.INTERNAL, "IBUPROFÈNE"),
        ("\uff11\uff12\uff13", Kind.INTERNAL, "123"),
        ("A" * 64, Kind.INTERNAL, "A" * 64),
    ],
)
def test_every_kind_of_code_has_its_key(text, kind, code):
    scan = read_code(text)
    assert (scan.kind, scan.code, scan.raw) == (kind, code, text)
    assert read_code(scan.code).code == code


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", EmptyCode),
        ("  \t\r\n", EmptyCode),
        ("5" * 513, TooLong),
        (" " * 513, TooLong),
        ("A" * 65, TooLongForInternal),
        ("AB\x00C", ControlCharacters),
        ("AB\x1b[2JC", ControlCharacters),
        ("AB\x11C", ControlCharacters),
        ("AB\x03", ControlCharacters),
        ("AB\nCD", ControlCharacters),
        ("AB\x9bC", ControlCharacters),
        ("AB\x1eC", ControlCharacters),
        ("AB\u202eC", ControlCharacters),
        ("AB\u200bC", ControlCharacters),
        ("A\u3164B", ControlCharacters),
        ("590123412345\x007", ControlCharacters),
        ("\x1b]0;x\x07", ControlCharacters),
        ("AB\ufffdC", NotText),
        ("AB\udcffC", NotText),
        ("5901234123458", WrongCheckDigit),
        ("12345678", WrongCheckDigit),
        ("]C0123456789013", WrongCheckDigit),
        ("WP0001234W", WrongCheckDigit),
        ("(è&\"'àà&'-", WrongLayout),
        ("12*", WrongMultiplier),
        ("12*ABC", WrongMultiplier),
        ("---", UnreadableCode),
        ("]C0", UnreadableCode),
    ],
)
def test_what_cannot_be_relied_on_is_refused(text, trouble):
    with pytest.raises(UnreadableCode) as caught:
        read_code(text)
    assert type(caught.value) is trouble


@pytest.mark.parametrize("trouble", every(UnreadableCode))
def test_every_refusal_has_a_code_of_its_own_and_says_what_to_do(trouble):
    error = trouble("AB\x1b[2J{code}" + "x" * 600)
    assert error.code.startswith("scan.")
    assert [each.code for each in every(UnreadableCode)].count(error.code) == 1
    assert error.message.endswith(".")
    assert error.hint.endswith(".")
    assert error.sentence.isprintable()
    assert trouble is EmptyCode or "AB␛[2J{code}" in error.message
    assert len(error.raw) == 513


def test_a_registered_code_wins_over_everything_that_is_not_ours():
    for text in ("12345678", "wp0001234w", "010950110153000310ab", "5901234123458"):
        key = text.upper()
        scan = read_code(text, is_internal=lambda code, key=key: code == key)
        assert scan == Scan(raw=text, kind=Kind.INTERNAL, code=key)


def test_our_own_labels_win_over_a_registered_code():
    code = make_label(LabelType.PATIENT, 7)
    assert read_code(code, is_internal=lambda _: True).kind is Kind.LABEL


def test_the_scanner_prefix_is_no_part_of_a_registered_code():
    asked = []
    read_code("]C0abc1", is_internal=lambda code: bool(asked.append(code)))
    assert asked == ["ABC1"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12*", (Amount(12), "")),
        ("12*5901234123457", (Amount(12), "5901234123457")),
        (" 12 * 5901234123457 ", (Amount(12), "5901234123457")),
        ("1*A", (Amount(1), "A")),
        ("9999*A", (Amount(9999), "A")),
        ("007*A", (Amount(7), "A")),
        ("3*]d201\x1d", (Amount(3), "]d201\x1d")),
        ("30u*", (Amount(30, is_loose=True), "")),
        ("30U *A", (Amount(30, is_loose=True), "A")),
        ("7 u * A", (Amount(7, is_loose=True), "A")),
        ("30u", (None, "30u")),
        ("30uu*A", (None, "30uu*A")),
        ("5901234123457", (None, "5901234123457")),
        ("12x", (None, "12x")),
        ("*ABC*", (None, "*ABC*")),
        ("A12*3", (None, "A12*3")),
        ("", (None, "")),
        ("\x1d01", (None, "\x1d01")),
        ("0109501101530003172604001012*34",) * 1
        + ((None, "0109501101530003172604001012*34"),),
    ],
)
def test_a_number_before_a_star_is_an_amount(text, parts):
    assert split_multiplier(text) == parts


@pytest.mark.parametrize(
    "text", ["0*", "0u*", "00*A", "10000*", "10000u*A", "99999*A", "2*3*A", "2u*3*"]
)
def test_an_amount_that_makes_no_sense_is_refused(text):
    with pytest.raises(WrongMultiplier):
        split_multiplier(text)


def test_a_star_in_a_lot_is_a_star_in_a_lot():
    assert read_code("0109501101530003172604001012*34").lot_number == "12*34"


def test_a_product_number_or_a_label_does_not_wait_for_the_gs1_parser():
    program = (
        "import sys; from wema_tui.scanner import burst, images, wedge\n"
        "from wema_tui.scanner.read import read_code\n"
        "for text in ('5901234123457', 'WP0001234V', 'AMOX', '96385074'):\n"
        "    read_code(text)\n"
        "slow = {'biip', 'textual', 'rich', 'peewee', 'PIL', 'pyzbar'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "text",
    ["95200000000049520000000011", "129520000000004", "96385074" + "9520000000004"],
)
def test_codes_that_ran_together_are_not_taken_for_a_new_one(text):
    with pytest.raises(RunTogether):
        read_code(text)
