"""Who is signed in where; and how sessions end that nobody signs out."""

import json
from functools import partial

import pytest

from db.people import UserSession
from tests.clinics import MORNING, PASSWORD
from tests.factories import acts
from tests.truth import lies, rows_of
from wema_tui.services.accounts.preferences import preferences, set_preference
from wema_tui.services.auth.proving import unlock
from wema_tui.services.auth.sessions import (
    MOST_OPEN,
    NoSuchSession,
    end_own_session,
    end_session,
    open_sessions,
    own_sessions,
    pulse,
    seen,
)
from wema_tui.services.auth.sign_in import sign_in, sign_out
from wema_tui.services.clinic.settings import change_settings
from wema_tui.services.session import PermissionDenied, SessionEnded


@pytest.fixture
def enter(clinic):
    """Sign somebody in at a station: `enter("PHA001", "window 2")`."""
    return lambda who, station="window 1": sign_in(clinic.door(station), who, PASSWORD)


def row_of(store, session):
    with store.read():
        return UserSession.get_by_id(session.session_id)


def why_ended(session):
    """What the next write says."""
    with pytest.raises(SessionEnded) as caught:
        set_preference(session, "mode", "count", "next")
    return caught.value.message


def test_the_list_says_who_where_since_when_and_idle_since_when(
    clinic, clock, admin, enter
):
    session = enter("PHA001", "window 2")
    clock.move(minutes=30)
    seen(session)
    clock.move(minutes=20)
    row = open_sessions(admin).rows[0]
    assert (row.employee_id, row.full_name) == ("PHA001", "PHARMACY person")
    assert (row.role, row.station) == ("PHARMACY", "window 2")
    assert row.started_at == MORNING
    assert (row.seen_at - MORNING).total_seconds() == 30 * 60
    assert not row.is_this


def test_whoever_touched_no_key_is_idle_since_the_sign_in(admin, enter):
    enter("PHA001")
    row = open_sessions(admin, "PHA001").rows[0]
    assert row.seen_at == row.started_at


def test_the_list_is_searched_by_name_id_role_and_station(admin, enter):
    enter("PHA001", "kiosk")
    enter("NUR001", "ward 50%")
    for text in ("pha001", "PHARMACY", "kiosk", "pharmacy person kio"):
        assert [row.employee_id for row in open_sessions(admin, text).rows] == [
            "PHA001"
        ]
    assert [r.employee_id for r in open_sessions(admin, "50%").rows] == ["NUR001"]
    assert open_sessions(admin, "5%0").rows == ()
    assert open_sessions(admin, "' OR 1=1 --").rows == ()


def test_only_open_sessions_are_listed_and_one_s_own_is_marked(admin, enter):
    sign_out(enter("PHA001"))
    assert [(row.employee_id, row.is_this) for row in open_sessions(admin).rows] == [
        ("ADM002", True)
    ]


def test_looking_at_the_list_leaves_no_entry(store, admin, enter):
    enter("PHA001")
    before = acts(store)
    open_sessions(admin)
    assert acts(store) == before


# -- ended by somebody ---------------------------------------------------------------


def test_a_session_that_the_administrator_ended_is_told_so_and_writes_nothing(
    store, clinic, admin, enter
):
    session = enter("PHA001")
    end_session(admin, session.session_id, request_id="r1")
    row = row_of(store, session)
    assert row.end_reason == "by_administrator"
    assert why_ended(session) == "The administrator has ended this session."
    with pytest.raises(SessionEnded):
        preferences(session)
    assert lies(store, clinic.key) == []


def test_ending_twice_with_the_same_request_counts_once(store, admin, enter):
    session = enter("PHA001")
    end_session(admin, session.session_id, request_id="r1")
    before = acts(store)
    end_session(admin, session.session_id, request_id="r1")
    assert acts(store) == before


@pytest.mark.parametrize("number", [-1, 0, 2**31 - 1])
def test_a_session_that_is_not_there_cannot_be_ended(admin, number):
    with pytest.raises(NoSuchSession):
        end_session(admin, number, request_id="r1")


def test_a_session_that_has_ended_cannot_be_ended_again(admin, enter):
    session = enter("PHA001")
    sign_out(session)
    with pytest.raises(NoSuchSession):
        end_session(admin, session.session_id, request_id="r1")


def test_everybody_ends_their_own_session_elsewhere_and_nobody_else_s(store, enter):
    here, there = enter("PHA001"), enter("PHA001", "window 2")
    stranger = enter("NUR001")
    assert [row.is_this for row in own_sessions(here)] == [False, True]
    with pytest.raises(NoSuchSession):
        end_own_session(here, stranger.session_id, request_id="r1")
    end_own_session(here, there.session_id, request_id="r2")
    assert row_of(store, there).end_reason == "by_owner"
    assert why_ended(there) == "You have ended this session from another place."
    assert [row.is_this for row in own_sessions(here)] == [True]


def test_a_pharmacist_neither_sees_nor_ends_the_sessions_of_others(enter, admin):
    session = enter("PHA001")
    for call in (
        open_sessions,
        partial(end_session, session_id=admin.session_id, request_id="r1"),
    ):
        with pytest.raises(PermissionDenied):
            call(session)


# -- ended by nobody -----------------------------------------------------------------


def test_a_session_that_a_power_cut_left_is_ended_at_the_next_sign_in(
    store, clock, enter
):
    left = enter("PHA001")
    others = enter("NUR001")
    clock.move(hours=12)
    enter("PHA001")
    assert row_of(store, left).end_reason == "lost"
    assert row_of(store, others).ended_at is None
    assert why_ended(left) == "Nobody was seen at this session for 12 hours."


def test_a_session_that_a_power_cut_left_is_not_listed_and_its_end_is_written_down(
    store, clinic, clock, session_of, enter
):
    left, at_work = enter("PHA001"), enter("NUR001")
    clock.move(hours=11)
    seen(at_work)
    clock.move(hours=1)
    admin = session_of("ADMIN")
    assert [row.employee_id for row in open_sessions(admin).rows] == [
        "ADM002",
        "NUR001",
    ]
    with store.read():
        told = [json.loads(r["body"]) for r in rows_of(store, "audit_entries")]
    assert {"reason": "lost", "session": left.session_id} in told
    assert lies(store, clinic.key) == []


def test_a_clock_that_nobody_has_set_ends_no_session(store, clock, session_of, enter):
    left = enter("PHA001")
    clock.move(days=3650)
    clock.face["synchronised"] = False
    open_sessions(session_of("ADMIN"))
    assert row_of(store, left).ended_at is None


def test_the_oldest_ends_when_somebody_signs_in_at_too_many_places(store, enter):
    sessions = [enter("PHA001", f"window {n}") for n in range(MOST_OPEN)]
    other = enter("NUR001")
    assert row_of(store, sessions[0]).ended_at is None
    enter("PHA001", "window 6")
    assert row_of(store, sessions[0]).end_reason == "too_many"
    assert all(row_of(store, each).ended_at is None for each in sessions[1:])
    assert row_of(store, other).ended_at is None
    assert "too many places" in why_ended(sessions[0])


def test_a_session_of_yesterday_is_not_unlocked(store, clock, enter):
    session = enter("PHA001")
    clock.move(hours=11, minutes=59)
    unlock(session, PASSWORD)
    clock.move(minutes=1)
    with pytest.raises(SessionEnded, match="signed in for too long"):
        unlock(session, PASSWORD)
    assert row_of(store, session).end_reason == "too_old"


def test_the_clinic_says_how_long_a_session_may_be(clock, admin, enter):
    change_settings(
        admin, {"session_hours": "2"}, known={"session_hours": "12"}, request_id="r1"
    )
    session = enter("PHA001")
    clock.move(hours=2)
    with pytest.raises(SessionEnded):
        unlock(session, PASSWORD)


# -- once a minute -------------------------------------------------------------------


def test_the_pulse_notices_an_end_and_writes_only_when_somebody_works(
    store, clock, admin, enter
):
    session = enter("PHA001")
    before = acts(store)
    clock.move(minutes=5)
    assert pulse(session, has_worked=False).idle_minutes["PHARMACY"] == 3
    assert row_of(store, session).seen_at is None
    pulse(session, has_worked=True)
    assert row_of(store, session).seen_at == clock.now()
    assert acts(store) == before
    end_session(admin, session.session_id, request_id="r1")
    with pytest.raises(SessionEnded):
        pulse(session, has_worked=True)


def test_a_late_sign_of_life_does_not_touch_a_session_that_has_ended(store, enter):
    session = enter("PHA001")
    sign_out(session)
    seen(session)
    assert row_of(store, session).seen_at is None


@pytest.mark.parametrize("text", ["\x00", "\udcff", "%"])
def test_whatever_is_searched_for_finds_nobody_and_is_no_crash(admin, enter, text):
    enter("PHA001")
    assert open_sessions(admin, text).rows == ()


def test_whoever_looks_at_the_list_is_not_lost_however_long_ago_the_last_key(
    clock, admin, store
):
    clock.move(hours=13)
    assert [row.is_this for row in open_sessions(admin).rows] == [True]
    assert row_of(store, admin).ended_at is None
