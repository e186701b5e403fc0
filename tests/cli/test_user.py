"""`wema user` as the administrator types it."""

import pyotp
import pytest

from tests.hostile import is_harmless
from tests.people import ask
from wema_tui.services.auth.second_factor import begin, confirm
from wema_tui.services.auth.sign_in import sign_in
from wema_tui.services.clinic.opening import open_clinic

ADD = ("user", "add", "--role", "NURSE", "--name", "Asha Juma")


def entered(clinic):
    """Open the clinic here, as another process would."""
    from db.store import open_store

    return open_clinic(open_store(clinic.url), clinic.home / "keys")


def nurse_of(clinic):
    return next(u for u in clinic.demo["users"] if u["role"] == "NURSE")


def last_act(clinic):
    return clinic.sql(
        "SELECT action, role, station FROM audit_entries ORDER BY seq DESC LIMIT 1"
    )[0]


def test_from_the_first_day_to_the_last(clinic):
    made = clinic.run(*ADD, "--phone", "0712 345 678", "--json").json
    employee_id = made["employee_id"]
    door = entered(clinic).door("test")
    assert sign_in(door, employee_id, made["password"]).must_change_password
    action, role, station = last_act(clinic)
    shown = clinic.run("user", "show", employee_id.lower(), "--json").json
    assert (shown["phone"], shown["state"]) == ("+255712345678", "active")
    assert len(shown["open_sessions"]) == 1

    told = clinic.run("user", "change", employee_id, "--role", "RECEPTION")
    assert (told.code, told.out) == (0, "")
    assert "RECEPTION" in told.error
    action, role, station = last_act(clinic)
    assert (action, role) == ("user.change", "SYSTEM")
    assert station.startswith("console: ")
    again = clinic.run("user", "show", employee_id, "--json").json
    assert again["full_name"] == "Asha Juma"
    assert again["open_sessions"] == []

    assert clinic.run("user", "close", employee_id, "--reason", "Has left").code == 0
    assert "closed" in clinic.run("user", "list", employee_id).out
    assert clinic.run("user", "close", employee_id, "--reason", "Again").code == 1
    assert clinic.run("user", "reopen", employee_id, "--reason", "Is back").code == 0
    assert clinic.run("user", "unlock", employee_id).code == 0
    code = clinic.run("user", "reset", employee_id).out.strip()
    assert len(code) == 6
    assert clinic.run("audit", "verify").code == 0


def test_a_one_time_password_is_data_and_the_advice_is_talk(clinic):
    told = clinic.run(*ADD, "--phone", "0712 345 678")
    assert told.out.count("\n") == 2
    assert "not shown again" in told.error


def test_registrations_are_decided_at_the_console(clinic):
    here = entered(clinic)
    first = ask(here, phone="0755 100 001").employee_id
    second = ask(here, phone="0755 100 002", full_name="[/]\u0645").employee_id
    waiting = clinic.run("user", "list", "--state", "waiting", "--json").json["users"]
    assert {first, second} <= {row["employee_id"] for row in waiting}
    assert clinic.run("user", "approve", first, "--role", "LAB").code == 0
    assert clinic.run("user", "reject", second, "--reason", "Unknown").code == 0
    assert "already" in clinic.run("user", "approve", second).error
    rows = clinic.run("user", "list", "--json").json["users"]
    states = {row["employee_id"]: (row["role"], row["state"]) for row in rows}
    assert states[first] == ("LAB", "active")
    assert states[second] == ("NURSE", "closed")


def test_who_is_signed_in_is_listed_and_can_be_ended(clinic):
    nurse = nurse_of(clinic)
    door = entered(clinic).door("ward")
    session = sign_in(door, nurse["employee_id"], nurse["password"])
    rows = clinic.run("user", "sessions", "--json").json["sessions"]
    assert session.session_id in [row["session_id"] for row in rows]
    assert nurse["employee_id"] in clinic.run("user", "sessions").out
    number = str(session.session_id)
    assert clinic.run("user", "end-session", number).code == 0
    assert clinic.run("user", "end-session", number).code == 1


def test_a_lost_second_factor_is_taken_off_at_the_console(clinic):
    here, nurse = entered(clinic), nurse_of(clinic)
    session = sign_in(here.door("ward"), nurse["employee_id"], nurse["password"])
    made = begin(session, password=nurse["password"], request_id="b1")
    confirm(session, code=pyotp.TOTP(made.secret).now(), request_id="c1")
    show = ("user", "show", nurse["employee_id"], "--json")
    assert clinic.run(*show).json["has_second_factor"]
    remove = ("user", "remove-second-factor", nurse["employee_id"])
    assert clinic.run(*remove).code == 0
    assert not clinic.run(*show).json["has_second_factor"]
    again = sign_in(here.door("ward"), nurse["employee_id"], nurse["password"])
    assert again.must_change_password
    assert clinic.run(*remove).code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("user",),
        ("user", "close", "NUR001"),
        ("user", "reject", "NUR001"),
        ("user", "add", "--name", "A", "--phone", "0712345678"),
        ("user", "add", "--role", "ROOT", "--name", "A", "--phone", "0712345678"),
        ("user", "list", "--state", "gone"),
        ("user", "end-session", "first"),
    ],
)
def test_wrong_usage_ends_with_two_and_one_line(demo, words):
    told = demo.run(*words)
    assert told.code == 2
    assert told.error


@pytest.mark.parametrize(
    "words",
    [
        ("user", "show", "PHA999"),
        ("user", "show", "\x1b[2J"),
        ("user", "close", "ADM001", "--reason", "Bye"),
        ("user", "close", "NUR001", "--reason", " "),
        ("user", "approve", "NUR001"),
        ("user", "change", "NUR001", "--phone", "12"),
        ("user", "change", "NUR001", "--name", "Asha\x1b[2J"),
        ("user", "change", "FIN001", "--registration-number", "MCT 1"),
        ("user", "end-session", "999999"),
    ],
)
def test_what_cannot_be_done_ends_with_one_and_one_line(clinic, words):
    before = last_act(clinic)
    told = clinic.run(*words)
    assert told.code == 1
    assert is_harmless(told.error)
    assert last_act(clinic) == before
