"""Somebody at one desk who registers one patient after the other."""

from pathlib import Path

from db.store import open_store
from tests.patients import registered, typed
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.patients.registering import LooksAlike, register_patient


def main(address, keys, log, name, count):
    clinic = open_clinic(open_store(address, timeout=60.0), Path(keys))
    clinic.store.hold()
    session = resume(clinic.door(f"desk {name}"), "REC001")
    with Path(log).open("a") as told:
        for number in range(int(count)):
            row = registered(session, f"Asha {name} {number}")
            told.write(f"{row.number}\n")
            try:  # the same person comes to every desk
                everybody = typed(
                    f"Juma Ali {number}", phone=f"+2557540000{number:02d}"
                )
                row = register_patient(session, everybody, request_id=new_request_id())
            except LooksAlike:
                continue
            told.write(f"{row.number}\n")
    clinic.store.release()
