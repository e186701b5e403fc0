"""Print sheet for setting up a scanner: docs/scanner-setup.svg.

    make sheets

What to set, in the words of the scanners' manuals, and the test codes that the
set-up screen asks for. They are no medicines: nothing can be recorded with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wema_tui.cards.paper import FNC1, MARGIN, Sheet, code_128, gs1_128
from wema_tui.scanner.finding import TESTS
from wema_tui.scanner.strokes import GS

SHEET = Path(__file__).parents[1] / "docs/scanner-setup.svg"

_SETTINGS = """\
1.  Interface: USB keyboard (also called HID keyboard, keyboard wedge).
2.  Keyboard layout: the same as the computer's. If you do not know it: US English.
3.  Prefix before each code: STX (also called 0x02, Ctrl+B), if the scanner can.
4.  Suffix after each code: Enter (also called CR, carriage return).
5.  AIM identifier (also called symbology identifier, code ID AIM): ON.
6.  Group separator (GS, FNC1, ASCII 29): send as Ctrl+] (also called 0x1D).
7.  Symbologies ON: EAN-13, EAN-8, UPC-A, UPC-E, Code 128, GS1-128, DataMatrix, QR.
8.  Caps Lock on the computer: OFF. Conversion to capital letters: OFF."""

_BEFORE_TESTING = """\
Sign in as a pharmacist or administrator, press Ctrl+T, and scan 1, 2 and 3 in order.
The screen says what is right and what to change. F2 keeps it for this computer.
Nothing is recorded, and none of these codes is a medicine."""

_ABOUT = {
    1: "1. Letters and digits (Code 128)",
    2: "2. Signs (Code 128)",
    3: "3. Group separator between a lot and a serial (GS1-128)",
    4: "4. All other signs (QR code): only for scanners that read square codes",
}


def codes() -> list[tuple[str, str, str]]:
    """Return pattern, printed text and what it tests, for the codes of bars."""
    return [
        (
            code_128(text) if GS not in text else gs1_128(text.replace(GS, FNC1)),
            text.replace(GS, " GS "),
            _ABOUT[number],
        )
        for number, text in TESTS.items()
        if number != 4
    ]


def sheet() -> str:
    """Return the sheet as SVG."""
    page = Sheet("WEMA: setting up a scanner")
    page.text(MARGIN, 28, "What to set", size=4.5, bold=True)
    y = page.lines(
        MARGIN,
        35,
        "Scan the settings in your scanner's own manual: every maker has other codes.",
    )
    y = page.lines(MARGIN, y + 2, _SETTINGS)
    page.text(MARGIN, y + 7, "What to test", size=4.5, bold=True)
    y = page.lines(MARGIN, y + 14, _BEFORE_TESTING) + 6
    for pattern, text, about in codes():
        page.text(MARGIN, y, about, size=4, bold=True)
        page.bars(MARGIN, y + 3, pattern, height=16)
        page.text(MARGIN + 3.3, y + 23, text, size=3)
        y += 35
    page.text(MARGIN, y, _ABOUT[4], size=4, bold=True)
    page.dots(MARGIN + 3.3, y + 5, TESTS[4])
    page.text(MARGIN + 26, y + 14, TESTS[4], size=3)
    return page.svg()


def main() -> int:
    """Write the sheet."""
    SHEET.write_text(sheet())
    print(f"{SHEET} is made")
    return 0


if __name__ == "__main__":
    sys.exit(main())
