import pytest

from db.people import User
from tests.clinics import PASSWORD
from tests.truth import lies
from wema_tui.services.accounts.particulars import AlreadyThere, BadPhone
from wema_tui.services.accounts.profile import correct_contact, own_profile
from wema_tui.services.auth.proving import WrongPassword, prove, unlock
from wema_tui.services.auth.sign_in import SignInRefused, sign_in

WRONG = "not the password"


@pytest.fixture
def door(clinic):
    return clinic.door("window 1")


def fail(door, times):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            sign_in(door, "PHA001", WRONG)


def test_one_sees_ones_own_data_and_where_one_signed_in(clinic, door):
    for station in ("window 1", "window 2"):
        session = sign_in(clinic.door(station), "PHA001", PASSWORD)
    me = own_profile(session)
    assert (me.employee_id, me.role) == ("PHA001", "PHARMACY")
    assert [row.station for row in me.sign_ins] == ["window 2", "window 1"]
    assert me.wrong_tries == 0


def test_wrong_tries_are_told_at_the_next_sign_in_and_not_for_ever(door, pharmacist):
    sign_in(door, "PHA001", PASSWORD)
    fail(door, 3)
    session = sign_in(door, "PHA001", PASSWORD)
    assert own_profile(session).wrong_tries == 3
    assert own_profile(sign_in(door, "PHA001", PASSWORD)).wrong_tries == 0


def test_what_is_wrong_after_the_sign_in_counts_and_what_is_right_does_not(door):
    session = sign_in(door, "PHA001", PASSWORD)
    unlock(session, PASSWORD)
    prove(session, PASSWORD)
    assert own_profile(session).wrong_tries == 0
    with pytest.raises(WrongPassword):
        unlock(session, WRONG)
    with pytest.raises(WrongPassword):
        prove(session, WRONG)
    fail(door, 1)
    assert own_profile(session).wrong_tries == 3


def test_wrong_tries_at_another_account_are_not_ones_own(door, session_of):
    nurse = session_of("NURSE")
    fail(door, 2)
    assert own_profile(nurse).wrong_tries == 0


def test_a_corrected_phone_is_in_its_one_form_and_in_the_log(store, clinic, pharmacist):
    for _ in range(2):
        correct_contact(
            pharmacist, phone="0712 345 678", email="Asha@Example.org", request_id="r1"
        )
    me = own_profile(pharmacist)
    assert (me.phone, me.email) == ("+255712345678", "asha@example.org")
    correct_contact(pharmacist, phone="0712345678", email="", request_id="r2")
    assert own_profile(pharmacist).email is None
    assert lies(store, clinic.key) == []


def test_nobody_takes_a_number_that_another_account_has(store, pharmacist):
    with store.write():
        User.update(phone="+255712345678").where(User.employee_id == "NUR001").execute()
    for phone, error in (("0712345678", AlreadyThere), ("12", BadPhone)):
        with pytest.raises(error):
            correct_contact(pharmacist, phone=phone, email="", request_id="r1")
    assert own_profile(pharmacist).phone is None
