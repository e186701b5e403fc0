"""Check-ins that were left half filled, and the forms about patients with them."""

from __future__ import annotations

from typing import Any

from screens.base import WemaScreen
from screens.patients import unfinished
from screens.visits.check_in import CHECK_IN, start_check_in
from screens.work_left import Kind
from wema_tui.i18n import _
from wema_tui.services.drafts import Draft
from wema_tui.services.patients.rules import medical_id


def kinds(screen: WemaScreen[Any]) -> dict[str, Kind]:
    """Return how a home goes on with them: kind of the form -> what it does."""

    def go_on(draft: Draft) -> None:
        screen.wema.drafts.take(draft)
        start_check_in(screen, int(draft.which), lambda: None)

    return {CHECK_IN: Kind(_in_words, go_on), **unfinished.kinds(screen)}


def _in_words(draft: Draft) -> str:
    return _("A check-in: {id}").format(id=medical_id(int(draft.which)))
