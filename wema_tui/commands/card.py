"""`wema card`: make patients' cards, to be printed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from wema_tui.bootstrap import build_clinic, console_station
from wema_tui.cards.formats import in_format
from wema_tui.commands.output import put, tell
from wema_tui.config import Config
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.cards import make_card, require_patients
from wema_tui.services.patients.rows import number_typed
from wema_tui.text import printable


class CardNotWritten(WemaError):
    """The file cannot be written."""

    code = "card.not_written"


def run(args: Namespace, config: Config) -> int:
    """Make the cards that are named.

    Raises:
        WrongMedicalId, UnknownPatient: One of them is nobody's: none is made.
        TooManyCards: They do not fit on one sheet.
        CardNotWritten: The file cannot be written.
        DatabaseTrouble, KeyMissing, KeyUnusable: The clinic cannot be opened.
    """
    session = build_clinic(config).console(console_station())
    numbers = [number_typed(text) for text in args.patients]
    require_patients(session, numbers)
    cards = [
        make_card(session, number, request_id=new_request_id()) for number in numbers
    ]
    text = in_format(args.format, cards)
    if args.output is None:
        for line in text.splitlines():
            put(line)
        return 0
    try:
        Path(args.output).write_text(text, "utf-8")
    except (OSError, ValueError) as error:
        raise CardNotWritten(
            _("{path} cannot be written: {why}.").format(
                path=printable(args.output),
                why=printable(getattr(error, "strerror", None) or str(error)),
            ),
            hint=_("Choose another place with --output."),
        ) from error
    n = len(cards)
    tell(
        ngettext("{n} card is in {path}.", "{n} cards are in {path}.", n).format(
            n=n, path=printable(args.output)
        )
    )
    return 0
