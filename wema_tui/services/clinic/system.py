"""The status of the system, for its screen: the self-test, and open sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from peewee import fn

from db.base import instant_text
from db.people import UserSession
from db.prepared import Prepared, value
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.checking import CHECKS, guarded, run_checks
from wema_tui.services.clinic.findings import Check, Finding, bad, good
from wema_tui.services.session import Session

SYSTEM_CHECKS: Final = (*CHECKS, "sessions")
LONG = timedelta(hours=24)  # nobody works for so long


def system_status(
    session: Session, keys: Path, logs: Path, progress: Callable[[int], None]
) -> Iterator[Check]:
    """Make each check of `SYSTEM_CHECKS` in turn; it takes minutes in a large clinic.

    Meant for a thread of its own, which reads over connections of its own.

    Args:
        session: Who asks.
        keys: Folder of audit keys.
        logs: Folder of log files.
        progress: See `run_checks`.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
        Stopped: Nobody waits for the rest.
    """
    require(session, "system.see")
    with session.read():
        pass  # the session has not ended meanwhile
    yield from run_checks(lambda: session.store, keys, logs, progress)
    yield Check("sessions", guarded(lambda: _check_sessions(session)))


def _check_sessions(session: Session) -> Finding:
    since = session.clock.now() - LONG
    with session.read():
        found = _OPEN.only(since=instant_text(since))
    told = ngettext("{n} session is open.", "{n} sessions are open.", found.open)
    facts = told.format(n=found.open)
    if not found.long:
        return good(facts)
    words = ngettext(
        "{n} session has been open for more than a day: somebody forgot to sign out.",
        "{n} sessions have been open for more than a day: somebody forgot to sign out.",
        found.long,
    )
    return bad(
        words.format(n=found.long), facts, remedy=_("End what nobody uses any more.")
    )


_is_long = UserSession.started_at < value("since")
_OPEN = Prepared(
    UserSession.select(
        fn.COUNT(UserSession.id).alias("open"),
        fn.COUNT(UserSession.id).filter(_is_long).alias("long"),
    ).where(UserSession.ended_at.is_null())
)
