"""Somebody at one computer who registers one person after the other."""

from pathlib import Path

from db.store import open_store
from tests.people import ask
from wema_tui.services.clinic.opening import open_clinic


def main(address, keys, log, name, count):
    clinic = open_clinic(open_store(address, timeout=60.0), Path(keys))
    clinic.store.hold()
    with Path(log).open("a") as told:
        for number in range(int(count)):
            station = f"computer {name}"
            phone = f"+2557{name}{number:07d}"
            made = ask(clinic, station, role="DOCTOR", phone=phone)
            told.write(f"{made.employee_id}\n")
    clinic.store.release()
