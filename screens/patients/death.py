"""Record that a patient has died, or take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.reason import ReasonForm
from screens.dialogs.saving import SavingForm
from screens.patients.words import about
from wema_tui.days import parse_day
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.changing import record_death, undo_death
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session


class DeathForm(SavingForm[PatientRow]):
    """Asks for the day.

    Args:
        session: Who records it.
        row: The patient.
    """

    AUTO_FOCUS = "#on"
    FIELD_OF: ClassVar = {"patient.death": "on"}
    enter_saves = False

    def __init__(self, session: Session, row: PatientRow) -> None:
        super().__init__(session)
        self._row, self._request_id = row, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the day."""
        with Vertical(classes="dialog wide"):
            title = about(_("Record that {who} has died?"), self._row)
            yield Label(title, classes="title", markup=False)
            means = _("Nobody can be checked in or booked under this record any more.")
            yield Label(means, classes="about", markup=False)
            yield from text_field(
                "on",
                _("On which day"),
                limit=20,
                help=_("For instance: today, yesterday, 23/11 or 23/11/2026."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 yes, Esc no."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("It can be taken back from the patient's page if it was a mistake.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], PatientRow] | None:
        """Return what records it."""
        text, today = self.text_of("on"), self.session.clock.today()
        day = self.checked("on", lambda: parse_day(text, today), problems)
        if day is None:
            return None
        return lambda: record_death(
            self.session, self._row.number, on=day, request_id=self._request_id
        )


def lives_form(session: Session, row: PatientRow) -> ReasonForm:
    """Return the question why it is taken back that a patient has died."""
    return ReasonForm(
        session,
        about(_("Take back that {who} has died?"), row),
        _("The record says again that the patient lives."),
        undo_death,
        row.number,
    )
