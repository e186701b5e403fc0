"""Who the patient in a form may be already: beside it, or in a few lines below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.text import Text

from screens.patients.words import brief
from screens.widgets.fitted import fitted
from screens.widgets.lines import Lines
from wema_tui.i18n import _
from wema_tui.services.patients.likely import Duplicate


class Alike(Lines):
    """Shows nothing while nobody is alike; it never takes the focus."""

    def say(self, found: Sequence[Duplicate], heading: str, today: date) -> None:
        """Show who is alike, the likeliest first, and why."""
        self.display = bool(found)

        def draw(width: int) -> list[Text]:
            lines = [Text(fitted(heading, width), style="bold")]
            for each in found:
                lines.append(Text(fitted(f"? {brief(each.row, today)}", width)))
                why = _("same: {what}").format(what=", ".join(each.why))
                lines.append(Text(fitted(f"  {why}", width)))
            return lines

        self.show(draw)
