from dataclasses import replace
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from argon2 import PasswordHasher

from db.people import User
from tests.at_once import at_once
from tests.clinics import PASSWORD
from tests.factories import acts
from tests.truth import lies, rows_of
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.auth import passwords
from wema_tui.services.auth.choosing import WeakPassword, change_own_password
from wema_tui.services.auth.proving import WrongPassword, unlock
from wema_tui.services.auth.resetting import ShownOnce
from wema_tui.services.auth.second_factor import (
    NoSecondFactor,
    begin,
    confirm,
    new_recovery_codes,
    remove_of,
    remove_own,
    state_of,
)
from wema_tui.services.auth.second_step import SecondFactorNeeded, WrongSecondFactor
from wema_tui.services.auth.sign_in import SignInRefused, resume, sign_in
from wema_tui.services.auth.tries import TooManyTries
from wema_tui.services.session import PermissionDenied

WRONG = "not the password"
NO_CODE = "000000"  # a code that is right by chance: once in a million


class Phone:
    """An authenticator app, with a clock of its own."""

    def __init__(self, clock, secret):
        self._clock, self._totp = clock, pyotp.TOTP(secret)

    def code(self, *, ahead=0):
        """Return what it shows, or shows in *ahead* steps."""
        return self._totp.at(self._clock.now() + timedelta(seconds=30 * ahead))


@pytest.fixture
def door(clinic):
    return clinic.door("window 1")


@pytest.fixture
def enrolled(clock, pharmacist):
    """The phone and the recovery codes of PHA001; the code's step is over."""
    made = begin(pharmacist, password=PASSWORD, request_id="begin")
    phone = Phone(clock, made.secret)
    codes = confirm(pharmacist, code=phone.code(), request_id="confirm")
    clock.move(seconds=90)
    return phone, codes


@pytest.fixture
def phone(enrolled):
    return enrolled[0]


@pytest.fixture
def codes(enrolled):
    return enrolled[1]


def rows(store, table):
    with store.read():
        return rows_of(store, table)


def enter(door, code="", password=PASSWORD):
    return sign_in(door, "PHA001", password, code)


def is_wrong(door, code):
    with pytest.raises(WrongSecondFactor) as caught:
        enter(door, code)
    return caught.value.sentence


# -- setting it up -----------------------------------------------------------


def test_it_counts_only_once_it_was_confirmed(clock, door, pharmacist):
    made = begin(pharmacist, password=PASSWORD, request_id="r1")
    enter(door)
    assert state_of(pharmacist).since is None
    with pytest.raises(WrongSecondFactor):
        confirm(pharmacist, code=NO_CODE, request_id="r2")
    enter(door)
    code = Phone(clock, made.secret).code()
    assert len(confirm(pharmacist, code=code, request_id="r3")) == 8
    with pytest.raises(SecondFactorNeeded):
        enter(door)
    state = state_of(pharmacist)
    assert (state.since, state.codes_left) == (clock.now(), 8)


def test_the_address_is_what_an_authenticator_reads_and_fits_a_small_square(pharmacist):
    made = begin(pharmacist, password=PASSWORD, request_id="r1")
    read = pyotp.parse_uri(made.address)
    assert (read.secret, read.name) == (made.secret, "WEMA PHA001")
    assert len(made.secret) == 32
    assert len(made.address) <= 78  # of 33 by 33


def test_the_same_request_shows_the_same_secret_a_new_one_another(clock, pharmacist):
    first, again, new = (
        begin(pharmacist, password=PASSWORD, request_id=request_id)
        for request_id in ("r1", "r1", "r2")
    )
    assert first == again != new
    with pytest.raises(WrongSecondFactor):
        confirm(pharmacist, code=Phone(clock, first.secret).code(), request_id="r3")
    confirm(pharmacist, code=Phone(clock, new.secret).code(), request_id="r3")


def test_neither_secret_nor_recovery_code_is_in_the_database(
    store, clinic, pharmacist, phone, codes
):
    tables = ("second_factors", "recovery_codes", "audit_entries", "users")
    kept = repr([rows(store, table) for table in tables])
    secret = phone._totp.secret
    for known in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert known not in kept
    assert repr(phone._totp.byte_secret()) not in kept
    assert lies(store, clinic.key) == []


def test_there_is_one_authenticator_a_person(pharmacist, phone):
    with pytest.raises(NoSecondFactor):
        begin(pharmacist, password=PASSWORD, request_id="r1")
    with pytest.raises(NoSecondFactor):
        confirm(pharmacist, code=phone.code(), request_id="r2")


def test_the_recovery_codes_are_shown_once(pharmacist, phone):
    with pytest.raises(ShownOnce):
        confirm(pharmacist, code=phone.code(), request_id="confirm")


@pytest.mark.parametrize(
    "change", [begin, new_recovery_codes, remove_own], ids=lambda f: f.__name__
)
def test_each_change_needs_the_password(store, pharmacist, change, request):
    if change is not begin:
        request.getfixturevalue("enrolled")
    before = rows(store, "second_factors"), rows(store, "recovery_codes")
    for _ in range(5):
        with pytest.raises(WrongPassword):
            change(pharmacist, password=WRONG, request_id="r1")
    with pytest.raises(TooManyTries):
        change(pharmacist, password=PASSWORD, request_id="r1")
    assert before == (rows(store, "second_factors"), rows(store, "recovery_codes"))


# -- the second step -----------------------------------------------------------


def test_the_code_is_asked_only_of_who_knows_the_password(door, phone):
    for code in ("", phone.code()):
        with pytest.raises(SignInRefused):
            enter(door, code, password=WRONG)
    with pytest.raises(SecondFactorNeeded):
        enter(door)
    code = phone.code()
    assert enter(door, f" {code[:3]} {code[3:]} ").employee_id == "PHA001"


def test_a_code_counts_once(clock, door, phone):
    code = phone.code()
    enter(door, code)
    is_wrong(door, code)
    clock.move(seconds=30)
    is_wrong(door, code)
    enter(door, phone.code())


def test_of_two_with_the_same_code_one_gets_in(store, door, phone):
    tries = [partial(enter, door, phone.code())] * 2
    assert at_once(*tries, store=store) == ["Session", "WrongSecondFactor"]


@pytest.mark.parametrize(
    ("ahead", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_half_a_minute(door, phone, ahead, is_good):
    code = phone.code(ahead=ahead)
    if is_good:
        enter(door, code)
    else:
        is_wrong(door, code)


def test_an_older_code_is_no_good_after_a_newer_one(clock, door, phone):
    enter(door, phone.code(ahead=1))
    is_wrong(door, phone.code())
    clock.move(minutes=-10)  # the clock was set back
    is_wrong(door, phone.code())


@pytest.mark.parametrize(
    "code", ["1", "12345", "1234567", "abcdef", "\u0661\u0662\u0663", "\ud800", "\x00"]
)
def test_whatever_is_typed_as_a_code_is_refused_not_a_crash(door, phone, code):
    is_wrong(door, code)


def test_wrong_codes_are_failed_tries_and_make_one_wait(clock, door, phone):
    for _ in range(5):
        is_wrong(door, NO_CODE)
    with pytest.raises(TooManyTries) as caught:
        enter(door, phone.code())
    clock.move(seconds=caught.value.wait.total_seconds())
    is_wrong(door, NO_CODE)
    with pytest.raises(TooManyTries) as caught:
        enter(door, phone.code())
    assert caught.value.wait.total_seconds() == 60


def test_the_password_alone_gives_no_further_guesses(clock, door, phone):
    for _ in range(5):
        with pytest.raises(SecondFactorNeeded):
            enter(door)
        is_wrong(door, NO_CODE)
    with pytest.raises(TooManyTries):
        enter(door)
    clock.move(seconds=30)
    with pytest.raises(SecondFactorNeeded):
        enter(door)
    is_wrong(door, NO_CODE)
    with pytest.raises(TooManyTries) as caught:
        enter(door)
    assert caught.value.wait.total_seconds() == 60


def test_who_waited_types_password_and_code_without_a_second_wait(clock, door, phone):
    for _ in range(5):
        is_wrong(door, NO_CODE)
    clock.move(seconds=30)
    with pytest.raises(SecondFactorNeeded):
        enter(door)
    enter(door, phone.code())


def test_where_the_clock_is_not_sure_it_says_so(clock, door, phone, codes):
    assert "not sure what time it is" not in is_wrong(door, NO_CODE)
    clock.face["synchronised"] = False
    assert "not sure what time it is" in is_wrong(door, NO_CODE)
    enter(door, codes[0])


def test_the_lock_and_the_command_line_ask_for_no_code(door, pharmacist, phone):
    unlock(pharmacist, PASSWORD)
    assert resume(door, "PHA001").employee_id == "PHA001"


# -- recovery codes ------------------------------------------------------------


def test_a_recovery_code_counts_once_however_it_is_typed(
    store, door, pharmacist, phone, codes
):
    enter(door, f" {codes[0].upper().replace('-', ' ')} ")
    is_wrong(door, codes[0])
    assert state_of(pharmacist).codes_left == 7
    enter(door, codes[1].replace("-", ""))


def test_of_two_with_the_same_recovery_code_one_gets_in(store, door, codes):
    tries = [partial(enter, door, codes[0])] * 2
    assert at_once(*tries, store=store) == ["Session", "WrongSecondFactor"]


def test_a_recovery_code_of_another_person_is_none(
    store, clock, door, session_of, codes
):
    nurse = session_of("NURSE")
    made = begin(nurse, password=PASSWORD, request_id="n1")
    theirs = confirm(nurse, code=Phone(clock, made.secret).code(), request_id="n2")
    is_wrong(door, theirs[0])
    assert len({*codes, *theirs}) == 16


def test_new_recovery_codes_void_the_old_ones(door, pharmacist, codes):
    new = new_recovery_codes(pharmacist, password=PASSWORD, request_id="r1")
    is_wrong(door, codes[0])
    enter(door, new[0])
    with pytest.raises(ShownOnce):
        new_recovery_codes(pharmacist, password=PASSWORD, request_id="r1")


def test_there_are_no_recovery_codes_without_an_authenticator(pharmacist):
    with pytest.raises(NoSecondFactor):
        new_recovery_codes(pharmacist, password=PASSWORD, request_id="r1")


# -- the end of it -------------------------------------------------------------


def test_without_it_the_password_is_enough_again_and_nothing_old_counts(
    store, clinic, clock, door, pharmacist, phone, codes
):
    for _ in range(2):
        remove_own(pharmacist, password=PASSWORD, request_id="r1")
    enter(door)
    made = begin(pharmacist, password=PASSWORD, request_id="r2")
    assert made.secret != phone._totp.secret
    confirm(pharmacist, code=Phone(clock, made.secret).code(), request_id="r3")
    is_wrong(door, codes[0])
    is_wrong(door, phone.code(ahead=1))
    assert lies(store, clinic.key) == []


def test_with_a_short_password_it_is_not_removed(pharmacist, phone):
    change_own_password(pharmacist, current=PASSWORD, new="kitimbao", request_id="r1")
    with pytest.raises(WeakPassword, match="too short"):
        remove_own(pharmacist, password="kitimbao", request_id="r2")
    assert state_of(pharmacist).since is not None


def test_who_has_none_has_none_to_remove(admin, pharmacist):
    with pytest.raises(NoSecondFactor):
        remove_own(pharmacist, password=PASSWORD, request_id="r1")
    with pytest.raises(NoSecondFactor):
        remove_of(admin, pharmacist.user_id, request_id="r2")


def test_an_administrator_removes_it_from_who_has_lost_the_phone(
    store, clinic, door, admin, pharmacist, phone
):
    for _ in range(2):
        remove_of(admin, pharmacist.user_id, request_id="r1")
    assert acts(store)[-1] == "user.second_factor"
    assert enter(door).must_change_password  # perhaps a short one
    assert lies(store, clinic.key) == []


def test_an_administrator_does_not_remove_the_own_one_without_the_password(
    admin, clock
):
    made = begin(admin, password=PASSWORD, request_id="b1")
    confirm(admin, code=Phone(clock, made.secret).code(), request_id="c1")
    with pytest.raises(NoSecondFactor, match="own"):
        remove_of(admin, admin.user_id, request_id="r1")
    assert state_of(admin).since is not None


def test_nobody_else_removes_another_persons(session_of, pharmacist, phone):
    for role in ("DOCTOR", "NURSE", "RECEPTION", "PHARMACY", "LAB", "FINANCE"):
        with pytest.raises(PermissionDenied):
            remove_of(session_of(role), pharmacist.user_id, request_id=new_request_id())


def test_another_key_makes_every_second_factor_worthless(store, clinic, door, phone):
    is_wrong(replace(door, key=AuditKey(b"k" * 32)), phone.code())


def test_a_hash_of_older_settings_is_renewed_with_the_second_step_only(
    store, door, phone
):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with store.write():
        User.update(password_hash=old).where(User.employee_id == "PHA001").execute()
    with pytest.raises(SecondFactorNeeded):
        enter(door)
    enter(door, phone.code())
    (user,) = [u for u in rows(store, "users") if u["employee_id"] == "PHA001"]
    assert not passwords.needs_rehash(user["password_hash"])
