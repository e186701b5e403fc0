"""The beds of one ward, who lies in them, and what is done with a bed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Input, Label

from screens.base import Dialog
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.listing import Listing
from screens.patients.find import FindPatient
from screens.patients.page import PatientScreen
from screens.wards.discharging import DischargeForm
from screens.wards.placing import AdmitForm, MoveScreen
from screens.wards.setting_up import AddBedsForm, RenameWardForm
from screens.wards.words import bed_line, bed_names, bed_widths, bed_word, names_in
from screens.widgets.columns import in_columns
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.paging import Page, page_in
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session
from wema_tui.services.wards.errors import NobodyThere
from wema_tui.services.wards.queries import BedView, Lying, WardView, wards_and_beds
from wema_tui.services.wards.rules import says
from wema_tui.services.wards.setting_up import close_bed, close_ward


class BedsScreen(Listing[BedView]):
    """The beds of one ward and who lies in them; Enter opens the record.

    Args:
        session: Who looks.
        ward: At which ward.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "admit", "Admit", id="beds.admit"),
        Binding("f7,alt+7", "move", "Move", id="beds.move"),
        Binding("f8,alt+8", "discharge", "Discharge", id="beds.discharge"),
        Binding("f2,alt+2", "set_up", "Set up", id="beds.set_up"),
    ]

    def __init__(self, session: Session, ward: WardView) -> None:
        super().__init__(session)
        self._ward = ward

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Beds of {ward}: type to search, Enter opens the record").format(
            ward=self._ward.name
        )

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a bed, or a part of the patient's name or ID.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Every bed with who lies in it, since when and why. A patient who moves"
            " keeps the day of admission. A discharge frees the bed at once; nothing is"
            " erased."
        )

    @property
    def nothing_found(self) -> str:
        """Say that it is the search, or that there are no beds."""
        is_search = bool(self.query_one("#find", Input).value.strip())
        return super().nothing_found if is_search else _("This ward has no beds.")

    def fetch(self, text: str, offset: int, limit: int) -> Page[BedView]:
        """Return a page of beds."""
        wards = {ward.ward_id: ward for ward in wards_and_beds(self.session)}
        closed = WardView(self._ward.ward_id, self._ward.name, ())
        self._ward = wards.get(self._ward.ward_id, closed)
        beds = [
            bed for bed in self._ward.beds if says(text, bed.label, *names_in([bed]))
        ]
        return page_in(beds, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns; above them the ward as it is called now."""
        self.query_one(".title", Label).update(self.heading)
        return in_columns(bed_names(), bed_widths(room), room)

    def line(self, row: BedView, room: int) -> Text:
        """Return one bed."""
        texts = bed_line(row, self.session.clock)
        return Text(in_columns(texts, bed_widths(room), room), no_wrap=True)

    def open_row(self, row: BedView) -> None:
        """Show the record of who lies in the bed; a free one waits for a patient."""
        if row.lies is not None:
            self._go_to(PatientScreen(self.session, row.lies.patient.number))
        elif self.session.may("wards.admit"):
            self._find_for(row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do."""
        if action == "set_up":
            return self.session.may("wards.change")
        if action in ("admit", "move", "discharge"):
            return self.session.may("wards.admit") and self.row is not None
        return super().check_action(action, parameters)

    def action_admit(self) -> None:
        """Find the patient for the bed that is picked."""
        self.with_row(self._find_for)

    def action_move(self) -> None:
        """Choose another bed for who lies in this one."""
        self._with_patient(lambda lies: self._go_to(MoveScreen(self.session, lies)))

    def action_discharge(self) -> None:
        """End the stay of who lies in this bed."""
        self._with_patient(lambda lies: self._go_to(DischargeForm(self.session, lies)))

    def action_set_up(self) -> None:
        """Ask what to change about the ward and the bed that is picked."""
        self._when_listed(self._set_up)

    # -- what is done ------------------------------------------------------------

    def _find_for(self, bed: BedView) -> None:
        def found(patient: PatientRow | None) -> None:
            if patient is not None:
                self._go_to(AdmitForm(self.session, patient, bed))

        FindPatient(self.session).open(self.app, found)

    def _with_patient(self, call: Callable[[Lying], None]) -> None:
        def go_on(bed: BedView) -> None:
            if bed.lies is None:
                self.show_failure(NobodyThere())
            else:
                call(bed.lies)

        self.with_row(go_on)

    def _set_up(self) -> None:
        session, ward, bed = self.session, self._ward, self.row
        deeds: dict[str, Callable[[], None]] = {
            _("Add beds"): lambda: self._go_to(AddBedsForm(session, ward)),
            _("Give the ward another name"): lambda: self._go_to(
                RenameWardForm(session, ward)
            ),
        }
        if bed is not None:
            words = _("Close {bed}").format(bed=bed_word(bed))
            deeds[words] = lambda: self._close(
                words, partial(close_bed, session, bed.bed_id)
            )
        words_for_all = _("Close the ward {ward}").format(ward=ward.name)
        deeds[words_for_all] = lambda: self._close(
            words_for_all, partial(close_ward, session, ward.ward_id)
        )
        question = Choose(
            _("What to change about {ward}?").format(ward=ward.name), list(deeds)
        )
        self.take_keys_again()  # for when the question is closed again
        question.open(
            self.app,
            lambda place: None if place is None else list(deeds.values())[place](),
        )

    def _close(self, words: str, service: Callable[..., None]) -> None:
        request_id = new_request_id()

        def do(yes: bool | None) -> None:
            if yes:
                self.change(lambda: service(request_id=request_id))

        warning = _("Nobody can be laid there any more. What was recorded stays.")
        Confirm(f"{words}?", warning).open(self.app, do)

    def _go_to(self, dialog: Dialog[Any]) -> None:
        dialog.open(self.app, lambda _answer: self.read_again())
