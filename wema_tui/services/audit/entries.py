"""Read the audit chain as it stands in the table, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from db.base import instant_text
from db.store import Store
from wema_tui.services.audit.chain import Entry
from wema_tui.services.trouble import explained

CHUNK: Final = 1000  # entries in memory at a time
ANCHOR_DIGITS: Final = 16  # of the mac: enough that nobody finds another like it


@dataclass(frozen=True)
class Anchor:
    """Where the chain once ended.

    Attributes:
        seq: Number of the entry.
        start: How its mac begins, at least 8 hex digits in small letters.
    """

    seq: int
    start: str


@dataclass(frozen=True)
class Link:
    """An entry as the table has it, with its mac."""

    entry: Entry
    mac: bytes

    @property
    def anchor(self) -> Anchor:
        """The anchor that this entry is, once it is the newest."""
        return Anchor(self.entry.seq, self.mac.hex()[:ANCHOR_DIGITS])


def newest(store: Store) -> Link | None:
    """Return the newest entry, or None.

    Raises:
        DatabaseTrouble: It cannot be read.
    """
    with explained(), store.read():
        rows = store.execute(f"{_SELECT} ORDER BY seq DESC LIMIT 1")
    return _link(rows[0]) if rows else None


def entries_after(store: Store, seq: int) -> list[Link]:
    """Return the entries behind number *seq*, so many at a time. Inside a read."""
    return [
        _link(row)
        for row in store.execute(
            f"{_SELECT} WHERE seq > {seq} ORDER BY seq LIMIT {CHUNK}"
        )
    ]


def chunks(store: Store) -> Iterator[list[Link]]:
    """Yield all entries in order, so many at a time. Inside a read."""
    after = 0
    while links := entries_after(store, after):
        yield links
        after = links[-1].entry.seq


_COLUMNS: Final = (*(field.name for field in fields(Entry)), "mac")
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM audit_entries"


def _link(row: Any) -> Link:
    values = dict(zip(_COLUMNS, row, strict=True))
    mac = bytes(values.pop("mac"))
    values |= {"at": moment(values["at"]), "prev": bytes(values["prev"])}
    return Link(Entry(**values), mac)


def moment(value: Any) -> str:
    """Return an instant from either engine as the text that was hashed."""
    # SQLite's text goes into the hash as it is: another spelling is a change.
    return value if isinstance(value, str) else instant_text(value)
