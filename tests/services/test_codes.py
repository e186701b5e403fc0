from functools import partial

import pytest

from tests.at_once import at_once
from tests.factories import (
    OTHER_PACK,
    PACK,
    codes_of,
    known_pack,
    medication,
    product,
    scan,
    stock_in,
)
from wema_tui.quantities import MOST
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import WrongCheckDigit
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.codes import learn_code, register_internal_code
from wema_tui.services.pharmacy.errors import (
    AmountTooLarge,
    CodeTaken,
    NotAMedicine,
    UnknownCode,
)
from wema_tui.services.pharmacy.evidence import compare_evidence
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.pharmacy.queries import find_medications


def learn(session, medicine, code=PACK, *, pack_size=10, request_id=None):
    learn_code(
        session,
        product(code) if code.isdigit() else read_code(code),
        medication_id=medicine.id,
        pack_size=pack_size,
        request_id=request_id or new_request_id(),
    )


def test_an_unknown_code_is_learned_and_then_known(store, pharmacist):
    medicine = medication(store)
    with pytest.raises(UnknownCode) as caught:
        stock_in(pharmacist)
    assert caught.value.scan.code == PACK
    learn(pharmacist, medicine)
    assert stock_in(pharmacist).quantity == 10
    assert codes_of(store, medicine.id) == [(PACK, 10)]


def test_one_product_is_one_code_whatever_length_is_printed(store, pharmacist):
    medicine = medication(store)
    learn(pharmacist, medicine)
    assert scan(pharmacist, PACK[1:], Mode.LOOK_UP).medication.id == medicine.id


def test_a_code_of_ones_own_is_found_whatever_the_case(store, pharmacist):
    medicine = medication(store)
    learn(pharmacist, medicine, "shelf-7b")
    assert scan(pharmacist, "SHELF-7B", Mode.LOOK_UP).pack_size == 10


def test_several_codes_stand_for_one_medication(store, pharmacist):
    medicine = medication(store)
    learn(pharmacist, medicine, PACK, pack_size=100)
    learn(pharmacist, medicine, OTHER_PACK, pack_size=10)
    assert codes_of(store, medicine.id) == [(OTHER_PACK, 10), (PACK, 100)]


def test_a_code_is_not_stolen_from_another_medication(store, pharmacist):
    known_pack(store)
    other = medication(store, name="Otheramol")
    with pytest.raises(CodeTaken) as caught:
        learn(pharmacist, other)
    assert "Testamol" in caught.value.message
    assert codes_of(store, other.id) == []


def test_a_pack_does_not_change_its_size_behind_peoples_backs(store, pharmacist):
    medicine = known_pack(store, pack_size=10)
    with pytest.raises(CodeTaken):
        learn(pharmacist, medicine, pack_size=100)
    assert codes_of(store, medicine.id) == [(PACK, 10)]


def test_learning_the_same_again_is_harmless(store, pharmacist, other_pharmacist):
    medicine = medication(store)
    learn(pharmacist, medicine, request_id="r1")
    learn(pharmacist, medicine, request_id="r1")
    learn(other_pharmacist, medicine)
    assert codes_of(store, medicine.id) == [(PACK, 10)]


def test_two_people_who_teach_a_code_at_once_do_not_both_win(
    store, pharmacist, other_pharmacist
):
    one, other = medication(store), medication(store, name="Otheramol")
    outcomes = at_once(
        partial(learn, pharmacist, one), partial(learn, other_pharmacist, other)
    )
    assert outcomes == ["CodeTaken", "NoneType"]
    known = codes_of(store, one.id) + codes_of(store, other.id)
    assert known == [(PACK, 10)]


@pytest.mark.parametrize("size", [0, -1, MOST + 1])
def test_a_pack_of_an_impossible_size_is_not_learned(store, pharmacist, size):
    medicine = medication(store)
    with pytest.raises(AmountTooLarge):
        learn(pharmacist, medicine, pack_size=size)
    assert codes_of(store, medicine.id) == []


def test_our_own_labels_are_never_learned(pack, pharmacist):
    label = read_code("WP0001234V")
    with pytest.raises(ValueError, match="only product codes"):
        learn_code(
            pharmacist, label, medication_id=pack.id, pack_size=1, request_id="r1"
        )


@pytest.mark.parametrize(
    "code", ["12345678", "123456789013", "1234567890123", "12345678901234"]
)
def test_a_code_of_ones_own_that_looks_like_a_product_number_can_be_used(
    store, clinic, pharmacist, code
):
    medicine = medication(store)
    with pytest.raises(WrongCheckDigit):
        scan(pharmacist, code, Mode.LOOK_UP)
    for _ in range(2):  # a repeat is harmless
        register_internal_code(
            pharmacist, code, medication_id=medicine.id, pack_size=5, request_id="r1"
        )
    assert codes_of(store, medicine.id) == [(code, 5)]
    lot = LotDetails("A1", None)
    assert scan(pharmacist, code, Mode.STOCK_IN, lot=lot).quantity == 5
    assert scan(pharmacist, code, Mode.LOOK_UP).on_hand == 5
    with pytest.raises(WrongCheckDigit):  # another one is as wrong as before
        scan(pharmacist, "87654321", Mode.LOOK_UP)
    assert compare_evidence(store).wrong == ""


def test_a_label_of_ours_is_never_taken_for_a_code_of_a_pack(store, pharmacist):
    medicine = medication(store)
    with pytest.raises(NotAMedicine):
        register_internal_code(
            pharmacist,
            make_label(LabelType.LOT, 7),
            medication_id=medicine.id,
            pack_size=5,
            request_id="r1",
        )


@pytest.mark.parametrize("typed", ["\u00e9lixir", "\u00c9LIXIR", "e\u0301lixir toux"])
def test_a_medicine_with_an_accent_is_found_whatever_the_capitals(
    store, pharmacist, typed
):
    medicine = medication(store, name="\u00c9LIXIR contre la toux")
    assert [m.id for m in find_medications(pharmacist, typed)] == [medicine.id]
