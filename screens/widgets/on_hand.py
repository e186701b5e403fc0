"""What is on hand of what was just scanned, by lot and expiry."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from screens.pharmacy.words import expiry_word
from wema_tui.i18n import _
from wema_tui.services.pharmacy.outcomes import Found
from wema_tui.text import printable

_SHOWN = 4  # lots; the first ones to go


class OnHand(Widget):
    """Usable and expired stock as two numbers, then the lots in FEFO order."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._found: Found | None = None

    def show(self, found: Found) -> None:
        """Show another medication."""
        self._found = found
        self.refresh(layout=True)

    def render(self) -> Text:
        """Return the heading and one line a lot."""
        if self._found is None:
            return Text(_("On hand: scan something."), style="dim")
        found, unit = self._found, printable(self._found.medication.base_unit, 12)
        head = Text(_("On hand: "), style="bold")
        head.append(printable(found.medication.name, 60) + " ")
        head.append(f"{found.on_hand} {unit}", style="bold")
        if found.on_hand == 0:
            only = _("ONLY EXPIRED") if found.expired else _("NONE LEFT")
            head.append(" " + only, style="bold reverse")
        elif found.on_hand < found.medication.threshold:
            head.append(" " + _("LOW"), style="bold reverse")
        if found.expired:
            head.append(" + " + _("{n} EXPIRED").format(n=found.expired))
        lines = [head]
        for lot in found.lots[:_SHOWN]:
            mark = "  " + _("EXPIRED") if lot.is_expired(found.today) else ""
            number = printable(lot.lot_number, 16) or "-"
            lines.append(
                Text(
                    f"  {number:<16} {expiry_word(lot.expires_on):<10} "
                    f"{lot.on_hand:>8} {unit}{mark}",
                    no_wrap=True,
                )
            )
        more = len(found.lots) - _SHOWN
        if more > 0:
            lines.append(Text("  " + _("and {n} more").format(n=more), style="dim"))
        return Text("\n").join(lines)
