"""Patients at the screen: found, registered, opened, corrected, merged."""

import threading

import pytest

from db.audit import AuditEntry
from db.errors import StoreError, Trouble
from db.patients import Patient
from db.price_list import Insurer
from screens.dialogs.choose import Choose
from screens.dialogs.reason import ReasonForm
from screens.emergency.opening import EmergencyForm
from screens.patients import form, merge
from screens.patients.correcting import ChangePatientForm
from screens.patients.death import DeathForm
from screens.patients.find import FindPatient, PatientsScreen
from screens.patients.form import NewPatientForm
from screens.patients.merge import FindOther, MergeForm
from screens.patients.page import PatientScreen
from screens.reception.home import ReceptionHome
from screens.visits.check_in import CheckInForm
from screens.work_left import WorkLeft
from tests.patients import registered, typed
from tests.screens.test_accounts import go_to
from tests.screens.test_sign_in import change
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.patients.changing import change_patient
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.records import patient_page
from wema_tui.services.trouble import DatabaseTrouble

SIZES = [(80, 24), (132, 43)]


@pytest.fixture
def desk(clinic):
    """Somebody at reception, who is signed in at another desk."""
    change(clinic, "REC001", must_change_password=False)
    return resume(clinic.door("other desk"), "REC001")


@pytest.fixture
def at_the_desk(at_work, desk):
    """Run the app with reception at its home."""
    return lambda **options: at_work("REC001", **options)


def patients(clinic):
    with clinic.store.read():
        return list(Patient.select().order_by(Patient.id))


def merged_into(admin, row, survivor):
    merge_patients(
        admin,
        row.number,
        survivor.number,
        reason="both cards",
        request_id=new_request_id(),
    )


async def open_page(hands, row):
    PatientScreen(hands.app.session, row.number).open(hands.app)
    await hands.wait_for_screen(PatientScreen)
    await hands.wait_for(row.medical_id)


async def new_patient(hands, typed=""):
    await hands.wait_for_screen(ReceptionHome)
    answers = []
    NewPatientForm(hands.app.session, typed).open(hands.app, answers.append)
    await hands.wait_for_screen(NewPatientForm)
    return answers


async def fill(hands, **texts):
    for box, text in texts.items():
        hands.app.screen.set_focus(hands.app.screen.query_one(f"#{box}"))
        hands.press("ctrl+a", "ctrl+k")
        hands.type(text)
        await hands.wait_for(
            lambda text=text: hands.app.focused.value == text, what=text
        )


# Finding


@pytest.mark.parametrize("size", SIZES)
async def test_a_patient_is_found_and_picked_by_a_part_of_the_name(
    at_the_desk, desk, size
):
    registered(desk, "Juma Ali")
    asha = registered(desk, "Asha Juma Mrema", phone="0713 000 111")
    picked = []
    async with at_the_desk(size=size) as hands:
        await hands.wait_for_screen(ReceptionHome)
        FindPatient(hands.app.session).open(hands.app, picked.append)
        await hands.wait_for("1 to 2 of 2")
        hands.type("mrema asha")
        await hands.wait_for("1 to 1 of 1")
        await hands.wait_for(f"{asha.medical_id} Asha Juma Mrema F")
        await hands.wait_for("+255713000111")
        hands.press("enter")
        await hands.wait_for(lambda: picked, what="the patient")

    assert picked == [asha]


async def test_who_is_not_found_is_registered_with_what_was_typed(at_the_desk, clinic):
    async with at_the_desk() as hands:
        await go_to(hands, "patients", PatientsScreen)
        await hands.wait_for("Nobody is registered yet. F7 registers")
        hands.type("zuhura msuya")
        await hands.wait_for("Nobody matches.")
        hands.press("f7")
        await hands.wait_for_screen(NewPatientForm)
        await hands.wait_for("|Zuhura Msuya")
        await fill(hands, sex="f")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("Zuhura Msuya")

    assert [row.full_name for row in patients(clinic)] == ["Zuhura Msuya"]


async def test_a_number_that_was_looked_for_is_the_phone_of_who_is_new(at_the_desk):
    async with at_the_desk() as hands:
        await new_patient(hands, "0713 000 111")
        assert hands.app.screen.query_one("#phone").value == "0713 000 111"
        assert hands.app.screen.query_one("#full_name").value == ""


# Registering


@pytest.mark.parametrize("size", SIZES)
async def test_every_mistake_is_told_at_once_beside_its_box(at_the_desk, clinic, size):
    async with at_the_desk(size=size) as hands:
        await new_patient(hands)
        await fill(
            hands,
            born="31/2/1990",
            phone="12",
            member_number="A1",
            allergic="yes",
            blood_group="C",
        )
        hands.press("f2")
        screen = hands.app.screen
        wrong = ("full_name", "sex", "born", "phone", "member_number", "allergies")
        for box in (*wrong, "blood_group"):
            problem = screen.query_one(f"#{box}-problem")
            await hands.wait_for(lambda p=problem: str(p.render()), what=box)
        assert hands.app.focused.id == "sex"
        assert screen.query_one("#born").value == "31/2/1990"

    assert patients(clinic) == []


@pytest.mark.parametrize(
    ("born", "meant"),
    [
        ("12/3/1990", "(1990-03-12)"),
        ("about 40", "about 40 years"),
        ("3 months", "about 3 months"),
        ("soon", None),
    ],
)
async def test_a_birth_says_beside_itself_how_it_is_understood(
    at_the_desk, born, meant
):
    async with at_the_desk() as hands:
        await new_patient(hands)
        await fill(hands, born=born)
        if meant is None:
            await hands.settle()
            label = hands.app.screen.query_one("#born-meant")
            assert str(label.render()) == ""
        else:
            await hands.wait_for(meant)


async def test_all_that_was_typed_is_kept(at_the_desk, clinic):
    with clinic.store.read():
        nhif = Insurer.get(Insurer.code == "NHIF")
    async with at_the_desk(size=(132, 43)) as hands:
        answers = await new_patient(hands, "amina O'Neil نور")
        await fill(
            hands,
            sex="f",
            born="about 40",
            phone="0713000111",
            place="Sinza",
            insurer="2",
            member_number="A1",
            allergic="none",
            contact_name="Juma",
            contact_phone="0714000111",
            contact_relation="brother",
            blood_group="O+",
        )
        hands.press("f2")
        await hands.wait_for(lambda: answers, what="the answer")

    (row,) = patients(clinic)
    assert (row.full_name, row.sex, row.born_precision) == (
        "amina O'Neil نور",
        "female",
        "about",
    )
    assert (row.phone, row.place, row.insurer_id) == ("+255713000111", "Sinza", nhif.id)
    assert (row.allergies, row.blood_group, row.member_number) == ("", "O+", "A1")
    assert (row.contact_name, row.contact_relation) == ("Juma", "brother")


@pytest.mark.parametrize("size", SIZES)
async def test_who_looks_alike_is_shown_while_one_types_and_may_be_taken(
    at_the_desk, desk, clinic, size
):
    asha = registered(desk, "Asha Mrema", phone="0713 000 111")
    async with at_the_desk(size=size) as hands:
        answers = await new_patient(hands)
        await fill(hands, full_name="Asha Mrema", sex="f")
        await hands.wait_for("Registered already? F3 looks")
        await hands.wait_for(f"{asha.medical_id} Asha Mrema")
        hands.press("f3")
        await hands.wait_for_screen(Choose)
        hands.press("1")
        await hands.wait_for(lambda: answers, what="the answer")

    assert [saved.answer.number for saved in answers] == [asha.number]
    assert len(patients(clinic)) == 1


async def test_who_looks_alike_keeps_nobody_from_registering(at_the_desk, desk, clinic):
    registered(desk, "Asha Mrema")
    async with at_the_desk() as hands:
        answers = await new_patient(hands)
        await fill(hands, full_name="Asha Mrema", sex="f")
        await hands.wait_for("Registered already?")
        hands.press("f2")
        await hands.wait_for(lambda: answers, what="the answer")

    assert len(patients(clinic)) == 2


async def test_an_answer_about_an_older_name_is_dropped(at_the_desk, desk, monkeypatch):
    registered(desk, "Asha Mrema")
    find, may_go = form.likely_duplicates, threading.Event()

    def slowly(session, *, full_name, **also):
        if full_name == "Asha":
            may_go.wait()
        return find(session, full_name=full_name, **also)

    monkeypatch.setattr(form, "likely_duplicates", slowly)
    async with at_the_desk() as hands:
        await new_patient(hands)
        screen = hands.app.screen
        await fill(hands, full_name="Asha")
        await hands.wait_for(lambda: screen._asked == 1, what="the first look")
        await fill(hands, full_name="Xyz")
        await hands.wait_for(lambda: screen._asked == 2, what="the second look")
        may_go.set()
        await hands.settle()
        assert "Registered already?" not in hands.text()


# Correcting


async def test_the_second_of_two_sees_what_the_first_has_changed(
    at_the_desk, desk, clinic
):
    asha = registered(desk, "Asha Mrema", phone="0713 000 111", place="Sinza")
    async with at_the_desk(size=(132, 43)) as hands:
        await hands.wait_for_screen(ReceptionHome)
        await open_page(hands, asha)
        hands.press("f6")
        await hands.wait_for_screen(ChangePatientForm)
        await fill(hands, phone="0713000222")
        change_patient(
            desk,
            asha.number,
            typed("Asha Mrema", phone="0713 000 333", place="Ubungo"),
            version=1,
            request_id=new_request_id(),
        )
        hands.press("f2")
        await hands.wait_for("has changed this record meanwhile")
        await hands.wait_for("Meanwhile: +255713000333. F6 takes that over")
        await hands.wait_for("Changed to this meanwhile; before: Sinza")
        assert hands.app.screen.query_one("#place").value == "Ubungo"
        assert hands.app.screen.query_one("#phone").value == "0713000222"
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("+255713000222")

    (row,) = patients(clinic)
    assert (row.phone, row.place, row.version) == ("+255713000222", "Ubungo", 3)


async def test_what_the_first_wrote_may_be_taken_over(at_the_desk, desk, clinic):
    asha = registered(desk, "Asha Mrema", allergies=None)
    async with at_the_desk() as hands:
        await hands.wait_for_screen(ReceptionHome)
        await open_page(hands, asha)
        hands.press("f6")
        await hands.wait_for_screen(ChangePatientForm)
        await fill(hands, allergic="none")
        change_patient(
            desk,
            asha.number,
            typed("Asha Mrema", allergies="penicillin"),
            version=1,
            request_id=new_request_id(),
        )
        hands.press("f2")
        await hands.wait_for("has changed this record meanwhile")
        hands.app.screen.set_focus(hands.app.screen.query_one("#allergies"))
        await hands.wait_for("Meanwhile: penicillin.")
        hands.press("f6")
        await hands.wait_for("|penicillin")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("!! ALLERGIES: penicillin")

    assert patients(clinic)[0].allergies == "penicillin"


async def test_a_death_is_recorded_and_taken_back(at_the_desk, desk, clinic):
    asha = registered(desk, "Asha Mrema")
    async with at_the_desk() as hands:
        await hands.wait_for_screen(ReceptionHome)
        await open_page(hands, asha)
        hands.press("d")
        await hands.wait_for_screen(DeathForm)
        hands.type("tomorrow")
        hands.press("f2")
        await hands.wait_for(
            lambda: str(hands.app.screen.query_one("#on-problem").render()),
            what="the mistake",
        )
        await fill(hands, on="today")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("!! DIED on")
        hands.press("l")
        await hands.wait_for_screen(ReasonForm)
        hands.type("wrong patient")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(lambda: "!! DIED" not in hands.text())

    assert patients(clinic)[0].died_on is None


# Merging


@pytest.mark.parametrize("size", SIZES)
async def test_two_records_are_compared_merged_and_parted(at_work, desk, clinic, size):
    change(clinic, "ADM001", must_change_password=False)
    one = registered(desk, "Asha Mrema", place="Sinza")
    two = registered(desk, "Asha J. Mrema", place="Sinza", seen={one.number})
    async with at_work("ADM001", size=size) as hands:
        await hands.wait_for("F10 Menu")
        await open_page(hands, one)
        hands.press("m")
        await hands.wait_for_screen(FindOther)
        hands.type("J.")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(MergeForm)
        await hands.wait_for(f"Merge {one.medical_id} into {two.medical_id}")
        await hands.wait_for("Name ! Asha Mrema Asha J. Mrema")
        await hands.wait_for("Lives in Sinza Sinza")
        hands.type("she has both cards")
        hands.press("enter")
        await hands.settle()
        assert isinstance(hands.app.screen, MergeForm)  # Enter merges nothing
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(f"MERGED: this is the same person as {two.medical_id}")
        hands.press("u")
        await hands.wait_for_screen(ReasonForm)
        hands.type("two sisters")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(lambda: "MERGED" not in hands.text())

    assert patient_page(desk, one.number).survivor is None


async def test_a_merged_record_leads_to_the_one_that_goes_on_where_it_is_undone(
    at_work, desk, clinic
):
    change(clinic, "ADM001", must_change_password=False)
    one = registered(desk, "Asha Mrema", allergies="")
    two = registered(desk, "Asha J. Mrema", allergies="penicillin")
    three = registered(desk, "Asha Juma Mrema")
    admin = resume(clinic.door("other desk"), "ADM001")
    merged_into(admin, one, three)
    merged_into(admin, three, two)
    async with at_work("ADM001") as hands:
        await hands.wait_for("F10 Menu")
        await open_page(hands, one)
        await hands.wait_for("!! ALLERGIES: penicillin")  # what holds is said there
        hands.press("o")
        await hands.wait_for(f"Also registered as {one.medical_id} Asha Mrema")
        await hands.wait_for(f"Also registered as {three.medical_id}")
        hands.press("u")
        await hands.wait_for_screen(Choose)
        hands.press("1")
        await hands.wait_for_screen(ReasonForm)
        await hands.wait_for(f"Undo the merge of {one.medical_id} Asha Mrema?")
        hands.type("two sisters")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(lambda: one.medical_id not in hands.text())
        hands.press("u")
        await hands.wait_for_screen(ReasonForm)
        await hands.wait_for(f"Undo the merge of {three.medical_id}")

    assert patient_page(desk, one.number).survivor is None
    assert patient_page(desk, three.number).survivor.number == two.number


async def test_who_is_compared_was_opened(at_work, desk, clinic):
    change(clinic, "ADM001", must_change_password=False)
    one, two = registered(desk, "Asha Mrema"), registered(desk, "Asha J. Mrema")
    async with at_work("ADM001") as hands:
        await hands.wait_for("F10 Menu")
        page = patient_page(hands.app.session, one.number)
        FindOther(hands.app.session, page).open(hands.app)
        await hands.wait_for_screen(FindOther)
        hands.type("J.")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(MergeForm)

    with clinic.store.read():
        opened = AuditEntry.select().where(AuditEntry.action == "patient.open")
        assert [entry.subject for entry in opened] == [two.subject]


async def test_a_card_scanned_over_a_form_changes_nothing_below_it(at_the_desk, desk):
    asha, juma = registered(desk, "Asha Mrema"), registered(desk, "Juma Ali")
    picked = []
    async with at_the_desk() as hands:
        await hands.wait_for_screen(ReceptionHome)
        FindPatient(hands.app.session).open(hands.app, picked.append)
        await hands.wait_for_screen(FindPatient)
        hands.press("f7")
        await hands.wait_for_screen(NewPatientForm)
        hands.scan(make_label(LabelType.PATIENT, juma.number))
        await hands.wait_for_screen(PatientScreen)
        hands.press("escape")
        await hands.wait_for_screen(NewPatientForm)
        hands.press("escape")
        await hands.wait_for_screen(FindPatient)
        hands.press("escape")
        await hands.wait_for_screen(ReceptionHome)
        assert picked == [None]
        await open_page(hands, asha)
        hands.press("f6")
        await hands.wait_for_screen(ChangePatientForm)
        hands.scan(make_label(LabelType.PATIENT, juma.number))
        await hands.wait_for_screen(PatientScreen)
        hands.press("escape")
        await hands.wait_for_screen(ChangePatientForm)
        hands.press("escape")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(f"{asha.medical_id} Asha Mrema")


async def test_nothing_is_stuck_when_the_database_is_gone_for_a_moment(
    at_the_desk, desk, monkeypatch
):
    asha = registered(desk, "Asha Mrema")

    def gone(*_args, **_more):
        raise DatabaseTrouble(StoreError(Trouble.UNREACHABLE, "gone"))

    async with at_the_desk() as hands:
        await hands.wait_for_screen(ReceptionHome)
        await open_page(hands, asha)
        monkeypatch.setattr(form, "insurers", gone)
        hands.press("f6")
        await hands.settle()
        await hands.wait_for_screen(PatientScreen)
        FindOther(hands.app.session, patient_page(desk, asha.number)).open(hands.app)
        monkeypatch.setattr(merge, "open_patient", gone)
        await hands.wait_for_screen(FindOther)
        hands.press("enter", "escape")
        await hands.wait_for_screen(PatientScreen)


async def test_a_record_that_was_opened_is_in_the_log_once(at_the_desk, desk, clinic):
    asha = registered(desk, "Asha Mrema", allergies="penicillin")
    async with at_the_desk() as hands:
        await hands.wait_for_screen(ReceptionHome)
        await open_page(hands, asha)
        await hands.wait_for("!! ALLERGIES: penicillin")
        hands.press("f6")
        await hands.wait_for_screen(ChangePatientForm)
        hands.press("escape")
        await hands.wait_for_screen(PatientScreen)
        await hands.settle()

    with clinic.store.read():
        opened = AuditEntry.select().where(AuditEntry.action == "patient.open")
        assert [entry.subject for entry in opened] == [asha.subject]


async def test_a_form_that_was_left_half_filled_is_offered_again(at_the_desk, clinic):
    async with at_the_desk() as hands:
        await new_patient(hands)
        await fill(hands, full_name="Zuhura Msuya", sex="f")
        await hands.settle()
        hands.app.sign_out()
        await hands.settle()
    async with at_the_desk() as hands:
        await hands.wait_for_screen(WorkLeft)
        await hands.wait_for("A new patient: Zuhura Msuya")
        hands.press("f2")
        await hands.wait_for_screen(NewPatientForm)
        await hands.wait_for("|Zuhura Msuya")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)

    assert [row.full_name for row in patients(clinic)] == ["Zuhura Msuya"]


async def test_the_clinical_part_is_closed_to_who_treats_until_an_emergency(
    at_work, desk
):
    asha = registered(desk, "Asha Mrema")
    async with at_work("DOC001") as hands:
        await hands.wait_for("F10 Menu")
        await open_page(hands, asha)
        await hands.wait_for("closed: not in care here now")
        hands.press("e")
        await hands.wait_for_screen(EmergencyForm)
        await hands.wait_for(f"|{asha.medical_id}")
        await fill(hands, kind="1", reason="unconscious at the door")
        hands.press("f2")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("OPEN in an emergency")


async def test_a_patient_is_checked_in_from_the_page(at_the_desk, desk):
    asha = registered(desk, "Asha Mrema")
    async with at_the_desk() as hands:
        await hands.wait_for_screen(ReceptionHome)
        await open_page(hands, asha)
        hands.press("f7")
        await hands.wait_for_screen(CheckInForm)


async def test_who_is_registered_at_another_desk_meanwhile_is_shown_before_saving(
    at_the_desk, desk, clinic, monkeypatch
):
    monkeypatch.setattr(form, "likely_duplicates", lambda *_a, **_k: ())
    async with at_the_desk() as hands:
        answers = await new_patient(hands)
        await fill(hands, full_name="Asha Mrema", sex="f", phone="0713000111")
        asha = registered(desk, "Asha Mrema", phone="0713 000 111", born="")
        hands.press("f2")
        await hands.wait_for("looks like a patient who is registered")
        assert not answers
        hands.press("f2")
        await hands.wait_for(lambda: answers, what="the answer")

    assert [row.id for row in patients(clinic)] == [asha.number, asha.number + 1]
