"""Accounts of staff: make one, change one's own password and habits."""

from __future__ import annotations

import json
from typing import Any

from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.audit.trail import audited_write, require, was_done
from wema_tui.services.auth import passwords
from wema_tui.services.auth.rules import MAX_PASSWORD, MIN_PASSWORD, weakness
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.sign_in import is_unchanged
from wema_tui.services.auth.tries import as_written_down, count_try, forget_tries
from wema_tui.services.session import Session
from wema_tui.services.trouble import explained
from wema_tui.text import clean, folded

_PREFIXES = {
    "ADMIN": "ADM",
    "DOCTOR": "DOC",
    "NURSE": "NUR",
    "RECEPTION": "REC",
    "PHARMACY": "PHA",
    "LAB": "LAB",
    "FINANCE": "FIN",
}


class WeakPassword(WemaError):
    """A new password that would be guessed."""

    code = "password.weak"


class WrongPassword(WemaError):
    """The current password was not typed right."""

    code = "password.wrong"


def next_employee_id(role: str) -> str:
    """Return the next free ID of *role*: PHA001 ... PHA999, PHA1000.

    Inside an open write, which is what makes it unique. Accounts are closed,
    never deleted, so no ID is used twice.
    """
    prefix = _PREFIXES[role]
    # By prefix, not by role: who changes the role keeps the ID.
    numbers = [
        row.employee_id[len(prefix) :]
        for row in User.select(User.employee_id).where(
            User.employee_id.startswith(prefix)
        )
    ]
    taken = [int(number) for number in numbers if number.isdecimal()]
    return f"{prefix}{max(taken, default=0) + 1:03d}"


def insert_user(columns: dict[str, Any], **also: Any) -> Any:
    """Insert an open account with the next ID of its role. Inside an open write.

    Args:
        columns: At least `full_name`, `name_key` and `role`.
        also: More columns: at least `password_hash` and `created_at`.
    """
    usual = {"must_change_password": False, "state": "active", "preferences": "{}"}
    number = next_employee_id(columns["role"])
    return User.create(employee_id=number, **usual | columns | also)


def add_user(
    trail: Trail, by: Session, *, role: str, full_name: str, password: str, **also: Any
) -> Any:
    """Add an account inside an open write, and return its row.

    Args:
        trail: Where its audit entry goes.
        by: Who adds it.
        role: One of `ROLES`.
        full_name: One field, as the person writes it.
        password: Hashed here; never stored.
        also: `must_change_password`, `created_at`, `phone` and other columns.
    """
    now = also.pop("created_at", None) or by.clock.now()
    full_name = clean(full_name, what=_("Name"))
    user = insert_user(
        {"full_name": full_name, "name_key": folded(full_name), "role": role} | also,
        password_hash=passwords.hash_password(password),
        created_at=now,
    )
    trail.append(
        "user.add",
        f"user:{user.id}",
        {"after": {"employee_id": user.employee_id, "role": role}},
        request_id=new_request_id(),
        now=now,
        by=by,
    )
    return user


def change_own_password(
    session: Session, *, current: str, new: str, request_id: str
) -> None:
    """Give oneself a new password. Safe to repeat.

    Raises:
        WrongPassword: *current* is not the one in use; counted as a failed sign-in.
        TooManyTries: Too many wrong ones.
        WeakPassword: *new* would be guessed, or is the old one.
        SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "own.password")
    with session.read():
        is_done = was_done(request_id)
    if is_done:
        return
    name = as_written_down(session.employee_id)
    door = Doorkeeper(session.store, session.clock, session.key, session.station)
    user = count_try(door, name, "user.password_try")
    if user is None or not passwords.matches(current, user.password_hash):
        raise _wrong_password()
    try:
        refuse_weak(new, user.full_name, user.employee_id, current=current)
    except WeakPassword:
        with explained(), session.store.write():
            forget_tries(name)  # the current one was right
        raise
    hashed = passwords.hash_password(new)
    with audited_write(session, "own.password", request_id) as act:
        if act.done_before:
            return
        if not is_unchanged(user):
            raise _wrong_password()
        forget_tries(name)
        User.update(password_hash=hashed, must_change_password=False).where(
            User.id == session.user_id
        ).execute()
        act.record("user.password", f"user:{session.user_id}", {})


def _wrong_password() -> WrongPassword:
    return WrongPassword(_("The current password is wrong."), hint=_("Type it again."))


def refuse_weak(new: str, *personal: str, current: str | None = None) -> None:
    """Refuse a password that would be guessed.

    Args:
        new: As typed.
        personal: Words it must not be made of.
        current: The one in use, which it must not be.

    Raises:
        WeakPassword: It is no good; the sentence says why.
    """
    problem = "same" if new == current else weakness(new, *personal)
    if problem is None:
        return
    raise WeakPassword(
        {
            "same": _("This is the password you have now."),
            "short": _("The new password is too short."),
            "long": _("The new password is too long."),
            "common": _("This password is among the first that anybody would try."),
            "personal": _("The password is made of your own name or ID."),
        }[problem],
        hint=_("Use {shortest} to {longest} characters, best a few words.").format(
            shortest=MIN_PASSWORD, longest=MAX_PASSWORD
        ),
    )


def preferences(session: Session) -> dict[str, Any]:
    """Return the person's small habits, such as the scan mode.

    Raises:
        DatabaseTrouble: They cannot be read.
    """
    with session.read():
        user = User.get_by_id(session.user_id)
    found: dict[str, Any] = json.loads(user.preferences)
    return found


def set_preference(session: Session, name: str, value: str, request_id: str) -> None:
    """Remember one habit of this person, on every station.

    Raises:
        SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "own.preferences", request_id) as act:
        if act.done_before:
            return
        user = User.get_by_id(session.user_id)
        known = json.loads(user.preferences)
        before, known[name] = known.get(name), value
        User.update(preferences=json.dumps(known)).where(
            User.id == session.user_id
        ).execute()
        act.record(
            "user.preference",
            f"user:{session.user_id}",
            {"name": name, "before": before, "after": value},
        )
