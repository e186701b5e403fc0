"""What can be done with a patient, from the page: a line here and a key there.

A form is imported when somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from screens.base import Dialog, WemaScreen
from screens.patients.opened import Opened
from wema_tui.services.patients.records import PatientPage
from wema_tui.services.patients.rows import PatientRow


@dataclass(frozen=True)
class Deed:
    """A form that opens over the page.

    Attributes:
        permission: What it takes.
        module: Where the form is.
        form: The class, or what returns one; made with the session and `of`.
        of: What else it is made with.
        when: With which patients.
    """

    permission: str
    module: str
    form: str
    of: Callable[[PatientPage], object]
    when: Callable[[Opened], bool]

    def open(
        self, screen: WemaScreen[Any], page: PatientPage, then: Callable[..., Any]
    ) -> None:
        """Show the form over *screen*, and do *then* with its answer."""
        form: Callable[..., Dialog[Any]] = self.found
        form(screen.session, self.of(page)).open(screen.app, then)

    @property
    def found(self) -> Callable[..., Any]:
        """What is called: imported only now."""
        found: Callable[..., Any] = getattr(import_module(self.module), self.form)
        return found


@dataclass(frozen=True)
class Start(Deed):
    """The same for what is begun by a function, which asks on its own."""

    def open(
        self, screen: WemaScreen[Any], page: PatientPage, then: Callable[..., Any]
    ) -> None:
        """Begin it over *screen*; *then* is called when something was changed."""
        self.found(screen, self.of(page), then)


def _row(page: PatientPage) -> PatientRow:
    return page.row


def _number(page: PatientPage) -> int:
    return page.row.number


def _medical_id(page: PatientPage) -> str:
    return page.row.medical_id


def _page(page: PatientPage) -> PatientPage:
    return page


def _is_in_force(opened: Opened) -> bool:
    return opened.page.survivor is None


def _any(_opened: Opened) -> bool:
    return True


def _lives(opened: Opened) -> bool:
    return _is_in_force(opened) and opened.page.row.died_on is None


def _is_dead(opened: Opened) -> bool:
    return _is_in_force(opened) and opened.page.row.died_on is not None


def _is_linked(opened: Opened) -> bool:
    return bool(opened.page.merged) or not _is_in_force(opened)


def _is_here(opened: Opened) -> bool:
    return opened.page.open_visit is not None


def _is_readable(opened: Opened) -> bool:
    return opened.access is not None


def _is_closed(opened: Opened) -> bool:
    return opened.is_closed


DEEDS: Final[Mapping[str, Deed]] = {
    "change": Deed(
        "patients.change",
        "screens.patients.correcting",
        "ChangePatientForm",
        _page,
        _is_in_force,
    ),
    "record": Deed(
        "records.see", "screens.nurse.record", "record_of", _page, _is_readable
    ),
    "send": Start(
        "visits.move", "screens.visits.sending", "start_sending", _page, _is_here
    ),
    "end": Deed("visits.move", "screens.visits.sending", "end_form", _page, _is_here),
    "admit": Deed("wards.admit", "screens.wards.placing", "AdmitScreen", _row, _lives),
    "check_in": Start(
        "visits.open", "screens.visits.check_in", "start_check_in", _number, _lives
    ),
    "book": Deed(
        "appointments.book", "screens.appointments.doctors", "book_for", _row, _lives
    ),
    "owes": Deed("charges.see", "screens.finance.owed", "AccountScreen", _row, _any),
    "merge": Deed(
        "patients.merge", "screens.patients.merge", "FindOther", _page, _is_in_force
    ),
    "part": Start(
        "patients.merge", "screens.patients.merge", "part", _page, _is_linked
    ),
    "died": Deed(
        "patients.change", "screens.patients.death", "DeathForm", _row, _lives
    ),
    "lives": Deed(
        "patients.change", "screens.patients.death", "lives_form", _row, _is_dead
    ),
    "emergency": Deed(
        "emergency.open",
        "screens.emergency.opening",
        "EmergencyForm",
        _medical_id,
        _is_closed,
    ),
}
"""Action of the page -> what it opens."""
