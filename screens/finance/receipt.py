"""A receipt to read, or to write out by hand."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer, Static

from screens.base import Dialog
from screens.finance.slip import slip
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.services.finance.receipts import Receipt


class ReceiptScreen(Dialog[None]):
    """Shows a receipt as it would be printed.

    Args:
        receipt: Which one.
    """

    AUTO_FOCUS = "Page"

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self._receipt = receipt

    def compose(self) -> ComposeResult:
        """Lay out the slip."""
        with Page(classes="dialog wide"):
            yield Static("\n".join(slip(self._receipt)), id="slip", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The money is taken: this is what the patient gets. The numbers of receipts"
            " have no gaps. Shown again later, it says the same."
        )
