"""The last movements, newest on top: as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual.widget import Widget

from screens.pharmacy.words import expiry_word, movement_word
from screens.widgets.fitted import fitted
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.pharmacy.queries import MovementRow
from wema_tui.text import printable

KEPT = 200  # rows; more is the ledger's business
_LOT = 11  # columns


class MovementList(Widget):
    """Draws rows from plain values; a new row costs one refresh.

    Args:
        clock: The clinic's.
    """

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._rows: list[MovementRow] = []

    def show(self, rows: Iterable[MovementRow]) -> None:
        """Replace all rows, newest first; keep what was added since they were read."""
        read = list(rows)
        newest = read[0].id if read else 0
        added = [row for row in self._rows if row.id > newest]
        self._rows = (added + read)[:KEPT]
        self.refresh()

    def add(self, row: MovementRow) -> None:
        """Put a new row on top, unless it is there already."""
        if not self._rows or row.id > self._rows[0].id:
            self._rows.insert(0, row)
            del self._rows[KEPT:]
            self.refresh()

    def render(self) -> Text:
        """Return the title and the rows that fit."""
        width, height = self.size
        if not self._rows:
            return Text.assemble(
                (_("Your last movements"), "bold"),
                ("\n" + _("None yet. Scan a pack."), "dim"),
            )
        lines = [self._title(width)]
        lines += [self._line(row, width) for row in self._rows[: max(0, height - 1)]]
        return Text("\n").join(lines)

    def _title(self, width: int) -> Text:
        lot, expiry = _("lot"), _("expiry")
        columns = f" {lot:<{_LOT}} {expiry:<10}"
        title = fitted(_("Your last movements"), max(8, width - len(columns)))
        return Text.assemble((title, "bold"), (columns, "dim"))

    def _line(self, row: MovementRow, width: int) -> Text:
        at = self._clock.at_clinic(row.at)
        is_today = at.date() == self._clock.today()
        time = at.strftime("%H:%M" if is_today else "%d/%m")
        word = movement_word(row.type, row.reason)
        left = f"{time} {word:<9.9}{row.quantity:>+7} "
        last = _("undone") if row.is_undone else expiry_word(row.expires_on)
        right = f" {printable(row.lot_number, _LOT):<{_LOT}} {last:<10}"
        room = max(8, width - len(left) - len(right))
        text = left + fitted(row.medication, room) + right
        return Text(text, style="dim" if row.is_undone else "", no_wrap=True)
