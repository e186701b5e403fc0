"""A wrong value replaced or withdrawn, an entry of care taken back: with a reason."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from screens.nurse.record_words import care_words, reading_words
from screens.nurse.signs import Typed, read_box, require_probable
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.nurse.care import take_back
from wema_tui.services.nurse.reading import CareLine, Reading
from wema_tui.services.nurse.vitals import cleaned_note, correct_vital
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session


class _WithReason(SavingForm[None]):
    """Shares the box for the reason."""

    enter_saves = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._request_id = new_request_id()

    def reason_rows(self) -> ComposeResult:
        """Lay out the box for the reason, and room for a refusal."""
        yield from text_field(
            "reason",
            _("Why?"),
            limit=300,
            help=_("One sentence, for instance: typed for another patient."),
        )
        yield Label("", id="form-problem", classes="problem", markup=False)

    def reason(self, problems: dict[str, WemaError]) -> str:
        """Return the reason; put in that there is none."""
        text = self.text_of("reason")
        self.checked("reason", lambda: cleaned_note(text, required=True), problems)
        return text


class CorrectForm(_WithReason):
    """Replaces a value; an empty box withdraws it.

    Args:
        session: Who corrects it.
        patient: Whose value it is.
        reading: The wrong value.
    """

    AUTO_FOCUS = "#value"

    def __init__(self, session: Session, patient: PatientRow, reading: Reading) -> None:
        super().__init__(session)
        self._reading = reading
        day, born = session.clock.at_clinic(reading.at).date(), patient.born
        self._age = None if born is None else born.age(day)

    def compose(self) -> ComposeResult:
        """Lay out what is wrong, the right value and the reason."""
        with Vertical(classes="dialog wide"):
            words = reading_words(self._reading, self.session.clock)
            title = _("Correct: {value}").format(value=words)
            yield Label(title, classes="title", markup=False)
            yield from text_field(
                "value",
                _("The right value (empty: withdraw it)"),
                limit=16,
                help=_("With a ! behind it if it is improbable and right."),
            )
            yield from self.reason_rows()
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("The wrong value stays in the ledger, and your name and reason by it.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what corrects it."""
        typed = self.checked("value", self._read, problems) or Typed()
        reason, sign = self.reason(problems), self._reading.sign
        return lambda: correct_vital(
            self.session,
            self._reading.id,
            value=typed.values.get(sign),
            is_confirmed=sign in typed.confirmed,
            note=reason,
            request_id=self._request_id,
        )

    def _read(self) -> Typed:
        typed = read_box(self._reading.sign, self.text_of("value"))
        require_probable(typed, self._age)
        return typed


class TakeBackForm(_WithReason):
    """Says that an entry of care is wrong.

    Args:
        session: Who says so.
        line: Which entry.
    """

    AUTO_FOCUS = "#reason"

    def __init__(self, session: Session, line: CareLine) -> None:
        super().__init__(session)
        self._line = line

    def compose(self) -> ComposeResult:
        """Lay out what is wrong, and the reason."""
        with Vertical(classes="dialog wide"):
            title = _("Take back: {what}").format(what=care_words(self._line))
            yield Label(title, classes="title", markup=False)
            yield from self.reason_rows()
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("The entry stays in the record, marked, with your name and reason.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what takes it back."""
        reason = self.reason(problems)
        return lambda: take_back(
            self.session, self._line.id, reason=reason, request_id=self._request_id
        )
