"""Open the clinic's database for work: schema, key, clock, language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from db import schema
from db.clinic import Clinic
from db.errors import StoreError, Trouble
from db.store import Store
from wema_tui.clock import Clock
from wema_tui.services.audit.keys import AuditKey, read_key
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained


@dataclass(frozen=True)
class OpenClinic:
    """A clinic whose database is open and of the right schema.

    Attributes:
        store: The database.
        clock: The clinic's clock.
        key: Signs the audit entries.
        uid: Names the key file.
        name: As it stands over the door.
        language: `en` or `sw`.
        is_demo: Its data is invented.
    """

    store: Store
    clock: Clock
    key: AuditKey
    uid: str
    name: str
    language: str
    is_demo: bool

    def door(self, station: str) -> Doorkeeper:
        """Return what a sign-in at *station* needs."""
        return Doorkeeper(self.store, self.clock, self.key, station)

    def console(self, station: str = "console") -> Session:
        """Return the session of the administrator at the console.

        Args:
            station: Who that is, as far as the computer knows.
        """
        return Session(self.store, self.clock, self.key, station=station)


def open_clinic(store: Store, keys: Path) -> OpenClinic:
    """Make sure the database can be worked with.

    Args:
        store: Any store.
        keys: Folder of audit keys.

    Raises:
        DatabaseTrouble: It cannot be read, or its schema is not this WEMA's.
        KeyMissing, KeyUnusable: The audit key is not there: no write is possible.
    """
    with explained():
        schema.require_current(store)
        with store.read():
            clinic = Clinic.get_or_none(Clinic.id == 1)
        if clinic is None:
            raise StoreError(Trouble.EMPTY, str(store.address))
    return OpenClinic(
        store=store,
        clock=Clock(ZoneInfo(clinic.time_zone)),
        key=read_key(keys, clinic.uid),
        uid=clinic.uid,
        name=clinic.name,
        language=clinic.language,
        is_demo=clinic.is_demo,
    )
