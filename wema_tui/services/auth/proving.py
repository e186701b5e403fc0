"""One's own password, asked again: at the lock, and before what matters."""

from __future__ import annotations

from typing import Any

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.auth import passwords
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.sessions import require_young
from wema_tui.services.auth.tries import (
    as_written_down,
    count_try,
    forget_tries,
    is_unchanged,
)
from wema_tui.services.session import Session


class WrongPassword(WemaError):
    """It is not the password of whoever is signed in."""

    code = "password.wrong"

    def __init__(self) -> None:
        super().__init__(_("The current password is wrong."), hint=_("Type it again."))


def prove(
    session: Session, password: str, *, action: str = "user.password_right"
) -> Any:
    """Make sure that the person of *session* sits there; return the account's row.

    A wrong password counts like a failed sign-in.

    Args:
        session: Who is signed in.
        password: As typed.
        action: For the audit entry, if it is right.

    Raises:
        WrongPassword: It is not the one in use.
        TooManyTries: Too many wrong ones.
        SessionEnded: The session or the account ended meanwhile.
        DatabaseTrouble: Nothing was counted.
    """
    door = Doorkeeper.of(session)
    name = as_written_down(session.employee_id)
    user = count_try(door, name, "user.password_try")
    if not passwords.matches(password, user.password_hash if user else None):
        raise WrongPassword
    assert user is not None  # `matches` says no for nobody
    with audited_write(session, "own.password", new_request_id()) as act:
        is_right = is_unchanged(user)
        if is_right:
            forget_tries(name)
        act.record(action if is_right else "session.refused", f"user:{user.id}", {})
    if not is_right:
        raise WrongPassword
    return user


def unlock(session: Session, password: str) -> None:
    """Check that the person who comes back to a locked screen is the same.

    Raises:
        WrongPassword, TooManyTries: It is not sure that it is.
        SessionEnded: The session was ended meanwhile, or is as old as one gets.
        DatabaseTrouble: The database did not answer.
    """
    require_young(session)
    prove(session, password, action="session.unlock")
