"""Reception: who came today, who was new, who is still here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import JOIN, fn

from db.patients import ImportedPatient, Patient
from db.prepared import Prepared, value
from db.visits import Visit
from wema_tui.i18n import _
from wema_tui.services.clinic.figures.parts import Department, Figure, Times
from wema_tui.services.clinic.figures.reading import in_spans


class Reception(Department):
    """Patients and their visits."""

    place = 5

    @property
    def title(self) -> str:
        """Its name."""
        return _("Reception")

    def figures(self, times: Times) -> Sequence[Figure]:
        """Return how many came, how many were new, and how many are here now."""
        visits = [row.n for row in in_spans(_VISITS, times.compared)]
        new = [row.n for row in in_spans(_NEW, times.compared)]
        return (
            Figure.compared(_("Visits"), visits),
            Figure.compared(_("New patients"), new),
            Figure(_("Visits that are not over"), _OPEN.only().n),
        )


def _counted_between(counted: Any, column: Any) -> Prepared:
    return Prepared(counted.where((column >= value("start")) & (column < value("end"))))


DEPARTMENT = Reception()

_VISITS = _counted_between(Visit.select(fn.COUNT(Visit.id).alias("n")), Visit.opened_at)
_NEW = _counted_between(
    Patient.select(fn.COUNT(Patient.id).alias("n"))
    .join(ImportedPatient, JOIN.LEFT_OUTER)
    .where(ImportedPatient.patient.is_null()),  # else known before, on paper
    Patient.created_at,
)
_OPEN = Prepared(
    Visit.select(fn.COUNT(Visit.id).alias("n")).where(Visit.closed_at.is_null())
)
