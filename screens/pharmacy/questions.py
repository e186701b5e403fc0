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
from screens.dialogs.lot import LotDialog
from screens.dialogs.medication import MedicationDialog, Picked
from screens.pharmacy.words import expiry_word, mode_hint, mode_word, reason_word
from screens.widgets.attention import Problem
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
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

Answered = Callable[[ScanOrder], None]
Learned = Callable[[Scan, Picked], None]


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
    answered: Answered,
    learned: Learned,
    put_off: Callable[[], None],
) -> None:
    """Ask the question that goes with *problem*.

    Args:
        screen: Over which to ask.
        problem: The scan that is not recorded.
        counter: What was said so far; remembers a lot and a reason.
        answered: Gets the order to try again.
        learned: Gets the code and what it is.
        put_off: Called when the person leaves the question.
    """
    error, order = problem.error, problem.order
    assert order is not None  # `is_question` said so
    if isinstance(error, UnknownCode):
        _ask(
            screen,
            MedicationDialog(
                screen.session,
                _("What is {code}?").format(code=printable(error.scan.code, 40)),
                _("Base units (tablets, ml...) in one such pack"),
            ),
            lambda picked: learned(error.scan, picked),
            put_off,
        )
    elif isinstance(error, LotNeeded):
        _ask_lot(screen, error, order, counter, answered, put_off)
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
    screen: WemaScreen[None], mode: Mode, found: Callable[[Picked], None]
) -> None:
    """Ask which medicine, and how much of it: for packs without a code."""
    dialog = MedicationDialog(
        screen.session,
        _("{mode}: a medicine without a code").format(mode=mode_word(mode)),
        _("How many base units (tablets, ml...)"),
    )
    _ask(screen, dialog, found, lambda: None)


def ask_whether(
    screen: WemaScreen[None], question: str, yes: Callable[[], None]
) -> None:
    """Ask a question whose answer is yes or nothing."""
    Confirm(question).open(screen.app, lambda answer: yes() if answer else None)


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


def _ask_lot(
    screen: WemaScreen[None],
    error: LotNeeded,
    order: ScanOrder,
    counter: Counter,
    answered: Answered,
    put_off: Callable[[], None],
) -> None:
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
    _ask(screen, dialog, remember, put_off)


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
