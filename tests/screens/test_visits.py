"""Reception and doctor at work: checking in, queues that go on by themselves."""

import pytest

from db.people import User
from screens.dialogs.choose import Choose
from screens.dialogs.notice import Notice
from screens.dialogs.reason import ReasonForm
from screens.doctor.home import DoctorHome
from screens.nurse.home import NurseHome
from screens.patients.find import FindPatient
from screens.patients.page import PatientScreen
from screens.reception import home as reception
from screens.reception.home import ReceptionHome
from screens.visits import queue_work, words
from screens.visits.boards import BoardsScreen
from screens.visits.check_in import CheckInForm, start_check_in
from screens.visits.points import PointForm, PointsScreen
from screens.visits.queue import QueueScreen
from screens.visits.queue_list import QueueList
from screens.visits.sending import EndForm, SendForm
from tests.patients import registered
from tests.screens.test_menu import told
from tests.visits import came, looked_at, names, point, queue_of
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.visits.moving import finish, send_on
from wema_tui.services.visits.queries import visit_of


@pytest.fixture
def desk(clinic):
    """Somebody at reception, at another computer."""
    return resume(clinic.door("desk"), "REC001")


@pytest.fixture
def nurse(clinic):
    return resume(clinic.door("ward"), "NUR001")


@pytest.fixture
def doctor(clinic):
    return resume(clinic.door("room"), "DOC001")


@pytest.fixture
def in_no_time(monkeypatch):
    """Look again each second."""
    monkeypatch.setattr(queue_work, "_LOOK_AGAIN", 0.0)
    monkeypatch.setattr(reception, "_LOOK_AGAIN", 0.0)


async def at_the_general_clinic(hands):
    """Choose the room for the first time."""
    await hands.wait_for_screen(DoctorHome)
    await hands.wait_for("F6: choose the service point")
    hands.press("f6")
    await hands.wait_for_screen(Choose)
    hands.press("1")
    await hands.wait_for_screen(DoctorHome)
    await hands.wait_for("General clinic ·")


async def save(hands, front):
    """Save the form in front, and wait for what comes then."""
    hands.press("f2")
    await hands.wait_for_screen(front)


@pytest.mark.parametrize("size", [(80, 24), (132, 43), (60, 16)])
async def test_a_patient_is_found_by_typing_and_checked_in(at_work, desk, size):
    row = registered(desk, "Zawadi Mollel")
    async with at_work("REC001", size=size) as hands:
        await hands.wait_for_screen(ReceptionHome)
        await hands.wait_for("0 visits today")
        hands.press("f7")
        await hands.wait_for_screen(FindPatient)
        await hands.type_slowly("mollel")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(CheckInForm)
        await hands.type_slowly("Cough\r1")
        await save(hands, Notice)
        await hands.wait_for("Token T1: Triage")
        hands.press("escape")
        await hands.wait_for_screen(ReceptionHome)
        await hands.wait_for("1 visit today")
        await hands.wait_for("waits for triage")
    assert visit_of(desk, row.number).reason == "Cough"


async def test_letters_typed_at_home_begin_a_search_with_none_lost(at_work, desk):
    registered(desk, "Zawadi Mollel")
    async with at_work("REC001") as hands:
        await hands.wait_for("0 visits today")
        await hands.type_slowly("zawadi")
        await hands.wait_for_screen(FindPatient)
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(PatientScreen)


async def test_every_mistake_of_a_check_in_stands_beside_its_field(at_work, desk):
    registered(desk, "Zawadi Mollel")
    async with at_work("REC001", size=(132, 43)) as hands:
        await hands.wait_for("0 visits today")
        hands.press("f7")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(CheckInForm)
        await hands.wait_for("F2 checks the patient in.")
        hands.press("f2")
        await hands.wait_for("Reason is empty")
        await hands.wait_for("Choose one of them.")


async def test_who_is_here_already_is_told_where(at_work, desk):
    came(desk, "Zawadi Mollel")
    async with at_work("REC001") as hands:
        await hands.wait_for("1 visit today")
        hands.press("f7")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(Notice)
        await hands.wait_for("Checked in already: waits for triage.")


async def test_a_half_filled_check_in_is_offered_again(at_work, desk):
    registered(desk, "Zawadi Mollel")
    async with at_work("REC001") as hands:
        await hands.wait_for("0 visits today")
        hands.press("f7")
        await hands.wait_for("1 to 1 of 1")
        hands.press("enter")
        await hands.wait_for_screen(CheckInForm)
        await hands.type_slowly("Cough since Monday")
        await hands.settle()
        hands.app.drafts.end()
        await hands.settle()
        hands.app.signed_in(desk)
        await hands.wait_for("You left work unfinished")
        await hands.wait_for("A check-in: P1")
        hands.press("f2")
        await hands.wait_for_screen(CheckInForm)
        await hands.wait_for("Cough since Monday")


async def test_the_doctors_queue_goes_on_by_itself_and_the_room_is_kept(
    at_work, desk, nurse, doctor, in_no_time
):
    async with at_work("DOC001") as hands:
        await at_the_general_clinic(hands)
        visit = came(desk, "Zawadi Mollel").visit_id
        looked_at(nurse, visit, "urgent")
        await hands.wait_for("A1 ! URGENT Zawadi Mollel")
        await hands.wait_for("1 waits")
        hands.press("f2")
        await hands.wait_for("1 called")
    async with at_work("DOC001") as hands:
        await hands.wait_for("General clinic · 0 wait, 1 called")


async def test_what_has_not_changed_is_not_drawn_again(
    at_work, clinic, desk, in_no_time, monkeypatch
):
    came(desk, "Zawadi Mollel", urgency="emergency")
    async with at_work("DOC001") as hands:
        await at_the_general_clinic(hands)
        await hands.wait_for("!! EMERGENCY")
        monkeypatch.setattr(words, "span_word", lambda _span: "5 min")
        await hands.wait_for("5 min")
        written = []
        monkeypatch.setattr(
            QueueList, "replace_option_prompt_at_index", lambda *a: written.append(a)
        )
        monkeypatch.setattr(QueueList, "clear_options", written.append)
        resume(clinic.door("elsewhere"), "REC001")  # something else is done
        home = hands.app.screen
        for _nth in range(3):
            home.look()
            await hands.settle()
        assert written == []


async def test_who_was_picked_stays_picked_when_somebody_more_ill_comes(
    at_work, desk, nurse, doctor, in_no_time
):
    for name in ("First", "Second"):
        looked_at(nurse, came(desk, name).visit_id)
    async with at_work("DOC001") as hands:
        await at_the_general_clinic(hands)
        await hands.wait_for("2 wait")
        hands.press("down")
        await hands.wait_for("> A2")
        came(desk, "Third", urgency="emergency")
        await hands.wait_for("3 wait")
        await hands.wait_for("> A2")
        hands.press("c")
        await hands.wait_for("1 called")
        await hands.wait_for("> A2 routine Second F 36y")
        hands.press("b")
        await hands.wait_for("3 wait")
    assert names(doctor, "general") == ["Third", "First", "Second"]


async def test_enter_opens_the_record_and_does_nothing_to_anybody(
    at_work, desk, doctor
):
    came(desk, "Zawadi Mollel", urgency="emergency")
    async with at_work("DOC001") as hands:
        await at_the_general_clinic(hands)
        await hands.wait_for("1 waits")
        hands.press("enter")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("Zawadi Mollel")
    assert names(doctor, "general") == ["Zawadi Mollel"]


async def test_a_patient_is_sent_on_and_the_visit_ended(at_work, desk, doctor):
    came(desk, "Zawadi Mollel", urgency="emergency")
    came(desk, "Juma Hassan", urgency="emergency")
    came(desk, "Neema Said", urgency="emergency")
    async with at_work("DOC001") as hands:
        await at_the_general_clinic(hands)
        await hands.wait_for("3 wait")
        hands.press("s")
        await hands.wait_for_screen(SendForm)
        await hands.type_slowly("lab")
        await save(hands, DoctorHome)
        await hands.wait_for("2 wait")
        hands.press("l")
        await hands.wait_for_screen(ReasonForm)
        hands.press("f2")
        await hands.wait_for("Reason is empty")
        await hands.type_slowly("Waited too long")
        await save(hands, DoctorHome)
        await hands.wait_for("1 waits")
        hands.press("e")
        await hands.wait_for_screen(EndForm)
        await save(hands, DoctorHome)
        await hands.wait_for("Nobody waits here.")
    assert names(doctor, "laboratory") == ["Zawadi Mollel"]


async def test_the_boards_lead_to_each_queue(at_work, desk):
    came(desk, "Zawadi Mollel")
    async with at_work("REC001") as hands:
        await hands.wait_for("1 visit today")
        hands.press("f6")
        await hands.wait_for_screen(BoardsScreen)
        await hands.wait_for("T Triage 1 - 0 min")
        hands.press("enter")
        await hands.wait_for_screen(QueueScreen)
        await hands.wait_for("T1")
        await hands.wait_for("1 waits")
        hands.press("escape")
        await hands.wait_for_screen(BoardsScreen)


async def test_the_administrator_sets_up_a_service_point(at_work, clinic):
    with clinic.store.write():
        User.update(must_change_password=False).execute()
    async with at_work("ADM001", size=(132, 43)) as hands:
        await hands.settle()
        hands.app.do_line(":points")
        await hands.wait_for_screen(PointsScreen)
        await hands.wait_for("General clinic")
        hands.press("f6")
        await hands.wait_for_screen(PointForm)
        await hands.type_slowly("Eye clinic\r2\ra")
        hands.press("f2")
        await hands.wait_for("has this name or this letter")
        form = hands.app.screen
        form.set_focus(form.query_one("#letter"))
        hands.press("backspace")
        await hands.type_slowly("e")
        await save(hands, PointsScreen)
        await hands.wait_for("E Eye clinic")
        hands.press("end")
        hands.press("f8")
        await hands.wait_for("Close Eye clinic?")
        await save(hands, PointsScreen)
        await hands.wait_for("closed")


async def test_a_visit_in_no_queue_is_sent_on_and_ended_from_the_page(
    at_work, desk, doctor
):
    row = registered(desk, "Zawadi Mollel")
    visit = came(desk, patient=row.number).visit_id
    send_on(desk, visit, point(desk, "laboratory"), request_id="s1")
    (waits,) = queue_of(doctor, point(doctor, "laboratory"))
    finish(doctor, waits.entry_id, request_id="f1")
    async with at_work("REC001") as hands:
        await hands.wait_for("is in no queue")
        hands.press("enter")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for("Here now is in no queue, checked in")
        hands.press("s")
        await hands.wait_for_screen(SendForm)
        await hands.type_slowly("general")
        await save(hands, PatientScreen)
        await hands.wait_for("Here now waits for the doctor: General clinic")
        await hands.wait_for(lambda: "Token A1: General clinic" in told(hands))
        hands.press("v")
        await hands.wait_for_screen(EndForm)
        await save(hands, PatientScreen)
        await hands.wait_for(lambda: visit_of(desk, row.number) is None, what="ended")
    assert names(doctor, "general") == []


async def test_an_emergency_is_told_aloud_once_wherever_it_waits(
    at_work, desk, nurse, in_no_time, monkeypatch
):
    came(desk, "Early", urgency="emergency")
    async with at_work("NUR001") as hands:
        await hands.wait_for_screen(NurseHome)
        await hands.wait_for("Triage: Nobody waits here.")
        rung, told = [], []
        monkeypatch.setattr(hands.app, "bell", lambda: rung.append(1))
        monkeypatch.setattr(
            hands.app.screen, "notify", lambda text, **_how: told.append(text)
        )
        number = registered(desk, "Late").number
        came(desk, patient=number, urgency="emergency")
        await hands.wait_for(lambda: bool(told), what="the notice")
        came(desk, "Somebody")
        await hands.wait_for("Somebody")
    assert rung == [1]
    assert told == [f"!! EMERGENCY: A2 Late, {medical_id(number)}"]


async def test_who_was_picked_at_reception_stays_picked_when_somebody_comes(
    at_work, desk, in_no_time
):
    early = registered(desk, "Early")
    came(desk, patient=early.number)
    async with at_work("REC001") as hands:
        await hands.wait_for("Early")
        came(desk, "Late")
        await hands.wait_for("2 visits today")
        hands.press("enter")
        await hands.wait_for_screen(PatientScreen)
        await hands.wait_for(f"{early.medical_id} Early")


async def test_a_check_in_that_was_left_is_offered_to_a_doctor_too(
    at_work, desk, doctor
):
    row = registered(desk, "Zawadi Mollel")
    async with at_work("DOC001") as hands:
        await hands.wait_for_screen(DoctorHome)
        start_check_in(hands.app.screen, row.number, lambda: None)
        await hands.wait_for_screen(CheckInForm)
        await hands.type_slowly("Cough since Monday")
        await hands.settle()
        hands.app.drafts.end()
        await hands.settle()
        hands.app.signed_in(doctor)
        await hands.wait_for("A check-in: P1")
        hands.press("f2")
        await hands.wait_for_screen(CheckInForm)
        await hands.wait_for("Cough since Monday")
