import json
from datetime import timedelta
from functools import partial

import pytest

from tests.at_once import at_once
from tests.clinics import MORNING, PASSWORD
from tests.factories import acts, known_pack, scan, stock_in
from tests.hostile import HOSTILE
from tests.people import SECRET, ask, asked, typed
from tests.truth import lies, rows_of
from wema_tui.phones import phone_in
from wema_tui.scanner.modes import Mode
from wema_tui.services.accounts.changing import close_user
from wema_tui.services.accounts.deciding import approve, reject, waiting
from wema_tui.services.accounts.particulars import (
    AlreadyThere,
    BadEmail,
    BadPhone,
    NoPractitioner,
)
from wema_tui.services.accounts.people import find_users
from wema_tui.services.accounts.registering import RegistrationOff, TooManyRegistrations
from wema_tui.services.auth.choosing import WeakPassword
from wema_tui.services.auth.sign_in import AccessOver, SignInRefused, resume, sign_in
from wema_tui.services.auth.tries import TooManyTries
from wema_tui.services.clinic.settings import change_settings
from wema_tui.services.pharmacy.queries import last_movements
from wema_tui.services.session import PermissionDenied, SessionEnded
from wema_tui.text import EmptyText, LongText, UnsafeText

EIGHT_HOURS = timedelta(hours=8)


def rows(store, table):
    with store.read():
        return rows_of(store, table)


def entries(store, action):
    found = [r for r in rows(store, "audit_entries") if r["action"] == action]
    return [json.loads(r["body"]) for r in found]


def phone(number):
    return f"+25571{number:07d}"


# -- what registering gives ------------------------------------------------


def test_who_registers_works_at_once_and_waits(store, clinic, admin):
    told = ask(clinic, role="NURSE", email="Asha@Example.org")
    assert (told.employee_id, told.access_until) == ("NUR002", MORNING + EIGHT_HOURS)
    session = sign_in(clinic.door("ward"), told.employee_id, SECRET)
    assert (session.role, session.is_approved) == ("NURSE", False)
    (row,) = waiting(admin).rows
    assert (row.employee_id, row.role, row.station) == ("NUR002", "NURSE", "window 1")
    assert (row.phone, row.email) == ("+255712345678", "asha@example.org")
    assert lies(store, clinic.key) == []


def test_who_waits_may_do_less_than_who_is_approved(store, clinic):
    known_pack(store)
    ask(clinic, role="PHARMACY")
    session = sign_in(clinic.door("window 1"), "PHA003", SECRET)
    stock_in(session)
    assert len(last_movements(session)) == 1
    with pytest.raises(PermissionDenied) as caught:
        scan(session, mode=Mode.ADJUSTMENT, reason="lost")
    assert "approval" in caught.value.hint


def test_after_eight_hours_the_access_is_over_and_the_reason_is_said(clinic, clock):
    ask(clinic)
    session = sign_in(clinic.door("ward"), "NUR002", SECRET)
    clock.move(hours=8, microseconds=-1)
    sign_in(clinic.door("ward"), "NUR002", SECRET)
    clock.move(microseconds=1)
    with pytest.raises(AccessOver) as caught:
        sign_in(clinic.door("ward"), "NUR002", SECRET)
    assert "approved" in caught.value.sentence
    with pytest.raises(SessionEnded), session.read():
        pass
    with pytest.raises(SignInRefused):
        resume(clinic.door("ward"), "NUR002")


def test_who_does_not_know_the_password_is_not_told_that_the_time_is_over(
    clinic, clock
):
    ask(clinic)
    clock.move(hours=9)
    with pytest.raises(SignInRefused) as caught:
        sign_in(clinic.door("ward"), "NUR002", "not the password")
    assert not isinstance(caught.value, AccessOver)


def test_who_registers_on_a_computer_that_woke_up_in_the_past_has_eight_hours(
    clinic, clock, admin
):
    clock.move(days=-2000)
    assert ask(clinic).access_until == MORNING + EIGHT_HOURS
    sign_in(clinic.door("ward"), "NUR002", SECRET)


def test_an_approval_after_the_eight_hours_lets_the_person_in(clinic, clock, admin):
    row = asked(clinic)
    clock.move(hours=20)
    approve(admin, row.user_id, request_id="r1")
    assert sign_in(clinic.door("ward"), "NUR002", SECRET).is_approved


def test_no_password_and_no_hash_is_in_the_audit_log(store, clinic):
    ask(clinic)
    told = json.dumps(rows(store, "audit_entries"), default=repr)
    assert SECRET not in told
    assert "argon2" not in told
    (body,) = entries(store, "user.register")
    assert body["after"]["employee_id"] == "NUR002"
    assert body["after"]["full_name"] == "Asha Juma"


# -- once, and one of each ---------------------------------------------------


def test_a_registration_sent_twice_is_one(store, clinic):
    first = ask(clinic, request_id="r1")
    assert ask(clinic, request_id="r1") == first
    assert acts(store).count("user.register") == 1


def test_a_double_enter_at_the_same_instant_is_one_registration(store, clinic):
    twice = [partial(ask, clinic, request_id="r1")] * 2
    assert at_once(*twice, store=store) == ["Registered"] * 2
    assert len(rows(store, "registrations")) == 1


@pytest.mark.parametrize(
    "spelling",
    [
        "0712345678",
        "0712-345-678",
        "+255 712 345 678",
        "00255712345678",
        "255 712 345 678",
        "(0712) 345.678",
        "712345678",
        "٠٧١٢٣٤٥٦٧٨",
    ],
)
def test_a_phone_is_the_same_in_every_spelling(clinic, spelling):
    ask(clinic, phone="0712 345 678")
    assert sign_in(clinic.door("ward"), spelling, SECRET).employee_id == "NUR002"
    with pytest.raises(AlreadyThere) as caught:
        ask(clinic, phone=spelling, full_name="Another")
    assert caught.value.hint


def test_spelling_a_phone_differently_gives_no_more_tries(clinic):
    ask(clinic, phone="0712 345 678")
    for spelling in ("0712345678", "+255712345678", "00255712345678", "712345678"):
        with pytest.raises(SignInRefused):
            sign_in(clinic.door("ward"), spelling, "wrong")
    with pytest.raises(SignInRefused):
        sign_in(clinic.door("ward"), "255712345678", "wrong")
    with pytest.raises(TooManyTries):
        sign_in(clinic.door("ward"), "0712 345 678", SECRET)


def test_where_the_country_is_not_known_its_code_must_be_typed():
    assert phone_in("0712345678", "") is None
    assert phone_in("+44 20 7946 0958", "") == "+442079460958"
    assert phone_in("+44 20 7946 0958", "255") == "+442079460958"


def test_an_email_that_somebody_has_is_refused_in_any_case(clinic):
    ask(clinic, email="asha@example.org")
    with pytest.raises(AlreadyThere):
        ask(clinic, phone=phone(1), email="ASHA@Example.ORG")


def test_whose_account_is_closed_is_sent_to_the_administrator(clinic, admin):
    rejected = asked(clinic, phone=phone(1))
    reject(admin, rejected.user_id, reason="Nobody knows her", request_id="r1")
    closed = asked(clinic, phone=phone(2))
    approve(admin, closed.user_id, request_id="r2")
    close_user(admin, closed.user_id, reason="Has left", request_id="r3")
    for number in (phone(1), phone(2)):
        with pytest.raises(AlreadyThere) as caught:
            ask(clinic, phone=number)
        assert "administrator" in caught.value.sentence


def test_two_people_with_one_phone_at_the_same_instant_are_one(store, clinic):
    twice = [partial(ask, clinic), partial(ask, clinic)]
    assert at_once(*twice, store=store) == ["AlreadyThere", "Registered"]


# -- nobody fills the list -----------------------------------------------------


def test_from_one_computer_come_five_an_hour(store, clinic, clock):
    for n in range(5):
        ask(clinic, f"10.0.0.9 pts/{n}", phone=phone(n))
    for terminal in ("pts/0", "pts/77"):
        with pytest.raises(TooManyRegistrations) as caught:
            ask(clinic, f"10.0.0.9 {terminal}", phone=phone(9))
        assert caught.value.hint
    assert acts(store)[-1] == "user.register_refused"
    ask(clinic, "10.0.0.8 pts/0", phone=phone(8))
    clock.move(hours=1, seconds=1)
    ask(clinic, "10.0.0.9 pts/0", phone=phone(9))


def test_no_more_than_thirty_wait(clinic, admin):
    people = [asked(clinic, f"place {n}", phone=phone(n)) for n in range(30)]
    with pytest.raises(TooManyRegistrations):
        ask(clinic, "place 30", phone=phone(30))
    assert waiting(admin).total == 30
    reject(admin, people[0].user_id, reason="Unknown", request_id="r1")
    ask(clinic, "place 30", phone=phone(30))


def test_a_clinic_that_wants_no_registrations_has_none(store, clinic, admin):
    change_settings(
        admin,
        {"self_registration": "off"},
        known={"self_registration": "on"},
        request_id="r1",
    )
    with pytest.raises(RegistrationOff) as caught:
        ask(clinic)
    assert "administrator" in caught.value.hint
    assert rows(store, "registrations") == []


# -- what is typed --------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["A", "x" * 120, "عائشة محمد", "[/]", "[red]Asha[/red]", "O'Brien -- ;", "%_\\"],
)
def test_a_name_of_any_script_and_length_is_kept_as_it_is(clinic, admin, name):
    assert asked(clinic, full_name=name).full_name == name
    assert name in [row.full_name for row in find_users(admin, name).rows]
    assert [row.full_name for row in waiting(admin, name).rows] == [name]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "field", ["full_name", "phone", "email", "registration_number"]
)
def test_hostile_text_is_refused_and_nothing_is_made(store, clinic, field, text):
    with pytest.raises(UnsafeText):
        ask(clinic, **{field: text})
    assert rows(store, "registrations") == []


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"full_name": " "}, EmptyText),
        ({"full_name": "x" * 121}, LongText),
        ({"phone": ""}, EmptyText),
        ({"phone": "Asha"}, BadPhone),
        ({"phone": "0712"}, BadPhone),
        ({"phone": "+255712345678901234"}, BadPhone),
        ({"email": "asha"}, BadEmail),
        ({"email": "a@b"}, BadEmail),
        ({"email": "a@b.c d"}, BadEmail),
        ({"registration_number": "x" * 41}, LongText),
        ({"registration_number": "MCT 1", "role": "FINANCE"}, NoPractitioner),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(store, clinic, typed, error):
    before = acts(store)
    with pytest.raises(error) as caught:
        ask(clinic, **typed)
    assert caught.value.hint
    assert acts(store) == before


@pytest.mark.parametrize("weak", ["short", "password1234", "Asha Juma", "0712345678"])
def test_a_password_that_would_be_guessed_is_refused(store, clinic, weak):
    from wema_tui.services.accounts.registering import register

    with pytest.raises(WeakPassword):
        register(clinic.door("window 1"), password=weak, **typed())
    assert rows(store, "registrations") == []


def test_a_practitioner_gives_the_number_of_the_register(clinic):
    row = asked(clinic, role="DOCTOR", registration_number=" MCT-1234 ")
    assert row.registration_number == "MCT-1234"


def test_a_role_that_does_not_exist_is_a_mistake_in_the_program(clinic):
    with pytest.raises(ValueError, match="role"):
        ask(clinic, role="ROOT")


def test_nobody_who_waits_decides_on_anybody_least_on_themselves(store, clinic):
    row = asked(clinic, role="ADMIN")
    session = sign_in(clinic.door("window 1"), row.employee_id, SECRET)
    with pytest.raises(PermissionDenied):
        approve(session, row.user_id, request_id="r1")
    assert acts(store)[-1] == "permission.denied"


def test_the_console_knows_no_password(clinic):
    with pytest.raises(SignInRefused):
        sign_in(clinic.door("window 1"), "SYSTEM", PASSWORD)
