"""Checks of the computer around the database: disk, clock, key, backups."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

from db.address import Address
from db.health import size_of
from db.store import Store
from wema_tui.i18n import _
from wema_tui.services.audit.entries import newest
from wema_tui.services.audit.keys import key_file
from wema_tui.services.clinic.findings import Finding, bad, good
from wema_tui.services.clinic.opening import OpenClinic
from wema_tui.services.trouble import explained

LEAST_FREE = 200_000_000  # bytes; and always twice the database, to copy it
FUTURE = timedelta(minutes=1)  # two computers' clocks are never the same
FIRST_YEAR = 2026  # nobody ran this WEMA before


def check_disk(store: Store, logs: Path) -> Finding:
    """Look whether there is room to go on writing, and for a copy.

    The disk of a PostgreSQL server is not seen from here: then it is this
    computer's, where the log is.

    Raises:
        DatabaseTrouble: The server cannot be asked.
        OSError: The disk does not answer.
    """
    with explained():
        size = size_of(store)
    place = _nearest(_folder(store.address, logs))
    free = shutil.disk_usage(place).free
    needed = LEAST_FREE if store.address.path is None else max(LEAST_FREE, 2 * size)
    facts = _("{free} MB free at {place}; the database has {size} MB.").format(
        free=free // 1_000_000, place=place, size=max(1, size // 1_000_000)
    )
    if free < needed:
        return bad(
            _("The disk is nearly full: {needed} MB should be free.").format(
                needed=needed // 1_000_000
            ),
            facts,
            remedy=_("Make room; delete nothing in WEMA's folders."),
        )
    if not os.access(place, os.W_OK):
        return bad(
            _("{place} cannot be written.").format(place=place),
            remedy=_("Give the right to write there to whoever runs WEMA."),
        )
    return good(facts)


def check_clock(clinic: OpenClinic) -> Finding:
    """Look whether the clock can be right: it never runs behind what was written.

    A clock that no server has set is for a person to compare with a watch: many
    clinics have no network.

    Raises:
        DatabaseTrouble: The audit log cannot be read.
    """
    now = clinic.clock.now()
    shown = clinic.clock.at_clinic(now).strftime("%Y-%m-%d %H:%M")
    link = newest(clinic.store)
    latest = link.entry.at if link is not None else ""
    if latest > (now + FUTURE).strftime("%Y-%m-%dT%H:%M:%S.%fZ"):
        return bad(
            _("The clock says {now}, but something was written at {latest}.").format(
                now=shown, latest=latest
            ),
            remedy=_("Set the clock."),
        )
    if now.year < FIRST_YEAR:
        return bad(
            _("The clock says {now}.").format(now=shown), remedy=_("Set the clock.")
        )
    if not clinic.clock.is_synchronised():
        return good(
            _("{now}, but no time server has set it: compare it with a watch.").format(
                now=shown
            )
        )
    return good(_("{now} in the clinic's time zone.").format(now=shown))


def check_backup() -> Finding:
    """Say that there is no backup: this WEMA cannot make one yet."""
    return good(
        _("No backup yet: this WEMA makes none."),
        _("Copy the whole folder of the database while nobody works."),
    )


def check_key(keys: Path, uid: str) -> Finding:
    """Look whether the audit key is kept from others.

    Raises:
        OSError: It is not there.
    """
    path = key_file(keys, uid)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o037:
        return bad(
            _("Others may read or change the audit key {path} ({mode}).").format(
                path=path, mode=f"{mode:04o}"
            ),
            remedy=_("Run: chmod 400 and the path of the key."),
        )
    return good(_("{path} ({mode}).").format(path=path, mode=f"{mode:04o}"))


def _folder(address: Address, logs: Path) -> Path:
    return logs.expanduser() if address.path is None else address.path.parent


def _nearest(folder: Path) -> Path:
    """Return *folder*, or what is there of its parents."""
    while not folder.exists():
        folder = folder.parent
    return folder
