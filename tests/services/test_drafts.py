"""Drafts: whose they are, what the audit log learns of them, and the newest wins."""

import inspect
import json
from dataclasses import replace

import pytest

from db.people import User
from tests.at_once import at_once
from tests.clinics import MORNING, PASSWORD
from tests.factories import acts
from tests.truth import lies, rows_of
from wema_tui.services import drafts
from wema_tui.services.auth.sign_in import resume, sign_in, sign_out
from wema_tui.services.drafts import DraftGone, DraftTooLong, drop, keep, mine, take_up
from wema_tui.services.permissions import ROLES
from wema_tui.services.session import PermissionDenied, SessionEnded

FORM = "pharmacy.find:dispense"
SECRET = {"typed": {"search": "haloperidol"}}


def entries(store, action):
    """Every audit entry of one kind, its body read."""
    with store.read():
        rows = rows_of(store, "audit_entries")
    return [
        row | {"body": json.loads(row["body"])}
        for row in rows
        if row["action"] == action
    ]


def contents(session):
    return {draft.form: draft.content for draft in mine(session)}


def test_what_is_kept_is_there_at_the_next_sign_in_at_any_station(clinic, session_of):
    keep(session_of("PHARMACY"), FORM, SECRET)
    again = resume(clinic.door("window 2"), "PHA001")
    (draft,) = mine(again)
    assert (draft.form, draft.kind, draft.which) == (FORM, "pharmacy.find", "dispense")
    assert draft.content == SECRET
    assert (draft.station, draft.changed_at) == ("window 1", MORNING)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_gets_a_draft_the_administrator_included(
    store, session_of, other_pharmacist, role
):
    keep(session_of("PHARMACY"), FORM, SECRET)
    for other in (other_pharmacist, *([] if role == "PHARMACY" else [role])):
        other = session_of(other) if isinstance(other, str) else other
        assert mine(other) == ()
        with pytest.raises(DraftGone):
            take_up(other, FORM, request_id=f"take {role}".replace(" ", "-"))
        with pytest.raises(DraftGone):
            drop(other, FORM, "thrown_away", request_id=f"drop-{role}")
        keep(other, FORM, {"typed": {}})  # their own
    assert contents(session_of("PHARMACY")) == {FORM: SECRET}


def test_a_request_of_somebody_elses_gives_nothing_away(session_of, other_pharmacist):
    one = session_of("PHARMACY")
    keep(one, FORM, SECRET)
    take_up(one, FORM, request_id="r1")
    with pytest.raises(DraftGone):
        take_up(other_pharmacist, FORM, request_id="r1")


def test_who_came_with_a_one_time_password_has_no_drafts(session_of):
    keep(session_of("PHARMACY"), FORM, SECRET)
    fresh = replace(session_of("PHARMACY"), must_change_password=True)
    with pytest.raises(PermissionDenied):
        mine(fresh)


def test_every_way_to_a_draft_asks_for_the_person():
    functions = inspect.getmembers(drafts, inspect.isfunction)
    ours = [f for _, f in functions if f.__module__ == drafts.__name__]
    public = [f for f in ours if not f.__name__.startswith("_")]
    assert {f.__name__ for f in public} == {"keep", "mine", "take_up", "drop"}
    for function in public:
        assert next(iter(inspect.signature(function).parameters)) == "session"


def test_the_audit_log_tells_that_there_was_a_draft_and_never_what_was_in_it(
    store, clinic, pharmacist
):
    before = len(acts(store))
    for letters in ("h", "hal", "haloperidol"):
        keep(pharmacist, FORM, {"typed": {"search": letters}})
    take_up(pharmacist, FORM, request_id="r1")
    drop(pharmacist, FORM, "saved", request_id="r2")
    assert acts(store)[before:] == ["draft.make", "draft.take_up", "draft.drop"]
    for action in ("draft.make", "draft.take_up", "draft.drop"):
        (entry,) = entries(store, action)
        assert (entry["user_id"], entry["station"]) == (pharmacist.user_id, "window 1")
        assert entry["subject"] == f"draft:{FORM}"
        assert "haloperidol" not in repr(entry)
    assert lies(store, clinic.key) == []


def test_what_is_thrown_away_unrecorded_is_named_in_the_audit_log(store, pharmacist):
    codes = ["5901234123457", "10A\x1d21\x1b[2J\x00"]
    keep(pharmacist, FORM, {"codes": codes, "lines": ["more"]})
    drop(pharmacist, FORM, "thrown_away", request_id="r1")
    (entry,) = entries(store, "draft.drop")
    assert entry["body"] == {"reason": "thrown_away", "codes": codes}
    assert mine(pharmacist) == ()


def test_the_newest_of_two_terminals_wins_and_says_what_it_replaced(
    clinic, session_of, clock
):
    one, two = session_of("PHARMACY"), resume(clinic.door("window 2"), "PHA001")
    assert keep(one, FORM, {"n": 1}) is None
    assert keep(one, FORM, {"n": 2}) is None
    clock.move(minutes=5)
    replaced = keep(two, FORM, {"n": 3})
    assert (replaced.content, replaced.station) == ({"n": 2}, "window 1")
    assert keep(two, FORM, {"n": 4}) is None
    assert keep(one, FORM, {"n": 5}).station == "window 2"
    assert contents(two) == {FORM: {"n": 5}}


def test_who_took_a_draft_up_replaces_nothing(clinic, session_of):
    one, two = session_of("PHARMACY"), resume(clinic.door("window 2"), "PHA001")
    keep(one, FORM, SECRET)
    assert take_up(two, FORM, request_id="r1").content == SECRET
    assert contents(two) == {FORM: SECRET}  # until it is saved
    assert keep(two, FORM, {"n": 1}) is None


def test_a_draft_that_moves_into_another_is_one_write(store, pharmacist):
    keep(pharmacist, "list:1", {"lines": [1]})
    keep(pharmacist, "list:2", {"lines": [2]}, instead_of=("list:1", "list:0"))
    assert contents(pharmacist) == {"list:2": {"lines": [2]}}
    (entry,) = entries(store, "draft.drop")
    assert (entry["subject"], entry["body"]) == ("draft:list:1", {"reason": "moved"})


def test_dropping_and_taking_up_are_safe_to_repeat(store, pharmacist):
    keep(pharmacist, FORM, SECRET)
    for _ in range(2):
        assert take_up(pharmacist, FORM, request_id="r1").content == SECRET
    for _ in range(2):
        drop(pharmacist, FORM, "saved", request_id="r2")
    with pytest.raises(DraftGone):
        drop(pharmacist, FORM, "saved", request_id="r3")
    assert [len(entries(store, f"draft.{a}")) for a in ("take_up", "drop")] == [1, 1]


def test_a_draft_that_is_too_long_is_refused_and_the_one_before_stays(
    store, pharmacist
):
    keep(pharmacist, FORM, SECRET)
    with pytest.raises(DraftTooLong) as caught:
        keep(pharmacist, FORM, {"typed": {"note": "x" * drafts.MOST}})
    assert "Finish it before you leave" in caught.value.sentence
    assert contents(pharmacist) == {FORM: SECRET}
    keep(pharmacist, FORM, {"n": "x" * (drafts.MOST - len('{"n":""}'))})


def test_every_character_that_can_be_scanned_comes_back(store, pharmacist):
    code = "".join(map(chr, [*range(0xA1), 0x202E, 0xD800, 0x1F48A]))
    keep(pharmacist, FORM, {"codes": [code]})
    assert contents(pharmacist) == {FORM: {"codes": [code]}}
    with store.read():
        (kept,) = rows_of(store, "drafts")
    assert kept["content"].isascii()
    assert kept["content"].isprintable()


def test_a_session_that_was_ended_leaves_its_draft_and_reads_none(clinic, session_of):
    session = session_of("PHARMACY")
    keep(session, FORM, {"n": 1})
    sign_out(session, reason="by ADM001")
    keep(session, FORM, {"n": 2})
    for call in (
        lambda: mine(session),
        lambda: take_up(session, FORM, request_id="r1"),
        lambda: drop(session, FORM, "thrown_away", request_id="r2"),
    ):
        with pytest.raises(SessionEnded):
            call()
    assert contents(sign_in(clinic.door("w"), "PHA001", PASSWORD)) == {FORM: {"n": 2}}


@pytest.mark.parametrize("change", [{"state": "closed"}, {"role": "NURSE"}])
def test_a_closed_or_changed_account_leaves_nothing(store, pharmacist, change):
    with store.write():
        User.update(change).where(User.id == pharmacist.user_id).execute()
    with pytest.raises(SessionEnded):
        keep(pharmacist, FORM, SECRET)
    with store.read():
        assert rows_of(store, "drafts") == []


def test_two_terminals_that_keep_at_the_same_moment_make_one_draft(
    store, clinic, session_of
):
    one, two = session_of("PHARMACY"), resume(clinic.door("window 2"), "PHA001")
    store.release()
    at_once(
        lambda: keep(one, FORM, {"n": 1}),
        lambda: keep(two, FORM, {"n": 2}),
        store=store,
    )
    assert len(mine(one)) == 1
    assert len(entries(store, "draft.make")) == 1
    assert lies(store, clinic.key) == []
