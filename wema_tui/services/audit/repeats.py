"""What a request has done before, when it comes again."""

from __future__ import annotations

from db.audit import AuditEntry
from wema_tui.services.audit.trail import Act
from wema_tui.services.finance.errors import RequestReused


def subject_of_repeat(act: Act, action: str) -> int:
    """Return the number in the subject of the entry that this request has made.

    Args:
        act: The open write; its request was carried out before.
        action: What the request does: `payment.take`.

    Raises:
        RequestReused: It did something else, or somebody else did it.
    """
    entry = AuditEntry.get(AuditEntry.request_id == act.request_id)
    if entry.action != action or entry.user_id != act.session.user_id:
        raise RequestReused
    return int(entry.subject.partition(":")[2])
