"""Print sheet for setting up a scanner: docs/scanner-setup.svg.

    make sheets

What to set, in the words of the scanners' manuals, and three codes that show
whether it worked: in the demo clinic, in the mode LOOK UP.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.paper import FNC1, MARGIN, Sheet, code_128, ean_13, gs1_128
from wema_tui.data.demo_codes import demo_gtin
from wema_tui.data.formulary import load_formulary
from wema_tui.scanner.commands import COMMAND_CODES
from wema_tui.scanner.modes import Mode

SHEET = Path(__file__).parents[1] / "docs/scanner-setup.svg"
MEDICINE = 0  # the first of the starter formulary

_SETTINGS = """\
1.  Interface: USB keyboard (also called HID keyboard, keyboard wedge).
2.  Keyboard layout: the same as the computer's. If you do not know it: US English.
3.  Suffix after each code: Enter (also called CR, carriage return). No prefix.
4.  AIM identifier (also called symbology identifier, code ID AIM): ON.
5.  Group separator (GS, FNC1, ASCII 29): send as Ctrl+] (also called 0x1D).
6.  Symbologies ON: EAN-13, EAN-8, UPC-A, UPC-E, Code 128, GS1-128, DataMatrix, QR.
7.  Caps Lock on the computer: OFF. Conversion to capital letters: OFF."""

_BEFORE_TESTING = """\
Open the demo clinic (make run), sign in as a pharmacist, scan A, B and C in order.
Nothing is recorded: the mode LOOK UP changes nothing."""

_EXPIRY = "301231"  # 31 December 2030

_TROUBLE = """\
Nothing happens, or the text stays in the field: the suffix is missing (3).
"Typed for another keyboard layout", or strange signs: the layout is wrong (2).
"Large and small letters exchanged": Caps Lock is on (7).
"The scanner may have lost a separator": the group separator is not sent (5).
"Wrong check digit": the code is dirty, or the scanner drops or adds a digit.
"The code ... is not known here yet": this is not the demo clinic; reading it works."""


def codes() -> list[tuple[str, str, str, str]]:
    """Return pattern, printed text, what it tests, what must be seen; in order."""
    mode = next(k for k, v in COMMAND_CODES.items() if v.argument is Mode.LOOK_UP)
    product, name = demo_gtin(MEDICINE, 0), load_formulary()[MEDICINE].name
    gs1 = f"01{product.zfill(14)}10AB12{FNC1}17{_EXPIRY}21SER1"
    return [
        (code_128(mode), mode, "A. A command", "The mode becomes LOOK UP."),
        (ean_13(product), product, "B. A product", f"{name}: ... on hand"),
        (
            gs1_128(gs1),
            f"(01){product.zfill(14)}(10)AB12(17){_EXPIRY}(21)SER1",
            "C. Lot, expiry and serial in one code",
            "The same medicine again, and no question about a lot.",
        ),
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
    y = page.lines(MARGIN, y + 14, _BEFORE_TESTING) + 4
    for pattern, text, about, result in codes():
        page.text(MARGIN, y, about, size=4, bold=True)
        page.bars(MARGIN, y + 3, pattern, height=14)
        page.text(MARGIN + 3.3, y + 21, text, size=3)
        page.text(MARGIN, y + 27, f"You must see:  {result}")
        y += 38
    page.text(MARGIN, y, "When it is not so", size=4.5, bold=True)
    page.lines(MARGIN, y + 7, _TROUBLE)
    return page.svg()


def main() -> int:
    """Write the sheet."""
    SHEET.write_text(sheet())
    print(f"{SHEET} is made")
    return 0


if __name__ == "__main__":
    sys.exit(main())
