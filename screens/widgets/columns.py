"""The columns of a list: how wide each is, on a narrow and a wide screen."""

from __future__ import annotations

from collections.abc import Sequence

from screens.widgets.fitted import fitted


def in_columns(texts: Sequence[str], widths: Sequence[int], room: int) -> str:
    """Return *texts* beside each other in exactly *room* cells.

    What finds no room at all is left out, from the right.

    Args:
        texts: One for each column.
        widths: In cells; 0 for the one that gets what the others leave.
        room: For all of them.
    """
    least = 12  # cells for the column that gets the rest
    shown = list(zip(texts, widths, strict=True))
    while len(shown) > 2 and sum(w + 1 for _text, w in shown) + least > room:
        shown.pop()
    rest = room - sum(width + 1 for _text, width in shown if width)
    return " ".join(fitted(text, width or rest) for text, width in shown)
