"""Pick a medication by name: for a code nobody knows, or a pack without a code."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.medication_search import MedicationSearch
from screens.widgets.quiet_input import QuietInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.pharmacy.queries import MedicationRow
from wema_tui.services.session import Session
from wema_tui.text import printable

_MOST = 99_999


@dataclass(frozen=True)
class Picked:
    """What the person picked.

    Attributes:
        medication: The medication.
        number: Base units in one pack, or to move: what the dialog asked for.
    """

    medication: MedicationRow
    number: int


class NoSuchNumber(WemaError):
    """A number field that holds no usable number."""

    code = "form.number"


class NothingPicked(WemaError):
    """No medication is highlighted."""

    code = "form.nothing_picked"


class MedicationDialog(MedicationSearch[Picked]):
    """Search while typing; arrows choose; then one number.

    Args:
        session: Who asks.
        title: Why it is asked.
        number_label: What the number means.
        draft_form: The name of its draft, if it keeps its own.
    """

    def __init__(
        self, session: Session, title: str, number_label: str, draft_form: str = ""
    ) -> None:
        super().__init__(session)
        self._title, self._number_label = title, number_label
        self.draft_form = draft_form

    def compose(self) -> ComposeResult:
        """Lay out search box, list and number, in the order of the work."""
        with Vertical(classes="dialog wide"):
            yield Label(self._title, classes="title", markup=False)
            yield from self.search_parts()
            yield Label("", id="picked", classes="title", markup=False)
            yield Label(self._number_label, markup=False)
            yield QuietInput(
                id="number",
                type="integer",
                max_length=5,
                compact=True,
                help=_("Type a whole number, for instance: 30."),
            )
            yield Label("", id="number-problem", classes="field-problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Find the medicine by its name, then say the number and save. Back leaves"
            " it for later; scans that come meanwhile are recorded in their turn."
        )

    def highlighted(self, found: MedicationRow) -> None:
        """Name what is picked."""
        said = _("Picked: {name}").format(name=printable(found.name))
        self.query_one("#picked", Label).update(said)
        self.say_typed()

    def nothing_highlighted(self) -> None:
        """Name nothing."""
        self.query_one("#picked", Label).update("")

    def read(self, problems: dict[str, WemaError]) -> Picked | None:
        """Return the highlighted medication and the number."""
        picked, typed = self.row, self.text_of("number")
        number = int(typed) if typed.isascii() and typed.isdecimal() else 0
        if picked is None:
            problems["search"] = NothingPicked(
                _("Nothing is picked."), hint=_("Type part of the name.")
            )
        if not 1 <= number <= _MOST:
            problems["number"] = NoSuchNumber(
                _("Type a number from 1 to {most}.").format(most=_MOST)
            )
        if problems or picked is None:
            return None
        return Picked(picked, number)
