"""A small clinic on disk, for tests of the screens: people, packs, stock.

Everybody has the same password. Made once, then copied for each test.
"""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from db.pharmacy import Barcode, Medication
from db.store import open_store
from wema_tui.clock import Clock
from wema_tui.config import Config
from wema_tui.quantities import Amount
from wema_tui.scanner.gtin import read_gtin
from wema_tui.scanner.modes import Mode
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.scanning import handle_scan

PASSWORD = "mwezi juu ya bahari"
PEOPLE = {  # employee ID -> role and name
    "PHA001": ("PHARMACY", "Neema Msuya"),
    "PHA002": ("PHARMACY", "Juma Kileo"),
    "NUR001": ("NURSE", "Rehema Said"),
    "DOC001": ("DOCTOR", "Grace Mollel"),
    "REC001": ("RECEPTION", "Amina Bakari"),
    "LAB001": ("LAB", "Peter Lema"),
    "FIN001": ("FINANCE", "Zawadi Temu"),
}

PARA = "5901234123457"  # Paracetamol 500 mg tablet, 10 in a pack, lots A1 and B2
AMOX = "4006381333931"  # Amoxicillin 250 mg capsule, 20 in a pack, lot C3
ZINC = "0012345678905"  # Zinc sulfate, 10 in a pack: only expired stock
SALT = "7310865004703"  # Oral rehydration salts, 1 in a pack: none on the shelf
STRANGE = "9780201379624"  # nobody has said what it is
NAMES = {
    PARA: "Paracetamol 500 mg tablet",
    AMOX: "Amoxicillin 250 mg capsule",
    ZINC: "Zinc sulfate 20 mg dispersible tablet",
    SALT: "Oral rehydration salts (ORS) sachet for 1 litre",
}
PACKS = {PARA: 10, AMOX: 20, ZINC: 10, SALT: 1}


def found(address, keys):
    """Found the clinic at *address*, with its people, packs and stock."""
    store = open_store(address, create=True)
    plan = ClinicPlan("Zahanati ya Mtoni")
    found_clinic(store, plan, keys, _furnish, clock=MonthAgo(ZoneInfo(plan.time_zone)))
    clinic = open_clinic(store, keys)
    stock(clinic)
    store.release()


def _furnish(session, trail):
    for role, name in PEOPLE.values():
        add_user(trail, session, role=role, full_name=name, password=PASSWORD)
    for code, name in NAMES.items():
        Barcode.create(
            code=read_gtin(code),
            kind="trade_item",
            medication=Medication.get(Medication.name == name),
            pack_size=PACKS[code],
            learned_at=session.clock.now(),
        )


class MonthAgo(Clock):
    """Lets a test receive what has expired since."""

    def now(self):
        return super().now() - timedelta(days=30)


def stock(clinic):
    """Put packs on the shelf."""
    then = replace(clinic, clock=MonthAgo(clinic.clock.zone))
    a_month_ago = resume(then.door("stock room"), "PHA001")
    session = replace(a_month_ago, clock=clinic.clock)
    today = clinic.clock.today()
    receive(a_month_ago, ZINC, "OLD", today - timedelta(days=3))
    for code, lot, days, packs in (
        (PARA, "A1", 200, 500),
        (PARA, "B2", 500, 500),
        (AMOX, "C3", 300, 500),
    ):
        receive(session, code, lot, today + timedelta(days=days), packs)


def receive(session, code, lot, expires_on: date, packs=1):
    """Put *packs* packs of one lot on the shelf."""
    handle_scan(
        session,
        ScanOrder(
            text=code,
            mode=Mode.STOCK_IN,
            request_id=new_request_id(),
            amount=Amount(packs),
            lot=LotDetails(lot, expires_on),
        ),
    )


def sqlite_in(folder):
    """Return the address of the clinic in *folder*."""
    return f"sqlite:///{folder / 'wema.db'}"


def copied(template, folder):
    """Copy a clinic's folder; return the settings that open it."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return config(folder)


def config(folder, **also):
    """Return settings for the clinic in *folder*."""
    settings = {
        "database": sqlite_in(folder),
        "audit_keys": str(folder / "keys"),
        "log_folder": str(folder),
        "station": "dispensary",
        "busy_timeout": 1,
        "idle_lock": 0,
    }
    return Config(**settings | also)


def ledger(store):
    """Return (type, code, quantity) of each movement since the first stock."""
    with store.read():
        return [
            tuple(row)
            for row in store.execute(
                "SELECT type, scan_code, quantity FROM stock_movements"
                " WHERE station <> 'stock room' ORDER BY id"
            )
        ]
