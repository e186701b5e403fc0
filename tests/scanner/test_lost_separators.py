from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wema_tui.scanner.lost_separators import MAX_READINGS
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import BrokenElementString

START = "010950110153000317260400"


def lots_and_serials(scans):
    return [(each.lot_number, each.serial) for each in scans]


def test_a_lot_that_swallowed_the_serial_is_doubted():
    scan = read_code(START + "1099A21XYZ123")
    assert scan.is_doubtful
    assert scan.is_possible
    assert lots_and_serials(scan.choices) == [("99A21XYZ123", None), ("99A", "XYZ123")]
    assert {each.code for each in scan.choices} == {"09501101530003"}
    assert {each.expires_on for each in scan.choices} == {date(2026, 4, 30)}
    assert not any(each.is_doubtful for each in scan.readings)


def test_an_aim_prefix_does_not_mean_that_separators_are_sent():
    assert read_code("]d2" + START + "1099A21XYZ123").is_doubtful


@pytest.mark.parametrize(
    "text", [START + "1099A\x1d21XYZ123", "\x1d" + START + "1099A21XYZ123"]
)
def test_a_separator_anywhere_removes_the_doubt(text):
    assert not read_code(text).is_doubtful


def test_a_scanner_known_to_send_separators_is_believed():
    scan = read_code(START + "1099A21XYZ123", separators_seen=True)
    assert (scan.lot_number, scan.is_doubtful) == ("99A21XYZ123", False)


@pytest.mark.parametrize(
    "tail",
    [
        "10AB12",
        "10A2112",
        "10A30",
        "10A3712",
        "10A300",
        "10A17261331",
        "21ABC",
        "10A10B",
    ],
)
def test_a_tail_with_one_sensible_reading_is_not_doubted(tail):
    assert not read_code(START + tail).is_doubtful


def test_an_expiry_behind_the_lot_is_found():
    scan = read_code("010950110153000310LOT717261231")
    assert scan.lot_number == "LOT717261231"
    (other,) = scan.readings
    assert (other.lot_number, other.expires_on) == ("LOT7", date(2026, 12, 31))


def test_a_serial_that_swallowed_the_lot_is_doubted():
    scan = read_code(START + "21SER7710LOT5")
    assert ("LOT5", "SER77") in lots_and_serials(scan.readings)


def test_a_product_number_behind_the_lot_is_found():
    scan = read_code("]C110LOT701" + "09501101530003")
    assert (scan.lot_number, scan.code) == (None, "09501101530003")
    assert not scan.is_possible
    assert lots_and_serials(scan.choices) == [("LOT7", None)]


def test_a_value_that_is_too_long_is_never_taken_literally():
    tail = "10" + "A" * 12 + "21" + "X" * 12
    for text in (START + tail, START + tail + "\x1d30" + "5"):
        scan = read_code(text, separators_seen=True)
        assert not scan.is_possible
        assert scan.is_doubtful
        assert (scan.lot_number, scan.serial) == (None, None)
        assert scan.expires_on == date(2026, 4, 30)
        assert lots_and_serials(scan.choices) == [("A" * 12, "X" * 12)]


def test_a_value_that_is_too_long_and_cannot_be_split_is_refused():
    with pytest.raises(BrokenElementString):
        read_code(START + "10" + "A" * 25)


def test_readings_are_few_and_the_checked_ones_come_first():
    scan = read_code("010950110153000310A2130121301213012130" + "17261231")
    assert 1 < len(scan.readings) <= MAX_READINGS
    assert scan.readings[0].expires_on == date(2026, 12, 31)


def test_a_hostile_tail_is_judged_quickly_or_refused():
    for tail in ("10" + "2130371017" * 45, "21" * 200, "10" * 200):
        try:
            scan = read_code("]d2" + START + tail)
        except BrokenElementString:
            continue
        assert len(scan.readings) <= MAX_READINGS


@settings(max_examples=60)
@given(
    st.from_regex(r"[A-Z0-9]{1,9}", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{3,9}", fullmatch=True),
)
def test_what_was_printed_is_always_among_the_choices(lot, serial):
    with_separator = read_code(f"{START}10{lot}\x1d21{serial}")
    assert (with_separator.lot_number, with_separator.serial) == (lot, serial)
    without = read_code(f"{START}10{lot}21{serial}")
    assert without.is_doubtful
    if len(without.readings) < MAX_READINGS:
        assert (lot, serial) in lots_and_serials(without.choices)
