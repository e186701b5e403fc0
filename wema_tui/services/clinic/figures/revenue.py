"""Revenue for the chart: by day, week or month, and by department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.clinic import Clinic
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.figures.registry import all_departments
from wema_tui.services.clinic.figures.spans import Step, bars
from wema_tui.services.session import Session


@dataclass(frozen=True)
class Revenue:
    """What came in, for some days, weeks or months.

    Attributes:
        step: How long one is.
        currency: ISO 4217 code; amounts are in its smallest unit.
        starts: The first day of each, oldest first; the last is under way.
        departments: Title -> the amount of each.
    """

    step: Step
    currency: str
    starts: tuple[date, ...]
    departments: dict[str, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        """The amounts of all departments together."""
        return tuple(map(sum, zip(*self.departments.values(), strict=True)))


def revenue(session: Session, step: Step) -> Revenue:
    """Return what each department earned: on the day of the work, paid or not.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "dashboard.see")
    found = bars(step, session.clock.today(), session.clock.zone)
    spans = [span for _start, span in found]
    with session.read():
        earned = ((each.title, each.revenue(spans)) for each in all_departments())
        return Revenue(
            step,
            Clinic.get().currency,
            tuple(start for start, _span in found),
            {title: tuple(amounts) for title, amounts in earned if amounts is not None},
        )
