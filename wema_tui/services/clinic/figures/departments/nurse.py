"""Nursing: who was triaged, what was given, and emergencies that wait."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import JOIN, Case, fn

from db.nurse import CareGiven, Triage
from db.prepared import Prepared, value
from db.visits import QueueEntry
from wema_tui.i18n import _, ngettext
from wema_tui.services.clinic.figures.parts import (
    Alert,
    Department,
    Figure,
    Severity,
    Times,
)
from wema_tui.services.clinic.figures.reading import in_spans


class Nursing(Department):
    """The nurses."""

    place = 22

    @property
    def title(self) -> str:
        """Its name."""
        return _("Nursing")

    def figures(self, times: Times) -> Sequence[Figure]:
        """Return what was done today. Care that was taken back was not given."""
        triaged = in_spans(_TRIAGED, times.compared)
        care = in_spans(_CARE, times.compared)
        return (
            Figure.compared(_("Visits triaged"), [row.visits for row in triaged]),
            Figure.compared(_("Care given"), [row.given for row in care]),
        )

    def alerts(self, times: Times) -> Sequence[Alert]:
        """Return the emergencies whom nobody has called yet."""
        waiting = _EMERGENCIES.only().n
        if not waiting:
            return ()
        words = ngettext(
            "{n} emergency waits and was not called",
            "{n} emergencies wait and were not called",
            waiting,
        )
        hint = _("Call them now: :boards shows where they wait.")
        return (Alert(Severity.CRITICAL, words.format(n=waiting), hint),)


DEPARTMENT = Nursing()

_TRIAGED = Prepared(
    Triage.select(fn.COUNT(fn.DISTINCT(Triage.visit)).alias("visits")).where(
        (Triage.at >= value("start")) & (Triage.at < value("end"))
    )
)
_undone = CareGiven.alias("undone")
_CARE = Prepared(
    CareGiven.select(fn.COUNT(CareGiven.id).alias("given"))
    .join(_undone, JOIN.LEFT_OUTER, on=(_undone.reverses == CareGiven.id))
    .where(
        (CareGiven.at >= value("start"))
        & (CareGiven.at < value("end"))
        & CareGiven.reverses.is_null()
        & _undone.id.is_null()
    )
)
_newest = (
    Triage.select(Triage.urgency)
    .where(Triage.visit == QueueEntry.visit)
    .order_by(Triage.id.desc())
    .limit(1)
)
_EMERGENCIES = Prepared(
    QueueEntry.select(fn.COUNT(fn.DISTINCT(QueueEntry.visit)).alias("n")).where(
        QueueEntry.ended_at.is_null()
        & QueueEntry.called_at.is_null()
        & (Case(None, [(_newest == "emergency", 1)], 0) == 1)
    )
)
