"""The feed: who did what, from the newest entries of the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from db.audit import AuditEntry
from db.people import User
from db.pharmacy import Medication
from db.prepared import Prepared, value
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.audit.telling import act_in_words

_OF_WHOEVER_IT_IS_ABOUT = (  # nobody is signed in yet
    "session.",
    "sign_in.",
    "user.password_",
    "user.register",
    "user.reset_try",
)
_TRIES = ("sign_in.try", "user.password_try", "user.reset_try")
_CAME_OF_A_TRY = (
    "session.refused",
    "session.start",
    "session.unlock",
    "sign_in.second_step",
    "user.password_reset",
    "user.password_right",
)


@dataclass(frozen=True)
class Act:
    """One thing that somebody did.

    Attributes:
        seq: Number of its entry.
        at: When, on the clinic's wall.
        sentence: Who did what, in the person's language.
    """

    seq: int
    at: datetime
    sentence: str


def newest_seq() -> int:
    """Return the number of the newest entry. Inside a read."""
    return int(_NEWEST.only().seq or 0)


def acts_after(clock: Clock, seq: int) -> tuple[Act, ...]:
    """Return what was done after entry *seq*, the newest first. Inside a read.

    A try of which something came is left out: what came of it says more.
    """
    rows = list(_without_needless_tries(_AFTER.rows(seq=seq)))
    names = _names_of({row.subject for row in rows})
    return tuple(
        Act(row.seq, clock.at_clinic(row.at), _sentence(row, names)) for row in rows
    )


def _without_needless_tries(rows: Iterable[Any]) -> Iterator[Any]:
    ended: set[str] = set()  # of whom a later entry says what came of the try
    for row in rows:
        if row.action in _TRIES and row.subject in ended:
            ended.remove(row.subject)
            continue
        if row.action in _CAME_OF_A_TRY:
            ended.add(row.subject)
        yield row


def _sentence(row: Any, names: dict[str, str]) -> str:
    did, what = act_in_words(row.action), names.get(row.subject, "")
    who = row.full_name
    if who is None and row.action.startswith(_OF_WHOEVER_IT_IS_ABOUT):
        who, what = what or _("Somebody unknown"), ""
    who = who or _("The console")
    if not what or what == who:
        return f"{who} {did}"
    return _("{who} {did}: {what}").format(who=who, did=did, what=what)


def _names_of(subjects: Iterable[str]) -> dict[str, str]:
    """Return subject -> name, for people and medicines."""
    found: dict[str, str] = {}
    for kind, model, name in (
        ("user", User, User.full_name),
        ("medication", Medication, Medication.name),
    ):
        ids = [s.partition(":")[2] for s in subjects if s.startswith(f"{kind}:")]
        numbers = [int(each) for each in ids if each.isdecimal()]
        rows = model.select(model.id, name).where(model.id.in_(numbers)).tuples()
        found |= {f"{kind}:{number}": text for number, text in rows}
    return found


_NEWEST = Prepared(AuditEntry.select(fn.MAX(AuditEntry.seq).alias("seq")))
_AFTER = Prepared(
    AuditEntry.select(
        AuditEntry.seq,
        AuditEntry.at,
        AuditEntry.action,
        AuditEntry.subject,
        User.full_name,
    )
    .join(User, JOIN.LEFT_OUTER, on=(AuditEntry.user == User.id))
    .where(AuditEntry.seq > value("seq"))
    .order_by(AuditEntry.seq.desc())
)
