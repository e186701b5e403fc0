"""Triage: the signs, how urgent it is, and a note, in one form; signs alone later."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Footer, Label

from screens.dialogs.saving import Saved
from screens.nurse.rows import note_row, problem_of, row
from screens.nurse.signs import SignsForm
from screens.nurse.words import flag_words
from screens.visits.sending import tell_token
from screens.visits.words import urgency_words
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.nurse.judging import suggest
from wema_tui.services.nurse.triage import LONGEST_NOTE as LONGEST_TRIAGE_NOTE
from wema_tui.services.nurse.triage import cleaned_note as cleaned_triage_note
from wema_tui.services.nurse.triage import set_triage
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.nurse.vitals import LONGEST_NOTE, cleaned_note, record_vitals
from wema_tui.services.nurse.words import sign_word
from wema_tui.services.session import Session
from wema_tui.services.visits.following import NextPlace

TRIAGE = "triage"
VITALS = "vitals"


class TriageForm(SignsForm[NextPlace | None]):
    """Suggests an urgency from the signs; what counts is what the nurse chooses."""

    def __init__(self, session: Session, head: VisitHead) -> None:
        super().__init__(session, head)
        self.draft_form = f"{TRIAGE}:{head.id}"

    @property
    def headline(self) -> str:
        """What is done."""
        return _("Triage")

    def compose(self) -> ComposeResult:
        """Lay out the signs, the urgency and the note."""
        with Page(classes="dialog wide signs"):
            yield from self.sign_rows()
            yield Label("", id="suggestion", markup=False)
            help = _("You decide, whatever is suggested. Type its number.")
            box = ChoiceInput(
                urgency_words(), id="urgency", max_length=40, compact=True, help=help
            )
            numbered = Label(box.numbered, markup=False)
            yield from row(_("How urgent"), box, numbered)
            yield problem_of("urgency")
            yield from note_row(LONGEST_TRIAGE_NOTE)
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "No sign has to be there: an emergency does not wait for a thermometer."
            " What is low or high for the age stands beside the box. What cannot be is"
            " refused; what is improbable is typed with a ! behind it if it is right."
            " The patient then waits for the doctor, by urgency."
        )

    def told(self) -> None:
        """Suggest an urgency from what was typed so far."""
        found = suggest(self.values_so_far(), self.age)
        why = ", ".join(
            f"{sign_word(name)} {flag_words(judged)}" for name, judged in found.why
        )
        text = _("Suggested: {urgency}. {why}").format(
            urgency=urgency_words()[found.urgency], why=why
        )
        self.query_one("#suggestion", Label).update(text if why else "")

    def leave(self, result: Saved[NextPlace | None] | None) -> None:
        """Say where the patient waits next: somebody has to tell."""
        super().leave(result)
        if result is not None and result.answer is not None:
            tell_token(self, result.answer.token, result.answer.point)

    def saving(
        self, problems: dict[str, WemaError]
    ) -> Callable[[], NextPlace | None] | None:
        """Return what writes it down."""
        signs, note = self.read_signs(problems), self.text_of("note")
        read = self.query_one("#urgency", ChoiceInput).read
        urgency = self.checked("urgency", read, problems)
        self.checked("note", lambda: cleaned_triage_note(note), problems)
        return lambda: set_triage(
            self.session,
            visit=self.head.id,
            urgency=urgency or "",
            note=note,
            vitals=signs.values,
            confirmed=signs.confirmed,
            request_id=self.request_id,
        )


class VitalsForm(SignsForm[None]):
    """Records signs once more, later in the visit."""

    def __init__(self, session: Session, head: VisitHead) -> None:
        super().__init__(session, head)
        self.draft_form = f"{VITALS}:{head.id}"

    @property
    def headline(self) -> str:
        """What is done."""
        return _("Vital signs")

    def compose(self) -> ComposeResult:
        """Lay out the signs and a note."""
        with Page(classes="dialog wide signs"):
            yield from self.sign_rows()
            yield from note_row(LONGEST_NOTE)
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Type what was measured and leave the rest empty. What is low or high for"
            " the age stands beside the box; what is improbable is typed with a !"
            " behind it if it is right. A wrong value is corrected in the record."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what records them."""
        signs, note = self.read_signs(problems), self.text_of("note")
        self.checked("note", lambda: cleaned_note(note), problems)
        return lambda: record_vitals(
            self.session,
            visit=self.head.id,
            vitals=signs.values,
            confirmed=signs.confirmed,
            note=note,
            request_id=self.request_id,
        )
