"""Correct what is known of a patient, also when another person does so meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Label

from screens.patients.boxes import box_of, put_in, words_of
from screens.patients.form import PatientForm
from screens.patients.page import PatientScreen
from screens.patients.words import about
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.patients.changing import (
    ChangedMeanwhile,
    Difference,
    change_patient,
)
from wema_tui.services.patients.records import PatientPage
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session

CHANGE_PATIENT = "patient.change"


class ChangePatientForm(PatientForm):
    """Corrects a record; the second of two sees beside each box what the first wrote.

    Args:
        session: Who corrects it.
        page: As it is now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "take_over", "Take theirs", id="patient_form.take_over"),
    ]

    def __init__(self, session: Session, page: PatientPage) -> None:
        super().__init__(session, page.particulars, page.row.number)
        self._row, self._version = page.row, page.version
        self._theirs: dict[str, Difference] = {}
        self.draft_form = f"{CHANGE_PATIENT}:{page.row.number}"

    @property
    def headline(self) -> str:
        """What is done."""
        return about(_("Change {who}"), self._row)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "What stood there before stays in the audit log. If somebody else changes"
            " the record meanwhile you see it beside the boxes before it is saved."
        )

    @property
    def about_alike(self) -> str:
        """What it means to choose one of those who are alike."""
        return _("It is shown over this form. Two records of one person can be merged.")

    def chose(self, row: PatientRow) -> None:
        """Show the other one; the form stays."""
        PatientScreen(self.session, row.number).open(self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F6 is there while another person wrote something else."""
        if action == "take_over":
            return bool(self._theirs)
        return super().check_action(action, parameters)

    def typed(self) -> dict[str, str]:
        """Return what is to be kept; with the version that it was typed over."""
        return super().typed() | {"version": str(self._version)}

    def fill_in(self, typed: Mapping[str, str]) -> None:
        """Put back what was typed, over the version that was there then."""
        super().fill_in(typed)
        self._version = int(typed.get("version", self._version))

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], PatientRow] | None:
        """Return what changes the record."""
        particulars, version = self.particulars(problems), self._version
        return lambda: change_patient(
            self.session,
            self._row.number,
            particulars,
            version=version,
            request_id=self.request_id,
        )

    def action_take_over(self) -> None:
        """Put what the other person wrote in the box where one is."""
        box = self.focused.id if self.focused is not None else None
        their = self._theirs.pop(box or "", None)
        if their is not None:
            put_in(self, their.field, their.theirs)
            self._note(box or "", "")
            self.refresh_bindings()

    def _refused(self, error: WemaError) -> None:
        super()._refused(error)
        if isinstance(error, ChangedMeanwhile):
            self._compare(error)

    def _compare(self, error: ChangedMeanwhile) -> None:
        """Show field by field what the other person wrote.

        Where one has typed nothing oneself, theirs is in the box at once.
        """
        self._version = error.version
        for each in error.differences:
            box = box_of(each.field)
            if each.mine == each.before:
                put_in(self, each.field, each.theirs)
                note = _("Changed to this meanwhile; before: {text}")
                self._note(
                    box, note.format(text=words_of(self, each.field, each.before))
                )
            else:
                self._theirs[box] = each
                note = _("Meanwhile: {text}. F6 takes that over")
                note = self.wema.with_keys(note, F6="patient_form.take_over")
                self._note(
                    box, note.format(text=words_of(self, each.field, each.theirs))
                )
        self.refresh_bindings()

    def _note(self, box: str, text: str) -> None:
        self.query_one(f"#{box}-problem", Label).update(text)
