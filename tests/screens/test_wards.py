"""Wards at the screen: set up, admit, move, discharge, and the census."""

import pytest

from db.wards import Admission
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.patients.find import FindPatient
from screens.patients.page import PatientScreen
from screens.wards.beds import BedsScreen
from screens.wards.census import CensusScreen
from screens.wards.discharging import DischargeForm
from screens.wards.placing import AdmitForm, AdmitScreen, MoveScreen
from screens.wards.setting_up import AddBedsForm, NewWardForm, RenameWardForm
from screens.wards.wards import WardsScreen
from tests.screens.test_accounts import fill, go_to
from tests.screens.test_menu import told
from tests.screens.test_sign_in import change
from tests.wards import lay, lying, patient, view_of, visit, ward
from wema_tui.services.auth.sign_in import resume


@pytest.fixture
def admin(clinic):
    """The administrator, in the clinic of the screens."""
    change(clinic, "ADM001", must_change_password=False)
    return resume(clinic.door("office"), "ADM001")


@pytest.fixture
def nurse(clinic, admin):
    """A nurse, where there is a ward of three beds."""
    ward(admin)
    return resume(clinic.door("ward"), "NUR001")


async def open_beds(hands):
    await go_to(hands, "wards", WardsScreen)
    await hands.wait_for("Maternity")
    hands.press("enter")
    await hands.wait_for_screen(BedsScreen)
    await hands.wait_for("1 to 3 of 3")


async def pick(hands, label):
    """Go to a bed of the list by its name."""
    hands.press("ctrl+a", "ctrl+k")
    hands.type(label)
    await hands.wait_for("1 to 1 of 1")


# -- set-up ------------------------------------------------------------------------


async def test_the_administrator_makes_a_ward_with_its_beds(at_work, admin):
    async with at_work("ADM001") as hands:
        await go_to(hands, "wards", WardsScreen)
        await hands.wait_for("There are no wards yet.")
        hands.press("f7")
        await fill(hands, NewWardForm, "Watoto", "1-3, 3")
        hands.press("f2")
        await hands.wait_for("Bed 3 is named twice.")
        hands.press("ctrl+a", "ctrl+k")
        hands.type("1-12")
        hands.press("f2")
        await hands.wait_for_screen(WardsScreen)
        await hands.wait_for("1 to 1 of 1")
        assert "Watoto" in hands.text()

    assert len(view_of(admin, "Watoto").beds) == 12


async def choose_what_to_change(hands, place):
    hands.press("f2")
    await hands.wait_for_screen(Choose)
    hands.press(place)


async def test_the_administrator_changes_a_ward(at_work, admin, nurse):
    async with at_work("ADM001") as hands:
        await open_beds(hands)
        await choose_what_to_change(hands, "1")
        await fill(hands, AddBedsForm, "4-5")
        hands.press("f2")
        await hands.wait_for("1 to 5 of 5")
        await choose_what_to_change(hands, "2")
        await fill(hands, RenameWardForm, "Wazazi")
        hands.press("f2")
        await hands.wait_for_screen(BedsScreen)
        await hands.wait_for("Beds of Wazazi")
        await pick(hands, "5")
        await choose_what_to_change(hands, "3")
        await hands.wait_for_screen(Confirm)
        assert "Close Wazazi, bed 5?" in hands.words()
        hands.press("f2")
        await hands.wait_for("Nothing matches.")

    assert [each.label for each in view_of(admin, "Wazazi").beds] == list("1234")


async def test_a_bed_with_somebody_in_it_is_not_closed(at_work, admin, nurse):
    lay(nurse, "2")
    async with at_work("ADM001") as hands:
        await open_beds(hands)
        await pick(hands, "2")
        await choose_what_to_change(hands, "3")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for(lambda: "Move or discharge" in told(hands), what="why")
    assert len(view_of(admin).beds) == 3


# -- admit, move, discharge --------------------------------------------------------


async def test_a_nurse_admits_a_patient_to_a_free_bed(at_work, nurse):
    visit(nurse.store, "Asha Juma Mrema")
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        await pick(hands, "2")
        hands.press("f6")
        await hands.wait_for_screen(FindPatient)
        hands.type("asha")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(AdmitForm)
        assert "Maternity, bed 2" in hands.text()
        assert "Asha Juma Mrema" in hands.text()
        hands.press("f2")
        await hands.wait_for("Reason is empty.")
        hands.type("Severe malaria")
        hands.press("f2")
        await hands.wait_for_screen(BedsScreen)
        await hands.wait_for("Severe malaria")
    assert lying(nurse) == {"2": "Asha Juma Mrema"}


async def test_who_is_not_here_on_a_visit_is_not_admitted(at_work, nurse):
    patient(nurse.store, "Asha Juma Mrema")
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        hands.press("enter")  # a free bed
        await hands.wait_for_screen(FindPatient)
        await hands.wait_for("Asha Juma Mrema")
        hands.press("enter")
        await hands.wait_for_screen(AdmitForm)
        hands.type("Malaria")
        hands.press("f2")
        await hands.wait_for("Check the patient in first.")
        assert hands.app.screen.text_of("reason") == "Malaria"
    assert lying(nurse) == {}


async def test_who_lost_the_bed_to_another_nurse_is_told_and_loses_nothing(
    at_work, nurse
):
    visit(nurse.store, "Asha Juma Mrema")
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        hands.press("enter")
        await hands.wait_for_screen(FindPatient)
        await hands.wait_for("Asha Juma Mrema")
        hands.press("enter")
        await hands.wait_for_screen(AdmitForm)
        lay(nurse, "1", name="Neema Ali")
        hands.type("Malaria")
        hands.press("f2")
        await hands.wait_for("Somebody lies in Maternity, bed 1. Choose another bed.")
        hands.press("escape")
        await hands.wait_for_screen(BedsScreen)
        await hands.wait_for("Neema Ali")
    assert lying(nurse) == {"1": "Neema Ali"}


async def test_from_the_patients_page_a_free_bed_is_chosen(at_work, nurse):
    visit(nurse.store, "Asha Juma Mrema")
    lay(nurse, "1", name="Neema Ali")
    async with at_work("NUR001") as hands:
        await hands.wait_for("F10 Menu")
        PatientScreen(nurse, 1001).open(hands.app)
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("Asha Juma Mrema")
        hands.press("w")
        await hands.wait_for_screen(AdmitScreen)
        await hands.wait_for("1 to 2 of 2")
        hands.press("down", "enter")
        await hands.wait_for_screen(AdmitForm)
        hands.type("Malaria")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
    assert lying(nurse) == {"1": "Neema Ali", "3": "Asha Juma Mrema"}


async def test_a_patient_is_moved_after_asking(at_work, admin, nurse):
    ward(admin, "Surgery", "1")
    lay(nurse, "1")
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        hands.press("f7")
        await hands.wait_for_screen(MoveScreen)
        hands.type("surg 1")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(Confirm)
        assert "to Surgery, bed 1?" in hands.words()
        hands.press("enter")  # answers nothing
        hands.press("f2")
        await hands.wait_for_screen(BedsScreen)
        await hands.wait_for(lambda: "Asha" not in hands.text(), what="an empty bed")
    assert lying(nurse, "Surgery") == {"1": "Asha Juma Mrema"}


async def test_a_patient_is_discharged_with_how_it_ended(at_work, nurse):
    lay(nurse, "1")
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        hands.press("f8")
        await hands.wait_for_screen(DischargeForm)
        hands.press("f2")
        await hands.wait_for("Choose one of them.")
        await fill(hands, DischargeForm, "left", "Signed the paper")
        hands.press("f2")
        await hands.wait_for_screen(BedsScreen)
        await hands.wait_for(lambda: "Asha" not in hands.text(), what="an empty bed")
    with nurse.store.read():
        assert (Admission.get().outcome, Admission.get().note) == (
            "against_advice",
            "Signed the paper",
        )


async def test_a_free_bed_has_nobody_to_move_or_to_discharge(at_work, nurse):
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        hands.press("f8")
        await hands.wait_for(lambda: "with a patient in it" in told(hands), what="why")
        await hands.wait_for_screen(BedsScreen)


async def test_enter_opens_the_record_of_who_lies_in_the_bed(at_work, nurse):
    lay(nurse, "1")
    async with at_work("NUR001") as hands:
        await open_beds(hands)
        hands.press("enter")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("Asha Juma Mrema")


async def test_reception_looks_and_changes_nothing(at_work, nurse):
    lay(nurse, "1")
    async with at_work("REC001") as hands:
        await open_beds(hands)
        assert "Discharge" not in hands.text()
        hands.press("f6", "f7", "f8", "f2")
        await hands.settle()
        assert isinstance(hands.app.screen, BedsScreen)


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_a_ward_shows_beds_names_ages_days_and_reasons(at_work, nurse, size):
    lay(nurse, "1", name="Ng" * 60)
    lay(nurse, "2", name="محمد بن سلمان", sex="male")
    async with at_work("NUR001", size=size) as hands:
        await open_beds(hands)
        await hands.wait_for("F8 Discharge")
        rows = hands.text().splitlines()
        assert all(len(row) <= size[0] for row in rows)
        assert sum("Malaria" in row for row in rows) == 2
        assert any("free" in row for row in rows)
        hands.press("escape")
        await hands.wait_for_screen(WardsScreen)
        hands.type("NgNg")
        await hands.wait_for("1 to 1 of 1")


# -- census ------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_the_census_goes_back_and_forth(at_work, nurse, size):
    lay(nurse, "1")
    async with at_work("NUR001", size=size) as hands:
        await go_to(hands, "wards", WardsScreen)
        hands.press("f6")
        await hands.wait_for_screen(CensusScreen)
        await hands.wait_for("Census of today")
        assert "Maternity 3 0 1 0 0 0 0 1 33 % -" in hands.words()
        hands.press("left")
        await hands.wait_for("There were no wards on this day.")
        hands.press("right")
        await hands.wait_for("All wards 3 0 1 0 0 0 0 1 33 % -")
        hands.press("right")  # nobody knows tomorrow
        await hands.settle()
        assert "Census of today" in hands.text()
