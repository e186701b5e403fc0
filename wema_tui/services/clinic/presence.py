"""Whose database it is, before anything is opened or made."""

from __future__ import annotations

from dataclasses import dataclass

from db import schema
from db.clinic import Clinic
from db.store import Store
from wema_tui.services.trouble import explained


@dataclass(frozen=True)
class Presence:
    """A clinic that is in a database already.

    Attributes:
        name: As it stands over the door.
        is_demo: Its data is invented.
    """

    name: str
    is_demo: bool


def clinic_in(store: Store) -> Presence | None:
    """Return the clinic in *store*, whatever its schema; None for an empty one.

    Raises:
        DatabaseTrouble: It cannot be read, or holds something else than WEMA.
    """
    with explained():
        if schema.current_version(store) == 0:
            return None
        with store.read():
            row = Clinic.select(Clinic.name, Clinic.is_demo).get_or_none()
    return None if row is None else Presence(row.name, row.is_demo)
