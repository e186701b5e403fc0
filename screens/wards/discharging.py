"""End a stay on a ward."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import SavingForm
from screens.wards.words import outcome_words, who
from screens.widgets.choice_input import ChoiceInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.session import Session
from wema_tui.services.wards.discharging import discharge
from wema_tui.services.wards.queries import Lying
from wema_tui.services.wards.rules import LONGEST_NOTE


class DischargeForm(SavingForm[None]):
    """Discharges a patient once it is said how the stay ended.

    Args:
        session: Who discharges.
        lies: Whom.
    """

    AUTO_FOCUS = "#outcome"
    enter_saves = False

    def __init__(self, session: Session, lies: Lying) -> None:
        super().__init__(session)
        self._lies, self._request_id = lies, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out how it ended, and a note."""
        with Vertical(classes="dialog wide"):
            title = _("Discharge {patient}").format(patient=who(self._lies))
            yield Label(title, classes="title", markup=False)
            yield from choice_field("outcome", _("How"), outcome_words())
            yield from text_field(
                "note",
                _("Note (may stay empty)"),
                limit=LONGEST_NOTE,
                help=_("To where, with what, for instance: dressing again on Friday."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = _("F2 discharges: the bed is free at once. A death is recorded too.")
            how = self.wema.with_keys(how, F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The bed is free at once. What is still to be paid or given out stays with"
            " the visit. If the patient died, the record says so from then on."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what discharges."""
        box = self.query_one("#outcome", ChoiceInput)
        outcome = self.checked("outcome", box.read, problems)
        note = self.text_of("note")
        if outcome is None:
            return None
        return lambda: discharge(
            self.session,
            self._lies.admission_id,
            outcome=outcome,
            note=note,
            request_id=self._request_id,
        )
