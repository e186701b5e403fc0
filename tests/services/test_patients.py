"""Patients: registered, corrected by two people at once, dead, and not dead."""

import json
from dataclasses import replace

import pytest

from tests.patients import typed
from tests.truth import lies, rows_of
from wema_tui.services.patients.changing import (
    ChangedMeanwhile,
    Difference,
    change_patient,
)
from wema_tui.services.patients.records import open_patient
from wema_tui.services.patients.registering import register_patient


def test_a_patient_gets_the_next_number_and_is_in_the_log(store, clinic, receptionist):
    first = register_patient(receptionist, typed(), request_id="r1")
    second = register_patient(receptionist, typed("Juma Ali"), request_id="r2")
    assert (first.number, second.number) == (1001, 1002)
    assert (first.medical_id, first.phone) == ("P1001U", "+255712345678")
    with store.read():
        entry = rows_of(store, "audit_entries")[-1]
    assert (entry["action"], entry["subject"]) == ("patient.register", "patient:1002")
    assert json.loads(entry["body"])["after"]["full_name"] == "Juma Ali"
    assert lies(store, clinic.key) == []


def test_the_second_of_two_who_correct_a_record_sees_what_the_first_did(
    receptionist, session_of
):
    row = register_patient(receptionist, typed(), request_id="r1")
    page = open_patient(receptionist, row.number, request_id="r2")
    nurse = session_of("NURSE")
    of_nurse = replace(page.particulars, phone="0754 000 111")
    change_patient(nurse, row.number, of_nurse, version=page.version, request_id="r3")
    mine = replace(page.particulars, place="Ubungo")
    with pytest.raises(ChangedMeanwhile) as caught:
        change_patient(
            receptionist, row.number, mine, version=page.version, request_id="r4"
        )
    assert caught.value.by == "NURSE person"
    assert caught.value.differences == (
        Difference("phone", "+255712345678", "+255754000111", "+255712345678"),
    )
    saved = change_patient(
        receptionist,
        row.number,
        replace(mine, phone="+255754000111"),
        version=caught.value.version,
        request_id="r5",
    )
    assert (saved.phone, saved.place) == ("+255754000111", "Ubungo")
