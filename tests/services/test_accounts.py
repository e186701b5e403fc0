import json
from functools import partial

import pytest

from db.people import User
from tests.at_once import at_once
from tests.clinics import PASSWORD
from tests.factories import acts
from tests.people import SECRET, added, asked, typed
from tests.truth import lies, rows_of
from wema_tui.services.accounts.adding import create_user
from wema_tui.services.accounts.changing import (
    change_user,
    close_user,
    reopen_user,
    unlock_user,
)
from wema_tui.services.accounts.deciding import AlreadyDecided, approve, reject
from wema_tui.services.accounts.particulars import AlreadyThere
from wema_tui.services.accounts.people import user_named, user_page
from wema_tui.services.accounts.rows import LastAdministrator, NotNow, UnknownAccount
from wema_tui.services.auth.choosing import change_own_password
from wema_tui.services.auth.sign_in import SignInRefused, sign_in
from wema_tui.services.auth.tries import TooManyTries
from wema_tui.services.session import PermissionDenied, SessionEnded
from wema_tui.text import EmptyText


def last_entry(store):
    with store.read():
        entry = rows_of(store, "audit_entries")[-1]
    return entry["action"], entry["subject"], json.loads(entry["body"])


def why_ended(session):
    with pytest.raises(SessionEnded) as caught, session.read():
        pass
    return caught.value.message


def only_one_administrator(store):
    """Close the administrator of the founding; ADM002 is left."""
    with store.write():
        User.update(state="closed").where(User.employee_id == "ADM001").execute()


@pytest.fixture
def other_admin(store, session_of):
    with store.write():
        User.update(must_change_password=False).where(
            User.employee_id == "ADM001"
        ).execute()
    return session_of("ADM001")


# -- decide -------------------------------------------------------------------


def test_who_is_approved_goes_on_and_has_all_of_the_role_at_the_next_sign_in(
    store, clinic, admin, clock
):
    row = asked(clinic, role="PHARMACY")
    session = sign_in(clinic.door("window 1"), row.employee_id, SECRET)
    approve(admin, row.user_id, request_id="r1")
    clock.move(hours=9)
    with session.read():
        pass
    assert sign_in(clinic.door("window 1"), row.employee_id, SECRET).is_approved
    assert user_named(admin, row.employee_id).state == "active"
    assert lies(store, clinic.key) == []


def test_an_approval_tells_before_and_after(store, clinic, admin):
    row = asked(clinic, role="DOCTOR", registration_number="MCT 1")
    approve(
        admin, row.user_id, role="RECEPTION", reason=" At the desk ", request_id="r"
    )
    action, subject, body = last_entry(store)
    assert (action, subject) == ("user.approve", f"user:{row.user_id}")
    assert body["before"] == {
        "access_until": "2026-05-04T14:30:00.000000Z",
        "role": "DOCTOR",
        "registration_number": "MCT 1",
    }
    assert body["after"] == {
        "access_until": None,
        "role": "RECEPTION",
        "registration_number": None,
    }
    assert body["reason"] == "At the desk"


def test_another_role_at_the_approval_ends_the_sessions_and_keeps_the_id(clinic, admin):
    row = asked(clinic, role="DOCTOR")
    session = sign_in(clinic.door("window 1"), row.employee_id, SECRET)
    approve(admin, row.user_id, role="NURSE", request_id="r1")
    assert "role" in why_ended(session)
    again = sign_in(clinic.door("window 1"), row.employee_id, SECRET)
    assert (again.employee_id, again.role) == ("DOC002", "NURSE")


def test_who_is_rejected_is_out_and_hears_why(store, clinic, admin):
    row = asked(clinic)
    session = sign_in(clinic.door("window 1"), row.employee_id, SECRET)
    reject(admin, row.user_id, reason="Does not work here", request_id="r1")
    assert "not approved" in why_ended(session)
    assert last_entry(store)[2]["sessions_ended"] == 1
    with pytest.raises(SignInRefused):
        sign_in(clinic.door("window 1"), row.employee_id, SECRET)
    now = user_named(admin, row.employee_id)
    assert (now.state, now.state_reason) == ("closed", "Does not work here")
    assert lies(store, clinic.key) == []


def test_a_rejection_without_a_reason_is_refused(clinic, admin):
    row = asked(clinic)
    with pytest.raises(EmptyText):
        reject(admin, row.user_id, reason="  ", request_id="r1")
    assert user_named(admin, row.employee_id).state == "waiting"


@pytest.mark.parametrize("first", ["approved", "rejected"])
def test_the_second_of_two_administrators_hears_who_decided_what(
    store, clinic, admin, other_admin, first
):
    row = asked(clinic)
    decide = {
        "approved": partial(approve, admin, row.user_id, request_id="r1"),
        "rejected": partial(reject, admin, row.user_id, reason="No", request_id="r1"),
    }
    decide[first]()
    before = acts(store)
    for second in (
        partial(approve, other_admin, row.user_id, request_id="r2"),
        partial(reject, other_admin, row.user_id, reason="No", request_id="r3"),
    ):
        with pytest.raises(AlreadyDecided) as caught:
            second()
        for word in (first, admin.full_name, "2026-05-04 09:30", row.employee_id):
            assert word in caught.value.message
    assert acts(store) == before
    assert user_page(admin, row.user_id).registration.decision == first


def test_two_administrators_at_the_same_instant_decide_once(
    store, clinic, admin, other_admin
):
    row = asked(clinic)
    outcomes = at_once(
        partial(approve, admin, row.user_id, request_id="r1"),
        partial(reject, other_admin, row.user_id, reason="No", request_id="r2"),
        store=store,
    )
    assert outcomes == ["AlreadyDecided", "NoneType"]
    decided = {"user.approve", "user.reject"} & set(acts(store))
    assert len(decided) == 1


def test_a_decision_sent_twice_is_one(store, clinic, admin):
    row = asked(clinic)
    for _ in range(2):
        approve(admin, row.user_id, request_id="r1")
    assert acts(store).count("user.approve") == 1


def test_the_console_decides_and_is_named(clinic, admin):
    row = asked(clinic)
    approve(clinic.console(), row.user_id, request_id="r1")
    with pytest.raises(AlreadyDecided, match="console"):
        approve(admin, row.user_id, request_id="r2")


def test_there_is_nothing_to_decide_on_an_account_that_was_made(clinic, admin):
    row = added(admin)
    with pytest.raises(NotNow):
        approve(admin, row.user_id, request_id="r1")
    with pytest.raises(UnknownAccount):
        approve(admin, 999, request_id="r2")


# -- add ----------------------------------------------------------------------


def test_a_new_account_has_a_password_for_once(store, clinic, admin):
    made = create_user(admin, **typed(request_id="r1"))
    again = create_user(admin, **typed(request_id="r1"))
    assert (again.user_id, again.employee_id) == (made.user_id, made.employee_id)
    assert again.password is None
    session = sign_in(clinic.door("ward"), made.employee_id, made.password)
    assert session.is_approved
    assert session.permissions == {"own.password"}
    change_own_password(session, current=made.password, new=SECRET, request_id="r2")
    assert not sign_in(clinic.door("ward"), "0712345678", SECRET).must_change_password
    with store.read():
        told = json.dumps(rows_of(store, "audit_entries"), default=repr)
    assert made.password not in told
    assert "argon2" not in told
    assert lies(store, clinic.key) == []


def test_a_phone_that_somebody_has_makes_no_second_account(store, admin):
    added(admin)
    with pytest.raises(AlreadyThere):
        added(admin, phone="+255 712 345 678")
    assert acts(store).count("user.create") == 1


# -- change -------------------------------------------------------------------


def test_a_correction_tells_only_what_it_changed(store, admin):
    row = added(admin, role="DOCTOR", email="a@example.org")
    change_user(
        admin,
        row.user_id,
        **typed(role="DOCTOR", full_name="Asha Ali", registration_number="MCT 9"),
    )
    _, _, body = last_entry(store)
    assert body["before"] == {
        "full_name": "Asha Juma",
        "email": "a@example.org",
        "registration_number": None,
    }
    assert body["after"] == {
        "full_name": "Asha Ali",
        "email": None,
        "registration_number": "MCT 9",
    }


def test_only_another_role_ends_the_sessions(clinic, admin, session_of):
    nurse = session_of("NURSE")
    change_user(admin, nurse.user_id, **typed(role="NURSE"))
    with nurse.read():
        pass
    change_user(admin, nurse.user_id, **typed(role="RECEPTION"))
    assert "role" in why_ended(nurse)
    assert user_named(admin, "NUR001").role == "RECEPTION"


def test_a_correction_keeps_ones_own_phone_and_takes_nobody_elses(admin):
    row = added(admin)
    other = added(admin, phone="0700 000 001")
    change_user(admin, row.user_id, **typed(full_name="Another Name"))
    with pytest.raises(AlreadyThere):
        change_user(admin, other.user_id, **typed())


def test_the_last_administrator_stays_one(store, admin):
    only_one_administrator(store)
    with pytest.raises(LastAdministrator) as caught:
        change_user(admin, admin.user_id, **typed(role="NURSE"))
    assert caught.value.hint
    change_user(admin, admin.user_id, **typed(role="ADMIN"))
    added(admin, role="ADMIN", phone="0700 000 001")
    change_user(admin, admin.user_id, **typed(role="NURSE"))


# -- close and open again ------------------------------------------------------


def test_a_closed_account_is_out_and_all_it_did_stays(store, clinic, admin, session_of):
    nurse = session_of("NURSE")
    close_user(admin, nurse.user_id, reason="Has left", request_id="r1")
    assert "closed" in why_ended(nurse)
    row = user_named(admin, "nur001")
    assert (row.state, row.state_reason) == ("closed", "Has left")
    assert last_entry(store)[2] == {
        "before": {"state": "active", "state_reason": None},
        "after": {"state": "closed", "state_reason": "Has left"},
        "sessions_ended": 1,
    }
    with pytest.raises(SignInRefused):
        sign_in(clinic.door("ward"), "NUR001", PASSWORD)
    with pytest.raises(NotNow):
        close_user(admin, nurse.user_id, reason="Again", request_id="r2")
    assert lies(store, clinic.key) == []


def test_an_account_that_is_opened_again_has_its_old_password(clinic, admin):
    row = user_named(admin, "NUR001")
    with pytest.raises(NotNow):
        reopen_user(admin, row.user_id, reason="Is back", request_id="r1")
    close_user(admin, row.user_id, reason="Has left", request_id="r2")
    reopen_user(admin, row.user_id, reason="Is back", request_id="r3")
    assert user_named(admin, "NUR001").state_reason is None
    assert sign_in(clinic.door("ward"), "NUR001", PASSWORD).is_approved


def test_an_account_that_was_rejected_can_be_opened_after_all(clinic, admin):
    row = asked(clinic)
    reject(admin, row.user_id, reason="A mistake", request_id="r1")
    reopen_user(admin, row.user_id, reason="Is one of us", request_id="r2")
    assert sign_in(clinic.door("ward"), row.employee_id, SECRET).is_approved


def test_who_waits_is_approved_or_rejected_not_closed(clinic, admin):
    row = asked(clinic)
    with pytest.raises(NotNow) as caught:
        close_user(admin, row.user_id, reason="No", request_id="r1")
    assert "reject" in caught.value.sentence


def test_the_last_administrator_is_not_closed_by_anybody(store, clinic, admin):
    only_one_administrator(store)
    asked(clinic, role="ADMIN")  # who waits looks after nobody
    for session in (admin, clinic.console()):
        with pytest.raises(LastAdministrator):
            close_user(session, admin.user_id, reason="Bye", request_id="r1")
    assert user_named(admin, "ADM002").state == "active"


def test_two_administrators_who_close_each_other_at_once_leave_one(
    store, clinic, admin, other_admin
):
    outcomes = at_once(
        partial(close_user, admin, other_admin.user_id, reason="No", request_id="r1"),
        partial(close_user, other_admin, admin.user_id, reason="No", request_id="r2"),
        store=store,
    )
    assert outcomes == ["NoneType", "SessionEnded"]
    states = [user_named(clinic.console(), i).state for i in ("ADM001", "ADM002")]
    assert sorted(states) == ["active", "closed"]


def test_an_administrator_who_is_not_the_last_may_close_the_own_account(admin):
    close_user(admin, admin.user_id, reason="Retired", request_id="r1")
    assert "closed" in why_ended(admin)


# -- let somebody try again ----------------------------------------------------


def test_who_mistyped_too_often_tries_again_at_once(store, clinic, admin):
    row = added(admin, email="asha@example.org")
    door = clinic.door("ward")
    for name in (row.employee_id, row.email, row.phone):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                sign_in(door, name, "wrong")
    assert user_page(admin, row.user_id).failed_tries == 15
    unlock_user(admin, row.user_id, request_id="r1")
    assert last_entry(store)[2]["before"] == {"failed_tries": 15}
    assert user_page(admin, row.user_id).failed_tries == 0
    for name in (row.employee_id, row.email, "0712 345 678"):
        with pytest.raises(SignInRefused) as caught:
            sign_in(door, name, "wrong")
        assert not isinstance(caught.value, TooManyTries)


def test_only_an_administrator_lets_somebody_try_again(session_of):
    with pytest.raises(PermissionDenied):
        unlock_user(session_of("DOCTOR"), 1, request_id="r1")
