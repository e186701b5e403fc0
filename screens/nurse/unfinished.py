"""The nurse's forms that were left unfinished, and how to go on with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screens.base import WemaScreen
from screens.drafts import texts
from screens.nurse.care import CARE, CareForm
from screens.nurse.signs import BOXES, SignsForm
from screens.nurse.triage import TRIAGE, VITALS, TriageForm, VitalsForm
from screens.visits import unfinished
from screens.work_left import Kind
from wema_tui.i18n import _
from wema_tui.services.drafts import Draft
from wema_tui.services.nurse.visits import VisitHead, visit_head
from wema_tui.services.nurse.words import sign_word
from wema_tui.text import printable

_Form = type[SignsForm[Any]] | type[CareForm]


def kinds(screen: WemaScreen[None]) -> dict[str, Kind]:
    """Return the forms that *screen*, home of who treats, can go on with."""

    def goes_on(form: _Form) -> Callable[[Draft], None]:
        def show(head: VisitHead) -> None:
            form(screen.session, head).open(screen.app)

        def go_on(draft: Draft) -> None:
            screen.wema.drafts.take(draft)
            visit = int(draft.form.rpartition(":")[2])
            screen.ask(lambda: visit_head(screen.session, visit), show)

        return go_on

    return {
        TRIAGE: Kind(lambda d: _in_words(_("A triage"), d), goes_on(TriageForm)),
        VITALS: Kind(lambda d: _in_words(_("Vital signs"), d), goes_on(VitalsForm)),
        CARE: Kind(lambda d: _in_words(_("Care"), d), goes_on(CareForm)),
        **unfinished.kinds(screen),
    }


def _in_words(what: str, draft: Draft) -> str:
    typed = texts(draft.content.get("typed"))
    parts = [
        f"{sign_word(name)} {printable(typed[name], 16)}"
        for name in BOXES
        if typed.get(name)
    ]
    parts += [
        printable(typed[each], 40) for each in ("what", "note") if typed.get(each)
    ]
    return f"{what}: {', '.join(parts)}" if parts else what
