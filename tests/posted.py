"""A row in every ledger that `post_rows` adds to, for tests of what guards them."""

from datetime import date

from db.appointments import Appointment
from db.finance import Charge, Payment, Settlement
from db.nurse import CareGiven, Triage, VitalSign
from db.patients import Patient
from db.people import User
from db.price_list import Price, PriceItem
from db.visits import ServicePoint, Visit
from tests.clinics import MORNING
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.trail import audited_write

TODAY = date(2026, 5, 4)


def fill_ledgers(session):
    """Post two rows to each: the second takes the first back where it can."""
    with session.store.write():
        about = _somebody_at_the_clinic()
        item = PriceItem.create(
            code="a_thing", name="A thing", kind="other", created_at=MORNING
        )
    who = {"patient_id": about.patient_id, "visit_id": about.id}
    paid = {"day": TODAY, "patient_id": about.patient_id, "method": "mobile_money"}
    owed = {
        **who,
        "day": TODAY,
        "item_id": item.id,
        "description": "A thing",
        "quantity": 1,
        "unit_price": 0,
    }
    sign = {**who, "sign": "pulse", "is_confirmed": 0}
    care = {**who, "kind": "other", "what": "a walk", "patient_proved": "asked"}
    price = {"item_id": item.id, "from_day": TODAY, "amount": 500}
    with audited_write(session, "own.preferences", "posted") as act:

        def post(model, row, taking_back=None, **more):
            (number,) = post_rows(act, model, [row])
            if taking_back is not None:
                post_rows(act, model, [row | more | {taking_back: number}])
            return number

        post(Price, price)
        charge = post(Charge, owed | {"amount": 0}, "reverses_id")
        payment = post(
            Payment,
            paid | {"receipt_number": 1, "reference": "7XK2", "amount": 500},
        )
        post(Settlement, {"charge_id": charge, "payment_id": payment, "amount": 500})
        post(Triage, who | {"urgency": "urgent"})
        post(VitalSign, sign | {"value": 80}, "replaces_id", value=82)
        post(CareGiven, care, "reverses_id")
        act.record("test.post", "test:1", {})


def _somebody_at_the_clinic():
    patient = Patient.create(
        id=1001,
        full_name="Asha Juma",
        name_key="asha juma",
        sex="female",
        place="",
        contact_name="",
        contact_relation="",
        created_at=MORNING,
        search_key="asha juma",
    )
    booked = Appointment.create(
        patient=patient,
        doctor=User.get(User.role == "DOCTOR"),
        day=TODAY,
        minute=600,
        reason="",
        is_extra=False,
        booked_at=MORNING,
    )
    return Visit.create(
        patient=patient,
        opened_at=MORNING,
        day=TODAY,
        reason="",
        point=ServicePoint.get(ServicePoint.code == "general"),
        appointment=booked,
    )
