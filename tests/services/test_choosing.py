import pytest

from db.access import SecondFactor
from db.people import User
from tests.clinics import PASSWORD
from tests.factories import acts
from tests.truth import lies, rows_of
from wema_tui.services.auth.choosing import WeakPassword, change_own_password
from wema_tui.services.auth.proving import WrongPassword
from wema_tui.services.auth.rules import weakness
from wema_tui.services.auth.sign_in import SignInRefused, sign_in
from wema_tui.services.clinic.settings import change_settings
from wema_tui.services.session import SessionEnded

WRONG = "not the password"
NEW = "kiti cha mbao nyekundu"

COMMON = [
    "123456789012",
    "987654321098",
    "abcdefghijkl",
    "qwertyuiopas",
    "aaaaaaaaaaaab",
    "123412341234",
    "1q2w3e4r5t6y",
    "a1b2c3d4e5f6",
    "administrator",
    "password1234",
    "12345password",
    "P@ssw0rd-2024!",
    "!!!Hospitali!!!",
    "Karibu-2026-karibu",
    "password password",
    "adminadmin12",
    "mungunimwema1",
    "daressalaam1",
    "\u212aaribu \u212aaribu",  # the sign of Kelvin is a K on no keyboard
]
GOOD = [
    "maji ya kunywa safi",
    "correct horse battery staple",
    "7391ab284756",
    "8391 2750 1183",
    "x7$kQp2!vT9z",
    "\u65e5\u672c\u8a9e\u306e\u9577\u3044\u5408\u8a00\u8449\u3067\u3059\u306d",
    "Ninapenda kunywa chai ya maziwa asubuhi \U0001f375" * 2,
]


@pytest.fixture
def door(clinic):
    return clinic.door("window 1")


def change(store, employee_id, **values):
    with store.write():
        User.update(values).where(User.employee_id == employee_id).execute()


# -- what is good enough ---------------------------------------------------


@pytest.mark.parametrize("password", COMMON)
def test_a_common_word_is_common_however_it_is_dressed_up(password):
    assert weakness(password) == "common"


@pytest.mark.parametrize("password", GOOD)
def test_words_in_a_row_and_what_is_random_are_good(password):
    assert weakness(password) is None


@pytest.mark.parametrize("length", [0, 1, 11])
def test_what_is_short_is_refused_whatever_it_is_made_of(length):
    assert weakness("x7$kQp2!vT9z"[:length]) == "short"


def test_the_longest_and_the_shortest_that_will_do():
    assert weakness("kiti cha mbo") is None
    assert weakness("kiti cha", shortest=8) is None
    assert weakness(("maji ya kunywa " * 9)[:128]) is None
    assert weakness(("maji ya kunywa " * 9)[:129]) == "long"


def test_the_clinic_may_want_longer_ones(clinic, admin, pharmacist):
    change_settings(
        admin,
        {"shortest_password": "23"},
        known={"shortest_password": "12"},
        request_id="s1",
    )
    with pytest.raises(WeakPassword, match="short") as caught:
        change_own_password(pharmacist, current=PASSWORD, new=NEW, request_id="r1")
    assert "23 to 128" in caught.value.sentence
    with pytest.raises(WeakPassword, match="have now") as caught:
        change_own_password(pharmacist, current=PASSWORD, new=PASSWORD, request_id="r1")
    assert "23 to 128" in caught.value.sentence
    change_own_password(pharmacist, current=PASSWORD, new=f"{NEW}.", request_id="r1")


# -- one's own -------------------------------------------------------------


def test_a_one_time_password_asks_for_a_new_one_until_it_is_changed(store, door):
    change(store, "PHA001", must_change_password=True)
    session = sign_in(door, "PHA001", PASSWORD)
    assert session.must_change_password
    change_own_password(session, current=PASSWORD, new=NEW, request_id="r1")
    assert not sign_in(door, "PHA001", NEW).must_change_password
    with pytest.raises(SignInRefused):
        sign_in(door, "PHA001", PASSWORD)


def test_a_change_of_password_sent_twice_is_done_once_and_told_so(store, pharmacist):
    for _ in range(2):
        change_own_password(pharmacist, current=PASSWORD, new=NEW, request_id="r1")
    assert acts(store).count("user.password") == 1


def test_a_wrong_current_password_changes_nothing(pharmacist, door):
    with pytest.raises(WrongPassword):
        change_own_password(pharmacist, current=WRONG, new=NEW, request_id="r1")
    sign_in(door, "PHA001", PASSWORD)


@pytest.mark.parametrize(
    "new",
    [
        PASSWORD,
        "siri yangu",
        "x" * 129,
        "password1234",
        "aaaaaaaaaaaaaaaa",
        "PHARMACY person",
        "pha001pha001",
        "PHA001-person",
    ],
)
def test_a_password_that_would_be_guessed_is_refused(pharmacist, door, new):
    with pytest.raises(WeakPassword) as caught:
        change_own_password(pharmacist, current=PASSWORD, new=new, request_id="r1")
    assert caught.value.hint
    assert new not in caught.value.sentence
    sign_in(door, "PHA001", PASSWORD)


def test_a_long_ordinary_phrase_is_a_good_password(pharmacist, door):
    phrase = "Ninapenda kunywa chai ya maziwa asubuhi \U0001f375" * 2
    change_own_password(pharmacist, current=PASSWORD, new=phrase, request_id="r1")
    sign_in(door, "PHA001", phrase)


@pytest.mark.parametrize(
    "new", ["Test Clinic 2026", "wema-wema-wema", "pharmacy@wema", "0712345678 wema"]
)
def test_a_password_of_the_clinics_own_words_is_refused(store, pharmacist, new):
    change(store, "PHA001", phone="0712345678")
    with pytest.raises(WeakPassword):
        change_own_password(pharmacist, current=PASSWORD, new=new, request_id="r1")


def test_eight_characters_are_enough_beside_a_second_factor(store, clock, pharmacist):
    def choose(new):
        change_own_password(pharmacist, current=PASSWORD, new=new, request_id="r1")

    def second_factor():
        with store.write():
            SecondFactor.create(user=pharmacist.user_id, nonce=b"x" * 16)

    for prepare in (lambda: None, second_factor):  # none, or one that was never tried
        prepare()
        with pytest.raises(WeakPassword, match="short") as caught:
            choose("kitimbao")
        assert "12 to 128" in caught.value.sentence
    with store.write():
        SecondFactor.update(confirmed_at=clock.now()).execute()
    with pytest.raises(WeakPassword, match="short") as caught:
        choose("kitimba")
    assert "8 to 128" in caught.value.sentence
    choose("kitimbao")


def test_a_new_password_ends_the_other_sessions_of_that_person_alone(
    store, clinic, session_of, pharmacist
):
    other, nurse = session_of("PHARMACY"), session_of("NURSE")
    change_own_password(pharmacist, current=PASSWORD, new=NEW, request_id="r1")
    for session in (pharmacist, nurse):
        with session.read():
            pass
    with pytest.raises(SessionEnded, match="Your password was changed"), other.read():
        pass
    assert lies(store, clinic.key) == []


def test_no_password_is_in_the_audit_log(store, pharmacist):
    change_own_password(pharmacist, current=PASSWORD, new=NEW, request_id="r1")
    with store.read():
        logged = repr(rows_of(store, "audit_entries"))
    assert NEW not in logged
    assert "argon2" not in logged
