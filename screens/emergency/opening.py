"""Emergency access: a form that opens a record, and the list of what is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.confirm import Confirm
from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import SavingForm
from screens.emergency.words import kind_word, kind_words
from screens.listing import Listing
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.columns import in_columns
from screens.words import left_word, time_word
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.emergency.opening import (
    LONGEST_NUMBER,
    LONGEST_REASON,
    SHORTEST_REASON,
    Grant,
    cleaned_reason,
    end_emergency,
    open_emergency,
    open_now,
    patient_typed,
)
from wema_tui.services.paging import Page, page_in
from wema_tui.services.session import Session
from wema_tui.text import folded, printable

_WIDTHS = (26, 6, 16, 0)  # cells; the reason gets the rest


class EmergencyForm(SavingForm[Grant]):
    """Asks for whom and why, and opens the record for eight hours.

    Args:
        session: Who needs it.
        patient: The medical ID, if it is known for whom.
    """

    AUTO_FOCUS = "#patient"
    FIELD_OF: ClassVar = dict.fromkeys(
        ("emergency.open_already", "patient.unknown", "patient.medical_id"), "patient"
    )

    def __init__(self, session: Session, patient: str = "") -> None:
        super().__init__(session)
        self._patient, self._request_id = patient, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the patient and the reason."""
        with Vertical(classes="dialog wide"):
            yield Label(_("Emergency access"), classes="title", markup=False)
            about = _(
                "The record is open to you at once, for eight hours. Your name, the"
                " reason and all you do are written down, and another person reads it."
            )
            yield Label(about, classes="about", markup=False)
            yield from text_field(
                "patient",
                _("Patient's number"),
                self._patient,
                limit=LONGEST_NUMBER,
                help=_("The number on the patient's card, for instance: P1234V"),
            )
            yield from choice_field("kind", _("Why"), kind_words())
            yield from text_field(
                "reason",
                _("In a sentence, {n} letters or more").format(n=SHORTEST_REASON),
                limit=LONGEST_REASON,
                help=_("For instance: unconscious, allergies are not known"),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "For a patient who cannot wait. It is not made longer while it is open, and"
            " a restart of the computer ends it. :opened lists what you have open."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], Grant] | None:
        """Return what opens the record."""
        patient, reason = self.text_of("patient"), self.text_of("reason")
        self.checked("patient", lambda: patient_typed(patient), problems)
        kind = self.checked("kind", self.query_one("#kind", ChoiceInput).read, problems)
        self.checked("reason", lambda: cleaned_reason(reason), problems)
        return lambda: open_emergency(
            self.session,
            patient=patient,
            kind=kind or "other",
            reason=reason,
            request_id=self._request_id,
        )


class OpenedScreen(Listing[Grant]):
    """What the person has open; Enter asks whether to end it before its time."""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Your emergency access: Enter ends one")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the patient's name or number, for instance: P1234V")

    @property
    def nothing_found(self) -> str:
        """What to say when nothing is open."""
        return _("You have no record open. :emergency opens one.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Records that you have opened in an emergency, and until when.")

    def fetch(self, text: str, offset: int, limit: int) -> Page[Grant]:
        """Return a page of what is open."""
        wanted = folded(text.strip())
        rows = [
            each
            for each in open_now(self.session)
            if wanted in folded(f"{each.number} {each.full_name}")
        ]
        return page_in(rows, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("Patient"), _("Until"), _("Ends"), _("Reason"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: Grant, room: int) -> Text:
        """Return one access."""
        clock = self.session.clock
        texts = (
            f"{row.number} {row.full_name}",
            clock.at_clinic(row.ends_at).strftime("%H:%M"),
            left_word(row.ends_at, clock.now()),
            f"{kind_word(row.kind)}: {row.reason}",
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: Grant) -> None:
        """Ask whether to end it."""
        question = _("End the emergency access to {patient}?").format(
            patient=printable(f"{row.number} {row.full_name}".strip(), 60)
        )
        since = _("Open since {time}.").format(
            time=time_word(row.opened_at, self.session.clock)
        )
        request_id = new_request_id()
        Confirm(question, since).open(
            self.app, lambda yes: self._end(row, request_id) if yes else None
        )

    def _end(self, row: Grant, request_id: str) -> None:
        self.change(lambda: end_emergency(self.session, row.id, request_id=request_id))
