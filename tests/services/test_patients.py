"""Patients: registered, corrected by two people at once, dead, and not dead."""

import json
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from db.price_list import Insurer
from tests.at_once import at_once
from tests.hostile import HOSTILE, is_harmless
from tests.patients import registered, typed
from tests.truth import lies, rows_of
from wema_tui.birth import NotABirth
from wema_tui.errors import WemaError
from wema_tui.services.accounts.particulars import BadPhone
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.patients import registering
from wema_tui.services.patients.changing import (
    ChangedMeanwhile,
    Difference,
    NoDeath,
    change_patient,
    record_death,
    undo_death,
)
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.particulars import NoInsurer
from wema_tui.services.patients.records import open_patient, patient_page
from wema_tui.services.patients.registering import LooksAlike, register_patient
from wema_tui.services.patients.rows import UnknownPatient
from wema_tui.services.patients.rules import (
    NoBloodGroup,
    UnknownSex,
    WrongMedicalId,
    blood_group_in,
    medical_id,
    number_in,
    sex_in,
    sex_words,
)
from wema_tui.text import EmptyText, LongText, UnsafeText, is_safe

NOBODY = frozenset()


def entry(store):
    """Return the newest audit entry."""
    with store.read():
        return rows_of(store, "audit_entries")[-1]


def change(session, page, **also):
    """Correct what *page* showed."""
    return change_patient(
        session,
        page.row.number,
        replace(page.particulars, **also),
        version=page.version,
        request_id=new_request_id(),
    )


def patients(store):
    with store.read():
        return rows_of(store, "patients")


# -- the number on the card ------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["P1234V", "p 1234 v", " p1234-v ", "WP0001234V", "wp0001234v"]
)
def test_a_medical_id_is_read_however_it_is_typed(text):
    assert number_in(text) == 1234


@pytest.mark.parametrize("text", ["", "1234", "P1234", "P123V", "Asha", "PHA001", "P"])
def test_what_is_no_medical_id_is_left_alone(text):
    assert number_in(text) is None


@pytest.mark.parametrize("text", ["P1235V", "P2134V", "P1234W", "WP0001243V"])
def test_a_mistyped_medical_id_is_found_out(text):
    with pytest.raises(WrongMedicalId) as caught:
        number_in(text)
    assert caught.value.hint


@pytest.mark.parametrize("number", [1001, 9999, 10_000, 1_234_567, 999_999_999])
def test_every_number_has_its_medical_id(number):
    assert number_in(medical_id(number)) == number


@pytest.mark.parametrize(
    ("text", "sex"),
    [("F", "female"), ("ke", "female"), ("Mwanamume", "male"), ("", "unknown")],
)
def test_sexes_are_understood_in_both_languages(text, sex):
    assert sex_in(text) == sex
    assert sex in sex_words()


@pytest.mark.parametrize(
    ("text", "group"), [("o +", "O+"), ("AB neg", "AB-"), ("b\u2212", "B-"), ("", None)]
)
def test_blood_groups_are_understood(text, group):
    assert blood_group_in(text) == group


def test_what_is_no_sex_or_blood_group_is_refused():
    with pytest.raises(UnknownSex):
        sex_in("x")
    with pytest.raises(NoBloodGroup):
        blood_group_in("C+")


# -- registering -----------------------------------------------------------------------


def test_a_patient_gets_the_next_number_and_is_in_the_log(store, clinic, receptionist):
    first = registered(receptionist)
    second = registered(receptionist, "Juma Ali")
    assert (first.number, second.number) == (1001, 1002)
    assert (first.medical_id, first.phone) == ("P1001U", "+255712345678")
    told = entry(store)
    assert (told["action"], told["subject"]) == ("patient.register", "patient:1002")
    assert json.loads(told["body"])["after"]["full_name"] == "Juma Ali"
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize(
    "name", ["X", "Ng'ombe", "أسماء بنت عميس", "नेहा", "O'Brien-Ó", "王", "a" * 120]
)
def test_names_of_the_world_are_kept_as_they_are_written(receptionist, name):
    row = registered(receptionist, name)
    page = open_patient(receptionist, row.number, request_id="o1")
    assert (row.full_name, page.particulars.full_name) == (name, name)


@pytest.mark.parametrize(
    ("also", "error"),
    [
        ({"full_name": " "}, EmptyText),
        ({"full_name": "a" * 121}, LongText),
        ({"full_name": "As\u200bha"}, UnsafeText),
        ({"born": "5/5/2026"}, NotABirth),
        ({"born": "1890"}, NotABirth),
        ({"born": "29/2/1990"}, NotABirth),
        ({"phone": "12"}, BadPhone),
        ({"blood_group": "X"}, NoBloodGroup),
        ({"member_number": "77"}, NoInsurer),
        ({"insurer_id": 999}, NoInsurer),
        ({"place": "a" * 201}, LongText),
        ({"allergies": "a" * 501}, LongText),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_left(
    store, receptionist, also, error
):
    with pytest.raises(error) as caught:
        registered(receptionist, **also)
    assert caught.value.hint
    assert patients(store) == []


@pytest.mark.parametrize(
    "field", ["full_name", "born", "phone", "place", "contact_name", "contact_phone",
              "contact_relation", "member_number", "allergies", "blood_group"],
)  # fmt: skip
def test_no_hostile_text_gets_in_anywhere(store, receptionist, field):
    for text in HOSTILE.values():
        with pytest.raises(WemaError) as caught:
            registered(receptionist, **{field: text})
        assert is_harmless(caught.value.sentence)
        assert is_safe(caught.value.sentence)
    assert patients(store) == []


def test_a_phone_of_another_country_is_kept_with_its_code(receptionist):
    row = registered(receptionist, phone="+44 20 7946 0958")
    assert row.phone == "+442079460958"


def test_a_repeated_request_registers_one(store, receptionist):
    rows = [register_patient(receptionist, typed(), request_id="r1") for _ in range(2)]
    assert rows[0] == rows[1]
    assert len(patients(store)) == 1


def test_who_pays_usually_must_be_on_the_list(store, clock, receptionist):
    with store.write():
        fund = Insurer.create(code="NHIF2", name="A fund", created_at=clock.now())
    row = registered(receptionist, insurer_id=fund.id, member_number="0107-1")
    assert (row.insurer, row.member_number) == ("NHIF2", "0107-1")
    with store.write():
        Insurer.update(closed_at=clock.now()).where(Insurer.id == fund.id).execute()
    with pytest.raises(NoInsurer):
        registered(receptionist, "Juma Ali", insurer_id=fund.id)
    page = patient_page(receptionist, row.number)
    assert change(receptionist, page, place="Ubungo").insurer == "NHIF2"


# -- the same person twice -------------------------------------------------------------


def test_two_desks_that_register_one_person_at_once_make_one_record(
    store, receptionist, session_of
):
    desks = (receptionist, session_of("NURSE"), session_of("DOCTOR"))
    calls = [partial(registered, desk, seen=NOBODY) for desk in desks]
    assert at_once(*calls, store=store) == ["LooksAlike"] * 2 + ["PatientRow"]
    assert len(patients(store)) == 1


def test_who_is_registered_between_the_look_and_the_write_is_seen(
    receptionist, session_of, monkeypatch
):
    nurse = session_of("NURSE")

    def after_the_nurse(*arguments):
        monkeypatch.undo()
        registered(nurse, seen=NOBODY)
        return audited_write(*arguments)

    monkeypatch.setattr(registering, "audited_write", after_the_nurse)
    with pytest.raises(LooksAlike):
        registered(receptionist, "asha  JUMA", seen=NOBODY)


def test_who_looked_at_the_other_and_says_it_is_somebody_else_goes_on(receptionist):
    first = registered(receptionist)
    with pytest.raises(LooksAlike) as caught:
        registered(receptionist, "asha  JUMA", phone="", seen=NOBODY)
    assert [each.number for each in caught.value.duplicates] == [first.number]
    assert "P1001U" in caught.value.sentence
    again = registered(receptionist, "asha  JUMA", seen=frozenset({first.number}))
    assert again.number == 1002


@pytest.mark.parametrize(
    "also",
    [
        {"sex": "male", "born": "12/3/1970"},
        {"born": "1980"},
        {"full_name": "Juma Ali", "born": "5"},  # the same phone: her child
        {"full_name": "Neema Said", "phone": "0754 111 222"},
    ],
)
def test_who_is_plainly_another_is_registered_at_once(receptionist, also):
    registered(receptionist)
    assert registered(receptionist, seen=NOBODY, **also).number == 1002


def test_of_a_merged_record_the_one_that_goes_on_is_named(receptionist):
    registered(receptionist)
    registered(receptionist, "Asha Juma Ali", phone="0754 111 222")
    merge_patients(receptionist, 1001, 1002, reason="one card", request_id="m1")
    with pytest.raises(LooksAlike) as caught:
        registered(receptionist, seen=NOBODY)
    assert [each.number for each in caught.value.duplicates] == [1002]


# -- correcting ------------------------------------------------------------------------


def test_what_a_record_said_before_stays_in_the_log(store, clinic, receptionist):
    registered(receptionist, born="about 40", allergies=None)
    page = open_patient(receptionist, 1001, request_id="o1")
    row = change(receptionist, page, full_name="Asha J. Ali", allergies="")
    assert (row.full_name, row.allergies) == ("Asha J. Ali", "")
    assert json.loads(entry(store)["body"]) == {
        "version": 2,
        "before": {"full_name": "Asha Juma", "allergies": None},
        "after": {"full_name": "Asha J. Ali", "allergies": ""},
    }
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize("born", ["about 40", "2 weeks", "3/1990", "1990", ""])
def test_a_form_that_is_saved_as_it_was_changes_nothing(clock, receptionist, born):
    before = registered(receptionist, born=born, blood_group="O+")
    clock.move(days=45)
    page = open_patient(receptionist, 1001, request_id="o1")
    assert change(receptionist, page) == before
    assert patient_page(receptionist, 1001).version == 1


def test_the_second_of_two_who_correct_a_record_sees_what_the_first_did(
    clock, receptionist, session_of
):
    registered(receptionist)
    page = open_patient(receptionist, 1001, request_id="o1")
    nurse = session_of("NURSE")
    change(nurse, page, phone="0754 000 111")
    change(nurse, patient_page(nurse, 1001), phone="0754 000 222")
    with pytest.raises(ChangedMeanwhile) as caught:
        change(receptionist, page, place="Ubungo")
    error = caught.value
    assert (error.by, error.at) == ("NURSE person", clock.now())
    assert error.differences == (
        Difference("phone", "+255712345678", "+255754000222", "+255712345678"),
    )
    newer = replace(page, version=error.version)
    saved = change(receptionist, newer, place="Ubungo", phone="+255754000222")
    assert (saved.phone, saved.place) == ("+255754000222", "Ubungo")


def test_two_who_corrected_the_same_mistake_alike_are_not_in_each_others_way(
    receptionist, session_of
):
    registered(receptionist)
    page = open_patient(receptionist, 1001, request_id="o1")
    change(session_of("NURSE"), page, full_name="Asha Jumaa")
    saved = change(receptionist, page, full_name="Asha Jumaa", place="Ubungo")
    assert saved.place == "Ubungo"


def test_of_many_who_correct_one_record_at_once_one_does(store, receptionist):
    registered(receptionist)
    page = open_patient(receptionist, 1001, request_id="o1")
    names = ("Asha A", "Asha B", "Asha C", "Asha D")
    calls = [partial(change, receptionist, page, full_name=name) for name in names]
    outcomes = at_once(*calls, store=store)
    assert outcomes == ["ChangedMeanwhile"] * 3 + ["PatientRow"]
    assert [row["version"] for row in patients(store)] == [2]


def test_a_repeated_correction_counts_once(store, receptionist):
    registered(receptionist)
    for _ in range(2):
        change_patient(receptionist, 1001, typed("Asha A"), version=1, request_id="c1")
    assert [row["version"] for row in patients(store)] == [2]


def test_nobody_corrects_who_is_not_there(receptionist):
    with pytest.raises(UnknownPatient):
        change_patient(receptionist, 4711, typed(), version=1, request_id="c1")


# -- death -----------------------------------------------------------------------------


def test_a_death_is_recorded_once_and_can_be_taken_back(store, clinic, receptionist):
    registered(receptionist)
    on = date(2026, 5, 3)
    for _ in range(2):
        row = record_death(receptionist, 1001, on=on, request_id="d1")
    assert row.died_on == on
    with pytest.raises(NoDeath, match="recorded already: 2026-05-03"):
        record_death(receptionist, 1001, on=on, request_id="d2")
    for _ in range(2):
        row = undo_death(receptionist, 1001, reason="another Asha", request_id="u1")
    assert row.died_on is None
    told = json.loads(entry(store)["body"])
    assert told == {"died_on": "2026-05-03", "reason": "another Asha"}
    with pytest.raises(NoDeath):
        undo_death(receptionist, 1001, reason="another Asha", request_id="u2")
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 5, 5), "has not come yet"), (date(1990, 3, 11), "was born later")],
)
def test_a_death_that_cannot_be_is_refused(receptionist, on, words):
    registered(receptionist)
    with pytest.raises(NoDeath, match=words):
        record_death(receptionist, 1001, on=on, request_id="d1")
