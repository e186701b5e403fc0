"""Staff and access: who works today, who waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import fn

from db.access import EmergencyAccess
from db.people import User, UserSession
from db.prepared import Prepared, value
from wema_tui.i18n import _, ngettext
from wema_tui.services.clinic.figures.parts import (
    Department,
    Figure,
    Times,
    Waiting,
)
from wema_tui.services.clinic.figures.reading import in_spans


class Staff(Department):
    """The people who work here."""

    place = 90

    @property
    def title(self) -> str:
        """Its name."""
        return _("Staff")

    def figures(self, times: Times) -> Sequence[Figure]:
        """Return who signed in today, how often, and how many are signed in now."""
        found = in_spans(_SIGN_INS, times.compared)
        return (
            Figure.compared(_("Staff who signed in"), [row.people for row in found]),
            Figure.compared(_("Sign-ins"), [row.times for row in found]),
            Figure(_("Sessions open now"), _OPEN.only().open),
        )

    def waiting(self) -> Sequence[Waiting]:
        """Return accounts without a decision, and emergencies nobody has looked at."""
        accounts, emergencies = _ACCOUNTS.only().n, _UNREVIEWED.only().n
        found = []
        if accounts:
            words = ngettext(
                "{n} account waits for approval",
                "{n} accounts wait for approval",
                accounts,
            )
            found.append(
                Waiting(words.format(n=accounts), "users.approve", "approvals")
            )
        if emergencies:
            words = ngettext(
                "{n} emergency access waits for review",
                "{n} emergency accesses wait for review",
                emergencies,
            )
            found.append(
                Waiting(words.format(n=emergencies), "emergency.review", "reviews")
            )
        return found


def _count(model: Any) -> Any:
    return model.select(fn.COUNT(model._meta.primary_key).alias("n"))


DEPARTMENT = Staff()

_SIGN_INS = Prepared(
    UserSession.select(
        fn.COUNT(fn.DISTINCT(UserSession.user)).alias("people"),
        fn.COUNT(UserSession.id).alias("times"),
    ).where(
        (UserSession.started_at >= value("start"))
        & (UserSession.started_at < value("end"))
    )
)
_OPEN = Prepared(
    UserSession.select(fn.COUNT(UserSession.id).alias("open")).where(
        UserSession.ended_at.is_null()
    )
)
_ACCOUNTS = Prepared(
    _count(User).where((User.state == "active") & User.access_until.is_null(False))
)
_UNREVIEWED = Prepared(
    _count(EmergencyAccess).where(EmergencyAccess.reviewed_at.is_null())
)
