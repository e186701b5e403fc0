"""Every way in which prices, charges and payments are refused. Nothing was written."""

from __future__ import annotations

from wema_tui.errors import WemaError
from wema_tui.i18n import _


class FinanceError(WemaError):
    """It was not written."""

    code = "finance.error"


class UnknownItem(FinanceError):
    """There is no such item on the price list, or it is closed."""

    code = "finance.unknown_item"

    def __init__(self) -> None:
        super().__init__(
            _("This is not on the price list."), hint=_("Look at the list again.")
        )


class UnknownInsurer(FinanceError):
    """There is no such insurer, or it is closed."""

    code = "finance.unknown_insurer"

    def __init__(self) -> None:
        super().__init__(
            _("There is no such insurer."), hint=_("Look at the list again.")
        )


class CodeTaken(FinanceError):
    """Another item or insurer has this code."""

    code = "finance.code_taken"


class BadCode(FinanceError):
    """A code has characters that codes do not have."""

    code = "finance.code"


class BadPrice(FinanceError):
    """A price below nothing, or beyond all reason."""

    code = "finance.price"


class PastPrice(FinanceError):
    """A price would begin before today: what was charged stays as it was."""

    code = "finance.past_price"


class NoPrice(FinanceError):
    """The item has no price for this payer today."""

    code = "finance.no_price"


class BadQuantity(FinanceError):
    """A quantity that nobody charges."""

    code = "finance.quantity"


class UnknownCharge(FinanceError):
    """There is no such charge, or it is another patient's."""

    code = "finance.unknown_charge"

    def __init__(self) -> None:
        super().__init__(
            _("There is no such charge of this patient."),
            hint=_("Look at what is owed again."),
        )


class NothingOwed(FinanceError):
    """A charge was paid or cancelled meanwhile, or the insurer pays it."""

    code = "finance.nothing_owed"


class BadAmount(FinanceError):
    """Nothing, or more than is owed."""

    code = "finance.amount"


class BadMethod(FinanceError):
    """No way of paying that the clinic knows."""

    code = "finance.method"


class ReferenceNeeded(FinanceError):
    """A mobile payment without the operator's reference."""

    code = "finance.reference_needed"


class ReferenceUsed(FinanceError):
    """The reference was paid in before: the same message shown twice."""

    code = "finance.reference_used"


class CannotCancel(FinanceError):
    """The charge is paid, in part or in full, or cancelled already."""

    code = "finance.cannot_cancel"


class UnknownReceipt(FinanceError):
    """There is no receipt with this number."""

    code = "finance.unknown_receipt"
