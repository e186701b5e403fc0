"""What is on hand of what was just scanned, by lot and expiry."""

from __future__ import annotations

from typing import cast

from rich.text import Text
from textual.widget import Widget

from screens.application import Application
from screens.pharmacy.words import expiry_word
from screens.widgets.fitted import fitted
from wema_tui.i18n import _, ngettext
from wema_tui.services.pharmacy.outcomes import Found
from wema_tui.text import printable

_SHOWN = 4  # lots; the first ones to go


class OnHand(Widget):
    """Usable and expired stock as two numbers, then the lots in FEFO order.

    Args:
        empty: What it says while it shows no medication, translated.
    """

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._empty = empty
        self._found: Found | None = None
        self._is_hidden = False

    def show(self, found: Found) -> None:
        """Show another medication."""
        self._found, self._is_hidden = found, False
        self.refresh(layout=True)

    def show_nothing(self) -> None:
        """Show that nothing was looked up."""
        self._found, self._is_hidden = None, False
        self.refresh(layout=True)

    def hide_stock(self, is_hidden: bool) -> None:
        """Show no stock: whoever counts must not know what is expected."""
        if is_hidden != self._is_hidden:
            self._found, self._is_hidden = None, is_hidden
            self.refresh(layout=True)

    def render(self) -> Text:
        """Return the heading and one line a lot: those to use, then the expired."""
        if self._is_hidden:
            return Text(_("On hand is not shown while you count."), style="dim")
        if self._found is None:
            return Text(self._empty, style="dim")
        found, unit = self._found, printable(self._found.medication.base_unit, 12)
        lots = sorted(found.lots, key=lambda lot: lot.is_expired(found.today))
        shown = max(_SHOWN, self.size.height - 2)  # a wide screen has room for more
        lines = [self._heading(found, unit)]
        for lot in lots[:shown]:
            mark = "  " + _("EXPIRED") if lot.is_expired(found.today) else ""
            number = printable(lot.lot_number, 16) or "-"
            lines.append(
                Text(
                    f"  {number:<16} {expiry_word(lot.expires_on):<10} "
                    f"{lot.on_hand:>8} {unit}{mark}",
                    no_wrap=True,
                )
            )
        more = len(lots) - shown
        if more > 0:
            said = ngettext("and {n} more lot", "and {n} more lots", more)
            lines.append(Text("  " + said.format(n=more), style="dim"))
        return Text("\n").join(lines)

    def _heading(self, found: Found, unit: str) -> Text:
        state = Text(f" {found.on_hand} {unit}", style="bold")
        if found.on_hand == 0:
            only = _("ONLY EXPIRED") if found.expired else _("NONE LEFT")
            state.append(" ").append(f" {only} ", style="bold reverse")
        elif found.on_hand < found.medication.threshold:
            state.append(" ").append(" " + _("LOW") + " ", style="bold reverse")
        if found.expired:
            state.append(" + " + _("{n} EXPIRED").format(n=found.expired))
        head = Text(_("On hand: "), style="bold", no_wrap=True)
        if cast(Application, self.app).looks.profile.is_lean:
            # The newest movement says what it is, or the line below the scan field.
            return head.append_text(state[1:])
        room = max(8, self.size.width - head.cell_len - state.cell_len)
        name = fitted(found.medication.name, room) if self.size.width else ""
        return head.append(name.rstrip(), style="not bold").append_text(state)
