"""A patient's card, scanned anywhere, opens the patient: real bursts, real screens."""

import pytest

from db.audit import AuditEntry
from screens.admin.dashboard import DashboardScreen
from screens.dialogs.medication import MedicationDialog
from screens.lock import LockScreen
from screens.password import ChangePasswordScreen
from screens.patients.find import FindPatient, PatientsScreen
from screens.patients.form import NewPatientForm
from screens.patients.page import PatientScreen
from screens.reception.home import ReceptionHome
from tests.little_clinic import AMOX, PARA, STRANGE
from tests.patients import registered
from tests.screens.test_accounts import go_to
from tests.screens.test_menu import told
from tests.screens.test_scanner_setup import STX
from tests.screens.test_scanning import wait_for_ledger
from tests.screens.test_sign_in import change
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.services.auth.sign_in import resume


@pytest.fixture
def asha(clinic):
    """A patient of the clinic."""
    for who in ("REC001", "ADM001"):
        change(clinic, who, must_change_password=False)
    return registered(resume(clinic.door("reception"), "REC001"), "Asha Mrema")


@pytest.fixture
def card(asha):
    """What stands on her card."""
    return make_label(LabelType.PATIENT, asha.number)


def opened(clinic):
    with clinic.store.read():
        query = AuditEntry.select().where(AuditEntry.action == "patient.open")
        return [(entry.user.employee_id, entry.subject) for entry in query]


async def test_a_card_in_the_scan_field_opens_the_patient(
    at_work, clinic, asha, card, ledger
):
    async with at_work() as hands:
        hands.scan(PARA, card, AMOX)
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(f"{asha.medical_id} Asha Mrema")
        await wait_for_ledger(hands, ledger, 2)  # before it and behind it
        hands.press("escape")
        await hands.wait_for_mode("DISPENSE")
        assert "NOT RECORDED" not in hands.text()

    assert opened(clinic) == [("PHA001", asha.subject)]


@pytest.mark.parametrize("suffix", ["\r", "\t", ""])
async def test_a_card_over_a_dialog_opens_the_patient_and_answers_nothing(
    at_work, asha, card, suffix
):
    async with at_work() as hands:
        hands.scan(STRANGE)
        await hands.wait_for_screen(MedicationDialog)
        await hands.rest()
        hands.scan(card, suffix=suffix)
        await hands.wait_for("Asha Mrema")
        hands.press("escape")
        await hands.wait_for_screen(MedicationDialog)
        assert hands.app.screen.query_one("#search").value == ""


@pytest.mark.parametrize(
    ("who", "home"), [("REC001", ReceptionHome), ("ADM001", DashboardScreen)]
)
async def test_a_card_at_a_home_opens_the_patient_and_presses_none_of_its_keys(
    at_work, asha, card, who, home
):
    async with at_work(who) as hands:
        await hands.wait_for_screen(home)
        hands.scan(card)
        await hands.wait_for(f"{asha.medical_id} Asha Mrema")
        hands.press("escape")
        await hands.wait_for_screen(home)


async def test_a_framed_card_opens_the_patient(at_work, asha, card):
    async with at_work("REC001") as hands:
        await hands.wait_for_screen(ReceptionHome)
        hands.app.keys.scanner = ScannerProfile(STX)
        hands.type(f"{STX}{card}\r")
        await hands.wait_for(f"{asha.medical_id} Asha Mrema")


async def test_a_card_in_a_list_of_patients_picks_the_patient(
    at_work, clinic, asha, card
):
    picked = []
    async with at_work("REC001") as hands:
        await hands.wait_for_screen(ReceptionHome)
        FindPatient(hands.app.session).open(hands.app, picked.append)
        await hands.wait_for("Asha Mrema")
        hands.scan(card)
        await hands.wait_for(lambda: picked, what="the patient")

    assert [row.number for row in picked] == [asha.number]
    assert opened(clinic) == []  # picking is not looking


async def test_a_card_over_a_form_loses_nothing_of_what_was_typed(at_work, asha, card):
    async with at_work("REC001") as hands:
        await go_to(hands, "patients", PatientsScreen)
        hands.press("f7")
        await hands.wait_for_screen(NewPatientForm)
        hands.type("Juma Ali")
        await hands.wait_for("|Juma Ali")
        await hands.rest()
        hands.scan(card)
        await hands.wait_for(f"{asha.medical_id} Asha Mrema")
        hands.press("escape")
        await hands.wait_for_screen(NewPatientForm)
        assert hands.app.screen.query_one("#full_name").value == "Juma Ali"


async def test_another_card_over_a_page_shows_the_other_patient(
    at_work, clinic, asha, card
):
    juma = registered(resume(clinic.door("reception"), "REC001"), "Juma Ali")
    async with at_work("REC001") as hands:
        await hands.wait_for_screen(ReceptionHome)
        hands.scan(card, make_label(LabelType.PATIENT, juma.number))
        await hands.wait_for("Juma Ali")
        hands.press("escape")
        await hands.wait_for_screen(ReceptionHome)

    assert [subject for _who, subject in opened(clinic)] == [asha.subject, juma.subject]


async def test_the_card_of_nobody_is_said_and_opens_nothing(at_work, asha):
    async with at_work("REC001") as hands:
        await hands.wait_for_screen(ReceptionHome)
        hands.scan(make_label(LabelType.PATIENT, 9999))
        await hands.wait_for(lambda: "Type the number" in told(hands), what="why")
        await hands.wait_for_screen(ReceptionHome)


async def test_who_may_not_see_patients_is_told_so(at_work, clinic, asha, card):
    change(clinic, "NUR001", must_change_password=True)
    async with at_work("NUR001") as hands:
        await hands.wait_for_screen(ChangePasswordScreen)
        hands.app.keys.scanner = ScannerProfile(STX)
        hands.type(f"{STX}{card}\r")
        await hands.wait_for(lambda: "you may not see" in told(hands), what="why")
        assert isinstance(hands.app.screen, ChangePasswordScreen)

    assert opened(clinic) == []


async def test_a_card_at_a_locked_screen_opens_nothing(at_work, clinic, asha, card):
    async with at_work() as hands:
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        hands.scan(card)
        await hands.wait_for("NOT RECORDED")
        assert isinstance(hands.app.screen, LockScreen)

    assert opened(clinic) == []
