"""Send a card to the command that prints it on this computer."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from typing import IO, Final

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

PATIENCE: Final = 10.0  # seconds


class CardNotPrinted(WemaError):
    """The card is not on its way to the printer."""

    code = "card.not_printed"


class NoCardPrinter(WemaError):
    """This computer has none."""

    code = "card.no_printer"

    def __init__(self, medical_id: str) -> None:
        super().__init__(
            _("No printer for cards is set up here."),
            hint=_("At the console: wema card {id} --output card.svg").format(
                id=medical_id
            ),
        )


def print_card(command: str, card: str, *, patience: float = PATIENCE) -> None:
    """Give a card to the command of the setting `card_printer`.

    Args:
        command: As somebody would type it: `lp -d cards`. No shell looks at it.
        card: What goes to its standard input.
        patience: Seconds until it is ended.

    Raises:
        CardNotPrinted: It is missing, fails, or does not come to an end.
    """
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark without its other half
        words = []
    if not words:
        raise _failed(command, _("it cannot be read"))
    # Files, not pipes: a command that reads nothing, or leaves a child behind that
    # holds its end, would keep us waiting.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(card.encode())
        given.seek(0)
        status = _run(command, words, given, said, patience)
        if status:
            said.seek(0)
            lines = said.read(4000).decode(errors="replace").split("\n")
            told = next(filter(None, map(str.strip, lines)), "")
            raise _failed(command, told or _("it ended with {n}").format(n=status))


def _run(
    command: str, words: list[str], given: IO[bytes], said: IO[bytes], patience: float
) -> int:
    try:
        process = subprocess.Popen(
            words, stdin=given, stdout=said, stderr=said, start_new_session=True
        )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else ""
        raise _failed(command, why or str(error)) from error
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise _failed(
            command, _("it did not end within {n} seconds").format(n=f"{patience:g}")
        ) from None


def _failed(command: str, why: str) -> CardNotPrinted:
    return CardNotPrinted(
        _("The card was not printed: {command}: {why}.").format(
            command=printable(command, 60), why=printable(why, 120).rstrip(".")
        ),
        hint=_("Look at the printer, or at card_printer in the settings."),
    )
