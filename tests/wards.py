"""Wards for tests: patients who are here on a visit, beds to lay them in."""

from peewee import fn

from db.patients import Patient
from db.visits import ServicePoint, Visit
from tests.clinics import MORNING
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.keys import keys_of
from wema_tui.services.wards.admitting import admit, move_bed
from wema_tui.services.wards.discharging import discharge
from wema_tui.services.wards.queries import wards_and_beds
from wema_tui.services.wards.setting_up import add_ward


def patient(store, name="Asha Juma Mrema", **also):
    """Register somebody and return the number."""
    values = {
        "sex": "female",
        "place": "",
        "contact_name": "",
        "contact_relation": "",
        "created_at": MORNING,
        "full_name": name,
        **dict.fromkeys(("phone", "other_phone", "born_on")),
    } | also
    with store.write():
        number = (Patient.select(fn.MAX(Patient.id)).scalar() or 1000) + 1
        Patient.create(id=number, **values, **keys_of(number, values))
    return number


def visit(store, name="Asha Juma Mrema", **also):
    """Register somebody, check them in, and return the visit."""
    return visit_of(store, patient(store, name, **also))


def visit_of(store, number):
    """Check somebody in who is known, and return the visit."""
    with store.write():
        point = ServicePoint.get(ServicePoint.code == "general")
        row = Visit.create(
            patient=number,
            opened_at=MORNING,
            day=MORNING.date(),
            reason="Fever",
            point=point,
        )
    return row.id


def ward(session, name="Maternity", beds="1-3"):
    """Make a ward and return its number."""
    return add_ward(session, name=name, beds=beds, request_id=new_request_id())


def view_of(session, name="Maternity"):
    """Return a ward as it is now."""
    return next(each for each in wards_and_beds(session) if each.name == name)


def bed(session, label, ward="Maternity"):
    """Return the number of a bed."""
    return next(b.bed_id for b in view_of(session, ward).beds if b.label == label)


def lay(session, label, ward="Maternity", *, name="Asha Juma Mrema", **also):
    """Admit somebody new to a bed; return the admission."""
    return admit(
        session,
        visit=visit(session.store, name, **also),
        bed_id=bed(session, label, ward),
        reason="Malaria",
        request_id=new_request_id(),
    )


def move(session, admission, label, ward="Maternity"):
    """Move somebody to another bed."""
    move_bed(
        session,
        admission,
        bed_id=bed(session, label, ward),
        request_id=new_request_id(),
    )


def send_home(session, admission, outcome="home", note=""):
    """End a stay."""
    discharge(
        session, admission, outcome=outcome, note=note, request_id=new_request_id()
    )


def lying(session, ward="Maternity"):
    """Return who lies in a ward: bed -> name."""
    return {
        bed.label: bed.lies.patient.full_name
        for bed in view_of(session, ward).beds
        if bed.lies is not None
    }
