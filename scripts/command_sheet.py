"""Print sheet of the scanner commands: docs/command-codes.svg.

    make sheets

Modes, amounts, undo, finish and cancel as Code 128, in English and Swahili: with
it on the wall a whole delivery is received without touching the keys.
"""

from __future__ import annotations

import sys
from pathlib import Path

from screens.pharmacy.words import mode_word
from wema_tui.cards.paper import MARGIN, WIDTH, Sheet, code_128, width_of
from wema_tui.i18n import set_language
from wema_tui.scanner.commands import COMMAND_CODES, Command, Verb, quantity_code
from wema_tui.scanner.modes import Mode

SHEET = Path(__file__).parents[1] / "docs/command-codes.svg"
QUANTITIES = (2, 3, 5, 6, 10, 12, 20, 24, 50, 100)

_COLUMNS = 3
_CELL = ((WIDTH - 2 * MARGIN) / _COLUMNS, 34)
_TOP = 36

_VERBS = {
    Verb.UNDO: ("UNDO the last one", "TENGUA la mwisho"),
    Verb.FINISH: ("FINISH", "MALIZA"),
    Verb.CANCEL: ("CANCEL", "GHAIRI"),
}


def labels() -> list[tuple[str, str, str]]:
    """Return code, English words and Swahili words of every label, in order."""
    commands = [(code, *_words(command)) for code, command in COMMAND_CODES.items()]
    amounts = [(quantity_code(n), f"{n} packs", f"pakiti {n}") for n in QUANTITIES]
    return commands + amounts


def sheet() -> str:
    """Return the sheet as SVG."""
    page = Sheet("WEMA: scanner commands / amri za skana")
    page.lines(
        MARGIN,
        25,
        "Scan a command instead of pressing keys. A number is for the next pack only.\n"
        "Skani amri badala ya kubonyeza kitufe. Namba ni ya pakiti inayofuata tu.",
        size=3.4,
    )
    width, height = _CELL
    for place, (code, english, swahili) in enumerate(labels()):
        row, column = divmod(place, _COLUMNS)
        x, y = MARGIN + column * width, _TOP + row * height
        pattern = code_128(code)
        page.frame(x, y, width, height)
        page.text(x + 4, y + 6, english, size=4.2, bold=True)
        page.text(x + 4, y + 11, swahili, size=3.6)
        page.bars(x + (width - width_of(pattern)) / 2, y + 14, pattern, height=13)
        page.text(x + 4, y + 31.5, code, size=3.2)
    return page.svg()


def _words(command: Command) -> tuple[str, str]:
    if not isinstance(command.argument, Mode):
        return _VERBS[command.verb]
    return _in_language("en", command.argument), _in_language("sw", command.argument)


def _in_language(language: str, mode: Mode) -> str:
    set_language(language)
    try:
        return mode_word(mode)
    finally:
        set_language("en")


def main() -> int:
    """Write the sheet."""
    SHEET.write_text(sheet())
    print(f"{SHEET} is made")
    return 0


if __name__ == "__main__":
    sys.exit(main())
