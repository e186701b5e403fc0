"""Accounts of staff: make one, and change one's own habits."""

from __future__ import annotations

import json
from typing import Any

from db.people import User
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.auth import passwords
from wema_tui.services.session import Session
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
