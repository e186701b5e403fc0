"""Paper with bar codes on it, as SVG: what cards and printed sheets share.

Measures are millimetres. A page is only rectangles and words, so that it
prints the same from every program, and the same source gives the same file.
"""

from __future__ import annotations

from html import escape

import segno
from barcode.codex import Code128, Gs1_128

from wema_tui.text import printable

WIDTH, HEIGHT = 210, 297
MARGIN = 12
DOT = 0.6  # of a QR code
MODULE = 0.33  # of one bar: what every scanner reads from an office printer
QUIET = 10  # modules left white on both sides

FNC1 = Gs1_128.FNC1_CHAR


class Paper:
    """One page of any size.

    Args:
        title: Said to programs that read aloud; not printed.
        width: Of the page.
        height: Of the page.
    """

    def __init__(self, title: str, width: float, height: float) -> None:
        self._title, self._width, self._height = title, width, height
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, *, size: float = 3.5, bold: bool = False
    ) -> None:
        """Write one line; *y* is its base line."""
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{weight}>'
            f"{escape(printable(words, 200), quote=False)}</text>"
        )

    def lines(self, x: float, y: float, words: str, *, size: float = 3.5) -> float:
        """Write some lines one below the other; return where the next would be."""
        for line in words.splitlines():
            self.text(x, y, line, size=size)
            y += size * 1.45
        return y

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a thin frame: where to cut."""
        self._parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
            ' fill="none" stroke="#999" stroke-width="0.2"/>'
        )

    def bars(self, x: float, y: float, pattern: str, *, height: float) -> None:
        """Draw the bars of a code; *pattern* is ones and zeros, a module each."""
        self._bars(x + QUIET * MODULE, y, pattern, module=MODULE, height=height)

    def _bars(
        self, place: float, y: float, pattern: str, *, module: float, height: float
    ) -> None:
        for bar in pattern.replace("01", "0 1").replace("10", "1 0").split():
            width = len(bar) * module
            if bar[0] == "1":
                self._parts.append(
                    f'<rect x="{place:.2f}" y="{y:g}" width="{width:.2f}"'
                    f' height="{height:g}"/>'
                )
            place += width

    def dots(self, x: float, y: float, text: str) -> None:
        """Draw a QR code of *text*."""
        for row, dots in enumerate(
            segno.make(text, micro=False, boost_error=False).matrix
        ):
            pattern = "".join(map(str, dots))
            self._bars(x, y + row * DOT, pattern, module=DOT, height=DOT)

    def svg(self) -> str:
        """Return the page."""
        width, height = f"{self._width:g}", f"{self._height:g}"
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm"'
                f' height="{height}mm" viewBox="0 0 {width} {height}"'
                ' font-family="DejaVu Sans, Arial, Helvetica, sans-serif">',
                f"<title>{escape(self._title)}</title>",
                f'<rect width="{width}" height="{height}" fill="#fff"/>',
                *self._parts,
                "</svg>\n",
            )
        )


class Sheet(Paper):
    """One A4 page with a title at the top.

    Args:
        title: Also said to programs that read aloud.
    """

    def __init__(self, title: str) -> None:
        super().__init__(title, WIDTH, HEIGHT)
        self.text(MARGIN, 18, title, size=6.5, bold=True)


def code_128(text: str) -> str:
    """Return the pattern of a Code 128."""
    return str(Code128(text).build()[0])


def gs1_128(text: str) -> str:
    """Return the pattern of a GS1-128; put `FNC1` where a field must end."""
    return str(Gs1_128(text).build()[0])


def width_of(pattern: str) -> float:
    """Return how wide a code is, its white margins included."""
    return (len(pattern) + 2 * QUIET) * MODULE
