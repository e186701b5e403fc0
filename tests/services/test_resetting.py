from dataclasses import replace
from functools import partial

import pytest

from db.access import ResetCode
from db.people import User
from tests.at_once import at_once
from tests.clinics import PASSWORD
from tests.factories import acts
from tests.truth import lies, rows_of
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth import passwords, resetting
from wema_tui.services.auth.choosing import WeakPassword, change_own_password
from wema_tui.services.auth.resetting import (
    CodeRefused,
    NoCodeFor,
    ShownOnce,
    issue_code,
    reset_password,
)
from wema_tui.services.auth.sign_in import SignInRefused, sign_in
from wema_tui.services.auth.tries import TooManyTries
from wema_tui.services.session import PermissionDenied, SessionEnded

NEW = "kiti cha mbao nyekundu"


@pytest.fixture
def door(clinic):
    return clinic.door("window 1")


@pytest.fixture
def pha001(store):
    with store.read():
        return User.get(User.employee_id == "PHA001").id


@pytest.fixture
def code(admin, pha001):
    """A code for PHA001, made just now."""
    return issue_code(admin, pha001, request_id="issued")


def change(store, employee_id, **values):
    with store.write():
        User.update(values).where(User.employee_id == employee_id).execute()


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def codes(store):
    with store.read():
        return rows_of(store, "reset_codes")


def reset(door, code, login="PHA001", new=NEW, request_id=None):
    reset_password(door, login, code, new, request_id=request_id or new_request_id())


def is_refused(door, code, login="PHA001"):
    with pytest.raises(CodeRefused) as caught:
        reset(door, code, login)
    return caught.value.sentence


# -- a code that is good -----------------------------------------------------


@pytest.mark.parametrize("login", ["PHA001", " pha 001", "asha@example.org"])
def test_with_the_code_one_chooses_a_password_and_signs_in(store, door, code, login):
    change(store, "PHA001", email="asha@example.org", must_change_password=True)
    reset(door, f" {code[:3]} {code[3:]}", login)
    assert not sign_in(door, "PHA001", NEW).must_change_password
    with pytest.raises(SignInRefused):
        sign_in(door, "PHA001", PASSWORD)


def test_a_code_is_six_digits_and_never_known_again(store, clinic, code):
    assert len(code) == 6
    assert code.isdecimal()
    (row,) = codes(store)
    assert not passwords.matches(code, row["code_hash"])  # without the pepper
    with store.read():
        written = repr(rows_of(store, "audit_entries"))
    assert row["code_hash"] not in written
    assert lies(store, clinic.key) == []


def test_every_session_of_that_person_ends_and_nobody_elses(
    store, clinic, door, code, session_of, admin
):
    here, there, nurse = map(session_of, ("PHARMACY", "PHARMACY", "NURSE"))
    reset(door, code)
    for session in (here, there):
        with pytest.raises(SessionEnded, match="password was changed"), session.read():
            pass
    for session in (nurse, admin):
        with session.read():
            pass
    assert acts(store)[-1] == "user.password_reset"
    assert lies(store, clinic.key) == []


def test_the_failures_before_are_forgotten(clock, door, admin, pha001):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(door, "PHA001", "forgotten")
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)
    reset(door, issue_code(admin, pha001, request_id="r1"))
    assert sign_in(door, "PHA001", NEW).employee_id == "PHA001"


def test_who_waits_for_approval_still_waits(store, clock, door, code):
    until = clock.now().replace(hour=23)
    change(store, "PHA001", access_until=until)
    reset(door, code)
    with store.read():
        user = User.get(User.employee_id == "PHA001")
    assert (user.state, user.access_until) == ("active", until)


def test_a_weak_password_uses_neither_the_code_nor_a_try_up(store, door, code):
    for _ in range(7):
        with pytest.raises(WeakPassword):
            reset(door, code, new="password1234")
    assert [row["tries"] for row in codes(store)] == [0]
    reset(door, code)


def test_a_reset_sent_twice_is_done_once_and_told_so(store, door, code):
    for _ in range(2):
        reset(door, code, request_id="the-same")
    assert acts(store).count("user.password_reset") == 1


# -- a code that is not ------------------------------------------------------


def test_a_code_counts_once(door, code):
    reset(door, code)
    is_refused(door, code)


def test_a_code_of_another_person_is_no_code(store, door, admin, code):
    with store.read():
        nurse = User.get(User.employee_id == "NUR001").id
    issue_code(admin, nurse, request_id="r2")
    is_refused(door, code, "NUR001")
    reset(door, code)


def test_unknown_closed_without_code_and_wrong_get_one_answer_after_one_work(
    store, door, code, monkeypatch
):
    stored, real = [], passwords.matches
    monkeypatch.setattr(
        resetting.passwords,
        "matches",
        lambda typed, known: stored.append(known) or real(typed, known),
    )
    change(store, "NUR001", state="closed")
    answers = {
        is_refused(door, other_than(code)),
        is_refused(door, code, "NUR001"),
        is_refused(door, code, "LAB001"),
        is_refused(door, code, "PHA999"),
        is_refused(door, "", ""),
        is_refused(door, "\x00\ud800", "' OR 1=1 --"),
    }
    assert len(answers) == 1
    assert len(stored) == 6
    assert stored[1:] == [None] * 5


def test_a_closed_account_chooses_no_password(store, door, code):
    change(store, "PHA001", state="closed")
    is_refused(door, code)


def test_after_five_wrong_codes_the_right_one_is_void(store, clock, door, code):
    change(store, "PHA001", email="asha@example.org")
    for _ in range(5):
        is_refused(door, other_than(code))
    with pytest.raises(TooManyTries):
        reset(door, code)
    clock.move(minutes=1)  # within the ten
    is_refused(door, code)
    is_refused(door, code, "asha@example.org")  # and under no other name
    assert [row["tries"] for row in codes(store)] == [5]


def test_thirty_guesses_at_once_are_five(store, door, code, monkeypatch):
    looked_at, real = [], passwords.matches
    monkeypatch.setattr(
        resetting.passwords,
        "matches",
        lambda typed, known: looked_at.append(known) or real(typed, known),
    )
    change(store, "PHA001", email="asha@example.org", phone="0712345678")
    wrong = other_than(code)
    names = ("PHA001", "asha@example.org", "0712345678")
    at_once(
        *[partial(reset, door, wrong, names[n % 3]) for n in range(30)], store=store
    )
    assert len([known for known in looked_at if known is not None]) == 5


def test_of_two_who_have_the_right_code_one_chooses(store, door, code):
    tries = [partial(reset, door, code, new=NEW + sign) for sign in "ab"]
    assert at_once(*tries, store=store) == ["CodeRefused", "NoneType"]


# -- time, by two clocks -----------------------------------------------------


def test_ten_minutes_and_not_a_moment_longer(clock, door, admin, pha001):
    first = issue_code(admin, pha001, request_id="r1")
    clock.move(minutes=9, seconds=59)
    reset(door, first)
    second = issue_code(admin, pha001, request_id="r2")
    clock.move(minutes=10)
    is_refused(door, second)


def test_a_clock_set_back_makes_no_code_last_longer(clock, door, code):
    clock.move(minutes=11)
    clock.move(minutes=-5)
    is_refused(door, code)


def test_a_clock_set_back_to_before_the_code_ends_it(clock, door, code):
    clock.move(hours=-1)
    is_refused(door, code)


@pytest.mark.parametrize(("minutes", "is_good"), [(9, True), (10, False)])
def test_at_another_computer_it_is_good_for_as_long(
    clock, door, code, monkeypatch, minutes, is_good
):
    clock.move(minutes=minutes)
    moment = replace(clock.moment(), machine="another", boot="another", ticks=5)
    monkeypatch.setattr(type(clock), "moment", lambda self: moment)
    if is_good:
        reset(door, code)
    else:
        is_refused(door, code)


def test_a_clock_set_forward_ends_it_and_back_again_too(clock, door, code):
    now = clock.now()
    clock.show(now.replace(hour=23))
    is_refused(door, code)
    clock.show(now)
    is_refused(door, code)


def test_a_restart_ends_it(clock, door, code):
    clock.restart()
    is_refused(door, code)


# -- making one --------------------------------------------------------------


def test_a_new_code_voids_the_one_before(store, door, admin, pha001, code):
    new = issue_code(admin, pha001, request_id="r2")
    if new != code:
        is_refused(door, code)
    reset(door, new)
    assert [bool(row["voided_at"]) for row in codes(store)] == [True, False]


def test_a_code_is_void_once_the_person_has_changed_the_password(
    door, pharmacist, code
):
    change_own_password(pharmacist, current=PASSWORD, new=NEW, request_id="own")
    is_refused(door, code)


def test_when_two_administrators_make_one_at_once_one_is_good(
    store, session_of, door, pha001
):
    change(store, "NUR001", role="ADMIN")
    made = []

    def issue(who, request_id):
        made.append(issue_code(session_of(who), pha001, request_id=request_id))

    at_once(partial(issue, "ADM002", "r1"), partial(issue, "NUR001", "r2"), store=store)
    with store.read():
        alive = ResetCode.select().where(ResetCode.voided_at.is_null()).count()
    assert alive == 1
    outcomes = []
    for each in made:
        try:
            outcomes.append(reset(door, each))
        except CodeRefused:
            outcomes.append("refused")
    assert outcomes.count(None) == 1


def test_the_same_request_shows_no_second_code(store, admin, pha001, code):
    with pytest.raises(ShownOnce):
        issue_code(admin, pha001, request_id="issued")
    assert len(codes(store)) == 1


def test_nobody_makes_a_code_for_the_own_account(admin):
    with pytest.raises(NoCodeFor):
        issue_code(admin, admin.user_id, request_id="r1")


def test_there_is_no_code_for_a_closed_or_unknown_account(store, admin, pha001):
    change(store, "PHA001", state="closed")
    for user_id in (pha001, 987_654):
        with pytest.raises(NoCodeFor):
            issue_code(admin, user_id, request_id="r1")
    assert codes(store) == []


def test_only_an_administrator_or_the_console_makes_codes(
    clinic, door, session_of, pha001
):
    for role in ("DOCTOR", "NURSE", "RECEPTION", "PHARMACY", "LAB", "FINANCE"):
        with pytest.raises(PermissionDenied):
            issue_code(session_of(role), pha001, request_id=f"r-{role}")
    reset(door, issue_code(clinic.console(), pha001, request_id="r1"))
