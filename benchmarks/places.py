"""Databases to measure on: a clinic with stock for a million scans."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from db.base import proxy
from db.store import Store, open_store
from tests.postgres import NoServerError, running_server
from wema_tui.quantities import Amount
from wema_tui.scanner.modes import Mode
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.accounts.preferences import set_preference
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.auth.passwords import one_time_password
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.demo.catalogue import Product, add_codes
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.clinic.opening import OpenClinic, open_clinic
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.scanning import handle_scan
from wema_tui.services.session import Session

STOCKED = 40  # medications with one lot each


@dataclass(frozen=True)
class Place:
    """A clinic's database.

    Attributes:
        engine: SQLite or PostgreSQL.
        location: Its address, as `open_store` takes it.
        keys: Folder of its audit key.
        codes: EAN-13 codes of what is in stock.
        password: Of the pharmacist PHA001, whose scans dispense.
    """

    engine: str
    location: str
    keys: Path
    codes: tuple[str, ...]
    password: str

    @property
    def environment(self) -> dict[str, str]:
        """What a WEMA of its own needs to open this clinic."""
        return {
            "WEMA_DATABASE": self.location,
            "WEMA_AUDIT_KEYS": str(self.keys),
            "WEMA_LOG_FOLDER": str(self.keys.parent / "log"),
            "HOME": str(self.keys.parent),
        }

    def sign_in(self) -> Session:
        """Return a pharmacist's session; its connection stays open."""
        clinic = self.clinic()
        session = resume(clinic.door("benchmark"), "PHA001")
        session.store.hold()
        return session

    def clinic(self) -> OpenClinic:
        """Open the clinic, in this process."""
        return open_clinic(open_store(self.location), self.keys)


@contextlib.contextmanager
def places(folder: Path | None = None) -> Iterator[list[Place]]:
    """Yield a stocked clinic on each engine that this machine has.

    Args:
        folder: Where the SQLite file goes; it decides which disk is measured.
    """
    with contextlib.ExitStack() as stack:
        own = stack.enter_context(tempfile.TemporaryDirectory(dir=folder))
        found = [_furnished("SQLite", str(Path(own) / "wema.db"), Path(own))]
        try:
            server = stack.enter_context(running_server(durable=True))
        except NoServerError as error:
            print(f"PostgreSQL is left out: {error}")
        else:
            found.append(_furnished("PostgreSQL", server.create("wema"), Path(own)))
        yield found


def addresses(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each engine that this machine has, with the address of a new database.

    PostgreSQL's server is there until the next one is asked for.
    """
    yield "SQLite", str(folder / "wema.db")
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(running_server(durable=True))
        except NoServerError as error:
            print(f"PostgreSQL is left out: {error}")
        else:
            yield "PostgreSQL", server.create("wema")


def _furnished(engine: str, location: str, folder: Path) -> Place:
    store = open_store(location, create=True)
    products: list[Product] = []
    password = one_time_password()

    def furnish(session: Session, trail: Trail) -> None:
        products.extend(add_codes(trail, session))
        add_user(
            trail,
            session,
            role="PHARMACY",
            full_name="Benchmark",
            password=password,
        )

    keys = folder / "keys"
    found_clinic(store, ClinicPlan("Benchmark", is_demo=True), keys, furnish)
    chosen = products[:STOCKED]
    codes = tuple(product.packs[0].text for product in chosen)
    place = Place(engine, location, keys, codes, password)
    _stock(place, store)
    return place


def _stock(place: Place, store: Store) -> None:
    session = place.sign_in()
    expires_on = date.today() + timedelta(days=700)  # noqa: DTZ011  # any day will do
    for code in place.codes:
        for _nth in range(3):
            handle_scan(
                session,
                ScanOrder(
                    code,
                    Mode.STOCK_IN,
                    new_request_id(),
                    amount=Amount(9_999),
                    lot=LotDetails("LOT1", expires_on),
                ),
            )
    set_preference(session, "scan_mode", str(Mode.DISPENSE), new_request_id())
    session.store.release()
    proxy.initialize(store.database)
