from hypothesis import example, given, settings
from hypothesis import strategies as st

from wema_tui.scanner.read import read_code, split_multiplier
from wema_tui.scanner.scan import Scan, UnreadableCode
from wema_tui.scanner.wedge import how_entered

ANYTHING = st.text(st.characters(categories=None), max_size=520)
PREFIXES = ["", "01", "17", "]d2", "]C1", "]E0", "]e0", "10", "21", "310", "(01)"]
PREFIXES += ["0109501101530003", "]d20109501101530003", "010950110153000317", "WP"]
PREFIXES += ["https://id.gs1.org/01/", "http://[", "[)>\x1e05\x1d", "12*", "\x1d01"]
ALPHABET = "0123456789ABCxyz]dCQEA\x1d%()/-\x00\x7f#^<GS>*\x1e\x04٣é\ufffd\u202e \\"
NEARLY = st.builds(
    str.__add__, st.sampled_from(PREFIXES), st.text(ALPHABET, max_size=40)
)
DIGITS = st.builds(
    str.__add__, st.sampled_from(PREFIXES), st.text("0123712", max_size=60)
)


def check(text):
    try:
        scan = read_code(text)
    except UnreadableCode as error:
        assert error.sentence.isprintable()
        return
    assert isinstance(scan, Scan)
    for each in (scan, *scan.readings):
        assert each.code
        assert each.code.isprintable()
        assert (each.lot_number or "").isascii()
        assert (each.serial or "").isascii()
        assert len(each.lot_number or "") <= 20
        assert each.pieces is None or each.pieces > 0
        assert each.packs is None or each.packs > 0
    assert scan.is_possible or scan.readings


@settings(max_examples=300)
@given(ANYTHING)
@example("]")
@example("http://[")
def test_any_text_is_read_or_refused(text):
    check(text)


@settings(max_examples=600)
@given(NEARLY | DIGITS)
def test_any_text_that_begins_like_a_code_is_read_or_refused(text):
    check(text)


@settings(max_examples=200)
@given(NEARLY)
def test_any_text_has_a_multiplier_or_none(text):
    try:
        amount, rest = split_multiplier(text)
    except UnreadableCode:
        return
    assert amount is None or 1 <= amount.count <= 9999
    assert rest in text
    how_entered(text, seconds=0.1)


@settings(max_examples=200)
@given(st.from_regex(r"[a-z0-9.+/-]{1,40}", fullmatch=True))
def test_the_key_of_a_code_reads_as_the_same_key(text):
    try:
        code = read_code(text).code
    except UnreadableCode:
        return
    assert read_code(code).code == code
