"""The row of an account, for those who change it inside an open write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.audit import AuditEntry
from db.base import instant_text
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act
from wema_tui.services.auth.ending import end_sessions_of
from wema_tui.text import clean

_UNTOLD = frozenset({"name_key"})  # says again what the name says


class UnknownAccount(WemaError):
    """There is no such account."""

    code = "account.unknown"


class NotNow(WemaError):
    """The account is not in the state that this is for."""

    code = "account.state"


class LastAdministrator(WemaError):
    """Without this account nobody could look after the others."""

    code = "account.last_administrator"


def account(user_id: int) -> Any:
    """Return the row of an account. In a transaction.

    Raises:
        UnknownAccount: There is none.
    """
    user = User.get_or_none(User.id == user_id)
    if user is None:
        raise UnknownAccount(
            _("There is no such account."), hint=_("Look at the list again.")
        )
    return user


def account_made_by(request_id: str) -> Any:
    """Return the account that a request has made already, or None. In a transaction."""
    entry = AuditEntry.get_or_none(AuditEntry.request_id == request_id)
    return None if entry is None else account(int(entry.subject.partition(":")[2]))


def why(reason: str) -> str:
    """Return a reason as it is kept.

    Raises:
        UnsafeText, EmptyText, LongText: It cannot be kept.
    """
    return clean(reason, what=_("Reason"), limit=300)


def change_row(
    act: Act, user: Any, columns: dict[str, Any], *, reason: str = ""
) -> dict[str, Any]:
    """Change an account; end its sessions if it must. Inside the act's write.

    Args:
        act: Why it happens.
        user: The row.
        columns: Their new values; those that are as they were do not count.
        reason: Why the sessions end, if not for the usual word.

    Returns:
        What has changed, before and after, for the act's audit entry.
    """
    changed = {k: v for k, v in columns.items() if getattr(user, k) != v}
    told: dict[str, Any] = {
        "before": {k: _plain(getattr(user, k)) for k in changed.keys() - _UNTOLD},
        "after": {k: _plain(changed[k]) for k in changed.keys() - _UNTOLD},
    }
    if changed:
        User.update(changed).where(User.id == user.id).execute()
    word = "closed" if changed.get("state") == "closed" else ""
    word = word or ("role_changed" if "role" in changed else "")
    if word:
        told["sessions_ended"] = end_sessions_of(act, user.id, reason or word)
    return told


def _plain(value: Any) -> Any:
    return instant_text(value) if isinstance(value, datetime) else value


def refuse_last_administrator(user: Any) -> None:
    """Refuse that the one who can look after all others goes. Inside a write.

    Raises:
        LastAdministrator: There is no other who is approved and not closed.
    """
    is_one = (
        (User.role == "ADMIN") & (User.state == "active") & User.access_until.is_null()
    )
    ids = {row.id for row in User.select(User.id).where(is_one)}
    if ids == {user.id}:
        raise LastAdministrator(
            _("{id} is the last administrator.").format(id=user.employee_id),
            hint=_("Add another one first."),
        )
