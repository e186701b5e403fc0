import pytest
from biip.gtin import Gtin
from biip.upc import Upc
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from wema_tui.scanner.gtin import read_gtin
from wema_tui.scanner.scan import WrongCheckDigit


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("96385074", "00000096385074"),  # EAN-8
        ("036000291452", "00036000291452"),  # UPC-A
        ("5901234123457", "05901234123457"),  # EAN-13
        ("0036000291452", "00036000291452"),
        ("10614141000415", "10614141000415"),  # GTIN-14
        ("9501101530003", "09501101530003"),  # not AI 95
        ("2112345015002", "02112345015002"),  # not AI 21; restricted circulation
        ("0212345678992", "00212345678992"),
        ("5 901234 123457", "05901234123457"),  # as printed below the bars
    ],
)
def test_every_form_becomes_fourteen_digits(text, gtin):
    assert read_gtin(text) == gtin


@pytest.mark.parametrize("text", ["042100005264", "0042100005264", "04252614"])
def test_one_product_is_one_product_whatever_is_on_the_box(text):
    assert read_gtin(text) == "00042100005264"


@pytest.mark.parametrize("text", ["01234565", "123456", "0123456", "1234565"])
def test_upc_e_in_every_length_that_a_scanner_sends(text):
    assert read_gtin(text, aim="]E0") == "00012345000065"


def test_of_seven_digits_the_last_is_the_check_digit_when_it_fits():
    assert read_gtin("0425261", aim="]E0") == "00004252000061"


@pytest.mark.parametrize("text", ["425261", "0425261", "123456", "1234567"])
def test_six_or_seven_digits_alone_prove_nothing(text):
    assert read_gtin(text) is None


def test_eight_digits_that_fit_both_ways_go_by_prefix_then_by_first_digit():
    both = next(
        f"0{n:07d}"
        for n in range(1_000_003, 1_009_999)
        if ean.is_valid(f"0{n:07d}") and _is_upc_e(f"0{n:07d}")
    )
    as_upc_e = Upc.parse(both).as_upc_a().zfill(14)
    as_ean_8 = both.zfill(14)
    assert as_upc_e != as_ean_8
    assert read_gtin(both) == as_upc_e
    assert read_gtin(both, aim="]E0") == as_upc_e
    assert read_gtin(both, aim="]E4") == as_ean_8
    one = next(
        f"1{n:07d}"
        for n in range(3, 999_999)
        if ean.is_valid(f"1{n:07d}") and _is_upc_e(f"1{n:07d}")
    )
    assert read_gtin(one) == one.zfill(14)


def _is_upc_e(text):
    try:
        Upc.parse(text)
    except Exception:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    ["5901234123458", "96385075", "036000291453", "10614141000416", "5 901234 123458"],
)
def test_a_wrong_check_digit_is_refused(text):
    with pytest.raises(WrongCheckDigit):
        read_gtin(text)


def test_ean_8_prefix_with_a_upc_e_number_is_refused():
    with pytest.raises(WrongCheckDigit):
        read_gtin("04252614", aim="]E4")


def test_an_add_on_is_dropped():
    assert read_gtin("977123456789801", aim="]E3") == "09771234567898"


@pytest.mark.parametrize("text", ["", "ABC", "123456789", "٥٩٠١٢٣٤١٢٣٤٥٧", "²" * 13])
def test_what_is_no_product_number_is_left_alone(text):
    assert read_gtin(text) is None


@given(st.integers(0, 10**13 - 1), st.sampled_from([8, 12, 13, 14]))
def test_agrees_with_biip(number, length):
    digits = str(number).zfill(13)[-(length - 1) :]
    digits += ean.calc_check_digit(digits)
    aim = "]E4" if length == 8 else ""
    assert read_gtin(digits, aim=aim) == Gtin.parse(digits.zfill(14)).as_gtin_14()


@given(
    st.integers(0, 10**12 - 1),
    st.integers(0, 12),
    st.integers(1, 9),
)
def test_any_single_wrong_digit_is_noticed(number, position, shift):
    digits = str(number).zfill(12)
    digits += ean.calc_check_digit(digits)
    wrong = str((int(digits[position]) + shift) % 10)
    with pytest.raises(WrongCheckDigit):
        read_gtin(digits[:position] + wrong + digits[position + 1 :])
