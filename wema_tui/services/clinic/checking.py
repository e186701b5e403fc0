"""The self-test of a clinic: everything that must hold, one finding each.

A check that cannot be made does not hold. What cannot hold yet, or is for a
person to judge, is said in the detail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from db import schema
from db.errors import StoreError, Trouble
from db.store import Store
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.verify import verify
from wema_tui.services.clinic.database_checks import check_database, check_schema
from wema_tui.services.clinic.findings import Check, Finding, Stopped, bad, good
from wema_tui.services.clinic.machine_checks import (
    check_backup,
    check_clock,
    check_disk,
    check_key,
)
from wema_tui.services.clinic.opening import OpenClinic, open_clinic
from wema_tui.services.pharmacy.balances import compare_balances
from wema_tui.services.pharmacy.evidence import compare_evidence
from wema_tui.services.trouble import DatabaseTrouble, explained

T = TypeVar("T")


CHECKS: Final = (
    "database",
    "schema",
    "disk",
    "clock",
    "backup",
    "audit",
    "ledger",
    "key",
)
"""The name of each check, in their order."""


def run_checks(
    open_database: Callable[[], Store],
    keys: Path,
    logs: Path,
    progress: Callable[[int], None] = lambda _entries: None,
) -> Iterator[Check]:
    """Make one check after the other, also when the database cannot be opened.

    Args:
        open_database: Returns the store, or raises what is wrong with it.
        keys: Folder of audit keys.
        logs: Folder of log files: its disk is looked at too.
        progress: Told now and then how many entries of the audit log are whole so
            far; may raise `Stopped`.

    Raises:
        Stopped: Nobody waits for the rest.
    """
    opened = _once(open_database)
    facts = _once(lambda: check_database(opened(), lambda: progress(0)))

    def store() -> Store:
        facts()  # or say why not: each try may wait for a lock
        return opened()

    def on_disk() -> Store:
        # Where the disk is full no file can be opened, but its size is known.
        path = opened().address.path
        return opened() if path is not None and path.exists() else store()

    def current() -> Store:
        with explained():
            schema.require_current(store())
        return store()

    clinic = _once(lambda: open_clinic(store(), keys))
    checks: tuple[Callable[[], Finding], ...] = (
        facts,
        lambda: check_schema(store()),
        lambda: check_disk(on_disk(), logs),
        lambda: check_clock(clinic()),
        check_backup,
        lambda: _check_audit(clinic(), progress),
        lambda: _check_ledger(current()),
        lambda: check_key(keys, clinic().uid),
    )
    for name, look in zip(CHECKS, checks, strict=True):
        yield Check(name, guarded(look))


def guarded(look: Callable[[], Finding]) -> Finding:
    """Return what *look* finds; if it cannot look at all, the check does not hold.

    Raises:
        Stopped: Nobody waits for it.
    """
    try:
        return look()
    except Stopped:
        raise
    except Exception as error:  # whatever it is, the check does not hold
        if isinstance(error, StoreError):
            error = DatabaseTrouble(error)
        if isinstance(error, DatabaseTrouble) and error.trouble is Trouble.FAILED:
            return bad(f"{error}.", remedy=_look_at_the_disk())
        if isinstance(error, WemaError):
            return bad(error.sentence, remedy="")  # it says what to do
        return bad(
            _("This cannot be checked: {why}.").format(
                why=f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
            ),
            remedy=_("Call support, and show them this line."),
        )


def _look_at_the_disk() -> str:
    return _("Look whether the disk is full or broken; else call support.")


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that makes a thing once, or fails the same way again."""
    made: list[T] = []
    failed: list[Exception] = []

    def get() -> T:
        if failed:
            raise failed[0]
        if not made:
            try:
                made.append(make())
            except Exception as error:  # raised again each time
                failed.append(error)
                raise
        return made[0]

    return get


def _check_audit(clinic: OpenClinic, progress: Callable[[int], None]) -> Finding:
    verdict = verify(clinic.store, clinic.key, progress=progress)
    if verdict.broken is not None:
        return bad(
            _("Broken at {seq}. {detail}").format(
                seq=verdict.broken.seq, detail=verdict.broken.detail
            ),
            remedy=_("Repair nothing: copy the whole folder away as it is."),
        )
    return good(
        _("{entries} entries whole, {rows} ledger rows as they were signed.").format(
            entries=verdict.entries, rows=verdict.rows
        )
    )


def _check_ledger(store: Store) -> Finding:
    balances = compare_balances(store)
    if balances.wrong:
        first = balances.wrong[0]
        return bad(
            ngettext(
                "{n} lot is not what the ledger says:"
                " lot {lot} has {on_hand} on hand, its movements give {moved}.",
                "{n} lots or more are not what the ledger says:"
                " lot {lot} has {on_hand} on hand, its movements give {moved}.",
                len(balances.wrong),
            ).format(
                n=len(balances.wrong),
                lot=first.lot_id,
                on_hand=first.on_hand,
                moved=first.moved,
            ),
            remedy=_count_the_shelf(),
        )
    if balances.misplaced:
        return bad(
            _("{n} movements name another medication than their lot.").format(
                n=balances.misplaced
            ),
            remedy=_count_the_shelf(),
        )
    evidence = compare_evidence(store)
    if evidence.wrong:
        return bad(evidence.wrong, remedy=_count_the_shelf())
    return good(
        _("{lots} lots are the sum of their {movements} movements.").format(
            lots=balances.lots, movements=balances.movements
        )
    )


def _count_the_shelf() -> str:
    return _("If the audit log is whole, the movements are true: count the shelf.")
