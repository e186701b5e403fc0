"""Care given: card and pack are scanned first, and what is wrong stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Footer, Input, Label

from screens.dialogs.saving import SavingForm
from screens.nurse.rows import note_row, problem_of, row, text_row
from screens.nurse.words import warnings, who_line
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.labels import LabelType
from wema_tui.scanner.scan import BrokenElementString
from wema_tui.services.nurse.care import KINDS, Care, give_care
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.nurse.words import kind_word
from wema_tui.services.session import Session
from wema_tui.text import printable

CARE = "care"

_CARD = f"W{LabelType.PATIENT}"
_TEXTS = ("card", "what", "pack", "dose", "route", "note")


class CareForm(SavingForm[None]):
    """Records one thing that is given or done; a refusal begins with STOP.

    Args:
        session: Who gives it.
        head: In which visit.
    """

    AUTO_FOCUS = "#card"
    enter_saves = False
    FIELD_OF: ClassVar = {
        "care.wrong_patient": "card",
        "care.other_medicine": "pack",
        "care.expired": "pack",
        "care.kind": "kind",
        "pharmacy.closed": "pack",
    }

    def __init__(self, session: Session, head: VisitHead) -> None:
        super().__init__(session)
        self._head = head
        self.draft_form = f"{CARE}:{head.id}"
        self._scanned: dict[str, str] = {}  # a code as the box shows it -> as it came

    def compose(self) -> ComposeResult:
        """Lay out who it is for, then what."""
        patient = self._head.patient
        who = who_line(patient, self.session.clock.today())
        with Page(classes="dialog wide signs care"):
            title = _("Care: {who}").format(who=who)
            yield Label(title, classes="title tight", markup=False)
            yield Label(warnings(patient), classes="problem", markup=False)
            yield from text_row(
                "card",
                _("Patient's card"),
                limit=40,
                help=_("Scan it, or type its number: P1234V. Empty: you asked."),
            )
            kinds = {kind: kind_word(kind) for kind in KINDS}
            help = _("Type its number or first letters, or use the arrows.")
            box = ChoiceInput(kinds, id="kind", max_length=40, compact=True, help=help)
            yield from row(_("Kind"), box, Label(box.numbered, markup=False))
            yield problem_of("kind")
            yield from text_row(
                "what",
                _("What is given or done"),
                limit=120,
                help=_("As it was ordered, for instance: ceftriaxone 1 g"),
            )
            yield from text_row(
                "pack",
                _("Code of the pack"),
                limit=512,
                help=_("Scan it. Empty: there is no code, the name must do."),
            )
            yield from text_row(
                "dose",
                _("Dose"),
                limit=60,
                help=_("For instance: 500 mg, or 2 tablets"),
            )
            yield from text_row(
                "route",
                _("Route"),
                limit=40,
                help=_("For instance: by mouth, IM, IV. It may stay empty."),
            )
            yield from note_row(500)
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Scan the card and the pack before you give anything: the wrong patient,"
            " another medicine and an expired pack are stopped. Where there is nothing"
            " to scan leave the box empty: the record then says that you asked. The"
            " stock of the pharmacy is not changed."
        )

    def take_captured(self, code: Captured) -> bool:
        """Put a scanned card into its box, every other code into that of the pack."""
        if not self.is_active:
            return False
        if not code.is_complete:
            self.show_failure(BrokenElementString(code.text))
            return True
        is_card = code.text.upper().startswith(_CARD)
        name, following = ("card", "kind") if is_card else ("pack", "dose")
        shown = printable(code.text, 512)
        self._scanned[shown] = code.text
        self.query_one(f"#{name}", Input).value = shown
        self.set_focus(self.query_one(f"#{following}"))
        return True

    def field_of(self, error: WemaError) -> str:
        """Return the box that a refusal is about."""
        is_code = error.code.startswith("scan.")
        return "pack" if is_code else super().field_of(error)

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what records it."""
        read = self.query_one("#kind", ChoiceInput).read
        kind = self.checked("kind", read, problems)
        typed = {name: self.text_of(name) for name in _TEXTS}
        typed["pack"] = self._scanned.get(typed["pack"], typed["pack"])
        care = Care(kind=kind or "", **typed)
        return lambda: give_care(
            self.session, visit=self._head.id, care=care, request_id=self.request_id
        )
