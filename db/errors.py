"""What can go wrong with the database itself, one word for each.

The services turn these into sentences. `Trouble` names what a person can do
something about; everything else keeps the driver's own words.
"""

from __future__ import annotations

import errno
from enum import StrEnum


class Trouble(StrEnum):
    """Why the database did not answer as it should."""

    BUSY = "busy"  # somebody else held the write lock for too long
    MISSING = "missing"  # no file, or no such database on the server
    UNREACHABLE = "unreachable"  # the server is down or hung up
    REFUSED = "refused"  # the server answers, and does not let us in
    FULL = "full"  # no space left on the disk
    READ_ONLY = "read_only"  # the file or the disk cannot be written
    DAMAGED = "damaged"  # the file is not a healthy database
    NEWER = "newer"  # made by a newer WEMA than this one
    OLDER = "older"  # needs `wema migrate`
    EMPTY = "empty"  # a database without WEMA's tables
    IN_USE = "in_use"  # already holds a clinic
    DRIVER_MISSING = "driver_missing"  # PostgreSQL support is not installed
    BAD_ADDRESS = "bad_address"  # not an address of a database
    NETWORK_DISK = "network_disk"  # SQLite on NFS or SMB loses data
    FAILED = "failed"  # anything else: the driver's words are in `detail`


class StoreError(Exception):
    """The database could not do what was asked, and nothing was written.

    Attributes:
        trouble: What is wrong, for whoever explains it.
        detail: The driver's own words, for the log.
    """

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble
        self.detail = detail


class OutcomeUnknown(StoreError):
    """The line or the disk broke while the transaction was being committed.

    It may have been written or not. Asking again with the same request id is
    safe, and finds out.
    """

    def __init__(
        self, detail: str = "", trouble: Trouble = Trouble.UNREACHABLE
    ) -> None:
        super().__init__(trouble, detail)


def os_trouble(error: OSError) -> Trouble:
    """Return what the system's refusal to make or open a file means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble.FULL
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return Trouble.FAILED
    return Trouble.READ_ONLY
