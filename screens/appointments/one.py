"""All about one appointment, and what can be done with it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.appointments.booking import Purpose
from screens.appointments.words import state_word, when_and_to_whom, who_comes
from screens.base import Dialog
from screens.dialogs.reason import ReasonForm
from screens.patients.page import PatientScreen
from screens.visits.check_in import start_check_in
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.appointments.booking import appointment, cancel
from wema_tui.services.appointments.rows import Booked, State
from wema_tui.services.session import Session
from wema_tui.text import printable

_NEEDS = {
    "move": "appointments.book",
    "other": "appointments.book",
    "cancel_it": "appointments.book",
    "check_in": "visits.open",
    "patient": "patients.see",
}
_WHILE_BOOKED = frozenset({"move", "other", "cancel_it", "check_in"})


class AppointmentScreen(Dialog[None]):
    """One page to read; what may be done now is in the footer.

    Args:
        session: Who looks.
        appointment_id: At which.
    """

    AUTO_FOCUS = "#appointment"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "move", "Move", id="appointment.move"),
        Binding("f7,alt+7", "cancel_it", "Cancel", id="appointment.cancel"),
        Binding("f8,alt+8", "check_in", "Check in", id="appointment.check_in"),
        Binding("d", "other", "Other doctor", id="appointment.doctor", show=False),
        Binding("p", "patient", "Patient", id="appointment.patient"),
    ]

    def __init__(self, session: Session, appointment_id: int) -> None:
        super().__init__(session)
        self._appointment_id = appointment_id
        self._row: Booked | None = None

    def compose(self) -> ComposeResult:
        """Lay out one page of text."""
        with Page(id="appointment", classes="dialog wide"):
            yield Label("", id="who", classes="title", markup=False)
            yield Static("", id="facts", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "F6 gives the patient another time, d another doctor, F7 cancels; all ask"
            " for the reason. Nothing is erased. Who does not come has missed it by the"
            " next day."
        )

    def prepare(self) -> None:
        """Read the appointment; keys that come meanwhile wait for it."""
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do with it now."""
        if action not in _NEEDS:
            return super().check_action(action, parameters)
        row = self._row
        if row is None or not self.session.may(_NEEDS[action]):
            return False
        if action == "check_in" and row.day != self.session.clock.today():
            return False
        return row.state is State.BOOKED or action not in _WHILE_BOOKED

    def action_move(self) -> None:
        """Look for another time with the same doctor."""
        from screens.appointments.day import DayScreen, Receiving  # opens this screen

        row = self._known
        receiving = Receiving(row.doctor_id, row.doctor_name, row.day)
        DayScreen(self.session, receiving, Purpose(old=row)).open(self.app, self._moved)

    def action_other(self) -> None:
        """Look for a time with another doctor."""
        from screens.appointments.doctors import DoctorsScreen  # opens this screen

        screen = DoctorsScreen(self.session, Purpose(old=self._known))
        screen.open(self.app, lambda _nothing: self._read())

    def action_cancel_it(self) -> None:
        """Cancel it, and say why."""
        row = self._known
        title = _("Cancel the appointment of {who}?").format(who=who_comes(row))
        means = when_and_to_whom(row)
        form = ReasonForm(self.session, title, means, cancel, row.id)
        form.open(self.app, lambda _saved: self._read())

    def action_check_in(self) -> None:
        """Check the patient in, who has come today."""
        start_check_in(self, self._known.patient, self._read)

    def action_patient(self) -> None:
        """Open the patient's page."""
        screen = PatientScreen(self.session, self._known.patient)
        screen.open(self.app, lambda _nothing: self._read())

    @property
    def _known(self) -> Booked:
        assert self._row is not None  # else no key does anything
        return self._row

    def _moved(self, new: Booked | None) -> None:
        if new is not None:
            self._appointment_id = new.id
        self._read()

    def _read(self) -> None:
        self.takes_keys = False
        self.ask(
            lambda: appointment(self.session, self._appointment_id),
            self._show,
            self._gone,
        )

    def _gone(self, error: WemaError) -> None:
        self.show_failure(error)
        self.leave(None)

    def _show(self, row: Booked) -> None:
        self._row = row
        self.query_one("#who", Label).update(who_comes(row))
        self.query_one("#facts", Static).update("\n".join(_facts(row)))
        self.refresh_bindings()
        self.take_keys_again()


def _facts(row: Booked) -> list[str]:
    lines = [
        when_and_to_whom(row),
        _("State: {state}").format(state=state_word(row)),
        _("What for: {reason}").format(reason=printable(row.reason, 300) or "-"),
        _("Phone: {phone}").format(phone=row.phone or "-"),
    ]
    if row.is_extra:
        lines.append(_("An extra: all places of the slot were taken."))
    if row.cancel_reason:
        lines.append(
            _("Why: {reason}").format(reason=printable(row.cancel_reason, 300))
        )
    if row.moved_from is not None:
        lines.append(_("It was moved here from another time."))
    return lines
