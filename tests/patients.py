"""Patients for tests: a test names only what it is about."""

from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.particulars import Particulars
from wema_tui.services.patients.registering import register_patient

EVERYBODY = range(10**9)  # the numbers of those whom the person has been shown


def typed(full_name="Asha Juma", **also):
    """What somebody types about a patient."""
    return Particulars(
        full_name=full_name,
        **{
            "sex": "female",
            "born": "12/3/1990",
            "phone": "0712 345 678",
            "place": "Kariakoo, near the market",
        }
        | also,
    )


def registered(session, full_name="Asha Juma", *, seen=EVERYBODY, **also):
    """Register somebody, alike or not; return the row."""
    return register_patient(
        session, typed(full_name, **also), seen=seen, request_id=new_request_id()
    )
