import pytest
from hypothesis import given
from hypothesis import strategies as st

from wema_tui.scanner.commands import (
    COMMAND_CODES,
    Command,
    Verb,
    command_on,
    quantity_code,
)
from wema_tui.scanner.labels import Label, LabelType, make_label, read_label
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import Kind, UnknownCommand, WrongCheckDigit

TYPES = st.sampled_from(LabelType)
NUMBERS = st.integers(0, 999_999_999)


def test_a_label_looks_as_designed():
    assert make_label(LabelType.PATIENT, 1234) == "WP0001234V"


@given(TYPES, NUMBERS)
def test_what_was_printed_is_read(label_type, number):
    text = make_label(label_type, number)
    assert read_label(text) == read_label(text.lower()) == Label(label_type, number)


@given(TYPES, NUMBERS, st.integers(2, 8), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(label_type, number, position, shift):
    text = make_label(label_type, number)
    wrong = text[:position] + str((int(text[position]) + shift) % 10)
    text = wrong + text[position + 1 :]
    if text[2] == "0" and len(text) > 10:
        assert read_label(text) is None  # longer numbers have no leading zero
    else:
        with pytest.raises(WrongCheckDigit):
            read_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "WAX100",
        "WP12",
        "WB-2024-1",
        "WP000123V",
        "WX0001234V",
        "W",
        "",
        "WP0001234V1",
        "XP0001234V",
        "WP00012345678V",
        "WP\u0660\u0660\u0660\u0661\u0662\u0663\u0664V",
        "WP0001234\u017f",
    ],
)
def test_codes_of_others_are_left_alone(text):
    assert read_label(text) is None


@pytest.mark.parametrize("number", [-1, 1_000_000_000])
def test_a_number_that_fits_no_label_is_a_programming_mistake(number):
    with pytest.raises(ValueError, match="a label holds"):
        make_label(LabelType.LOT, number)


def test_every_mode_and_verb_can_be_printed():
    commands = list(COMMAND_CODES.values())
    assert {c.argument for c in commands if c.verb is Verb.MODE} == set(Mode)
    assert {c.verb for c in commands} == set(Verb) - {Verb.QUANTITY}


@pytest.mark.parametrize(("code", "command"), COMMAND_CODES.items())
def test_a_printed_command_is_read(code, command):
    scan = read_code(code.lower())
    assert (scan.kind, scan.code, scan.command) == (Kind.COMMAND, code, command)


def test_sheets_on_the_wall_keep_their_meaning():
    assert dict(COMMAND_CODES) == {
        "WC00000017": Command(Verb.MODE, Mode.STOCK_IN),
        "WC00000025": Command(Verb.MODE, Mode.STOCK_OUT),
        "WC00000033": Command(Verb.MODE, Mode.DISPENSE),
        "WC00000041": Command(Verb.MODE, Mode.ADJUSTMENT),
        "WC00000050": Command(Verb.MODE, Mode.COUNT),
        "WC0000006Y": Command(Verb.MODE, Mode.LOOK_UP),
        "WC0000050Q": Command(Verb.UNDO),
        "WC0000051O": Command(Verb.FINISH),
        "WC0000052M": Command(Verb.CANCEL),
    }


@given(st.integers(1, 9999))
def test_a_quantity_code_carries_its_quantity(packs):
    assert read_code(quantity_code(packs)).command == Command(Verb.QUANTITY, packs)


@pytest.mark.parametrize("packs", [0, 10_000, -1])
def test_no_quantity_out_of_range_is_printed(packs):
    with pytest.raises(ValueError, match="a quantity is"):
        quantity_code(packs)


@pytest.mark.parametrize(
    ("label_type", "number"),
    [(LabelType.QUANTITY, 0), (LabelType.QUANTITY, 10_000), (LabelType.COMMAND, 999)],
)
def test_a_command_that_we_do_not_know_does_nothing(label_type, number):
    code = make_label(label_type, number)
    assert command_on(Label(label_type, number)) is None
    with pytest.raises(UnknownCommand):
        read_code(code)


def test_a_command_misread_by_one_character_does_nothing():
    with pytest.raises(WrongCheckDigit):
        read_code("WC00000018")
