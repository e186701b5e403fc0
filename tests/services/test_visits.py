"""Checking in, queues, and how a visit ends: on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.nurse import Triage
from db.patients import Patient, PatientLink
from db.people import User
from db.price_list import Insurer, PriceItem
from db.visits import ServicePoint
from tests.at_once import at_once
from tests.clinics import MORNING
from tests.patients import registered
from tests.people import added
from tests.truth import lies
from tests.visits import came, looked_at, names, point, queue_of
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.finance import charging
from wema_tui.services.finance.errors import UnknownInsurer
from wema_tui.services.finance.prices import change_price
from wema_tui.services.nurse.visits import visit_head
from wema_tui.services.patients.rows import MergedPatient, PatientDied, UnknownPatient
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.visits import errors
from wema_tui.services.visits.desk import desk_news
from wema_tui.services.visits.moving import (
    call,
    call_next,
    end_visit,
    finish,
    leave,
    put_back,
    send_on,
)
from wema_tui.services.visits.queries import arrival_of, visit_of
from wema_tui.services.visits.queues import (
    boards,
    queue_news,
    service_points,
)
from wema_tui.services.visits.setting_up import (
    PointPlan,
    add_point,
    change_point,
    close_point,
    reopen_point,
)
from wema_tui.services.wards.admitting import admit
from wema_tui.services.wards.discharging import discharge
from wema_tui.services.wards.queries import wards_and_beds
from wema_tui.services.wards.setting_up import add_ward


@pytest.fixture
def nurse(session_of):
    return session_of("NURSE")


@pytest.fixture
def doctor(session_of):
    return session_of("DOCTOR")


@pytest.fixture
def second(store, admin, session_of):
    """Another doctor."""
    row = added(admin, role="DOCTOR", registration_number="M1")
    with store.write():
        User.update(must_change_password=False).execute()
    return session_of(row.employee_id)


def called(session, to="general"):
    return call_next(session, point(session, to), request_id=new_request_id())


def test_a_patient_goes_to_the_nurse_and_then_where_they_wanted_to_go(
    store, clinic, receptionist, nurse, doctor
):
    done = came(receptionist)
    assert (done.token, done.point) == ("T1", "Triage")
    assert (names(nurse, "triage"), names(doctor)) == (["Asha Juma"], [])

    looked_at(nurse, done.visit_id, "urgent")

    assert names(nurse, "triage") == []
    (waits,) = queue_of(doctor, point(doctor, "general"))
    assert (waits.token, waits.urgency, waits.is_called) == ("A1", "urgent", False)
    assert lies(store, clinic.key) == []


def test_an_emergency_goes_to_the_doctor_at_once_before_all_others(
    receptionist, nurse, doctor
):
    looked_at(nurse, came(receptionist, "Routine").visit_id)
    looked_at(nurse, came(receptionist, "Urgent").visit_id, "urgent")
    done = came(receptionist, "Emergency", urgency="emergency")
    assert done.token == "A3"
    assert names(doctor) == ["Emergency", "Urgent", "Routine"]


def test_nobody_needs_a_nurse_to_have_blood_taken(receptionist):
    assert came(receptionist, to="laboratory").token == "L1"


def test_without_a_triage_point_the_patient_waits_where_they_want_to_go(
    admin, receptionist
):
    close_point(admin, point(admin, "triage"), request_id="r1")
    assert came(receptionist).token == "A1"


def test_inside_one_urgency_who_came_first_goes_first_whoever_was_triaged_first(
    clock, receptionist, nurse, doctor
):
    visits = []
    for name in ("First", "Second", "Third"):
        visits.append(came(receptionist, name).visit_id)
        clock.move(minutes=5)
    for visit in reversed(visits):
        looked_at(nurse, visit)
    assert names(doctor) == ["First", "Second", "Third"]


def test_midnight_between_check_in_and_triage_loses_nobody(
    clock, receptionist, nurse, doctor
):
    clock.show_at_clinic(2026, 5, 4, 23, 50)
    early = came(receptionist, "Early").visit_id
    clock.show_at_clinic(2026, 5, 5, 0, 10)
    late = came(receptionist, "Late")
    assert late.token == "T2"  # T1 still waits
    assert names(nurse, "triage") == ["Early", "Late"]
    looked_at(nurse, late.visit_id)
    looked_at(nurse, early)
    assert names(doctor) == ["Early", "Late"]
    assert called(doctor).waited == timedelta(0)


def test_a_token_begins_at_one_each_day_at_each_point_and_is_never_given_twice(
    clock, receptionist
):
    tokens = [came(receptionist, f"Juma {n}", "pharmacy").token for n in range(3)]
    tokens.append(came(receptionist, "Neema", "cashier").token)
    for row in queue_of(receptionist, point(receptionist, "pharmacy")):
        finish(receptionist, row.entry_id, request_id=new_request_id())
    clock.move(days=1)
    tokens.append(came(receptionist, "Rehema", "pharmacy").token)
    assert tokens == ["P1", "P2", "P3", "C1", "P1"]


def test_two_desks_at_the_same_moment_give_different_tokens(
    store, clinic, receptionist
):
    patients = [registered(receptionist, f"Juma {n}").number for n in range(6)]
    where = point(receptionist, "general")
    calls = [
        lambda n=n: came(receptionist, patient=n, point_id=where) for n in patients
    ]
    assert at_once(*calls, store=store) == ["CheckedIn"] * 6
    found = queue_of(receptionist, point(receptionist, "triage"))
    assert sorted(row.token for row in found) == [f"T{n}" for n in range(1, 7)]
    assert lies(store, clinic.key) == []


def test_one_patient_at_two_desks_is_checked_in_once(store, receptionist):
    number = registered(receptionist).number
    where = point(receptionist, "general")

    def desk():
        return came(receptionist, patient=number, point_id=where)

    assert at_once(desk, desk, store=store) == ["AlreadyHere", "CheckedIn"]


def test_two_doctors_at_the_same_moment_never_call_the_same_patient(
    store, clinic, receptionist, doctor, second
):
    for n in range(3):
        came(receptionist, f"Juma {n}", urgency="emergency")
    where = point(doctor, "general")
    seen = []

    def one(who):
        found = call_next(who, where, request_id=new_request_id())
        seen.append(found.visit_id)
        return found

    calls = [lambda who=who: one(who) for who in (doctor, second, doctor, second)]
    assert at_once(*calls, store=store) == ["NobodyWaits"] + ["Waiting"] * 3
    assert len(set(seen)) == 3
    assert lies(store, clinic.key) == []


def test_a_check_in_that_is_repeated_counts_once(receptionist):
    number = registered(receptionist).number
    once = came(receptionist, patient=number, request_id="r1")
    assert came(receptionist, patient=number, request_id="r1") == once
    assert names(receptionist, "triage") == ["Asha Juma"]


def test_a_call_that_is_repeated_calls_nobody_else(receptionist, doctor):
    for name in ("First", "Second"):
        came(receptionist, name, urgency="emergency")
    where = point(doctor, "general")
    once = call_next(doctor, where, request_id="r1")
    assert call_next(doctor, where, request_id="r1") == once
    assert [row.is_called for row in queue_of(doctor, where)] == [True, False]


def test_who_is_here_already_is_told_where(receptionist):
    number = registered(receptionist).number
    came(receptionist, patient=number)
    with pytest.raises(errors.AlreadyHere, match="waits for triage"):
        came(receptionist, patient=number)


def test_the_dead_and_those_who_are_not_there_are_not_checked_in(store, receptionist):
    number = registered(receptionist).number
    with store.write():
        Patient.update(died_on=MORNING.date()).execute()
    with pytest.raises(PatientDied):
        came(receptionist, patient=number)
    with pytest.raises(UnknownPatient):
        came(receptionist, patient=9999)


def test_a_merged_record_names_the_one_to_go_on_with(store, receptionist):
    old, new = (registered(receptionist, name).number for name in ("Asha J", "Asha"))
    came(receptionist, patient=old)
    with store.write():
        PatientLink.create(patient=old, survivor=new, reason="same", linked_at=MORNING)
    with pytest.raises(MergedPatient, match=medical_id(new)):
        came(receptionist, patient=old)
    with pytest.raises(errors.AlreadyHere):
        came(receptionist, patient=new)
    assert visit_of(receptionist, new).patient == old


def test_the_first_visit_of_the_year_is_known_over_merged_records(
    clock, store, receptionist
):
    old, new = (registered(receptionist, name).number for name in ("Asha J", "Asha"))
    first = came(receptionist, patient=old)
    assert first.is_first_of_year
    end_visit(receptionist, first.visit_id, request_id="r1")
    with store.write():
        PatientLink.create(patient=old, survivor=new, reason="same", linked_at=MORNING)
    assert not arrival_of(receptionist, new).is_first_of_year
    clock.show_at_clinic(2027, 1, 1, 8, 0)
    assert came(receptionist, patient=new).is_first_of_year


def test_an_insurer_pays_with_a_member_number_only(store, receptionist):
    with store.write():
        fund = Insurer.create(code="FUND", name="A fund", created_at=MORNING).id
    with pytest.raises(errors.MemberNumberNeeded):
        came(receptionist, insurer_id=fund)
    with pytest.raises(UnknownInsurer):
        came(receptionist, "Juma", insurer_id=99, member_number="1")
    came(receptionist, "Neema", insurer_id=fund, member_number="12-34")


def waits_for(doctor, receptionist, nurse, name):
    """Let somebody wait for one doctor alone."""
    looked_at(nurse, came(receptionist, name, doctor_id=doctor.user_id).visit_id)


def test_who_waits_for_one_doctor_is_not_called_by_another(
    receptionist, nurse, doctor, second
):
    waits_for(doctor, receptionist, nurse, "Mine")
    with pytest.raises(errors.NobodyWaits):
        called(second)
    assert names(second, mine=True) == []
    assert names(second) == ["Mine"]
    assert called(doctor).doctor == "DOCTOR person"


def test_an_emergency_waits_for_no_doctor_alone(receptionist, doctor, second):
    came(receptionist, "Mine", urgency="emergency", doctor_id=doctor.user_id)
    assert names(second, mine=True) == ["Mine"]
    called(second)
    assert names(doctor, mine=True) == ["Mine"]  # asked for, though called by another


@pytest.mark.parametrize("change", [{"state": "closed"}, {"role": "NURSE"}])
def test_who_waits_for_a_doctor_who_works_here_no_more_waits_for_anybody(
    store, receptionist, nurse, doctor, second, change
):
    waits_for(doctor, receptionist, nurse, "Mine")
    with store.write():
        User.update(change).where(User.id == doctor.user_id).execute()
    assert names(second, mine=True) == ["Mine"]
    assert called(second).doctor == ""


def test_who_waits_for_me_alone_is_in_my_queue_wherever_that_is(receptionist, doctor):
    came(receptionist, "Mine", "dressing", doctor_id=doctor.user_id)
    assert names(doctor, "general", mine=True) == ["Mine"]


def test_a_call_that_was_a_mistake_is_taken_back(receptionist, doctor):
    came(receptionist, urgency="emergency")
    found = called(doctor)
    with pytest.raises(errors.AlreadyCalled, match="DOCTOR person"):
        call(doctor, found.entry_id, request_id="r1")
    put_back(doctor, found.entry_id, request_id="r2")
    assert call(doctor, found.entry_id, request_id="r3").token == found.token


def test_sending_on_takes_the_patient_along_and_back_to_triage_too(
    receptionist, nurse, doctor
):
    visit = came(receptionist, urgency="emergency").visit_id
    called(doctor)
    there = point(doctor, "laboratory")
    assert send_on(doctor, visit, there, request_id="r1") == "L1"
    assert send_on(doctor, visit, there, request_id="r1") == "L1"
    with pytest.raises(errors.WaitsThere):
        send_on(doctor, visit, there, request_id="r2")
    assert (names(doctor), names(doctor, "laboratory")) == ([], ["Asha Juma"])
    send_on(doctor, visit, point(doctor, "triage"), request_id="r3")
    looked_at(nurse, visit)
    assert names(doctor) == ["Asha Juma"]


def test_back_from_triage_a_patient_goes_to_where_somebody_has_sent_them(
    receptionist, nurse, doctor, second
):
    visit = came(receptionist, to="mother_child").visit_id
    general, triage = point(doctor, "general"), point(doctor, "triage")
    send_on(doctor, visit, general, doctor_id=second.user_id, request_id="r1")
    send_on(doctor, visit, triage, request_id="r2")
    looked_at(nurse, visit)
    assert names(second, mine=True) == ["Asha Juma"]
    assert names(doctor, "mother_child") == []


def test_a_call_that_is_repeated_when_the_patient_has_gone_is_told_so(
    receptionist, doctor
):
    came(receptionist, urgency="emergency")
    where = point(doctor, "general")
    seen = call_next(doctor, where, request_id="r1")
    finish(doctor, seen.entry_id, request_id="r2")
    with pytest.raises(errors.VisitOver):
        call_next(doctor, where, request_id="r1")


def test_who_waits_since_yesterday_shares_the_token_with_nobody(clock, receptionist):
    for name in ("Juma", "Neema"):
        came(receptionist, name, "pharmacy")
    (first, _second) = queue_of(receptionist, point(receptionist, "pharmacy"))
    finish(receptionist, first.entry_id, request_id="r1")
    clock.move(days=1)
    tokens = [came(receptionist, name, "pharmacy").token for name in ("Ali", "Zawadi")]
    assert tokens == ["P1", "P3"]  # Neema still waits with P2


def test_a_record_that_is_merged_in_the_queue_shows_what_is_known_of_the_person(
    store, receptionist, nurse
):
    known = registered(receptionist, "Asha Juma", allergies="Penicillin").number
    new = registered(receptionist, "Asha J").number
    visit = came(receptionist, patient=new).visit_id
    with store.write():
        PatientLink.create(
            patient=new, survivor=known, reason="same", linked_at=MORNING
        )
    (waits,) = queue_of(nurse, point(nurse, "triage"))
    assert (waits.patient.number, waits.patient.allergies) == (known, "Penicillin")
    assert visit_head(nurse, visit).patient == waits.patient
    (here,) = desk_news(receptionist, limit=9).visits
    assert here.patient == waits.patient


def test_a_nurse_who_looks_again_moves_nobody_but_in_the_order(
    receptionist, nurse, doctor
):
    visits = [came(receptionist, name).visit_id for name in ("First", "Second")]
    for visit in visits:
        looked_at(nurse, visit)
    looked_at(nurse, visits[1], "emergency")
    assert names(doctor) == ["Second", "First"]


def test_a_visit_ends_by_itself_when_the_doctor_is_done_and_nothing_is_open(
    store, clinic, receptionist, doctor
):
    done = came(receptionist, urgency="emergency")
    number = queue_of(doctor, point(doctor, "general"))[0].patient.number
    finish(doctor, called(doctor).entry_id, request_id="r1")
    assert visit_of(doctor, number) is None
    with pytest.raises(errors.VisitOver):
        end_visit(doctor, done.visit_id, request_id="r2")
    assert lies(store, clinic.key) == []


def test_a_visit_stays_open_while_the_patient_waits_somewhere(receptionist, doctor):
    done = came(receptionist, urgency="emergency")
    seen = called(doctor)
    send_on(doctor, done.visit_id, point(doctor, "dressing"), request_id="r1")
    number = seen.patient.number
    assert visit_of(doctor, number).stage.words == (
        "waits for treatment: Dressing and injection"
    )
    (waits,) = queue_of(doctor, point(doctor, "dressing"))
    finish(doctor, waits.entry_id, request_id="r2")
    assert visit_of(doctor, number) is None


def test_before_the_doctor_a_visit_does_not_end_by_itself(receptionist, doctor):
    visit = came(receptionist).visit_id
    send_on(doctor, visit, point(doctor, "laboratory"), request_id="r1")
    (waits,) = queue_of(doctor, point(doctor, "laboratory"))
    finish(doctor, waits.entry_id, request_id="r2")
    assert visit_of(doctor, waits.patient.number).stage.name == "between"


def test_who_came_for_a_dressing_alone_is_not_left_over_in_the_evening(
    receptionist, doctor
):
    came(receptionist, to="dressing")
    (waits,) = queue_of(doctor, point(doctor, "dressing"))
    finish(doctor, waits.entry_id, request_id="r1")
    assert visit_of(doctor, waits.patient.number) is None


def test_who_left_is_in_no_queue_and_may_come_again(receptionist):
    number = registered(receptionist).number
    done = came(receptionist, patient=number)
    with pytest.raises(Exception, match="Reason"):
        leave(receptionist, done.visit_id, reason=" ", request_id="r1")
    leave(receptionist, done.visit_id, reason="Waited too long", request_id="r2")
    assert names(receptionist, "triage") == []
    assert came(receptionist, patient=number).token == "T2"


def test_the_stage_follows_the_patient(receptionist, nurse, doctor):
    number = registered(receptionist).number
    stages = []

    def note():
        stages.append(visit_of(doctor, number).stage.words)

    visit = came(receptionist, patient=number).visit_id
    note()
    looked_at(nurse, visit)
    note()
    called(doctor)
    note()
    assert stages == [
        "waits for triage",
        "waits for the doctor: General clinic",
        "with the doctor: General clinic",
    ]


def test_the_boards_say_how_many_wait_and_how_long(clock, receptionist, doctor):
    came(receptionist, "First", urgency="emergency")
    clock.move(minutes=30)
    came(receptionist, "Second", urgency="emergency")
    (board,) = [each for each in boards(doctor) if each.point.code == "general"]
    assert (board.waiting, board.longest) == (2, timedelta(minutes=30))
    called(doctor)
    (board,) = [each for each in boards(doctor) if each.point.code == "general"]
    assert (board.waiting, board.called, board.longest) == (1, 1, timedelta(0))


def test_a_board_is_read_anew_only_when_something_was_done(receptionist, doctor):
    where = point(doctor, "triage")
    before = queue_news(doctor, where)
    assert queue_news(doctor, where, before=before) is None
    came(receptionist)
    assert len(queue_news(doctor, where, before=before).rows) == 1


def test_triage_at_the_desk_is_in_the_ledger(store, receptionist):
    came(receptionist, urgency="emergency")
    with store.read():
        assert [row.urgency for row in Triage.select()] == ["emergency"]


def priced(store, admin, code, amount):
    """Put something on the price list; return its row."""
    with store.write():
        item = PriceItem.get_or_none(code=code) or PriceItem.create(
            code=code, name=code.title(), kind="consultation", created_at=MORNING
        )
    change_price(
        admin,
        item.id,
        amount=amount,
        from_day=MORNING.date(),
        request_id=new_request_id(),
    )
    return item.id


def general(**also):
    """Return the plan of the general clinic."""
    return PointPlan(
        **{"name": "General clinic", "kind": "consultation", "letter": "A"} | also
    )


def test_the_file_is_charged_once_and_the_consultation_each_time(
    store, clinic, admin, receptionist
):
    priced(store, admin, "file_fee", 5000)
    fee = priced(store, admin, "consultation", 10_000)
    where = point(admin, "general")
    change_point(admin, where, general(fee_item_id=fee), request_id="r1")
    number = registered(receptionist).number
    charged = []
    for nth in range(2):
        done = came(receptionist, patient=number, request_id=f"in-{nth}")
        assert came(receptionist, patient=number, request_id=f"in-{nth}") == done
        charged.append([each.amount for each in done.charges])
        end_visit(receptionist, done.visit_id, request_id=f"out-{nth}")
    assert charged == [[5000, 10_000], [10_000]]
    assert lies(store, clinic.key) == []


def test_what_has_no_price_is_told(store, admin, receptionist):
    with store.write():
        item = PriceItem.create(
            code="eye", name="Eye test", kind="consultation", created_at=MORNING
        )
    plan = general(fee_item_id=item.id)
    change_point(admin, point(admin, "general"), plan, request_id="r1")
    assert came(receptionist).unpriced == ("Eye test",)


def test_a_clinic_without_prices_is_told_what_it_did_not_charge(
    receptionist, monkeypatch
):
    monkeypatch.setattr(charging, "price_of", lambda *_asked: None)
    done = came(receptionist)
    assert done.charges == ()
    assert done.unpriced == ("File fee (once)", "Consultation")


def test_a_service_point_is_added_changed_closed_and_opened_again(
    store, clinic, admin, receptionist, doctor
):
    plan = PointPlan("Eyes", "consultation", " eye ", doctor_id=doctor.user_id)
    add_point(admin, plan, request_id="r1")
    add_point(admin, plan, request_id="r1")
    (eyes,) = [each for each in service_points(admin) if each.name == "Eyes"]
    assert (eyes.letter, eyes.doctor) == ("EYE", "DOCTOR person")
    with pytest.raises(errors.PointTaken):
        add_point(admin, replace(plan, letter="B"), request_id="r2")
    with pytest.raises(errors.PointTaken):
        add_point(admin, replace(plan, name="Ears"), request_id="r3")
    with pytest.raises(errors.BadLetter):
        add_point(admin, replace(plan, name="Ears", letter="1"), request_id="r4")
    with pytest.raises(errors.NoSuchDoctor):
        change_point(admin, eyes.id, replace(plan, doctor_id=1), request_id="r5")
    came(receptionist, point_id=eyes.id, urgency="emergency")
    with pytest.raises(errors.PointInUse):
        close_point(admin, eyes.id, request_id="r6")
    leave(receptionist, called(doctor, eyes.code).visit_id, reason="x", request_id="r7")
    on_the_way = came(receptionist, "Neema", point_id=eyes.id).visit_id
    with pytest.raises(errors.PointInUse):
        close_point(admin, eyes.id, request_id="r6b")
    leave(receptionist, on_the_way, reason="x", request_id="r7b")
    close_point(admin, eyes.id, request_id="r8")
    with pytest.raises(errors.UnknownPoint, match="Eyes"):
        came(receptionist, "Juma", point_id=eyes.id)
    reopen_point(admin, eyes.id, request_id="r9")
    assert eyes in service_points(admin)
    assert lies(store, clinic.key) == []


def test_the_usual_words_stay_usual_when_only_the_letter_changes(store, admin):
    change_point(admin, point(admin, "general"), general(letter="G"), request_id="r1")
    with store.read():
        row = ServicePoint.get(ServicePoint.code == "general")
        assert (row.name, row.letter) == (None, "G")


def test_a_nurse_is_not_where_a_patient_wants_to_go(receptionist):
    with pytest.raises(errors.UnknownPoint):
        came(receptionist, to="triage")


def test_who_is_admitted_waits_in_no_queue_and_the_visit_stays_open(
    admin, receptionist, doctor
):
    add_ward(admin, name="Ward 1", beds="1", request_id="r1")
    (ward,) = wards_and_beds(doctor)
    number = registered(receptionist).number
    visit = came(receptionist, patient=number).visit_id
    admit(
        doctor,
        visit=visit,
        bed_id=ward.beds[0].bed_id,
        reason="Malaria",
        request_id="r2",
    )
    assert names(doctor, "triage") == []
    assert visit_of(doctor, number).stage.name == "on_ward"
    with pytest.raises(errors.StillOnWard):
        end_visit(doctor, visit, request_id="r3")
    (ward,) = wards_and_beds(doctor)
    stay = ward.beds[0].lies.admission_id
    discharge(doctor, stay, outcome="home", note="", request_id="r4")
    assert visit_of(doctor, number) is None  # nobody has to end it too
