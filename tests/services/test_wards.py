from datetime import date
from functools import partial

import pytest

from db.patients import Patient
from db.visits import QueueEntry, ServicePoint, Visit
from db.wards import Admission, BedStay
from tests.at_once import at_once
from tests.clinics import MORNING
from tests.factories import acts
from tests.truth import lies
from tests.wards import (
    bed,
    lay,
    lying,
    move,
    patient,
    send_home,
    view_of,
    visit,
    visit_of,
    ward,
)
from wema_tui.birth import Born
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.rows import PatientDied
from wema_tui.services.wards.admitting import admit, move_bed
from wema_tui.services.wards.discharging import discharge
from wema_tui.services.wards.errors import (
    BedTaken,
    BedThere,
    LiesAlready,
    NoBeds,
    NoOpenVisit,
    NotAdmitted,
    UnknownBed,
    UnknownWard,
    WardNameTaken,
)
from wema_tui.services.wards.queries import wards_and_beds
from wema_tui.services.wards.rules import days_stayed, labels_in
from wema_tui.services.wards.setting_up import (
    add_beds,
    close_bed,
    close_ward,
    rename_ward,
)
from wema_tui.text import EmptyText, UnsafeText


@pytest.fixture
def nurse(session_of, admin):
    """A nurse, where there is a ward of three beds."""
    ward(admin)
    return session_of("NURSE")


def admitted(session, visit_id, label="1", request_id=None):
    return admit(
        session,
        visit=visit_id,
        bed_id=bed(session, label),
        reason="Malaria",
        request_id=request_id or new_request_id(),
    )


# -- setting up ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("1-3", ("1", "2", "3")),
        (" 08 - 11 ", ("08", "09", "10", "11")),
        ("A1-A3", ("A1", "A2", "A3")),
        ("A1-3", ("A1", "A2", "A3")),
        ("3, window,, 5-6", ("3", "window", "5", "6")),
        ("12", ("12",)),
        ("la dirishani", ("la dirishani",)),
    ],
)
def test_beds_are_named_as_people_write_them(text, labels):
    assert labels_in(text) == labels


@pytest.mark.parametrize(
    "text", ["", " , ", "5-1", "A1-B3", "1-500", "1, 1-3", "0-100", "a1, A1"]
)
def test_a_text_that_names_no_beds_says_how_to_write_it(text):
    with pytest.raises(NoBeds) as refused:
        labels_in(text)
    assert "1-12" in refused.value.sentence


def test_a_ward_shows_its_beds_in_the_order_of_their_numbers(admin):
    ward(admin, "Upasuaji", "10, 2, window, 1")
    ward(admin, "maternity", "1")
    assert [each.name for each in wards_and_beds(admin)] == ["maternity", "Upasuaji"]
    labels = [each.label for each in view_of(admin, "Upasuaji").beds]
    assert labels == ["1", "2", "10", "window"]


def test_a_form_that_is_saved_twice_makes_one_ward(admin):
    from wema_tui.services.wards.setting_up import add_ward

    same = {"name": "Maternity", "beds": "1-2", "request_id": new_request_id()}
    assert add_ward(admin, **same) == add_ward(admin, **same)
    assert len(wards_and_beds(admin)) == 1


def test_two_wards_are_not_called_the_same(admin):
    number = ward(admin)
    other = ward(admin, "Surgery")
    with pytest.raises(WardNameTaken):
        ward(admin, " MATERNITY ")
    with pytest.raises(WardNameTaken):
        rename_ward(admin, other, name="maternity", request_id=new_request_id())
    rename_ward(admin, number, name="MATERNITY", request_id=new_request_id())
    assert view_of(admin, "MATERNITY").ward_id == number


def test_beds_are_added_and_none_twice(admin):
    number = ward(admin, beds="1-3")
    with pytest.raises(BedThere):
        add_beds(admin, number, beds="3-5", request_id=new_request_id())
    add_beds(admin, number, beds="4-5", request_id=new_request_id())
    assert [each.label for each in view_of(admin).beds] == ["1", "2", "3", "4", "5"]


def test_a_bed_with_somebody_in_it_is_not_closed_nor_is_its_ward(admin, nurse):
    lay(nurse, "2")
    with pytest.raises(BedTaken):
        close_bed(admin, bed(admin, "2"), request_id=new_request_id())
    with pytest.raises(BedTaken):
        close_ward(admin, view_of(admin).ward_id, request_id=new_request_id())
    assert len(view_of(admin).beds) == 3


def test_a_closed_bed_takes_nobody_and_its_name_is_free_again(admin, nurse):
    gone = bed(admin, "1")
    close_bed(admin, gone, request_id=new_request_id())
    with pytest.raises(UnknownBed):
        admit(
            nurse,
            visit=visit(nurse.store),
            bed_id=gone,
            reason="Malaria",
            request_id=new_request_id(),
        )
    add_beds(admin, view_of(admin).ward_id, beds="1", request_id=new_request_id())
    lay(nurse, "1", name="Neema")
    assert lying(nurse) == {"1": "Neema"}


def test_a_closed_ward_is_gone_from_the_list_and_another_may_have_its_name(admin):
    number = ward(admin)
    close_ward(admin, number, request_id=new_request_id())
    assert wards_and_beds(admin) == ()
    with pytest.raises(UnknownWard):
        add_beds(admin, number, beds="9", request_id=new_request_id())
    assert ward(admin) != number


# -- admitting -----------------------------------------------------------------


def test_who_is_admitted_lies_in_the_bed(nurse, clock):
    admission = lay(nurse, "2", born_on=date(1990, 1, 1), born_precision="year")
    (found,) = (each.lies for each in view_of(nurse).beds if each.lies)
    assert found.admission_id == admission
    assert (found.patient.full_name, found.patient.sex) == ("Asha Juma Mrema", "female")
    assert found.patient.born == Born(date(1990, 1, 1), "year")
    assert (found.admitted_at, found.reason) == (clock.now(), "Malaria")
    assert (view_of(nurse).taken, view_of(nurse).free) == (1, 2)


def test_of_two_nurses_who_want_one_bed_one_gets_it(store, nurse):
    visits = [visit(store, name) for name in ("Asha", "Neema", "Zawadi")]
    outcomes = at_once(
        *(partial(admitted, nurse, each) for each in visits), store=store
    )
    assert outcomes == ["BedTaken", "BedTaken", "int"]
    with store.read():
        assert (Admission.select().count(), BedStay.select().count()) == (1, 1)
    assert acts(store).count("admission.begin") == 1
    assert lies(store, nurse.key) == []


def test_of_two_nurses_who_admit_one_patient_one_does(store, nurse):
    same = visit(store)
    outcomes = at_once(
        *(partial(admitted, nurse, same, label) for label in "123"), store=store
    )
    assert outcomes == ["LiesAlready", "LiesAlready", "int"]
    assert len(lying(nurse)) == 1


def test_who_lost_the_bed_is_told_which_and_what_to_do(nurse):
    lay(nurse, "2")
    with pytest.raises(BedTaken) as refused:
        lay(nurse, "2")
    assert "Maternity, bed 2" in refused.value.sentence
    assert "another bed" in refused.value.sentence


def test_a_form_that_is_saved_twice_admits_once(store, nurse):
    again = {"visit_id": visit(store), "request_id": new_request_id()}
    assert admitted(nurse, **again) == admitted(nurse, **again)
    with store.read():
        assert Admission.select().count() == 1


def test_who_lies_in_a_bed_is_not_admitted_to_another(store, nurse):
    here = visit(store)
    admitted(nurse, here)
    with pytest.raises(LiesAlready) as refused:
        admitted(nurse, here, "2")
    assert "Maternity, bed 1" in refused.value.sentence


def test_only_who_is_here_on_a_visit_is_admitted(store, nurse, clock):
    over = visit(store)
    with store.write():
        Visit.update(closed_at=clock.now(), outcome="ended").execute()
    with pytest.raises(NoOpenVisit):
        admitted(nurse, over)
    with pytest.raises(NoOpenVisit):
        admitted(nurse, 4711)


def test_who_has_died_is_not_admitted(nurse):
    with pytest.raises(PatientDied):
        lay(nurse, "1", died_on=date(2026, 5, 3))


@pytest.mark.parametrize(
    ("reason", "error"), [("  ", EmptyText), ("mal\x1baria", UnsafeText)]
)
def test_a_reason_that_cannot_be_kept_admits_nobody(store, nurse, reason, error):
    with pytest.raises(error):
        admit(
            nurse,
            visit=visit(store),
            bed_id=bed(nurse, "1"),
            reason=reason,
            request_id=new_request_id(),
        )
    assert lying(nurse) == {}


# -- moving and discharging ------------------------------------------------------


def test_a_move_is_one_act_and_frees_the_bed(store, nurse, admin):
    ward(admin, "Surgery", "1")
    admission = lay(nurse, "1")
    move(nurse, admission, "1", "Surgery")
    assert (lying(nurse), lying(nurse, "Surgery")) == ({}, {"1": "Asha Juma Mrema"})
    assert acts(store).count("admission.move") == 1
    lay(nurse, "1", name="Neema")


def test_a_patient_is_not_moved_into_a_bed_where_somebody_lies(nurse):
    admission = lay(nurse, "1")
    lay(nurse, "2", name="Neema")
    for label in "12":
        with pytest.raises(BedTaken):
            move(nurse, admission, label)
    assert lying(nurse) == {"1": "Asha Juma Mrema", "2": "Neema"}


def test_of_a_move_and_an_admission_to_one_bed_one_is_done(store, nurse):
    admission, here, label = lay(nurse, "1"), visit(store, "Neema"), bed(nurse, "2")
    request = new_request_id()
    outcomes = at_once(
        partial(move_bed, nurse, admission, bed_id=label, request_id=request),
        partial(admitted, nurse, here, "2"),
        store=store,
    )
    assert outcomes in (["BedTaken", "NoneType"], ["BedTaken", "int"])
    assert "2" in lying(nurse)


def test_a_discharge_frees_the_bed(store, nurse):
    admission = lay(nurse, "1")
    send_home(nurse, admission, note="Comes back on Monday")
    assert lying(nurse) == {}
    with store.read():
        row = Admission.get()
        assert (row.outcome, row.note) == ("home", "Comes back on Monday")
        assert row.discharged_by_id == nurse.user_id


def test_who_died_in_a_bed_is_recorded_as_dead_in_the_same_act(store, nurse, clock):
    admission = lay(nurse, "1")
    clock.show_at_clinic(2026, 5, 6, 0, 30)  # in UTC it is still the day before
    send_home(nurse, admission, "died")
    with store.read():
        assert Patient.get().died_on == date(2026, 5, 6)
        assert Visit.get().outcome == "died"


@pytest.mark.parametrize(
    ("ended", "outcome"), [({"ended_at": MORNING, "how": "seen"}, "ended"), ({}, None)]
)
def test_the_last_thing_that_was_open_ends_the_visit(store, nurse, ended, outcome):
    here = visit(store)
    admission = admitted(nurse, here)
    with store.write():
        QueueEntry.create(
            visit=here,
            point=ServicePoint.get(ServicePoint.code == "general"),
            day=MORNING.date(),
            token=1,
            entered_at=MORNING,
            called_at=MORNING,
            **ended,
        )
    send_home(nurse, admission)
    with store.read():
        assert Visit.get().outcome == outcome


def test_a_death_that_the_desk_has_recorded_does_not_hinder_the_discharge(
    store, nurse, clock
):
    admission = lay(nurse, "1")
    with store.write():
        Patient.update(died_on=date(2026, 5, 3)).execute()
    send_home(nurse, admission, "died")
    assert lying(nurse) == {}
    with store.read():
        assert Patient.get().died_on == date(2026, 5, 3)


def test_two_records_of_one_person_take_one_bed(store, nurse, receptionist):
    first, second = visit(store, "Asha Juma"), visit(store, "Asha J. Mrema")
    admitted(nurse, first)
    merge_patients(
        receptionist, 1001, 1002, reason="Same person", request_id=new_request_id()
    )
    with pytest.raises(LiesAlready):
        admitted(nurse, second, "2")
    assert lying(nurse) == {"1": "Asha J. Mrema"}
    send_home(nurse, view_of(nurse).beds[0].lies.admission_id, "died")
    with store.read():
        assert Patient.get_by_id(1002).died_on == nurse.clock.today()


def test_who_was_discharged_is_not_discharged_or_moved_again(nurse):
    admission = lay(nurse, "1")
    send_home(nurse, admission)
    with pytest.raises(NotAdmitted):
        send_home(nurse, admission, "absconded")
    with pytest.raises(NotAdmitted):
        move(nurse, admission, "2")


def test_a_discharge_that_is_sent_twice_counts_once(store, nurse):
    admission, request = lay(nurse, "1"), new_request_id()
    for _again in range(2):
        discharge(nurse, admission, outcome="home", note="", request_id=request)
    assert acts(store).count("admission.end") == 1


def test_an_outcome_that_is_none_is_a_mistake_of_the_program(nurse):
    with pytest.raises(ValueError, match="healed"):
        send_home(nurse, lay(nurse, "1"), "healed")


def test_who_came_back_is_admitted_again(store, nurse):
    number = patient(store)
    send_home(nurse, admitted(nurse, visit_of(store, number)))
    admitted(nurse, visit_of(store, number), "3")
    assert list(lying(nurse)) == ["3"]


def test_nobody_is_lost_when_the_clock_was_set_back(store, nurse, clock):
    admission = lay(nurse, "1")
    clock.move(days=-400)
    move(nurse, admission, "2")
    send_home(nurse, admission)
    with store.read():
        assert all(stay.ended_at >= stay.begun_at for stay in BedStay.select())


def test_reception_sees_the_beds_and_admits_nobody(store, session_of, nurse):
    from wema_tui.services.session import PermissionDenied

    reception = session_of("RECEPTION")
    assert view_of(reception).free == 3
    with pytest.raises(PermissionDenied):
        admitted(reception, visit(store))


def test_a_stay_counts_its_midnights_and_one_at_least():
    assert days_stayed(date(2026, 5, 4), date(2026, 5, 4)) == 1
    assert days_stayed(date(2026, 5, 4), date(2026, 5, 7)) == 3


def test_a_name_of_a_patient_may_be_anything_that_may_be_kept(store, nurse):
    names = {"1": "Ö", "2": "محمد بن سلمان", "3": "N'ki " * 24}
    for label, name in names.items():
        lay(nurse, label, name=name.strip())
    assert lying(nurse) == {label: name.strip() for label, name in names.items()}
    assert patient(store) == 1004
