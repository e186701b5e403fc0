"""The second step at the door: what an authenticator shows, or a code from paper.

The secret of an authenticator is stored nowhere. It is made anew each time of the
clinic's key, which lies outside the database, and of a number in the database.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import Any

from db.access import RecoveryCode, SecondFactor
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.auth.door import Doorkeeper

_STEP = 30  # seconds that a code is shown
_SECRET = 20  # bytes


class SecondFactorNeeded(WemaError):
    """The password was right; now the code."""

    code = "second_factor.needed"

    def __init__(self) -> None:
        super().__init__(
            _("Type the code that your authenticator shows."),
            hint=_("Without it, one of your recovery codes."),
        )


class WrongSecondFactor(WemaError):
    """A code that is none, was used already, or is of another time.

    Args:
        is_clock_sure: Whether this computer knows what time it is.
    """

    code = "second_factor.wrong"

    def __init__(self, *, is_clock_sure: bool) -> None:
        hint = _("Wait for the next code, or use a recovery code.")
        if not is_clock_sure:
            hint = _(
                "This computer is not sure what time it is, and codes go by the time:"
                " use a recovery code, and have the clock set."
            )
        super().__init__(_("The code is wrong."), hint=hint)


def second_factor_of(user_id: int | None) -> Any | None:
    """Return the row of the authenticator in use, None for none. In a transaction."""
    return SecondFactor.get_or_none(
        SecondFactor.user == user_id, SecondFactor.confirmed_at.is_null(False)
    )


def pass_second_step(door: Doorkeeper, user: Any, code: str) -> WemaError | None:
    """Return why the second step is not done, None if it is. Inside an open write.

    Args:
        door: Where and when.
        user: The row of the account; its password was right.
        code: As typed; empty before it was asked for.
    """
    factor = second_factor_of(user.id)
    if factor is None:
        return None
    if not code.strip():
        return SecondFactorNeeded()
    now = door.clock.now()
    if is_code_of(door.key, factor, code, now):
        factor.save()
        return None
    if _use_recovery_code(door.key, user.id, code, now):
        return None
    return WrongSecondFactor(is_clock_sure=door.clock.is_synchronised())


def secret_of(key: AuditKey, factor: Any) -> str:
    """Return what the authenticator was told: 32 letters and digits."""
    said = f"{factor.user_id}:".encode() + bytes(factor.nonce)
    made = hmac.digest(key.derived("totp"), said, "sha256")[:_SECRET]
    return base64.b32encode(made).decode("ascii")


def is_code_of(key: AuditKey, factor: Any, code: str, now: datetime) -> bool:
    """Return whether the authenticator shows *code*; then that step is over.

    The one before and the one after count too: no two clocks agree.
    """
    import pyotp

    typed = "".join(code.split()).encode("utf-8", "replace")
    totp = pyotp.TOTP(secret_of(key, factor))
    here = int(now.timestamp()) // _STEP
    for step in range(max(here - 1, factor.last_step + 1), here + 2):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed):
            factor.last_step = step
            return True
    return False


def _use_recovery_code(key: AuditKey, user_id: int, code: str, now: datetime) -> bool:
    used: int = (
        RecoveryCode.update(used_at=now)
        .where(
            RecoveryCode.user == user_id,
            RecoveryCode.digest == recovery_digest(key, user_id, code),
            RecoveryCode.used_at.is_null(),
        )
        .execute()
    )
    return used == 1


def recovery_digest(key: AuditKey, user_id: int, code: str) -> str:
    """Return what is kept of a recovery code."""
    letters = "".join(filter(str.isalnum, code.casefold()))
    said = f"{user_id}:{letters}".encode("utf-8", "replace")
    return hmac.new(key.derived("recovery-code"), said, "sha256").hexdigest()
