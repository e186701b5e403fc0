"""Doctors who receive, and appointments, for tests."""

from datetime import date

from db.people import User
from wema_tui.services.appointments.booking import book
from wema_tui.services.appointments.hours import NewHours, add_hours
from wema_tui.services.appointments.placing import Wish
from wema_tui.services.audit.chain_end import new_request_id

MONDAY = date(2026, 5, 4)  # the day on which the clock of the tests stands, 9:30
TUESDAY = date(2026, 5, 5)
EIGHT = 8 * 60


def doctor_id(store, employee_id):
    with store.read():
        return User.get(User.employee_id == employee_id).id


def receiving(session, who="DOC001", **also):
    """Let a doctor receive from eight to ten, two patients each half hour."""
    doctor = doctor_id(session.store, who)
    usual = {
        "weekdays": range(5),
        "starts": EIGHT,
        "ends": EIGHT + 120,
        "slot_minutes": 30,
        "places": 2,
        "from_day": MONDAY,
    }
    add_hours(session, doctor, NewHours(**usual | also), request_id=new_request_id())
    return doctor


def booked(session, doctor, patient, day=TUESDAY, minute=EIGHT, **also):
    """Book *patient*, a row; return the appointment."""
    request_id = also.pop("request_id", None) or new_request_id()
    reason = also.pop("reason", "control")
    return book(
        session,
        patient=patient.number,
        wish=Wish(doctor, day, minute, **also),
        reason=reason,
        request_id=request_id,
    )
