"""Whoever changes how they sign in types their password first."""

from __future__ import annotations

from typing import Any

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.auth import passwords
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.sign_in import is_unchanged
from wema_tui.services.auth.tries import as_written_down, count_try, forget_tries
from wema_tui.services.session import Session


class WrongPassword(WemaError):
    """The current password was not typed right."""

    code = "password.wrong"

    def __init__(self) -> None:
        super().__init__(_("The current password is wrong."), hint=_("Type it again."))


def prove(session: Session, password: str) -> Any:
    """Make sure that the person of *session* sits there; return the account's row.

    Counted like a failed sign-in until `accept` takes it back.

    Raises:
        WrongPassword: It is not the one in use.
        TooManyTries: Too many wrong ones.
        DatabaseTrouble: Nothing was counted.
    """
    door = Doorkeeper(session.store, session.clock, session.key, session.station)
    user = count_try(door, as_written_down(session.employee_id), "user.password_try")
    if user is None or not passwords.matches(password, user.password_hash):
        raise WrongPassword
    return user


def accept(user: Any) -> None:
    """Take the counted try back, inside the write that needed the proof.

    Raises:
        WrongPassword: Meanwhile the account was closed, or has another password.
    """
    if not is_unchanged(user):
        raise WrongPassword
    forget_tries(as_written_down(user.employee_id))
