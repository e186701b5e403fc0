"""The key that signs audit entries. It lies outside the database.

Whoever can write the database but not read this file cannot forge an entry. So
keep it out of the database's backups, and keep a copy in the safe.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from wema_tui.errors import WemaError
from wema_tui.i18n import _

_LENGTH = 32  # bytes


class KeyMissing(WemaError):
    """The clinic's audit key is not where it should be."""

    code = "audit.key_missing"


class KeyUnusable(WemaError):
    """The key file is there but cannot be read, or is not a key."""

    code = "audit.key_unusable"


@dataclass(frozen=True)
class AuditKey:
    """A secret and the name by which entries mention it.

    Attributes:
        secret: 32 random bytes; never shown, never logged.
        id: 16 hex digits that tell keys apart without giving them away.
    """

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Return the name of the key."""
        return hashlib.sha256(b"wema-audit-key-id" + self.secret).hexdigest()[:16]

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes for another *purpose*, which give nothing of the key away.

        So the clinic has one secret outside its database to keep, not several.
        """
        label = f"wema-{purpose}-v1".encode()
        return hmac.digest(self.secret, label, "sha256")


def key_file(folder: Path, clinic_uid: str) -> Path:
    """Return where the key of a clinic lies."""
    return folder / f"{clinic_uid}.key"


def make_key(folder: Path, clinic_uid: str) -> AuditKey:
    """Make the key of a new clinic, readable by its owner alone.

    Raises:
        KeyUnusable: The folder cannot be written.
    """
    path = key_file(folder, clinic_uid)
    key = AuditKey(secrets.token_bytes(_LENGTH))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(fd, "w") as file:
            file.write(key.secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())  # a clinic without its key cannot work
        folder_fd = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder_fd)
        os.close(folder_fd)
    except OSError as error:
        raise KeyUnusable(
            _("The audit key cannot be written: {path}").format(path=path),
            hint=_("Check the folder, or choose another with WEMA_AUDIT_KEYS."),
        ) from error
    return key


def read_key(folder: Path, clinic_uid: str) -> AuditKey:
    """Read the key of a clinic.

    Raises:
        KeyMissing: There is no such file.
        KeyUnusable: It cannot be read, or is not a key.
    """
    path = key_file(folder, clinic_uid)
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError as error:
        raise KeyMissing(
            _("The audit key of this clinic is missing: {path}").format(path=path),
            hint=_("Bring it back from the safe, or set WEMA_AUDIT_KEYS."),
        ) from error
    except (OSError, ValueError) as error:
        raise KeyUnusable(
            _("The audit key cannot be read: {path}").format(path=path),
            hint=_("Check its permissions, or bring it back from the safe."),
        ) from error
    if len(secret) != _LENGTH:
        raise KeyUnusable(
            _("This file is not an audit key: {path}").format(path=path),
            hint=_("Bring the right one back from the safe."),
        )
    return AuditKey(secret)
