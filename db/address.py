"""Where a database is: `sqlite:///path`, `postgresql://...` or a plain path."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from db.errors import StoreError, Trouble

_NETWORK_DISKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs"}
)


# In `//user:password@host` and in `?password=...`, which libpq reads too.
_PASSWORD = re.compile(r"(//[^/?#]*?:)[^/?#]*@")
_QUERY_PASSWORD = re.compile(r"([?&](?:ssl)?password=)[^&#]*", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """The address of one database.

    Exactly one of the two is set.

    Attributes:
        path: The SQLite file.
        url: The PostgreSQL URL.
    """

    path: Path | None = None
    url: str | None = None

    def __str__(self) -> str:
        """Return it as people may read it: without the password."""
        if self.url is None:
            return f"sqlite:///{self.path}"
        return _QUERY_PASSWORD.sub(r"\1***", _PASSWORD.sub(r"\1***@", self.url))


def parse_address(text: str) -> Address:
    """Read the address of a database.

    Args:
        text: `sqlite:///relative.db`, `sqlite:////absolute.db`, a path, or
            `postgresql://user@host/name`.

    Raises:
        StoreError: BAD_ADDRESS when it is none of these.
    """
    text = text.strip()
    if text.startswith(("postgresql://", "postgres://")):
        return Address(url=text)
    if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
        path = unquote(text.removeprefix("sqlite:///"))
    elif not text or "://" in text or text.startswith("sqlite:"):
        raise StoreError(Trouble.BAD_ADDRESS, text)
    else:
        path = text
    try:
        os.fsencode(path)
        found = Path(path).expanduser().absolute()
    except (RuntimeError, UnicodeError) as error:  # ~nobody, half a character
        raise StoreError(Trouble.BAD_ADDRESS, text) from error
    if "\0" in path:
        raise StoreError(Trouble.BAD_ADDRESS, text)
    return Address(path=found)


def disk_type(path: Path) -> str:
    """Return the type of the file system that holds *path* (`ext4`, `nfs4`).

    Empty where the kernel does not say.
    """
    table = Path("/proc/self/mountinfo")
    if not table.exists():
        return ""
    folder, best, kind = str(path.resolve().parent) + "/", "", ""
    for line in table.read_text(errors="surrogateescape").splitlines():
        left, _, right = line.partition(" - ")
        point = _OCTAL.sub(_character, left.split()[4]).rstrip("/") + "/"
        if folder.startswith(point) and len(point) >= len(best):
            best, kind = point, right.split()[0]
    return kind


# The kernel writes a space in a path as \040.
_OCTAL = re.compile(r"\\([0-7]{3})")


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 8))


def is_network_disk(path: Path) -> bool:
    """Return whether *path* lies where SQLite's locks cannot be trusted."""
    return disk_type(path) in _NETWORK_DISKS
