"""The audit log as the administrator looks at it."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest

from db.audit import AuditEntry
from db.people import User
from tests.clinics import MORNING, STAFF
from tests.factories import acts
from wema_tui.services.audit import search
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.audit.reading import (
    EntryDetail,
    NoSuchEntry,
    Told,
    beside,
    entries,
    entry,
)
from wema_tui.services.audit.search import Wanted
from wema_tui.services.patients.rules import WrongMedicalId

ACTIONS = ("stock.dispense", "stock.receive", "session.start", "user.change")
EVERYTHING = Wanted()


def note(session, action="user.change", subject="user:1", body=None):
    """Write one entry and return its number."""
    with session.store.write():
        return open_trail(session).append(
            action,
            subject,
            body or {},
            request_id=new_request_id(),
            now=session.clock.now(),
        )


def seqs(session, wanted=EVERYTHING):
    return [row.seq for row in entries(session, wanted, limit=10_000).rows]


def a_few_days(clock, sessions, chance, count=120):
    """Write entries of some days, by a clock that is set back now and then."""
    for _nth in range(count):
        clock.move(minutes=chance.randrange(600))
        if chance.random() < 0.05:
            clock.move(hours=-chance.randrange(100))
        patient = f"P{chance.randrange(3)}"
        kind = chance.randrange(4)
        note(
            chance.choice(sessions),
            chance.choice(ACTIONS),
            f"patient:{patient}" if kind == 0 else "medication:1",
            {"patient": f"patient:{patient}"} if kind == 1 else {"count": 1},
        )


def fits(row, wanted, clinic):
    """Say the same as the search, one entry at a time."""
    person, at = wanted.person.casefold(), clinic.clock.at_clinic(row.at).date()
    name = row.user.full_name.casefold() if row.user else ""
    return (
        (not person or (row.user is not None and
                        (row.user.employee_id.casefold() == person or person in name)))
        and (not wanted.patient or row.subject == f"patient:{wanted.patient}"
             or json.loads(row.body).get("patient") == f"patient:{wanted.patient}")
        and row.action.startswith(wanted.action)
        and (wanted.since is None or at >= wanted.since)
        and (wanted.until is None or at <= wanted.until)
    )  # fmt: skip


def some_filter(chance):
    first = MORNING.date() + timedelta(days=chance.randrange(-3, 30))
    return Wanted(
        person=chance.choice(["", "", "pha001", "PHARMACY", "person", "nobody"]),
        patient=chance.choice(["", "", "P0", "P1", "P9", "P_"]),
        action=chance.choice(["", "", "stock.", "stock.dispense", "us", "x"]),
        since=chance.choice([None, first]),
        until=chance.choice([None, first + timedelta(days=chance.randrange(9))]),
    )


def test_every_filter_finds_what_a_look_at_each_entry_finds(
    store, clinic, clock, session_of, admin
):
    chance = random.Random(1)
    a_few_days(clock, [session_of("PHA001"), session_of("PHA002"), admin], chance)
    with store.read():
        rows = list(AuditEntry.select().order_by(AuditEntry.seq.desc()))
        assert sum(row.clock == "back" for row in rows) > 2
        found_some = 0
        for _nth in range(80):
            wanted = some_filter(chance)
            expected = [row.seq for row in rows if fits(row, wanted, clinic)]
            found = search.search(store, clock, wanted)
            assert (list(found.seqs), found.is_all) == (expected, True), wanted
            found_some += 0 < len(expected) < len(rows)
    assert found_some > 15


def test_of_very_many_the_newest_are_found_and_it_is_said_that_there_are_more(
    store, clinic, clock, session_of, admin, monkeypatch
):
    chance = random.Random(2)
    a_few_days(clock, [session_of("PHA001"), session_of("PHA002"), admin], chance)
    monkeypatch.setattr(search, "MOST", 20)
    monkeypatch.setattr(search, "_MANY", 3)
    with store.read():
        rows = list(AuditEntry.select().order_by(AuditEntry.seq.desc()))
        cut = 0
        for _nth in range(80):
            wanted = some_filter(chance)
            expected = (row.seq for row in rows if fits(row, wanted, clinic))
            found = search.search(store, clock, wanted)
            assert list(found.seqs) == list(islice(expected, len(found.seqs)))
            assert next(expected, None) is None or not found.is_all
            cut += not found.is_all
    assert cut > 5


def test_pages_go_from_the_newest_to_the_oldest_and_the_last_stays_where_it_is(admin):
    for _nth in range(7):
        note(admin)
    everything = seqs(admin)
    assert everything == sorted(everything, reverse=True)
    assert everything[-1] == 1
    page = entries(admin, Wanted(), offset=2, limit=3)
    assert [row.seq for row in page.rows] == everything[2:5]
    assert (page.offset, page.total, page.has_more) == (2, len(everything), False)
    behind = entries(admin, Wanted(), offset=10_000, limit=3)
    assert behind.rows[-1].seq == 1


def test_a_day_is_the_clinics_and_not_that_of_greenwich(admin, clock):
    clock.show_at_clinic(2026, 5, 10, 23, 59)
    late = note(admin)
    clock.show_at_clinic(2026, 5, 11, 0, 1)
    early = note(admin)
    tenth, eleventh = date(2026, 5, 10), date(2026, 5, 11)
    assert seqs(admin, Wanted(since=tenth, until=tenth)) == [late]
    assert seqs(admin, Wanted(since=eleventh)) == [early]
    assert late in seqs(admin, Wanted(until=tenth))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_too(admin, day):
    everything = seqs(admin)
    assert seqs(admin, Wanted(since=day)) == (everything if day == date.min else [])
    assert seqs(admin, Wanted(until=day)) == (everything if day == date.max else [])


def test_an_entry_tells_who_where_when_and_what_it_was_before(admin, clock):
    body = {
        "before": {"phone": "1", "role": "NURSE"},
        "after": {"phone": "2", "role": "NURSE", "email": "a@b"},
        "reason": "asked for",
    }
    seq = note(admin, "user.change", "user:3", body)
    found = entry(admin, seq)
    assert isinstance(found, EntryDetail)
    assert (found.row.employee_id, found.row.role) == (STAFF["ADMIN"], "ADMIN")
    assert (found.row.station, found.row.clock) == ("window 1", "ok")
    assert found.row.at == datetime(2026, 5, 4, 6, 30, tzinfo=UTC) == clock.now()
    assert found.session_id == admin.session_id
    assert found.changes == (
        Told("email", None, "a@b"),
        Told("phone", "1", "2"),
        Told("role", "NURSE", "NURSE"),
    )
    assert [told.is_changed for told in found.changes] == [True, True, False]
    assert found.more == (("reason", "asked for"),)


def test_a_single_value_before_and_after_is_told_too(admin):
    seq = note(admin, body={"name": "scan_mode", "before": None, "after": "count"})
    found = entry(admin, seq)
    assert found.changes == (Told("", None, "count"),)
    assert found.more == (("name", "scan_mode"),)


def test_what_the_console_did_has_no_person(admin, clinic):
    found = entry(admin, note(clinic.console()))
    assert (found.row.employee_id, found.row.role, found.session_id) == (
        "",
        "SYSTEM",
        None,
    )


def test_a_number_that_is_none_is_refused_in_a_sentence(admin):
    with pytest.raises(NoSuchEntry, match="999999"):
        entry(admin, 999999)


def test_from_an_entry_one_goes_to_the_next_of_those_that_were_looked_for(
    admin, session_of
):
    pharmacist = session_of("PHA001")
    own = [note(who) for who in (admin, pharmacist, admin, pharmacist)]
    wanted = Wanted(person="PHA001", action="user.change")
    assert beside(admin, wanted, own[3], 1) == own[1]
    assert beside(admin, wanted, own[1], -1) == own[3]
    assert beside(admin, wanted, own[1], 1) is None
    assert beside(admin, wanted, own[3], -1) is None


def test_a_patients_number_is_found_however_it_is_typed(admin):
    seq = note(admin, "emergency.open", "patient:MRN-7")
    assert seqs(admin, Wanted(patient=" mrn-7")) == [seq]
    about = note(admin, "patient.open", "patient:1234")
    told = note(admin, "user.change", "user:1", {"patient": "patient:1234"})
    for typed in ("P1234V", "wp0001234v", " 1234 "):
        assert seqs(admin, Wanted(patient=typed)) == [told, about]
    with pytest.raises(WrongMedicalId):
        seqs(admin, Wanted(patient="P1234W"))


def test_looking_at_the_log_leaves_nothing_in_it(store, admin):
    before = acts(store)
    entries(admin, Wanted(person="ADMIN"))
    entry(admin, 1)
    assert acts(store) == before


def test_a_name_finds_all_who_have_it_and_an_id_one_person_alone(store, admin):
    note(admin)
    with store.write():
        User.update(full_name="Ali ADM002 Juma").where(
            User.employee_id == "PHA001"
        ).execute()
    found = entries(admin, Wanted(person=" adm002 "), limit=50).rows
    assert {row.employee_id for row in found} == {"ADM002"}


def test_the_log_can_be_read_where_no_connection_is_kept(store, admin):
    store.release()
    assert seqs(admin, Wanted(person="ADMIN", until=MORNING.date()))
    assert entry(admin, 1).row.seq == 1
    store.hold()
