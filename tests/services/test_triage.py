"""Triage and vital signs: written once, corrected, never lost."""

import json
from dataclasses import replace
from functools import partial

import pytest

from db.audit import AuditEntry
from db.nurse import Triage, VitalSign
from db.visits import QueueEntry
from tests import nursing
from tests.at_once import at_once
from tests.truth import lies
from wema_tui.services.nurse.errors import (
    ChangedAlready,
    NotConfirmed,
    NothingMeasured,
)
from wema_tui.services.nurse.signs import ImpossibleSign
from wema_tui.services.nurse.triage import set_triage
from wema_tui.services.nurse.vitals import correct_vital, record_vitals
from wema_tui.services.session import PermissionDenied
from wema_tui.services.visits.errors import UnknownVisit, VisitOver
from wema_tui.services.visits.following import NextPlace
from wema_tui.text import EmptyText, LongText, UnsafeText

USUAL = {"temperature": 368, "pulse": 80, "systolic": 120, "diastolic": 80}


@pytest.fixture
def nurse(session_of):
    return session_of("NURSE")


def triage(session, visit, request_id="t1", **also):
    values = {"urgency": "routine", "vitals": USUAL} | also
    return set_triage(session, visit=visit, request_id=request_id, **values)


def rows(store, model):
    with store.read():
        return list(model.select().order_by(model.id))


def last_entry(store):
    with store.read():
        entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).first()
        return entry.action, entry.subject, json.loads(entry.body)


def test_urgency_note_and_signs_are_one_act(store, clinic, nurse):
    visit = nursing.visit(store)
    triage(nurse, visit, urgency="urgent", note=" cough for 3 days ")
    (row,) = rows(store, Triage)
    assert (row.visit_id, row.urgency, row.note) == (
        visit,
        "urgent",
        "cough for 3 days",
    )
    signs = {row.sign: row.value for row in rows(store, VitalSign)}
    assert signs == USUAL
    action, subject, body = last_entry(store)
    assert (action, subject) == ("triage.set", f"visit:{visit}")
    assert (body["patient"], body["urgency"]) == ("patient:1001", "urgent")
    assert body["suggested"] == "routine"
    assert lies(store, clinic.key) == []


def test_a_repeated_request_counts_once(store, nurse):
    visit = nursing.visit(store)
    for _ in range(2):
        triage(nurse, visit)
    assert len(rows(store, Triage)) == 1
    assert len(rows(store, VitalSign)) == len(USUAL)


def test_of_one_request_from_two_keys_one_is_written(store, nurse):
    visit = nursing.visit(store)
    calls = [partial(triage, nurse, visit)] * 3
    at_once(*calls, store=store)
    assert len(rows(store, Triage)) == 1


def test_an_emergency_needs_no_sign(store, nurse):
    triage(nurse, nursing.visit(store), urgency="emergency", vitals={})
    assert rows(store, VitalSign) == []


def test_the_nurse_decides_against_the_suggestion(store, nurse):
    visit = nursing.visit(store, born=nursing.BABY)
    triage(nurse, visit, urgency="routine", vitals={"respiration": 55})
    assert last_entry(store)[2]["suggested"] == "urgent"


def test_an_improbable_value_is_confirmed_or_refused_with_all_the_rest(store, nurse):
    visit = nursing.visit(store)
    vitals = {"weight": 7_000, "temperature": 425, "pulse": 80}
    with pytest.raises(NotConfirmed) as caught:
        triage(nurse, visit, vitals=vitals, confirmed=frozenset({"weight"}))
    assert caught.value.signs == ("temperature",)
    assert "42.5 °C" in caught.value.message
    assert rows(store, Triage) == []
    triage(nurse, visit, vitals=vitals, confirmed=frozenset({"weight", "temperature"}))
    assert {row.sign: row.is_confirmed for row in rows(store, VitalSign)} == {
        "weight": 1,
        "temperature": 1,
        "pulse": 0,
    }


def test_the_same_value_is_probable_at_another_age(store, nurse):
    visit = nursing.visit(store, born=nursing.BABY)
    triage(nurse, visit, vitals={"weight": 6_000})
    assert len(rows(store, VitalSign)) == 1


@pytest.mark.parametrize(
    "vitals", [{"temperature": 500}, {"pain": 11}, {"systolic": 80, "diastolic": 120}]
)
def test_impossible_values_are_refused_even_when_confirmed(store, nurse, vitals):
    visit = nursing.visit(store)
    with pytest.raises(ImpossibleSign):
        triage(nurse, visit, vitals=vitals, confirmed=frozenset(vitals))
    assert rows(store, Triage) == rows(store, VitalSign) == []


def test_nothing_is_written_into_a_visit_that_has_ended(store, nurse):
    visit = nursing.visit(store)
    nursing.close(store, visit)
    for call in (
        partial(triage, nurse, visit),
        partial(triage, nurse, 4711),
        partial(record_vitals, nurse, visit=visit, vitals=USUAL, request_id="v1"),
    ):
        with pytest.raises((VisitOver, UnknownVisit)):
            call()


def test_a_note_that_cannot_be_kept_is_refused(store, nurse):
    visit = nursing.visit(store)
    with pytest.raises(UnsafeText):
        triage(nurse, visit, note="\x1b[2J")
    with pytest.raises(LongText):
        triage(nurse, visit, note="x" * 501)


def test_vital_signs_are_recorded_later_too(store, clinic, nurse):
    visit = nursing.visit(store)
    with pytest.raises(NothingMeasured):
        record_vitals(nurse, visit=visit, vitals={}, request_id="v0")
    for _ in range(2):
        record_vitals(nurse, visit=visit, vitals=USUAL, note="lying", request_id="v1")
    found = rows(store, VitalSign)
    assert {row.note for row in found} == {"lying"}
    assert len(found) == len(USUAL)
    assert lies(store, clinic.key) == []


def test_a_wrong_value_is_replaced_and_stays_in_the_ledger(store, clinic, nurse):
    visit = nursing.visit(store)
    record_vitals(nurse, visit=visit, vitals={"pulse": 108}, request_id="v1")
    (first,) = rows(store, VitalSign)
    for _ in range(2):
        correct_vital(nurse, first.id, value=80, note="typed wrong", request_id="c1")
    old, new = rows(store, VitalSign)
    assert (old.value, new.value, new.replaces_id) == (108, 80, old.id)
    with pytest.raises(ChangedAlready):
        correct_vital(nurse, old.id, value=81, note="again", request_id="c2")
    correct_vital(nurse, new.id, value=None, note="other patient", request_id="c3")
    assert rows(store, VitalSign)[-1].value is None
    assert last_entry(store)[0] == "vitals.correct"
    assert lies(store, clinic.key) == []


def test_a_correction_needs_a_reason_and_a_credible_value(store, nurse):
    visit = nursing.visit(store)
    record_vitals(nurse, visit=visit, vitals={"pulse": 108}, request_id="v1")
    (first,) = rows(store, VitalSign)
    with pytest.raises(EmptyText):
        correct_vital(nurse, first.id, value=80, note=" ", request_id="c1")
    with pytest.raises(NotConfirmed):
        correct_vital(nurse, first.id, value=20, note="right", request_id="c2")
    correct_vital(
        nurse, first.id, value=20, is_confirmed=True, note="right", request_id="c3"
    )
    assert rows(store, VitalSign)[-1].is_confirmed == 1


def test_of_two_who_correct_the_same_value_the_second_is_told(store, nurse):
    visit = nursing.visit(store)
    record_vitals(nurse, visit=visit, vitals={"pulse": 108}, request_id="v1")
    (first,) = rows(store, VitalSign)
    calls = [
        partial(
            correct_vital, nurse, first.id, value=80 + n, note="x", request_id=f"c{n}"
        )
        for n in range(2)
    ]
    assert at_once(*calls, store=store) == ["ChangedAlready", "NoneType"]


def test_who_is_no_nurse_or_doctor_sets_and_records_nothing(store, session_of):
    visit = nursing.visit(store)
    for role in ("ADMIN", "RECEPTION", "PHARMACY", "LAB", "FINANCE"):
        session = session_of(role)
        with pytest.raises(PermissionDenied):
            triage(session, visit)
        with pytest.raises(PermissionDenied):
            record_vitals(session, visit=visit, vitals=USUAL, request_id="v1")
        with pytest.raises(PermissionDenied):
            correct_vital(session, 1, value=1, note="x", request_id="c1")
    assert rows(store, Triage) == rows(store, VitalSign) == []


def test_whoever_waits_for_approval_may_do_it(store, nurse):
    triage(replace(nurse, is_approved=False), nursing.visit(store))
    assert len(rows(store, Triage)) == 1


def test_after_triage_the_patient_waits_where_they_wanted_to_go(store, nurse):
    visit = nursing.visit(store)
    sent = NextPlace("General clinic", "A1")
    assert triage(nurse, visit, urgency="urgent") == sent
    assert triage(nurse, visit, urgency="urgent") == sent  # the answer was lost
    assert triage(nurse, visit, urgency="routine", request_id="t2") is None
    with store.read():
        waits = [
            entry.point.code
            for entry in QueueEntry.select().where(QueueEntry.ended_at.is_null())
        ]
    assert waits == ["general"]
