"""Text in a column: cut or filled up to its width."""

from __future__ import annotations

from rich.text import Text

from wema_tui.text import printable


def fitted(text: str, room: int) -> str:
    """Return *text* in exactly *room* cells, with an ellipsis where cut."""
    shown = Text(printable(text, max(room, 1)))
    shown.truncate(room, overflow="ellipsis", pad=True)
    return shown.plain
