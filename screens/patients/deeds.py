"""What can be done with a patient, from the page: a line here and a key there.

A form is imported when somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from screens.base import Dialog
from wema_tui.services.patients.records import PatientPage
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session


@dataclass(frozen=True)
class Deed:
    """A form that opens over the page.

    Attributes:
        permission: What it takes.
        module: Where the form is.
        form: The class, made with the session and `of`.
        of: What else it is made with.
        when: With which patients.
    """

    permission: str
    module: str
    form: str
    of: Callable[[PatientPage], PatientPage | PatientRow]
    when: Callable[[PatientPage], bool]

    def open(
        self, session: Session, page: PatientPage, app: Any, then: Callable[[Any], Any]
    ) -> None:
        """Show the form, and do *then* with its answer."""
        form: Callable[..., Dialog[Any]] = getattr(
            import_module(self.module), self.form
        )
        form(session, self.of(page)).open(app, then)


def _row(page: PatientPage) -> PatientRow:
    return page.row


def _page(page: PatientPage) -> PatientPage:
    return page


def _is_in_force(page: PatientPage) -> bool:
    return page.survivor is None


def _any(_page: PatientPage) -> bool:
    return True


def _lives(page: PatientPage) -> bool:
    return _is_in_force(page) and page.row.died_on is None


def _is_dead(page: PatientPage) -> bool:
    return _is_in_force(page) and page.row.died_on is not None


def _is_merged(page: PatientPage) -> bool:
    return not _is_in_force(page)


DEEDS: Final[Mapping[str, Deed]] = {
    "change": Deed(
        "patients.change",
        "screens.patients.correcting",
        "ChangePatientForm",
        _page,
        _is_in_force,
    ),
    "owes": Deed("charges.see", "screens.finance.owed", "AccountScreen", _row, _any),
    "merge": Deed(
        "patients.merge", "screens.patients.merge", "FindOther", _page, _is_in_force
    ),
    "part": Deed(
        "patients.merge", "screens.patients.merge", "PartForm", _row, _is_merged
    ),
    "died": Deed(
        "patients.change", "screens.patients.death", "DeathForm", _row, _lives
    ),
    "lives": Deed(
        "patients.change", "screens.patients.death", "LivesForm", _row, _is_dead
    ),
}
"""Action of the page -> what it opens."""
