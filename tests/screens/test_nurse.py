"""The nurse's screens: the queue, triage, the record, care."""

import pytest

from db.drafts import Draft
from db.nurse import CareGiven, Triage, VitalSign
from screens.dialogs.confirm import Confirm
from screens.nurse.care import CareForm
from screens.nurse.home import NurseHome
from screens.nurse.record import RecordScreen
from screens.nurse.trend import TrendScreen
from screens.nurse.triage import TriageForm, VitalsForm
from screens.patients.page import PatientScreen
from screens.work_left import WorkLeft
from tests import visits
from tests.little_clinic import AMOX, NAMES, PARA
from tests.patients import registered
from tests.screens.test_menu import told
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.nurse.vitals import record_vitals
from wema_tui.services.visits.moving import call, end_visit

SIZES = pytest.mark.parametrize("size", [(80, 24), (132, 43)])


@pytest.fixture
def reception(clinic):
    return resume(clinic.door("window 1"), "REC001")


@pytest.fixture
def asha(reception):
    """Asha Juma, who was checked in and waits for triage."""
    row = registered(reception, "Asha Juma", born="12/3/1990")
    visits.came(reception, patient=row.number)
    return row


def rows(clinic, model):
    with clinic.store.read():
        return list(model.select().order_by(model.id))


async def open_triage(hands):
    await hands.wait_for_screen(NurseHome)
    await hands.wait_for("Asha Juma")
    hands.press("enter")
    await hands.wait_for_screen(TriageForm)


@SIZES
async def test_a_patient_is_triaged_from_the_queue_and_leaves_it(
    at_work, clinic, asha, size
):
    async with at_work("NUR001", size=size) as hands:
        await hands.wait_for_screen(NurseHome)
        await hands.wait_for("Triage: 1 waits")
        await open_triage(hands)
        await hands.type_slowly("39,4\t118\t24\t150/95\t93\t52\t160\t\t101\t4\t")
        await hands.wait_for("VERY HIGH (≥ 39.1 °C)")
        await hands.wait_for("BMI 20.3")
        await hands.wait_for("5.6 mmol/L")
        await hands.wait_for("Suggested: Urgent.")
        hands.press("f2")
        await hands.wait_for("Choose one of them.")
        await hands.type_slowly("1\tcough for 3 days")
        hands.press("f2")
        await hands.wait_for_screen(NurseHome)
        await hands.wait_for("Nobody waits here.")
        await hands.wait_for(lambda: "Token A1: General clinic" in told(hands))
    (row,) = rows(clinic, Triage)
    assert (row.urgency, row.note) == ("emergency", "cough for 3 days")
    assert len(rows(clinic, VitalSign)) == 10


async def test_what_was_typed_is_not_given_up_unasked(at_work, clinic, asha):
    async with at_work("NUR001") as hands:
        await open_triage(hands)
        hands.press("escape")
        await hands.wait_for_screen(NurseHome)
        await open_triage(hands)
        await hands.type_slowly("39,4\t")
        hands.press("escape")
        await hands.wait_for_screen(Confirm)
        hands.press("escape")
        await hands.wait_for_screen(TriageForm)
        assert "39,4" in hands.words()
        hands.press("escape")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for_screen(NurseHome)
    assert rows(clinic, Triage) == []
    assert rows(clinic, Draft) == []


async def test_what_is_improbable_or_impossible_is_said_beside_its_box(
    at_work, clinic, asha
):
    async with at_work("NUR001") as hands:
        await open_triage(hands)
        await hands.type_slowly("44,5\t\t")
        await hands.wait_for("Improbable at this age.")
        await hands.type_slowly("\t80/120\t")
        await hands.wait_for("is not possible")
        hands.press("f2")
        await hands.wait_for("Choose one of them.")
        assert rows(clinic, Triage) == []
        await hands.type_slowly("44,5!")
        await hands.wait_for(lambda: "Improbable" not in hands.text())


async def test_a_form_that_the_line_cut_is_offered_again_with_all_that_was_typed(
    at_work, asha
):
    async with at_work("NUR001") as hands:
        await open_triage(hands)
        await hands.type_slowly("38,2\t96\t")
        await hands.wait_for("high (≥ 38.1 °C)")
        await hands.settle()
    async with at_work("NUR001") as hands:
        await hands.wait_for_screen(WorkLeft)
        await hands.wait_for("A triage: Temperature 38,2, Pulse 96")
        hands.press("f2")
        await hands.wait_for_screen(TriageForm)
        await hands.wait_for("high (≥ 38.1 °C)")


async def test_the_queue_goes_on_by_itself_and_the_more_ill_come_first(
    at_work, clinic, reception, asha
):
    nurse = resume(clinic.door("ward"), "NUR001")
    async with at_work("NUR001") as hands:
        await hands.wait_for("Triage: 1 waits")
        done = visits.came(reception, "Neema Ally")
        await hands.wait_for("Triage: 2 wait")
        point = visits.point(nurse, "triage")
        assert [row.patient.full_name for row in visits.queue_of(nurse, point)] == [
            "Asha Juma",
            "Neema Ally",
        ]
        assert hands.text().index("Asha Juma") < hands.text().index("Neema Ally")
        assert done.token == "T2"


async def test_whom_another_nurse_has_called_is_not_called_twice(
    at_work, clinic, reception, asha
):
    other = resume(clinic.door("ward"), "DOC001")
    async with at_work("NUR001") as hands:
        await hands.wait_for("Asha Juma")
        (row,) = visits.queue_of(other, visits.point(other, "triage"))
        call(other, row.entry_id, request_id="c1")
        await hands.wait_for("CALLED")
        hands.press("enter")
        await hands.wait_for_screen(TriageForm)
    (row,) = visits.queue_of(other, visits.point(other, "triage"))
    assert row.called_by == "Grace Mollel"


async def test_the_card_of_somebody_who_waits_opens_their_triage(
    at_work, reception, asha
):
    second = registered(reception, "Neema Ally")
    visits.came(reception, patient=second.number)
    async with at_work("NUR001") as hands:
        await hands.wait_for_screen(NurseHome)
        await hands.wait_for("Neema Ally")
        hands.scan(make_label(LabelType.PATIENT, second.number))
        await hands.wait_for_screen(TriageForm)
        await hands.wait_for(f"{second.medical_id} Neema Ally")


@SIZES
async def test_the_record_shows_signs_by_time_and_follows_one(
    at_work, clinic, asha, size
):
    nurse = resume(clinic.door("ward"), "NUR001")
    (row,) = visits.queue_of(nurse, visits.point(nurse, "triage"))
    for nth, pulse in enumerate((80, 96, 135)):
        record_vitals(
            nurse,
            visit=row.visit_id,
            vitals={"pulse": pulse, "systolic": 120 + nth, "diastolic": 80},
            request_id=f"v{nth}",
        )
    async with at_work("NUR001", size=size) as hands:
        await hands.wait_for("Asha Juma")
        hands.press("f6")
        await hands.wait_for_screen(RecordScreen)
        await hands.wait_for("135++")
        await hands.wait_for("122/80")
        hands.press("t")
        await hands.wait_for_screen(TrendScreen)
        await hands.wait_for("Pulse, /min (1 of 3)")
        await hands.wait_for("135++ ██")
        hands.press("right")
        await hands.wait_for("Systolic pressure, mmHg (2 of 3)")
        hands.press("escape")
        await hands.wait_for_screen(RecordScreen)
        hands.press("f6")
        await hands.wait_for_screen(VitalsForm)
        await hands.type_slowly("\t88")
        hands.press("f2")
        await hands.wait_for_screen(RecordScreen)
        await hands.wait_for(" 88 ")
        hands.press("c")
        await hands.wait_for("Which value is wrong?")
        hands.press("enter")
        await hands.wait_for("Correct:")
        await hands.type_slowly("\ttyped for another")
        hands.press("f2")
        await hands.wait_for_screen(RecordScreen)
        await hands.wait_for(lambda: " 88 " not in hands.text())


@SIZES
async def test_care_is_scanned_and_the_wrong_patient_or_medicine_is_stopped(
    at_work, clinic, reception, asha, size
):
    other = registered(reception, "Neema Ally")
    async with at_work("NUR001", size=size) as hands:
        await hands.wait_for("Asha Juma")
        hands.press("f6")
        await hands.wait_for_screen(RecordScreen)
        hands.press("f7")
        await hands.wait_for_screen(CareForm)
        hands.scan(make_label(LabelType.PATIENT, other.number))
        await hands.wait_for(make_label(LabelType.PATIENT, other.number))
        await hands.type_slowly("1\tparacetamol\t")
        await hands.rest()
        hands.scan(AMOX)
        await hands.wait_for(AMOX)
        await hands.type_slowly("500 mg")
        hands.press("f2")
        await hands.wait_for("STOP: this is the card of")
        await hands.rest()
        hands.scan(make_label(LabelType.PATIENT, asha.number))
        await hands.wait_for(make_label(LabelType.PATIENT, asha.number))
        hands.press("f2")
        await hands.wait_for("STOP: the pack is Amoxicillin")
        assert rows(clinic, CareGiven) == []
        await hands.rest()
        hands.scan(PARA)
        await hands.wait_for(PARA)
        hands.press("f2")
        await hands.wait_for_screen(RecordScreen)
        await hands.wait_for(f"Medicine, {NAMES[PARA]}, 500 mg (card, pack")
        hands.press("u")
        await hands.wait_for("Which entry is wrong?")
        hands.press("enter")
        await hands.wait_for("Take back: Medicine")
        await hands.type_slowly("not given, vomits")
        hands.press("f2")
        await hands.wait_for_screen(RecordScreen)
        await hands.wait_for("TAKEN BACK by Rehema Said, not given, vomits")


async def test_the_record_is_read_from_the_patients_page_after_the_visit_too(
    at_work, clinic, reception, asha
):
    nurse = resume(clinic.door("ward"), "NUR001")
    (row,) = visits.queue_of(nurse, visits.point(nurse, "triage"))
    record_vitals(nurse, visit=row.visit_id, vitals={"pulse": 135}, request_id="v1")
    end_visit(nurse, row.visit_id, request_id="e1")
    async with at_work("NUR001") as hands:
        await hands.wait_for("Nobody waits here.")
        hands.scan(make_label(LabelType.PATIENT, asha.number))
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(asha.medical_id)
        hands.press("r")
        await hands.wait_for_screen(RecordScreen)
        await hands.wait_for("135")
        hands.press("f7")  # nothing is given outside of a visit
        hands.press("c")
        await hands.wait_for("Which value is wrong")


async def test_reception_has_no_way_into_the_nursing_record(at_work, reception, asha):
    async with at_work("REC001") as hands:
        await hands.wait_for("Asha Juma")
        hands.press("enter")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("Here now waits for triage")
        assert hands.app.screen.check_action("record", ()) is False
        assert hands.app.screen.check_action("emergency", ()) is False
