"""A request that comes again: only what it did is given back, and only to its own."""

import pytest

from tests.appointments import booked, receiving
from tests.patients import registered, typed
from tests.visits import came, point
from tests.wards import bed, ward
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.repeats import RequestReused
from wema_tui.services.patients.registering import register_patient
from wema_tui.services.visits.moving import call_next, send_on
from wema_tui.services.wards.admitting import admit
from wema_tui.services.wards.setting_up import add_ward

USED = "used-for-a-patient"


@pytest.fixture
def patient(session_of):
    """Somebody whom reception has registered with the request that comes again."""
    return register_patient(
        session_of("REC001"), typed(), seen=frozenset(), request_id=USED
    )


def checked_in(session_of, admin, patient):
    came(session_of("REC001"), patient=patient.number, request_id=USED)


def called(session_of, admin, patient):
    desk = session_of("REC001")
    call_next(desk, point(desk, "general"), request_id=USED)


def sent_on(session_of, admin, patient):
    desk = session_of("REC001")
    visit = came(desk, patient=patient.number)
    send_on(desk, visit.visit_id, point(desk, "laboratory"), request_id=USED)


def booked_once_more(session_of, admin, patient):
    doctor = receiving(admin)
    booked(session_of("REC001"), doctor, patient, request_id=USED)


def a_ward_made(session_of, admin, patient):
    add_ward(admin, name="Maternity", beds="1-3", request_id=USED)


def admitted(session_of, admin, patient):
    ward(admin)
    visit = came(session_of("REC001"), patient=patient.number)
    nurse = session_of("NUR001")
    first = bed(nurse, "1")
    admit(nurse, visit=visit.visit_id, bed_id=first, reason="Malaria", request_id=USED)


def registered_by_another(session_of, admin, patient):
    register_patient(session_of("NUR001"), typed(), seen=frozenset(), request_id=USED)


@pytest.mark.parametrize(
    "act",
    [
        checked_in,
        called,
        sent_on,
        booked_once_more,
        a_ward_made,
        admitted,
        registered_by_another,
    ],
)
def test_a_request_that_did_something_else_is_refused(session_of, admin, patient, act):
    with pytest.raises(RequestReused):
        act(session_of, admin, patient)


def test_a_request_that_comes_again_gives_back_what_it_did(session_of, patient):
    desk = session_of("REC001")
    again = register_patient(desk, typed(), seen=frozenset(), request_id=USED)
    assert again == patient
    request_id = new_request_id()
    visit = came(desk, patient=patient.number, request_id=request_id)
    registered(desk, "Juma Hassan")
    assert came(desk, patient=patient.number, request_id=request_id) == visit
