"""A square code for a phone's camera, drawn with half blocks."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

_INK = Style(color="#000000", bgcolor="#ffffff")  # whatever the theme: for cameras
_EDGE = 2  # modules


def square_code(address: str) -> Text:
    """Return *address* as a QR code, two modules in the height of a letter."""
    import segno

    rows = [
        list(row) for row in segno.make_qr(address, error="l").matrix_iter(border=_EDGE)
    ]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    lines = (
        "".join(" ▀▄█"[upper + 2 * lower] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
    return Text("\n".join(lines), style=_INK, no_wrap=True)
