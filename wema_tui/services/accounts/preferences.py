"""One's own small habits, such as the scan mode: the same at every station."""

from __future__ import annotations

import json
from typing import Any

from db.people import User
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.session import Session


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
