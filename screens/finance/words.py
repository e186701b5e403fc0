"""Kinds of items, ways of paying and what became of a charge, as people say them."""

from __future__ import annotations

from wema_tui.i18n import _
from wema_tui.services.finance.owing import Owed
from wema_tui.services.finance.rules import KINDS, Method, State


def kind_word(kind: str) -> str:
    """Return what is charged for, in a word."""
    return {
        "file": _("file"),
        "consultation": _("consultation"),
        "procedure": _("procedure"),
        "bed": _("bed"),
        "lab": _("laboratory"),
        "medicine": _("medicine"),
        "other": _("other"),
    }.get(kind, kind)


def kind_words() -> dict[str, str]:
    """Return every kind with its word, in the order in which they are offered."""
    return {kind: kind_word(kind) for kind in KINDS}


def method_word(method: str) -> str:
    """Return how somebody pays, in a word or two."""
    return {
        Method.CASH: _("cash"),
        Method.MOBILE_MONEY: _("mobile money"),
        Method.CARD: _("card"),
    }.get(Method(method), method)


def method_words() -> dict[str, str]:
    """Return every way of paying, in the order in which they are offered."""
    return {str(method): method_word(method) for method in Method}


def state_word(row: Owed) -> str:
    """Return what became of a charge."""
    return {
        State.UNPAID: _("UNPAID"),
        State.PART_PAID: _("PART PAID"),
        State.SETTLED: _("paid"),
        State.CANCELLED: _("cancelled"),
        State.INSURER: row.insurer,
    }[row.state]


def what_for(row: Owed) -> str:
    """Return what was charged, with how many of it."""
    if row.quantity == 1:
        return row.description
    return f"{row.quantity} x {row.description}"
