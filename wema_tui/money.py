"""Money: a whole number of the currency's smallest unit, and how people write it."""

from __future__ import annotations

import re
from typing import Final

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

MOST: Final = 10**12
"""More than any price or payment in a clinic; what is typed beyond is a mistake."""

_WHOLE: Final = frozenset({"TZS", "UGX", "RWF", "BIF", "DJF", "KMF", "XAF", "XOF"})
_WRITTEN = re.compile(
    r"(?:[A-Z]{3}|T?SH\.?)?\s*"
    r"(?P<whole>\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.(?P<part>\d{1,2}))?\s*"
    r"(?:/[=-]|[A-Z]{3}|T?SH\.?)?",
    re.ASCII,
)


class NotMoney(WemaError):
    """A text that is no amount of money."""

    code = "money.unreadable"


def decimals_of(currency: str) -> int:
    """Return how many decimals amounts have: none where no such coins are in use."""
    return 0 if currency in _WHOLE else 2


def money(amount: int, currency: str) -> str:
    """Return *amount* as people write it, without the currency.

    >>> money(2500, "TZS"), money(-250050, "USD")
    ('2,500', '-2,500.50')
    """
    decimals = decimals_of(currency)
    whole, part = divmod(abs(amount), 10**decimals)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")


def parse_money(text: str, currency: str) -> int:
    """Return the amount that somebody typed, in the smallest unit.

    Args:
        text: `2500`, `2,500`, `2 500`, `2500/=`, `TSh 2,500`, `12.50`.
        currency: ISO 4217 code; a code in the text must be the same.

    Raises:
        NotMoney: It is none of these, or too much.
    """
    said = text.strip().upper()
    found = _WRITTEN.fullmatch(said)
    code = re.match("[A-Z]{3}(?![A-Z])|.*?([A-Z]{3})$", said)
    other = code is not None and (code[1] or code[0][:3]) not in (currency, "TSH")
    decimals = decimals_of(currency)
    if found is None or other or len(found["part"] or "") > decimals:
        raise _not_money(text, currency)
    part = (found["part"] or "").ljust(decimals, "0")
    amount = int(re.sub("[, ]", "", found["whole"]) + part)
    if amount > MOST:
        raise _not_money(text, currency)
    return amount


def _not_money(text: str, currency: str) -> NotMoney:
    example = money(250_000 if decimals_of(currency) else 2_500, currency)
    return NotMoney(
        _("{text} is no amount of money.").format(text=printable(text, 20) or "''"),
        hint=_("Type it like this: {example}.").format(example=example),
    )
