"""F9 on a patient's page: the card goes to the printer of this computer."""

from __future__ import annotations

import asyncio
from typing import Any

from screens.base import WemaScreen
from wema_tui.cards.card import Card
from wema_tui.cards.formats import in_format
from wema_tui.cards.printer import NoCardPrinter, print_card
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.cards import make_card
from wema_tui.services.patients.rows import PatientRow


def print_card_of(screen: WemaScreen[Any], row: PatientRow) -> None:
    """Make a patient's card and print it; say how it went, and go on meanwhile."""
    config, request_id = screen.wema.config, new_request_id()
    if not config.card_printer:
        screen.show_failure(NoCardPrinter(row.medical_id))
        return

    async def send(card: Card) -> None:
        text = in_format(config.card_format, [card])
        try:  # a printer may take its time: not on the thread of the database
            await asyncio.to_thread(print_card, config.card_printer, text)
        except WemaError as error:
            screen.show_failure(error)
        else:
            told = _("The card {id} is on its way to the printer.")
            screen.notify(told.format(id=card.medical_id), markup=False)

    screen.ask(
        lambda: make_card(screen.session, row.number, request_id=request_id),
        lambda card: screen.app.run_worker(send(card)),
    )
