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
from wema_tui.services.trouble import explained


class WrongPassword(WemaError):
    """The current password was not typed right."""

    code = "password.wrong"

    def __init__(self) -> None:
        super().__init__(_("The current password is wrong."), hint=_("Type it again."))


def prove(session: Session, password: str) -> Any:
    """Make sure that the person of *session* sits there; return the account's row.

    A wrong password counts like a failed sign-in.

    Raises:
        WrongPassword: It is not the one in use.
        TooManyTries: Too many wrong ones.
        DatabaseTrouble: Nothing was counted.
    """
    door = Doorkeeper.of(session)
    name = as_written_down(session.employee_id)
    user = count_try(door, name, "user.password_try")
    is_right = passwords.matches(password, user.password_hash if user else None)
    if is_right:
        with explained(), session.store.write():
            is_right = is_unchanged(user)
            if is_right:
                forget_tries(name)
                door.note("user.password_right", user)
    if not is_right:
        raise WrongPassword
    return user
