"""A receipt as plain text, as wide as a printer for slips: 32 or 48 letters."""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len

from screens.finance.words import method_word
from screens.widgets.fitted import fitted
from wema_tui.i18n import _
from wema_tui.money import money
from wema_tui.services.finance.receipts import Receipt, ReceiptLine
from wema_tui.text import printable

NARROW, WIDE = 32, 48


def slip(receipt: Receipt, width: int = WIDE) -> tuple[str, ...]:
    """Return the lines of a receipt, none wider than *width*."""

    def amount(number: int) -> str:
        return money(number, receipt.currency)

    lines = [
        *_wrapped(receipt.clinic, width),
        _("Receipt {number}").format(number=receipt.number),
        f"{receipt.at:%Y-%m-%d %H:%M}",
        *_wrapped(f"{receipt.medical_id} {receipt.full_name}", width),
        "-" * width,
    ]
    for line in receipt.lines:
        lines += [_row(_what(line), amount(line.paid), width)]
        if line.left:
            left = _("  of {amount}, still owed {left}").format(
                amount=amount(line.amount), left=amount(line.left)
            )
            lines += [fitted(left, width)]
    paid = f"{receipt.currency} {amount(receipt.amount)}"
    how = " ".join(filter(None, (method_word(receipt.method), receipt.reference)))
    lines += ["-" * width, _row(_("Paid"), paid, width), *_wrapped(how, width)]
    if receipt.left:
        lines += [_row(_("Still owed"), amount(receipt.left), width)]
    if receipt.taken_by:
        lines += _wrapped(_("Taken by {who}").format(who=receipt.taken_by), width)
    return tuple(line.rstrip() for line in lines)


def _what(line: ReceiptLine) -> str:
    if line.quantity == 1:
        return line.description
    return f"{line.quantity} x {line.description}"


def _row(text: str, amount: str, width: int) -> str:
    return f"{fitted(text, width - cell_len(amount) - 1)} {amount}"


def _wrapped(text: str, width: int) -> list[str]:
    """Return *text* on as many lines as it needs, cut by cells where it is wide."""
    return [fitted(line, width) for line in wrap(printable(text, 200), width)]
