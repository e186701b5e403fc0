"""The chain itself: pure arithmetic, no database.

    mac = HMAC-SHA256(key, version || every field, each with its length || prev)

Every field is preceded by its length, so that no two entries read the same.
Ledger rows are covered through their digests in the entry's body: who edits a
movement must forge the entry, and for that needs the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wema_tui.services.audit.keys import AuditKey

VERSION = b"wema-audit-v1"
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str)
START = bytes(32)  # `prev` of the first entry


@dataclass(frozen=True)
class Entry:
    """One audit entry, as it is hashed.

    Attributes:
        seq: 1, 2, 3... without gaps.
        at: The instant as text: `2026-11-23T12:00:00.000000Z`.
        clock: How far to trust it: ok, back, unsynced.
        user_id: Who; None for the console.
        role: In which role.
        session_id: In which session; None for the console.
        station: Where.
        request_id: Unique; made by whoever asked.
        action: What: `stock.dispense`.
        subject: On what: `medication:12`.
        body: Canonical JSON.
        key_id: Which key signs.
        prev: The `mac` of the entry before, 32 bytes.
    """

    seq: int
    at: str
    clock: str
    user_id: int | None
    role: str
    session_id: int | None
    station: str
    request_id: str
    action: str
    subject: str
    body: str
    key_id: str
    prev: bytes

    def mac(self, key: AuditKey) -> bytes:
        """Return the 32 bytes that prove this entry and all before it."""
        message = bytearray(VERSION)
        for value in (
            self.seq,
            self.at,
            self.clock,
            self.user_id,
            self.role,
            self.session_id,
            self.station,
            self.request_id,
            self.action,
            self.subject,
            self.body,
            self.key_id,
        ):
            data = b"" if value is None else str(value).encode()
            message += len(data).to_bytes(4, "big") + data
        message += self.prev
        return hmac.digest(key.secret, bytes(message), "sha256")


def canonical(value: Any) -> str:
    """Return *value* as JSON with one spelling: sorted, tight, pure ASCII."""
    return _ENCODER.encode(value)


def row_digest(table: str, row: Mapping[str, Any]) -> str:
    """Return the digest of a ledger row, 64 hex digits.

    Args:
        table: Name of the table, so that a row cannot pass for another's.
        row: Column -> plain value. Its `id` and empty columns do not count, so
            that a column added later changes no old digest.
    """
    told = {k: v for k, v in row.items() if v is not None and k != "id"}
    return hashlib.sha256(f"{table}:{canonical(told)}".encode()).hexdigest()
