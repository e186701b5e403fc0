"""What the clinic keeps about a place of work: how its scanner is set."""

from __future__ import annotations

import logging
import re

from db.stations import Station
from db.store import Store
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained

logger = logging.getLogger(__name__)

SET_UP = "scanner.set_up"

_PASSING_TERMINAL = re.compile(r" (?:pts/[0-9]+|-)\Z")


def place_of(station: str) -> str:
    """Return the part of a station's name that is the same tomorrow.

    Over SSH and in a window each connection has a terminal of another number; the
    scanner belongs to the computer.

    >>> place_of("10.0.0.17 pts/3")
    '10.0.0.17'
    >>> place_of("pharmacy-pi tty1")
    'pharmacy-pi tty1'
    """
    return _PASSING_TERMINAL.sub("", station)


def scanner_profile(store: Store, station: str) -> ScannerProfile | None:
    """Return how the scanner at *station* is set; None if nobody has found out.

    Asked before anybody has signed in: a scan must do no harm there either.

    Raises:
        DatabaseTrouble: It cannot be read.
    """
    with explained(), store.read():
        row = Station.get_or_none(Station.name == place_of(station))
    if row is None:
        return None
    try:
        return ScannerProfile.named(
            {name: getattr(row, name) for name in ScannerProfile().names()}
        )
    except ValueError:
        logger.warning("station %s: its scanner's profile cannot be read", row.id)
        return None


def save_scanner_profile(
    session: Session, profile: ScannerProfile, request_id: str
) -> None:
    """Keep how the scanner at this station is set. Safe to repeat.

    Args:
        session: Whose station it is.
        profile: What the set-up has found out.
        request_id: Made when this profile was found out.

    Raises:
        PermissionDenied: The role does not set scanners up.
        SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, SET_UP, request_id) as act:
        if act.done_before:
            return
        place, told = place_of(session.station), profile.names()
        row = Station.get_or_none(Station.name == place)
        before = row and {name: getattr(row, name) for name in told}
        row = row or Station(name=place)
        for name, value in told.items():
            setattr(row, name, value)
        row.saved_by, row.saved_at = session.user_id, act.now
        row.save()
        act.record(
            "station.scanner",
            f"station:{row.id}",
            {"name": place, "before": before, "after": told},
        )
