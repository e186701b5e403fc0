"""Find a patient: the one list in which patients are picked, everywhere."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.dialogs.saving import Saved
from screens.listing import Listing
from screens.patients.form import NewPatientForm
from screens.patients.page import PatientScreen
from screens.patients.words import age_word, named, sex_letter
from screens.widgets.columns import in_columns
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.labels import patient_on
from wema_tui.services.paging import Page
from wema_tui.services.patients.finding import find_patients
from wema_tui.services.patients.records import PatientPage, patient_page
from wema_tui.services.patients.rows import PatientRow

_WIDTHS = (9, 0, 2, 9, 13, 15)  # cells; the name gets the rest
_WIDE = (11, 0, 2, 12, 16, 34)
_IS_WIDE = 100  # cells of a row


class FindPatient(Listing[PatientRow]):
    """Answers the patient who was picked, registered, or whose card was scanned.

    A merged record answers the one that it was merged into.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7,alt+7", "register", "Register as new", id="patients.register"),
    ]

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Patients: type to search, arrows choose, Enter picks")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _(
            "Type a part of the name, the ID or the phone number, in any order, for"
            " instance: asha mrem. A patient's card can be scanned instead."
        )

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Everybody who was ever registered. Look here before you register somebody:"
            " names are found in any order, and with a letter wrong."
        )

    @property
    def nothing_found(self) -> str:
        """What to do when nobody fits."""
        if not self._typed.strip():
            none = _("Nobody is registered yet.")
        else:
            none = _("Nobody matches. Type less, or only one of the names.")
        if not self.session.may("patients.register"):
            return none
        how = _("F7 registers the patient as new, with what you have typed.")
        return f"{none} {self.wema.with_keys(how, F7='patients.register')}"

    def fetch(self, text: str, offset: int, limit: int) -> Page[PatientRow]:
        """Return a page of patients."""
        return find_patients(self.session, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("ID"), _("Name"), "", _("Age"), _("Phone"), _("Place"))
        return in_columns(names, _widths(room), room)

    def line(self, row: PatientRow, room: int) -> Text:
        """Return one patient."""
        texts = (
            row.medical_id,
            named(row),
            sex_letter(row.sex),
            age_word(row, self.session.clock.today()),
            row.phone or "",
            row.place,
        )
        return Text(in_columns(texts, _widths(room), room), no_wrap=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may register patients is offered to."""
        if action == "register":
            return self.session.may("patients.register")
        return super().check_action(action, parameters)

    def open_row(self, row: PatientRow) -> None:
        """Answer the patient, or who a merged record is now."""
        if row.merged_into is None:
            self.pick(row)
        else:
            self._pick_number(row.number)

    def pick(self, row: PatientRow) -> None:
        """Answer the patient."""
        self.leave(row)

    def take_captured(self, code: Captured) -> bool:
        """Pick the patient whose card was scanned."""
        number = patient_on(code.text)
        if number is None or not self.is_active:
            return False
        self._pick_number(number)
        return True

    def action_register(self) -> None:
        """Register somebody new, with what was typed."""
        self.when_typed(self._register)

    def _register(self) -> None:
        typed = self.query_one("#find", Input).value
        form = NewPatientForm(self.session, typed)
        form.open(self.app, self._registered)

    def _registered(self, saved: Saved[PatientRow] | None) -> None:
        self.take_keys_again()
        if saved is not None:
            self.open_row(saved.answer)

    def _pick_number(self, number: int) -> None:
        """Pick by the number; keys that come meanwhile wait for what comes then."""
        self.takes_keys = False
        self.ask(
            lambda: patient_page(self.session, number), self._found, self._not_found
        )

    def _found(self, page: PatientPage) -> None:
        self.pick(page.survivor or page.row)

    def _not_found(self, error: WemaError) -> None:
        self.show_failure(error)
        self.take_keys_again()


class PatientsScreen(FindPatient):
    """The same as a place of its own: Enter opens the patient's page."""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Patients: type to search, arrows choose, Enter opens")

    def pick(self, row: PatientRow) -> None:
        """Show the patient's page."""
        page = PatientScreen(self.session, row.number)
        page.open(self.app, lambda _nothing: self._back())

    def _back(self) -> None:
        self.take_keys_again()
        self.read_again()


def _widths(room: int) -> tuple[int, ...]:
    return _WIDE if room >= _IS_WIDE else _WIDTHS
