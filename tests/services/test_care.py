"""Care given: the right patient, the right medicine, and a way back."""

import json
from datetime import date, timedelta
from functools import partial

import pytest

from db.audit import AuditEntry
from db.nurse import CareGiven
from db.patients import PatientLink
from tests import factories, nursing
from tests.at_once import at_once
from tests.clinics import MORNING
from tests.truth import lies
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.scan import UnreadableCode
from wema_tui.services.emergency.opening import open_emergency
from wema_tui.services.nurse.care import Care, give_care, take_back
from wema_tui.services.nurse.errors import (
    CareKindMissing,
    ChangedAlready,
    ExpiredPack,
    OtherMedicine,
    WrongPatient,
)
from wema_tui.services.nurse.reading import nursing_record, open_record
from wema_tui.services.nurse.vitals import correct_vital, record_vitals
from wema_tui.services.patients.records import RecordClosed
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import PermissionDenied
from wema_tui.services.visits.errors import VisitOver
from wema_tui.text import EmptyText, UnsafeText

CARD = make_label(LabelType.PATIENT, 1001)
OTHERS_CARD = make_label(LabelType.PATIENT, 1002)
PAST = date(2026, 5, 3)


@pytest.fixture
def nurse(session_of):
    return session_of("NURSE")


@pytest.fixture
def visit(store):
    nursing.patient(store, number=1002, name="Neema Ally")
    return nursing.visit(store)


def give(session, visit, request_id="g1", **also):
    care = Care(**{"kind": "injection", "what": "testamol", "dose": "500 mg"} | also)
    give_care(session, visit=visit, care=care, request_id=request_id)


def rows(store):
    with store.read():
        return list(CareGiven.select().order_by(CareGiven.id))


def test_a_scanned_card_and_pack_prove_patient_and_medicine(
    store, clinic, nurse, visit, pack
):
    text = factories.gs1(expires=factories.NEXT_YEAR, lot="A1")
    for _ in range(2):
        give(nurse, visit, card=CARD, pack=text, route="IM")
    (row,) = rows(store)
    assert (row.what, row.medication_id) == (pack.name, pack.id)
    assert (row.patient_proved, row.dose, row.route) == ("scanned", "500 mg", "IM")
    assert "\x1d" not in row.scan_code
    assert lies(store, clinic.key) == []


def test_the_number_on_the_card_may_be_typed(store, nurse, visit):
    give(nurse, visit, card=medical_id(1001).lower())
    assert rows(store)[0].patient_proved == "scanned"


def test_asking_is_allowed_and_said_so(store, nurse, visit):
    give(nurse, visit, kind="dressing", what="burn, left hand", dose="")
    (row,) = rows(store)
    assert (row.patient_proved, row.scan_code, row.dose) == ("asked", None, None)


@pytest.mark.parametrize("card", [OTHERS_CARD, medical_id(1002), "WP0001001X", "hello"])
def test_every_card_but_the_patients_own_stops_it(store, nurse, visit, card):
    with pytest.raises(WrongPatient) as caught:
        give(nurse, visit, card=card)
    assert "Give nothing" in caught.value.hint
    assert rows(store) == []


def test_an_older_card_of_the_same_person_is_right(store, nurse, visit):
    with store.write():
        PatientLink.create(
            patient=1002, survivor=1001, reason="the same", linked_at=MORNING
        )
    give(nurse, visit, card=OTHERS_CARD)
    assert rows(store)[0].patient_id == 1001


def test_another_medicine_stops_it(store, nurse, visit, pack):
    with pytest.raises(OtherMedicine, match="STOP: the pack is Testamol"):
        give(nurse, visit, what="ceftriaxone", pack=factories.PACK)
    with pytest.raises(OtherMedicine, match="no medicine that is known"):
        give(nurse, visit, pack=factories.OTHER_PACK)
    with pytest.raises(OtherMedicine):
        give(nurse, visit, pack=CARD)
    with pytest.raises(UnreadableCode):
        give(nurse, visit, pack="06209991000425")
    assert rows(store) == []


def test_an_expired_pack_stops_it(store, nurse, visit, pack):
    give(nurse, visit, pack=factories.gs1(expires=PAST + timedelta(days=1)))
    with pytest.raises(ExpiredPack, match="2026-05-03"):
        give(nurse, visit, "g2", pack=factories.gs1(expires=PAST, lot="A1"))
    assert len(rows(store)) == 1


def test_without_a_typed_name_the_pack_says_what_it_is(store, nurse, visit, pack):
    give(nurse, visit, what="", pack=factories.PACK)
    assert rows(store)[0].what == pack.name


def test_what_is_missing_is_asked_for(store, nurse, visit):
    with pytest.raises(EmptyText, match="What was given"):
        give(nurse, visit, what=" ")
    with pytest.raises(EmptyText, match="Dose"):
        give(nurse, visit, dose="")
    with pytest.raises(UnsafeText):
        give(nurse, visit, note="\x9b2J")
    with pytest.raises(CareKindMissing):
        give(nurse, visit, kind="")
    assert rows(store) == []


def test_nothing_is_given_in_a_visit_that_has_ended(store, nurse, visit):
    nursing.close(store, visit)
    with pytest.raises(VisitOver):
        give(nurse, visit)
    assert rows(store) == []


def test_what_is_wrong_is_found_out_after_the_visit_too(
    store, clinic, clock, nurse, visit
):
    give(nurse, visit)
    record_vitals(nurse, visit=visit, vitals={"pulse": 108}, request_id="v1")
    nursing.close(store, visit)
    (reading,) = nursing_record(nurse, 1001).readings
    correct_vital(nurse, reading.id, value=80, note="typed wrong", request_id="c1")
    clock.move(days=31)
    (row,) = rows(store)
    with pytest.raises(RecordClosed):
        take_back(nurse, row.id, reason="not given", request_id="b1")
    grant = open_emergency(
        nurse,
        patient=medical_id(1001),
        kind="patient_asked",
        reason="The patient asks what was given",
        request_id="e1",
    )
    take_back(nurse, row.id, reason="not given", request_id="b2")
    with store.read():
        (entry,) = AuditEntry.select().where(AuditEntry.action == "care.take_back")
    assert json.loads(entry.body)["emergency"] == grant.id
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize("wanted", ["testamol 5 mg", "testamol 50", "500.5"])
def test_another_strength_stops_it(store, nurse, visit, pack, wanted):
    assert "500" in pack.name
    give(nurse, visit, what="TESTAMOL 500", pack=factories.PACK)
    with pytest.raises(OtherMedicine):
        give(nurse, visit, "g2", what=wanted, pack=factories.PACK)


def test_what_is_taken_back_stays_with_its_reason(store, clinic, nurse, visit):
    give(nurse, visit, card=CARD)
    (row,) = rows(store)
    for _ in range(2):
        take_back(nurse, row.id, reason="not given", request_id="b1")
    for wrong in (row.id, row.id + 1, 4711):
        with pytest.raises(ChangedAlready):
            take_back(nurse, wrong, reason="again", request_id=f"b{wrong + 9}")
    with pytest.raises(EmptyText):
        give(nurse, visit, "g2")
        take_back(nurse, rows(store)[-1].id, reason=" ", request_id="b3")
    shown = nursing_record(nurse, 1001).care
    assert [line.taken_back for line in shown] == ["", "not given"]
    assert lies(store, clinic.key) == []


def test_of_two_who_take_it_back_one_does(store, nurse, visit):
    give(nurse, visit)
    (row,) = rows(store)
    calls = [
        partial(take_back, nurse, row.id, reason="x", request_id=f"b{n}")
        for n in range(2)
    ]
    assert at_once(*calls, store=store) == ["ChangedAlready", "NoneType"]


def test_who_is_no_nurse_or_doctor_gives_and_reads_nothing(store, session_of, visit):
    for role in ("ADMIN", "RECEPTION", "PHARMACY", "LAB", "FINANCE"):
        session = session_of(role)
        with pytest.raises(PermissionDenied):
            give(session, visit)
        with pytest.raises(PermissionDenied):
            take_back(session, 1, reason="x", request_id="b1")
        with pytest.raises(PermissionDenied):
            open_record(session, 1001, request_id="o1")
        with pytest.raises(PermissionDenied):
            nursing_record(session, 1001)
    assert rows(store) == []


# the record


def test_the_record_has_what_stands_with_the_time_it_was_measured(
    store, clock, nurse, visit
):
    record_vitals(nurse, visit=visit, vitals={"pulse": 180}, request_id="v1")
    clock.move(hours=1)
    record_vitals(nurse, visit=visit, vitals={"pulse": 90}, request_id="v2")
    clock.move(hours=1)
    first = nursing_record(nurse, 1001).trend("pulse")[0]
    correct_vital(nurse, first.id, value=108, note="typed wrong", request_id="c1")
    record = nursing_record(nurse, 1001)
    assert [reading.value for reading in record.trend("pulse")] == [108, 90]
    corrected = record.trend("pulse")[0]
    assert (corrected.at, corrected.is_corrected) == (MORNING, True)
    assert record.signs == ("pulse",)
    correct_vital(nurse, corrected.id, value=None, note="whose?", request_id="c2")
    assert [r.value for r in nursing_record(nurse, 1001).readings] == [90]


def test_a_value_is_judged_by_the_age_of_its_day(store, clock, nurse):
    visit = nursing.visit(store, born=nursing.BABY)
    record_vitals(nurse, visit=visit, vitals={"respiration": 45}, request_id="v1")
    clock.move(days=365)
    record_vitals(nurse, visit=visit, vitals={"respiration": 45}, request_id="v2")
    flags = [str(r.judgement.flag) for r in nursing_record(nurse, 1001).readings]
    assert flags == ["high", ""]


def test_a_merged_record_shows_what_was_written_into_both(store, nurse, visit):
    record_vitals(nurse, visit=visit, vitals={"pulse": 80}, request_id="v1")
    with store.write():
        PatientLink.create(
            patient=1001, survivor=1002, reason="the same", linked_at=MORNING
        )
    for number in (1001, 1002):
        record = nursing_record(nurse, number)
        assert record.patient.number == 1002
        assert [reading.value for reading in record.readings] == [80]


def test_who_opened_a_record_is_in_the_log_and_nobody_opens_one_out_of_care(
    store, clock, nurse, visit
):
    for _ in range(2):
        open_record(nurse, 1001, request_id="o1")
    with store.read():
        entries = list(AuditEntry.select().where(AuditEntry.action == "record.open"))
    assert [entry.subject for entry in entries] == ["patient:1001"]
    assert json.loads(entries[0].body) == {}
    with pytest.raises(RecordClosed):
        open_record(nurse, 1002, request_id="o2")
