"""A shelf that many processes and many faults work at, and what it must say after."""

from dataclasses import replace
from pathlib import Path

from db.store import open_store
from tests.clinics import StoppedClock
from tests.factories import PACK, known_pack, stock_in
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.opening import open_clinic


def enter(address, keys, employee_id="PHA001", *, timeout=60.0):
    """Return the session of a pharmacist at the clinic at *address*."""
    clinic = open_clinic(open_store(address, timeout=timeout), Path(keys))
    return resume(replace(clinic, clock=StoppedClock()).door("window 1"), employee_id)


def furnish(address, keys, *, packs):
    """Put *packs* packs of one medicine, ten tablets each, on the shelf."""
    session = enter(address, keys)
    known_pack(session.store)
    stock_in(session, packs=packs, gtin=PACK)
    return session
