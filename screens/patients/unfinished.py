"""Forms about patients that were left half filled: told, and gone on with."""

from __future__ import annotations

from typing import Any

from screens.base import WemaScreen
from screens.dialogs.saving import Saved
from screens.drafts import texts
from screens.patients.correcting import CHANGE_PATIENT, ChangePatientForm
from screens.patients.form import NEW_PATIENT, NewPatientForm
from screens.patients.page import PatientScreen
from screens.work_left import Kind
from wema_tui.i18n import _
from wema_tui.services.drafts import Draft
from wema_tui.services.patients.records import patient_page
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.patients.rules import medical_id
from wema_tui.text import printable


def kinds(screen: WemaScreen[Any]) -> dict[str, Kind]:
    """Return how a home goes on with them: kind of the form -> what it does."""
    session = screen.session

    def register(draft: Draft) -> None:
        screen.wema.drafts.take(draft)
        NewPatientForm(session).open(screen.app, registered)

    def registered(saved: Saved[PatientRow] | None) -> None:
        if saved is not None:
            PatientScreen(session, saved.answer.number).open(screen.app)

    def correct(draft: Draft) -> None:
        screen.wema.drafts.take(draft)
        number = int(draft.which)
        screen.ask(
            lambda: patient_page(session, number),
            lambda page: ChangePatientForm(session, page).open(screen.app),
        )

    return {
        NEW_PATIENT: Kind(_new_in_words, register),
        CHANGE_PATIENT: Kind(_change_in_words, correct),
    }


def _new_in_words(draft: Draft) -> str:
    name = texts(draft.content.get("typed")).get("full_name", "")
    return _("A new patient: {name}").format(name=printable(name, 60))


def _change_in_words(draft: Draft) -> str:
    return _("A correction of {id}").format(id=medical_id(int(draft.which)))
