"""End somebody's sessions and code as a part of another act."""

from __future__ import annotations

from datetime import datetime

from db.access import ResetCode
from db.people import UserSession
from wema_tui.services.audit.trail import Act


def end_sessions_of(
    act: Act, user_id: int, reason: str, *, but: int | None = None
) -> int:
    """End the open sessions of a person; return how many. Inside the act's write.

    Their next action is refused and says why. The number belongs into the act's
    audit entry.

    Args:
        act: Why it happens.
        user_id: Whose sessions.
        reason: A stable word, which `services.session` has a sentence for.
        but: A session to leave open.
    """
    is_meant = (UserSession.user == user_id) & UserSession.ended_at.is_null()
    if but is not None:
        is_meant &= UserSession.id != but
    ended: int = (
        UserSession.update(ended_at=act.now, end_reason=reason)
        .where(is_meant)
        .execute()
    )
    return ended


def void_code_of(user_id: int, now: datetime) -> None:
    """Void the code that somebody may have. Inside a write."""
    ResetCode.update(voided_at=now).where(
        ResetCode.user == user_id,
        ResetCode.used_at.is_null(),
        ResetCode.voided_at.is_null(),
    ).execute()
