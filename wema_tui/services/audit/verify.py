"""Walk the audit chain from its first entry and name the first break.

Proved are: no entry is missing, changed, exchanged or forged, and every movement
of stock and every line of a count is as its entry says, none removed, none added.

Not proved, without an anchor: that nothing was cut off the end. An anchor is the
place where the chain once ended, kept where nobody who can write the database
can reach it: printed, in the safe, on another computer.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from db.store import Store
from wema_tui.i18n import _
from wema_tui.services.audit.chain import START
from wema_tui.services.audit.entries import Anchor, Link, chunks
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.audit.ledgers import (
    LEDGERS,
    Break,
    Broken,
    compare,
    find_orphan,
    rows_between,
)
from wema_tui.services.trouble import explained


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found.

    Attributes:
        entries: How many entries are whole, from the first on.
        rows: How many ledger rows were compared with them.
        head: Where the chain ends, or where it was whole to; None if nowhere.
        broken: The first break, or None.
    """

    entries: int
    rows: int
    head: Anchor | None
    broken: Break | None = None

    @property
    def ok(self) -> bool:
        """Whether all is as it was written."""
        return self.broken is None


def verify(
    store: Store,
    key: AuditKey,
    anchor: Anchor | None = None,
    progress: Callable[[int], None] = lambda _entries: None,
) -> Verdict:
    """Walk the whole chain in one consistent state of the data.

    Memory does not grow with the length of the chain.

    Args:
        store: The database.
        key: Signed the entries.
        anchor: Where the chain once ended, as somebody wrote it down.
        progress: Told now and then how many entries are whole; may raise to stop.

    Raises:
        DatabaseTrouble: It cannot be read.
    """
    walk = _Walk(store, key, anchor, progress)
    with explained(), store.read():
        try:
            walk.to_the_end()
        except Broken as found:
            return Verdict(walk.entries, walk.rows, walk.head, found.broken)
    return Verdict(walk.entries, walk.rows, walk.head)


class _Walk:
    """One walk along the chain.

    Attributes:
        entries: Whole so far.
        rows: Ledger rows compared so far.
        head: The last whole entry.
    """

    def __init__(
        self,
        store: Store,
        key: AuditKey,
        anchor: Anchor | None,
        progress: Callable[[int], None],
    ) -> None:
        self._store, self._key, self._anchor = store, key, anchor
        self._progress = progress
        self.entries, self.rows = 0, 0
        self.head: Anchor | None = None
        self._mac = START

    def to_the_end(self) -> None:
        for links in chunks(self._store):
            self._progress(self.entries)
            ledgers = [
                rows_between(
                    self._store, ledger, links[0].entry.seq, links[-1].entry.seq
                )
                for ledger in LEDGERS
            ]
            for link in links:
                self._check(link)
                for ledger, rows in zip(LEDGERS, ledgers, strict=True):
                    found = rows.get(link.entry.seq, [])
                    compare(ledger, link.entry, found)
                    self.rows += len(found)
                self._compare_anchor(link)
                self._mac = link.mac
                self.head = link.anchor
                self.entries += 1
        self._check_end()

    def _check(self, link: Link) -> None:
        entry, expected = link.entry, self.entries + 1
        if entry.seq != expected:
            raise Broken(
                expected,
                "missing",
                _("Entry {seq} is missing: it was removed from the chain.").format(
                    seq=expected
                ),
            )
        if entry.prev != self._mac:
            raise Broken(
                entry.seq,
                "link",
                _(
                    "Entry {seq} does not follow entry {before}:"
                    " one of them was changed or exchanged."
                ).format(seq=entry.seq, before=entry.seq - 1),
            )
        if entry.key_id != self._key.id:
            raise Broken(
                entry.seq,
                "key",
                _(
                    "Entry {seq} is signed with the key {theirs}, which is not this"
                    " clinic's ({ours}): forged, or the wrong key file."
                ).format(seq=entry.seq, theirs=entry.key_id, ours=self._key.id),
            )
        if not hmac.compare_digest(entry.mac(self._key), link.mac):
            raise Broken(
                entry.seq,
                "mac",
                _("Entry {seq} was changed after it was written.").format(
                    seq=entry.seq
                ),
            )

    def _compare_anchor(self, link: Link) -> None:
        anchor = self._anchor
        if anchor is None or anchor.seq != link.entry.seq:
            return
        if not hmac.compare_digest(
            link.mac.hex()[: len(anchor.start)], anchor.start.lower()
        ):
            raise Broken(
                anchor.seq,
                "replaced",
                _(
                    "Entry {seq} is not the one that the anchor names: the chain was"
                    " replaced, or this is another database."
                ).format(seq=anchor.seq),
            )

    def _check_end(self) -> None:
        for ledger in LEDGERS:
            find_orphan(self._store, ledger, self.entries)
        if not self.entries:
            raise Broken(1, "empty", _("The chain is empty: all of it was removed."))
        if self._anchor is not None and self._anchor.seq > self.entries:
            raise Broken(
                self.entries + 1,
                "cut",
                _(
                    "The chain ends with entry {last}, but the anchor names entry"
                    " {seq}: the end was cut off, or an old copy was brought back."
                ).format(last=self.entries, seq=self._anchor.seq),
            )
