"""Find a free bed for a patient: to admit, or to move."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label

from screens.dialogs.confirm import Confirm
from screens.dialogs.fields import text_field
from screens.dialogs.saving import Saved, SavingForm
from screens.listing import Listing
from screens.patients.words import brief
from screens.wards.words import bed_word, who
from screens.widgets.columns import in_columns
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.paging import Page, page_in
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session
from wema_tui.services.wards.admitting import admit, move_bed, visit_to_admit
from wema_tui.services.wards.queries import BedView, Lying, wards_and_beds
from wema_tui.services.wards.rules import LONGEST_REASON, says
from wema_tui.text import clean

_WIDTHS = (0, 20)  # cells; the ward gets the rest


class FreeBeds(Listing[BedView]):
    """The free beds of all wards; what Enter does with one is the screen's."""

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the ward's name, or the bed: maternity 3.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Only beds that nobody lies in. Enter goes on with one; Esc back.")

    @property
    def nothing_found(self) -> str:
        """Say that it is the search, or that all beds are taken."""
        is_search = bool(self.query_one("#find", Input).value.strip())
        return super().nothing_found if is_search else _("No bed is free.")

    def fetch(self, text: str, offset: int, limit: int) -> Page[BedView]:
        """Return a page of free beds."""
        beds = [
            bed
            for ward in wards_and_beds(self.session)
            for bed in ward.beds
            if bed.lies is None and says(text, bed.ward, bed.label)
        ]
        return page_in(beds, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        return in_columns((_("Ward"), _("Bed")), _WIDTHS, room)

    def line(self, row: BedView, room: int) -> Text:
        """Return one bed."""
        return Text(in_columns((row.ward, row.label), _WIDTHS, room), no_wrap=True)


class AdmitScreen(FreeBeds):
    """Finds a bed for a patient and admits the patient to it.

    Args:
        session: Who admits.
        patient: Whom.
    """

    def __init__(self, session: Session, patient: PatientRow) -> None:
        super().__init__(session)
        self._patient = patient

    @property
    def heading(self) -> str:
        """For whom a bed is looked for."""
        return _("A bed for {patient}: arrows choose, Enter goes on").format(
            patient=f"{self._patient.medical_id} {self._patient.full_name}"
        )

    def open_row(self, row: BedView) -> None:
        """Ask why the patient is admitted."""
        form = AdmitForm(self.session, self._patient, row)
        form.open(self.app, lambda saved: self._admitted(row, saved))

    def _admitted(self, bed: BedView, saved: Saved[int] | None) -> None:
        if saved is None:
            self.read_again()
        else:
            self.leave(bed)


class AdmitForm(SavingForm[int]):
    """Admits a patient to a bed once it is said why.

    Args:
        session: Who admits.
        patient: Whom.
        bed: To which bed.
    """

    AUTO_FOCUS = "#reason"
    enter_saves = False

    def __init__(self, session: Session, patient: PatientRow, bed: BedView) -> None:
        super().__init__(session)
        self._patient, self._bed = patient, bed
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out who it is, where to, and the box."""
        with Vertical(classes="dialog wide"):
            title = _("Admit to {bed}").format(bed=bed_word(self._bed))
            yield Label(title, classes="title", markup=False)
            today = self.session.clock.today()
            yield Label(brief(self._patient, today), classes="about", markup=False)
            yield from text_field(
                "reason",
                _("Why is the patient admitted?"),
                limit=LONGEST_REASON,
                help=_("As the ward should know it, for instance: severe malaria."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 admits, Esc goes back."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The patient must be here on a visit: check in first. If another person"
            " takes the bed meanwhile you are told, and choose another one."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], int] | None:
        """Return what admits."""
        reason = self.checked(
            "reason",
            partial(
                clean, self.text_of("reason"), what=_("Reason"), limit=LONGEST_REASON
            ),
            problems,
        )
        if reason is None:
            return None

        def save() -> int:
            return admit(
                self.session,
                visit=visit_to_admit(self.session, self._patient.number),
                bed_id=self._bed.bed_id,
                reason=reason,
                request_id=self._request_id,
            )

        return save


class MoveScreen(FreeBeds):
    """Moves a patient to a bed that is free, after asking.

    Args:
        session: Who moves.
        lies: Who lies where now.
    """

    def __init__(self, session: Session, lies: Lying) -> None:
        super().__init__(session)
        self._lies, self._request_id = lies, new_request_id()

    @property
    def heading(self) -> str:
        """For whom a bed is looked for."""
        return _("Move {patient}: arrows choose a bed, Enter goes on").format(
            patient=who(self._lies)
        )

    def open_row(self, row: BedView) -> None:
        """Ask, and move the patient."""
        question = _("Move {patient} to {bed}?").format(
            patient=who(self._lies), bed=bed_word(row)
        )
        Confirm(question).open(
            self.app, lambda yes: self._move_to(row) if yes else None
        )

    def _move_to(self, bed: BedView) -> None:
        def refused(error: WemaError) -> None:
            self.show_failure(error)
            self.read_again()

        def moved(_nothing: Any) -> None:
            self.leave(bed)

        self.ask(
            lambda: move_bed(
                self.session,
                self._lies.admission_id,
                bed_id=bed.bed_id,
                request_id=self._request_id,
            ),
            moved,
            refused,
        )
