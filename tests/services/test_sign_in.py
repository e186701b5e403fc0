import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from argon2 import PasswordHasher

from db.people import SignInFailure, User
from tests.at_once import at_once
from tests.clinics import PASSWORD
from tests.factories import PACK, acts, known_pack, movements, scan, stock_in
from tests.truth import lies, rows_of
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.accounts.preferences import preferences, set_preference
from wema_tui.services.auth import passwords
from wema_tui.services.auth.choosing import WeakPassword, change_own_password
from wema_tui.services.auth.proving import WrongPassword, unlock
from wema_tui.services.auth.rules import delay_after
from wema_tui.services.auth.sign_in import (
    SignInRefused,
    resume,
    sign_in,
    sign_out,
)
from wema_tui.services.auth.tries import TooManyTries
from wema_tui.services.pharmacy.queries import find_medications, last_movements
from wema_tui.services.session import PermissionDenied, SessionEnded

WRONG = "not the password"
NEW = "kiti cha mbao nyekundu"


@pytest.fixture
def door(clinic):
    return clinic.door("window 1")


@pytest.fixture
def verifications(monkeypatch):
    """The hashes that passwords were compared with."""
    seen, real = [], PasswordHasher.verify

    def verify(self, stored, password):
        seen.append(stored)
        return real(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return seen


def change(store, employee_id, **values):
    with store.write():
        User.update(values).where(User.employee_id == employee_id).execute()


def rows(store, table):
    with store.read():
        return rows_of(store, table)


def refusal(door, login, password):
    with pytest.raises(SignInRefused) as caught:
        sign_in(door, login, password)
    return caught.value.sentence


def fail(door, times, login="PHA001"):
    for _ in range(times):
        refusal(door, login, WRONG)


# -- who gets in -----------------------------------------------------------


@pytest.mark.parametrize(
    "login",
    [
        "PHA001",
        "pha001",
        " pha 001 ",
        "asha@example.org",
        "Asha@Example.ORG",
        "+255 712 345 678",
        "+255712345678",
    ],
)
def test_a_person_is_known_by_id_email_or_phone(store, door, login):
    change(store, "PHA001", email="asha@example.org", phone="+255712345678")
    session = sign_in(door, login, PASSWORD)
    assert (session.employee_id, session.role) == ("PHA001", "PHARMACY")
    assert session.station == "window 1"


def test_a_sign_in_is_a_row_and_an_entry_in_the_chain(store, clinic, door):
    session = sign_in(door, "PHA001", PASSWORD)
    (row,) = [r for r in rows(store, "sessions") if r["id"] == session.session_id]
    assert (row["user_id"], row["station"]) == (session.user_id, "window 1")
    assert row["ended_at"] is None
    assert acts(store)[-2:] == ["sign_in.try", "session.start"]
    assert lies(store, clinic.key) == []


def test_unknown_wrong_and_closed_get_one_answer_after_one_work(
    store, door, verifications
):
    change(store, "NUR001", state="closed")
    answers = {
        refusal(door, "PHA999", PASSWORD),
        refusal(door, "PHA001", WRONG),
        refusal(door, "NUR001", PASSWORD),
        refusal(door, "NUR001", WRONG),
    }
    assert len(answers) == 1
    assert len(verifications) == 4
    parameters = {stored.rsplit("$", 2)[0] for stored in verifications}
    assert len(parameters) == 1  # the same cost for a name that nobody has


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "a\x00b", "\ud800", "\u202ePHA001", "x" * 100_000, "' OR 1=1 --"],
)
def test_whatever_is_typed_as_a_name_is_refused_not_a_crash(door, text):
    refusal(door, text, PASSWORD)
    with pytest.raises(SignInRefused):
        resume(door, text)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "x" * 100_000])
def test_whatever_is_typed_as_a_password_is_refused_not_a_crash(door, text):
    refusal(door, "PHA001", text)


def test_a_password_typed_on_another_keyboard_is_the_same(store, clinic, door):
    composed, decomposed = "caf\u00e9 ya asubuhi", "cafe\u0301 ya asubuhi"
    change(store, "PHA001", password_hash=passwords.hash_password(composed))
    assert sign_in(door, "PHA001", decomposed).employee_id == "PHA001"


def test_no_password_and_no_name_typed_by_mistake_is_kept_anywhere(store, door):
    refusal(door, "my secret password", WRONG)
    refusal(door, "PHA001", "another secret")
    everything = json.dumps(
        [rows(store, t) for t in ("audit_entries", "sign_in_failures", "sessions")],
        default=repr,
    )
    assert "secret" not in everything


def test_a_hash_of_older_settings_is_renewed_at_sign_in(store, door):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    change(store, "PHA001", password_hash=old)
    sign_in(door, "PHA001", PASSWORD)
    (user,) = [u for u in rows(store, "users") if u["employee_id"] == "PHA001"]
    assert not passwords.needs_rehash(user["password_hash"])
    sign_in(door, "PHA001", PASSWORD)


# -- failures --------------------------------------------------------------


def test_five_tries_are_free_then_the_wait_doubles_to_a_quarter_of_an_hour(clock, door):
    fail(door, 5)
    waits = []
    for _ in range(7):
        with pytest.raises(TooManyTries) as caught:
            sign_in(door, "PHA001", PASSWORD)
        waits.append(caught.value.wait)
        clock.show(clock.now() + caught.value.wait)
        refusal(door, "PHA001", WRONG)
    assert [w.total_seconds() for w in waits] == [30, 60, 120, 240, 480, 900, 900]


def test_the_wait_is_over_on_the_second_and_not_before(clock, door):
    fail(door, 5)
    clock.move(seconds=29.999999)
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)
    clock.move(seconds=0.000001)
    sign_in(door, "PHA001", PASSWORD)


def test_waiting_costs_no_work_and_adds_no_failure(store, door, verifications):
    fail(door, 5)
    for _ in range(3):
        with pytest.raises(TooManyTries):
            sign_in(door, "PHA001", PASSWORD)
    assert len(verifications) == 5
    assert [r["failures"] for r in rows(store, "sign_in_failures")] == [5]


def test_a_failure_is_kept_in_the_database_not_in_the_process(store, keys, clock, door):
    from tests.conftest import opened
    from wema_tui.services.clinic.opening import open_clinic

    fail(door, 5)
    store.release()
    with opened(_location(store)) as elsewhere:
        clinic = replace(open_clinic(elsewhere, keys), clock=clock)
        with pytest.raises(TooManyTries):
            sign_in(clinic.door("window 2"), "PHA001", PASSWORD)


def _location(store):
    return store.address.url or f"sqlite:///{store.address.path}"


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_delay(clock, door):
    fail(door, 5)
    clock.move(days=-400)
    with pytest.raises(TooManyTries) as caught:
        sign_in(door, "PHA001", PASSWORD)
    assert caught.value.wait <= delay_after(5)


def test_a_clock_set_back_does_not_let_anybody_guess_freely(clock, door):
    fail(door, 5)
    clock.move(hours=-1)
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)


def test_success_clears_the_failures_of_that_name_alone(store, door):
    fail(door, 3, "PHA001")
    fail(door, 2, "NUR001")
    sign_in(door, "PHA001", PASSWORD)
    assert [r["failures"] for r in rows(store, "sign_in_failures")] == [2]


def test_a_name_that_nobody_has_waits_like_any_other(door):
    fail(door, 5, "PHA999")
    with pytest.raises(TooManyTries):
        sign_in(door, "pha999 ", WRONG)


def test_after_ten_thousand_wrong_passwords_the_right_one_lets_in(store, clock, door):
    fail(door, 5)
    with store.write():
        SignInFailure.update(failures=10_000).execute()
    clock.move(minutes=14, seconds=59)
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)
    clock.move(seconds=1)
    assert sign_in(door, "PHA001", PASSWORD).employee_id == "PHA001"
    assert rows(store, "sign_in_failures") == []


def test_ten_thousand_names_tried_once_lock_nobody_out_and_are_forgotten(
    store, clock, door
):
    tried = [
        {"login_digest": f"{n:064x}", "failures": 1, "last_at": clock.now()}
        for n in range(10_000)
    ]
    with store.write():
        for start in range(0, len(tried), 1000):
            SignInFailure.insert_many(tried[start : start + 1000]).execute()
    sign_in(door, "PHA001", PASSWORD)
    assert len(rows(store, "sign_in_failures")) == 10_000
    clock.move(days=1, seconds=1)
    fail(door, 1, "nobody")
    assert [r["failures"] for r in rows(store, "sign_in_failures")] == [1]


def test_tries_of_the_day_before_do_not_count_today(clock, door):
    fail(door, 4)
    clock.move(days=1, seconds=1)
    fail(door, 4)
    assert sign_in(door, "PHA001", PASSWORD).employee_id == "PHA001"


def test_a_clock_that_was_years_ahead_locks_nobody_out_for_years(clock, door):
    clock.move(days=2000)
    fail(door, 5)
    clock.move(days=-2000)
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)
    clock.move(seconds=30)
    assert sign_in(door, "PHA001", PASSWORD).employee_id == "PHA001"


def test_one_person_who_fails_locks_nobody_else_out(door):
    fail(door, 5, "PHA001")
    assert sign_in(door, "PHA002", PASSWORD).employee_id == "PHA002"


def test_another_spelling_of_a_name_gives_no_more_tries(store, door):
    change(store, "PHA001", phone="+255712345678", email="asha@example.org")
    for n in range(5):
        refusal(door, f"{'0712345678'[:n]} {'0712345678'[n:]}", WRONG)
    with pytest.raises(TooManyTries):
        sign_in(door, "07 12 34 56 78", WRONG)
    change(store, "FIN001", phone="+255700")
    for login in ("FIN001", "fin001", "f\u0131n001", " Fin 001", "F IN001"):
        refusal(door, login, WRONG)
    with pytest.raises(TooManyTries):
        sign_in(door, "FI N001", WRONG)


def test_thirty_tries_at_once_are_thirty_tries_not_one(store, door, verifications):
    tries = [partial(sign_in, door, "PHA001", WRONG)] * 30
    outcomes = at_once(*tries, store=store)
    assert outcomes == ["SignInRefused"] * 5 + ["TooManyTries"] * 25
    assert len(verifications) == 5


# -- the end of a session --------------------------------------------------


def test_signing_out_twice_is_once(store, clinic, pharmacist):
    sign_out(pharmacist)
    before = acts(store)
    sign_out(pharmacist, reason="idle")
    assert acts(store) == before
    assert before[-1] == "session.end"
    (row,) = [r for r in rows(store, "sessions") if r["id"] == pharmacist.session_id]
    assert row["end_reason"] == "signed_out"
    assert lies(store, clinic.key) == []


def test_an_ended_session_writes_nothing_more(store, pharmacist):
    known_pack(store)
    sign_out(pharmacist)
    with pytest.raises(SessionEnded):
        stock_in(pharmacist)
    assert movements(store) == []


@pytest.mark.parametrize("news", [{"state": "closed"}, {"role": "NURSE"}])
def test_who_was_closed_or_given_another_role_writes_nothing_more(
    store, pharmacist, news
):
    known_pack(store)
    stock_in(pharmacist)
    change(store, "PHA001", **news)
    with pytest.raises(SessionEnded):
        scan(pharmacist, PACK)
    assert len(movements(store)) == 1


def test_a_closed_account_is_not_opened_from_the_command_line(store, door):
    change(store, "PHA001", state="closed")
    with pytest.raises(SignInRefused):
        resume(door, "PHA001")


def test_a_session_from_the_command_line_says_so(store, door):
    resume(door, "pha001")
    assert acts(store)[-1] == "session.command_line"


# -- the lock --------------------------------------------------------------


def test_the_person_who_comes_back_unlocks_and_clears_the_failures(
    store, clinic, pharmacist
):
    with pytest.raises(WrongPassword):
        unlock(pharmacist, WRONG)
    unlock(pharmacist, PASSWORD)
    assert rows(store, "sign_in_failures") == []
    assert acts(store)[-1] == "session.unlock"
    assert lies(store, clinic.key) == []


def test_guessing_at_a_locked_screen_has_to_wait_too(pharmacist, door):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            unlock(pharmacist, WRONG)
    with pytest.raises(TooManyTries):
        unlock(pharmacist, PASSWORD)
    with pytest.raises(TooManyTries):  # and at the next screen as well
        sign_in(door, "PHA001", PASSWORD)


def test_an_ended_session_is_not_unlocked(pharmacist):
    sign_out(pharmacist)
    with pytest.raises(SessionEnded):
        unlock(pharmacist, PASSWORD)


def test_a_closed_account_does_not_unlock_its_screen(store, pharmacist):
    change(store, "PHA001", state="closed")
    with pytest.raises(WrongPassword):
        unlock(pharmacist, PASSWORD)


# -- accounts and habits ---------------------------------------------------


def test_two_people_never_get_the_same_employee_id(store, clinic):
    from wema_tui.services.audit.chain_end import open_trail

    change(store, "PHA002", role="NURSE")  # keeps the ID that is on the badge
    console = clinic.console()
    with store.write():
        trail = open_trail(console)
        made = [
            add_user(trail, console, role=r, full_name="A B", password=NEW).employee_id
            for r in ("PHARMACY", "NURSE")
        ]
    assert made == ["PHA003", "NUR002"]


def test_habits_belong_to_the_person_and_follow_to_every_station(
    session_of, pharmacist, other_pharmacist
):
    set_preference(pharmacist, "mode", "count", "r1")
    set_preference(pharmacist, "sound", "\u202e[/]\x1b", "r2")
    set_preference(pharmacist, "mode", "dispense", "r1")  # a late repeat of the first
    assert preferences(session_of("PHARMACY")) == {
        "mode": "count",
        "sound": "\u202e[/]\x1b",
    }
    assert preferences(other_pharmacist) == {}


def test_one_time_passwords_are_never_the_same_and_easy_to_read_aloud():
    made = {passwords.one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0O1lI")
    assert all(len(p) == 19 for p in made)


def test_a_wait_is_never_longer_than_a_quarter_of_an_hour():
    assert max(delay_after(n) for n in range(10_000)) == timedelta(minutes=15)


# -- what changes while a password is compared -------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen between the comparison of a password and the write."""

    def do(something):
        real = passwords.matches

        def matches(password, stored):
            found = real(password, stored)
            something()
            return found

        monkeypatch.setattr(passwords, "matches", matches)

    return do


@pytest.mark.parametrize(
    "news", [{"state": "closed"}, {"password_hash": passwords.hash_password(NEW)}]
)
def test_who_was_closed_while_the_password_was_compared_does_not_get_in(
    store, clinic, door, meanwhile, news
):
    meanwhile(lambda: change(store, "PHA001", **news))
    refusal(door, "PHA001", PASSWORD)
    assert acts(store)[-1] == "session.refused"
    assert lies(store, clinic.key) == []


def test_an_old_password_is_never_written_back_over_a_new_one(store, door, meanwhile):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    change(store, "PHA001", password_hash=old)
    new = passwords.hash_password(NEW)
    meanwhile(lambda: change(store, "PHA001", password_hash=new))
    refusal(door, "PHA001", PASSWORD)
    (user,) = [u for u in rows(store, "users") if u["employee_id"] == "PHA001"]
    assert user["password_hash"] == new


def test_a_screen_is_not_unlocked_with_a_password_just_replaced(
    store, pharmacist, meanwhile
):
    new = passwords.hash_password(NEW)
    meanwhile(lambda: change(store, "PHA001", password_hash=new))
    with pytest.raises(WrongPassword):
        unlock(pharmacist, PASSWORD)
    assert acts(store)[-1] == "session.refused"


def test_a_password_just_replaced_does_not_choose_the_next(
    store, pharmacist, meanwhile
):
    new = passwords.hash_password(NEW)
    meanwhile(lambda: change(store, "PHA001", password_hash=new))
    with pytest.raises(WrongPassword):
        change_own_password(pharmacist, current=PASSWORD, new=NEW * 2, request_id="r1")


# -- reads, one-time passwords, refusals -------------------------------------


@pytest.mark.parametrize("news", [{"state": "closed"}, {"role": "NURSE"}])
def test_who_was_closed_or_given_another_role_reads_nothing_more(
    store, pharmacist, news
):
    change(store, "PHA001", **news)
    with pytest.raises(SessionEnded):
        last_movements(pharmacist)


def test_an_ended_session_reads_nothing_more(pharmacist, clinic):
    sign_out(pharmacist)
    with pytest.raises(SessionEnded):
        find_medications(pharmacist, "para")
    with clinic.console().read():
        pass  # the console has no session to end


def test_a_one_time_password_is_good_for_nothing_but_a_new_one(store, door):
    known_pack(store)
    change(store, "PHA001", must_change_password=True)
    session = sign_in(door, "PHA001", PASSWORD)
    with pytest.raises(PermissionDenied) as caught:
        stock_in(session)
    assert "password" in caught.value.hint
    with pytest.raises(PermissionDenied):
        last_movements(session)
    assert session.permissions == {"own.password"}
    change_own_password(session, current=PASSWORD, new=NEW, request_id="r1")
    stock_in(replace(session, must_change_password=False))


def test_every_refusal_at_the_door_is_in_the_audit_log(store, clinic, door, pharmacist):
    fail(door, 5)
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)
    assert acts(store)[-1] == "sign_in.wait"
    change(store, "NUR001", state="closed")
    for name in ("NUR001", "NOBODY"):
        with pytest.raises(SignInRefused):
            resume(door, name)
        assert acts(store)[-1] == "session.refused"
    assert lies(store, clinic.key) == []


def test_guessing_the_current_password_has_to_wait_too(store, pharmacist, door):
    for n in range(5):
        with pytest.raises(WrongPassword):
            change_own_password(pharmacist, current=WRONG, new=NEW, request_id=f"r{n}")
    assert acts(store)[-5:] == ["user.password_try"] * 5
    with pytest.raises(TooManyTries):
        change_own_password(pharmacist, current=PASSWORD, new=NEW, request_id="r5")
    with pytest.raises(TooManyTries):
        sign_in(door, "PHA001", PASSWORD)


def test_who_knows_the_password_does_not_wait_for_weak_new_ones(pharmacist):
    for n in range(7):
        with pytest.raises(WeakPassword):
            change_own_password(
                pharmacist, current=PASSWORD, new="short", request_id=f"r{n}"
            )
