"""Make a clinic in an empty database: schema, key, first administrator."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from db import schema
from db.clinic import Clinic
from db.errors import OutcomeUnknown, StoreError, Trouble
from db.migrations import Migration
from db.pharmacy import Medication
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.data.formulary import load_formulary
from wema_tui.i18n import _
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.audit.chain_end import Trail, new_request_id, open_trail
from wema_tui.services.audit.keys import key_file, make_key
from wema_tui.services.auth.passwords import one_time_password
from wema_tui.services.finance.starting import add_price_list
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained
from wema_tui.text import clean


@dataclass(frozen=True)
class ClinicPlan:
    """What a new clinic is to be.

    Attributes:
        name: As it stands over the door.
        currency: ISO 4217 code.
        language: `en` or `sw`.
        time_zone: IANA name.
        is_demo: Whether its data is invented and may be replaced.
    """

    name: str
    currency: str = "TZS"
    language: str = "en"
    time_zone: str = "Africa/Dar_es_Salaam"
    is_demo: bool = False


@dataclass(frozen=True)
class FirstUser:
    """The account that a new clinic begins with.

    Attributes:
        employee_id: ADM001.
        password: Random, shown once, kept nowhere; to be changed at the first
            sign-in, but not in a demo.
    """

    employee_id: str
    password: str


Furnish = Callable[[Session, Trail], Any]


def found_clinic(
    store: Store,
    plan: ClinicPlan,
    keys: Path,
    furnish: Furnish | None = None,
    *,
    clock: Clock | None = None,
) -> FirstUser:
    """Make a clinic, all in one transaction: after a power cut it is there or not.

    A power cut can leave a key file that belongs to no clinic; a failure does not.

    Args:
        store: A store that is empty, or that an interrupted founding left.
        plan: What the clinic is to be.
        keys: Folder of audit keys.
        furnish: Called inside the transaction to add more, for the demo.
        clock: Tells when it is founded: the demo was, some months ago.

    Raises:
        DatabaseTrouble: IN_USE when there is a clinic already, or any other.
        KeyUnusable: The key cannot be written; nothing was made.
    """
    uid = secrets.token_hex(8)
    clock = clock or Clock(ZoneInfo(plan.time_zone))
    with explained():
        if schema.current_version(store):
            raise StoreError(Trouble.IN_USE, str(store.address))
        session = Session(store, clock, make_key(keys, uid))
        try:
            with store.write():
                return _build(session, plan, uid, furnish)
        except OutcomeUnknown:
            raise  # perhaps there is a clinic, and this is its key
        except BaseException:
            key_file(keys, uid).unlink(missing_ok=True)  # nobody's
            raise


def _build(
    session: Session, plan: ClinicPlan, uid: str, furnish: Furnish | None
) -> FirstUser:
    """Make tables and first rows, inside the write."""
    store = session.store
    if schema.current_version(store):  # another process was faster
        raise StoreError(Trouble.IN_USE, str(store.address))
    applied = [(m, schema.apply(store, m)) for m in schema.pending(store)]
    trail = open_trail(session)
    for migration, fingerprint in applied:
        note_migration(trail, session, migration, fingerprint)
    _write_clinic(trail, session, plan, uid)
    add_formulary(trail, session)
    add_price_list(trail, session, plan.currency)
    first = _first_administrator(trail, session, plan)
    if furnish is not None:
        furnish(session, trail)
    return first


def note_migration(
    trail: Trail, session: Session, migration: Migration, fingerprint: str
) -> None:
    """Write into the chain what shape the schema has from now on."""
    trail.append(
        "schema.migrate",
        f"migration:{migration.number}",
        {"name": migration.name, "fingerprint": fingerprint},
        request_id=new_request_id(),
        now=session.clock.now(),
    )


def _write_clinic(trail: Trail, session: Session, plan: ClinicPlan, uid: str) -> None:
    now = session.clock.now()
    Clinic.create(
        id=1,
        uid=uid,
        name=clean(plan.name, what=_("Name of the clinic"), limit=60),
        currency=plan.currency,
        language=plan.language,
        time_zone=plan.time_zone,
        is_demo=plan.is_demo,
        created_at=now,
    )
    trail.append(
        "clinic.found",
        "clinic:1",
        {"after": {"uid": uid, "name": plan.name, "is_demo": plan.is_demo}},
        request_id=new_request_id(),
        now=now,
    )


def add_formulary(trail: Trail, session: Session) -> None:
    """Add the starter formulary: a pharmacist of the clinic must review it."""
    now = session.clock.now()
    items = load_formulary()
    for item in items:
        Medication.create(
            name=item.name,
            generic_name=item.generic_name,
            strength=item.strength,
            form=item.form,
            base_unit=item.base_unit,
            threshold=item.threshold,
            unit_price=item.unit_price,
            is_controlled=item.controlled,
            created_at=now,
        )
    trail.append(
        "medication.starter_formulary",
        "medications",
        {"count": len(items)},
        request_id=new_request_id(),
        now=now,
    )


def _first_administrator(trail: Trail, session: Session, plan: ClinicPlan) -> FirstUser:
    password = one_time_password()
    user = add_user(
        trail,
        session,
        role="ADMIN",
        full_name=_("Administrator"),
        password=password,
        must_change_password=not plan.is_demo,  # printed for whoever tries it out
    )
    return FirstUser(user.employee_id, password)
