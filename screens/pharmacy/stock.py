"""What is on hand of a medicine, by name: for whoever may look, and changes nothing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.medication_search import MedicationSearch
from screens.widgets.on_hand import OnHand
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.pharmacy.outcomes import Found
from wema_tui.services.pharmacy.queries import MedicationRow, look_up


class StockDialog(MedicationSearch[None]):
    """The list of what matches, and below it the lots of the highlighted one."""

    def compose(self) -> ComposeResult:
        """Lay out the search above the lots."""
        with Vertical(classes="dialog wide"):
            yield Label(_("What is on hand?"), classes="title", markup=False)
            yield from self.search_parts()
            yield OnHand(id="on-hand")
        yield Footer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to save."""
        return action != "save"

    @property
    def hides_stock(self) -> bool:
        """Once is enough."""
        return True

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Shows what is on hand, by lot and expiry; what is expired is told apart."
            " Nothing is changed."
        )

    def highlighted(self, found: MedicationRow) -> None:
        """Ask for its lots."""
        self.ask(
            lambda: look_up(self.session, found.id),
            lambda shelf: self._show_lots(found, shelf),
        )

    def _show_lots(self, asked_for: MedicationRow, shelf: Found) -> None:
        if self.row is not None and self.row.id == asked_for.id:
            self.query_one(OnHand).show(shelf)

    def nothing_highlighted(self) -> None:
        """Show no lots."""
        self.query_one(OnHand).show_nothing()

    def read(self, problems: dict[str, WemaError]) -> None:
        """Return nothing: it is only for looking."""
