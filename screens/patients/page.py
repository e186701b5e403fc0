"""All about one patient, and what can be done; that it was opened is in the log."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.patients.card import print_card_of
from screens.patients.deeds import DEEDS
from screens.patients.opened import Opened, opened
from screens.patients.page_words import page_lines
from screens.patients.words import about, allergy_line
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.labels import patient_on
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session


class PatientScreen(Dialog[None]):
    """One page to read; what may be done now is in the footer.

    Another patient's card, scanned over it, shows that patient instead.

    Args:
        session: Who looks.
        number: The patient's.
    """

    AUTO_FOCUS = "#patient"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "change", "Change", id="patient.change"),
        Binding("r", "record", "Record", id="patient.record"),
        Binding("w", "admit", "Admit", id="patient.admit"),
        Binding("f9,alt+9", "card", "Card", id="patient.card"),
        Binding("f7,alt+7", "check_in", "Check in", id="patient.check_in"),
        Binding("s", "send", "Send on", id="patient.send"),
        Binding("v", "end", "End the visit", id="patient.end"),
        Binding("b", "book", "Book", id="patient.book"),
        Binding("e", "emergency", "Emergency", id="patient.emergency"),
        Binding("p", "owes", "Owes", id="patient.owes"),
        Binding("o", "go_on", "Go on there", id="patient.go_on"),
        Binding("m", "merge", "Merge", id="patient.merge", show=False),
        Binding("u", "part", "Undo the merge", id="patient.part"),
        Binding("d", "died", "Died", id="patient.died", show=False),
        Binding("l", "lives", "Not dead", id="patient.lives", show=False),
    ]

    def __init__(self, session: Session, number: int) -> None:
        super().__init__(session)
        self._number = number
        self._opened: Opened | None = None

    def compose(self) -> ComposeResult:
        """Lay out one page of text."""
        with Page(id="patient", classes="dialog wide"):
            yield Label("", id="who", classes="title", markup=False)
            yield Label("", id="alert", markup=False)
            yield Static("", id="facts", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "All that is known about one patient. Whoever opens it is named in the"
            " audit log. Nothing is ever erased: a change keeps what stood there."
        )

    def prepare(self) -> None:
        """Open the record; keys that come meanwhile wait for it."""
        self._open(self._number)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this person may do with this patient now."""
        if action == "go_on":
            return self._survivor is not None
        deed = DEEDS.get(action)
        if deed is None:
            return super().check_action(action, parameters)
        may = self.session.may(deed.permission)
        return may and self._opened is not None and deed.when(self._opened)

    def take_captured(self, code: Captured) -> bool:
        """Show the patient whose card was scanned."""
        number = patient_on(code.text)
        if number is None or not self.is_active:
            return False
        self._open(number)
        return True

    def action_change(self) -> None:
        """Correct what is known."""
        self._do("change")

    def action_record(self) -> None:
        """Show what nurses found and did."""
        self._do("record")

    def action_send(self) -> None:
        """Send the patient to a service point."""
        self._do("send")

    def action_end(self) -> None:
        """End the visit, wherever the patient stands in it."""
        self._do("end")

    def action_admit(self) -> None:
        """Give the patient a bed."""
        self._do("admit")

    def action_card(self) -> None:
        """Print the patient's card."""
        if self._opened is not None:
            print_card_of(self, self._opened.page.row)

    def action_book(self) -> None:
        """Look for a doctor's free place."""
        self._do("book")

    def action_check_in(self) -> None:
        """Begin a visit."""
        self._do("check_in")

    def action_emergency(self) -> None:
        """Open the clinical part in an emergency."""
        self._do("emergency")

    def action_go_on(self) -> None:
        """Open the record that a merged one leads to."""
        if self._survivor is not None:
            self._open(self._survivor.number)

    def action_owes(self) -> None:
        """Show the charges, and take money."""
        self._do("owes")

    def action_merge(self) -> None:
        """Say that another record is the same person."""
        self._do("merge")

    def action_part(self) -> None:
        """Take back that the record is another one's."""
        self._do("part")

    def action_died(self) -> None:
        """Record the death."""
        self._do("died")

    def action_lives(self) -> None:
        """Take back that the patient has died."""
        self._do("lives")

    @property
    def _survivor(self) -> PatientRow | None:
        return None if self._opened is None else self._opened.page.survivor

    def _do(self, action: str) -> None:
        assert self._opened is not None  # else no key does anything
        # Read again after a refusal too: somebody else may have been faster.
        page, then = self._opened.page, self._read_again
        DEEDS[action].open(self, page, lambda *_answer: then())

    def _open(self, number: int) -> None:
        self.takes_keys = False
        request_id = new_request_id()
        self.ask(
            lambda: opened(self.session, number, request_id),
            self._show,
            self._not_opened,
        )

    def _read_again(self) -> None:
        self.takes_keys = False
        self.ask(
            lambda: opened(self.session, self._number), self._show, self._not_opened
        )

    def _not_opened(self, error: WemaError) -> None:
        self.show_failure(error)
        if self._opened is None:
            self.leave(None)
        else:  # the card of nobody, over somebody's page
            self.take_keys_again()

    def _show(self, opened: Opened) -> None:
        row = opened.page.row
        self._opened, self._number = opened, row.number
        self.query_one("#who", Label).update(about("{who}", row))
        alert = self.query_one("#alert", Label)
        known = opened.page.survivor or row  # what the merged record says may be old
        alert.update(allergy_line(known))
        alert.set_class(bool(known.allergies), "problem")
        lines = page_lines(opened, self.session.clock)
        self.query_one("#facts", Static).update("\n".join(lines))
        self.refresh_bindings()
        self.take_keys_again()
