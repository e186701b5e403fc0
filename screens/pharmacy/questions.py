"""What a scan that needs a person asks, and what the answer changes.

Each kind of problem has one question; answering it gives back an order that can
be tried again, with the same request id: it counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from screens.base import Dialog, WemaScreen
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.form import FormDialog
from screens.dialogs.lot import LotDialog
from screens.dialogs.medication import MedicationDialog, Picked
from screens.drafts import OpenForm
from screens.pharmacy.words import expiry_word, mode_hint, mode_word, reason_word
from screens.widgets.attention import Problem
from wema_tui.i18n import _
from wema_tui.quantities import Amount
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
from wema_tui.services.drafts import Draft
from wema_tui.services.pharmacy.counter import Counter, said_by
from wema_tui.services.pharmacy.errors import (
    DoubtfulCode,
    LotNeeded,
    ReasonNeeded,
    UnknownCode,
)
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.rules import ADJUSTMENT_REASONS
from wema_tui.text import printable

TryAgain = Callable[[ScanOrder], None]
Learned = Callable[[Scan, Picked], None]
FIND_DRAFT = "pharmacy.find"


def is_question(problem: Problem) -> bool:
    """Return whether a person's answer can get the scan recorded after all."""
    return problem.order is not None and isinstance(
        problem.error, UnknownCode | LotNeeded | DoubtfulCode | ReasonNeeded
    )


def same_question(one: Problem, other: Problem) -> bool:
    """Return whether the answer to *one* answers *other* too.

    A doubtful code never does: every pack has its own lot and serial. A lot does
    on stock in, where packs of one product come from one delivery.
    """
    a, b = one.error, other.error
    if isinstance(a, ReasonNeeded):
        return isinstance(b, ReasonNeeded)
    if isinstance(a, UnknownCode) and isinstance(b, UnknownCode):
        return a.scan.code == b.scan.code
    if isinstance(a, LotNeeded) and isinstance(b, LotNeeded):
        modes = {one.order and one.order.mode, other.order and other.order.mode}
        return modes == {Mode.STOCK_IN} and said_by(a.scan) == said_by(b.scan)
    return False


def put(
    screen: WemaScreen[None],
    problem: Problem,
    counter: Counter,
    *,
    draft: OpenForm,
    answered: TryAgain,
    learned: Learned,
    put_off: Callable[[], None],
) -> None:
    """Ask the question that goes with *problem*.

    Args:
        screen: Over which to ask.
        problem: The scan that is not recorded.
        counter: What was said so far; remembers a lot and a reason.
        draft: Keeps what is typed into the question.
        answered: Gets the order to try again.
        learned: Gets the code and what it is.
        put_off: Called when the person leaves the question.
    """
    error, order = problem.error, problem.order
    assert order is not None  # `is_question` said so
    if isinstance(error, UnknownCode):
        what = MedicationDialog(
            screen.session,
            _("What is {code}?").format(code=printable(error.scan.code, 40)),
            _("Base units (tablets, ml...) in one such pack"),
        )
        what.draft = draft
        _ask(screen, what, lambda picked: learned(error.scan, picked), put_off)
    elif isinstance(error, LotNeeded):
        which, remember = _lot_question(error, order, counter, answered)
        which.draft = draft
        _ask(screen, which, remember, put_off)
    elif isinstance(error, DoubtfulCode):
        choices = error.scan.choices
        _ask(
            screen,
            Choose(
                _("Which lot is printed on the pack?"),
                [_reading_in_words(choice) for choice in choices],
                about=error.sentence,
                at_once=False,
            ),
            lambda place: answered(replace(order, reading=choices[place])),
            put_off,
        )
    elif isinstance(error, ReasonNeeded):
        ask_reason(
            screen,
            counter,
            lambda reason: answered(replace(order, reason=reason)),
            put_off,
        )


def ask_mode(
    screen: WemaScreen[None], counter: Counter, changed: Callable[[], None]
) -> None:
    """Ask what a scan does from now on."""
    modes = list(Mode)

    def change(place: int | None) -> None:
        if place is not None and modes[place] is not counter.mode:
            counter.change_mode(modes[place])
            changed()

    words = [f"{mode_word(mode):<11} {mode_hint(mode)}" for mode in modes]
    current = modes.index(counter.mode)
    Choose(_("What does a scan do?"), words, current).open(screen.app, change)


def ask_medication(
    screen: WemaScreen[None], mode: Mode, found: Callable[[str, Amount, str], None]
) -> None:
    """Ask which medicine, and how much of it: for packs without a code.

    Args:
        screen: Over which to ask.
        mode: What will be done with it.
        found: Gets the code of its own label, as if it had been scanned, the
            amount, and the request id that the form opened with.
    """

    def pick(picked: Picked) -> None:
        label = make_label(LabelType.MEDICATION, picked.medication.id)
        found(label, Amount(picked.number, is_loose=True), dialog.request_id)

    dialog = MedicationDialog(
        screen.session,
        _("{mode}: a medicine without a code").format(mode=mode_word(mode)),
        _("How many base units (tablets, ml...)"),
        draft_form=f"{FIND_DRAFT}:{mode}",
    )
    _ask(screen, dialog, pick, lambda: None)


def find_in_words(draft: Draft) -> str:
    """Say what the draft of such a form is."""
    what = _("{mode}: a medicine without a code").format(
        mode=mode_word(Mode(draft.which))
    )
    return _("{what}, half filled").format(what=what)


def ask_post(screen: WemaScreen[None], yes: Callable[[], None]) -> None:
    """Ask whether to post a count: it changes the stock, and undo does not help."""
    question = Confirm(
        _("Post this count?"),
        _("What was not counted of the lots that were scanned is taken off."),
    )
    question.open(screen.app, lambda answer: yes() if answer else None)


def ask_cancel(screen: WemaScreen[None], yes: Callable[[], None]) -> None:
    """Ask whether to give up a count: its code may have been scanned by mistake."""
    question = Confirm(_("Cancel this count? Nothing of it will be posted."))
    question.open(screen.app, lambda answer: yes() if answer else None)


def ask_reason(
    screen: WemaScreen[None],
    counter: Counter,
    answered: Callable[[str], None],
    put_off: Callable[[], None],
) -> None:
    """Ask why the stock is adjusted; kept until the mode changes."""
    reasons = list(ADJUSTMENT_REASONS)
    options = [
        f"{'+' if ADJUSTMENT_REASONS[r] > 0 else '-'} {reason_word(r)}" for r in reasons
    ]

    def remember(place: int) -> None:
        counter.reasons[Mode.ADJUSTMENT] = reasons[place]
        answered(reasons[place])

    dialog = Choose(_("Why is the stock adjusted?"), options, at_once=False)
    _ask(screen, dialog, remember, put_off)


def _lot_question(
    error: LotNeeded, order: ScanOrder, counter: Counter, answered: TryAgain
) -> tuple[FormDialog[LotDetails], Callable[[LotDetails], None]]:
    def remember(details: LotDetails) -> None:
        counter.remember_lot(error.scan, details, order.mode)
        answered(replace(order, lot=details))

    dialog = LotDialog(
        error.medication.name,
        error.scan,
        error.lots,
        asks_supplier=order.mode is Mode.STOCK_IN,
        before=counter.lot_said_before(error.scan, order.mode),
    )
    return dialog, remember


def _ask(
    screen: WemaScreen[None],
    dialog: Dialog[Any],
    answered: Callable[..., None],
    put_off: Callable[[], None],
) -> None:
    def settle(result: object | None) -> None:
        if result is None:
            put_off()
        else:
            answered(result)

    dialog.open(screen.app, settle)


def _reading_in_words(scan: Scan) -> str:
    parts = [_("lot {lot}").format(lot=printable(scan.lot_number or "-", 24))]
    if scan.expires_on:
        parts.append(_("expiry {day}").format(day=expiry_word(scan.expires_on)))
    if scan.serial:
        parts.append(_("serial {serial}").format(serial=printable(scan.serial, 24)))
    return ", ".join(parts)
