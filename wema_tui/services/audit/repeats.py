"""What a request has done before, when it comes again."""

from __future__ import annotations

import json
from typing import Any

from db.audit import AuditEntry
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act


class RequestReused(WemaError):
    """The request id was used before for something else, or by somebody else."""

    code = "audit.request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This request was used for something else before."),
            hint=_("This was not recorded. Begin again, with a new request."),
        )


def subject_of_repeat(act: Act, action: str) -> int:
    """Return the number in the subject of the entry that this request has made.

    Args:
        act: The open write; its request was carried out before.
        action: What the request does: `payment.take`.

    Raises:
        RequestReused: It did something else, or somebody else did it.
    """
    return int(_entry(act, action).subject.partition(":")[2])


def told_by_repeat(act: Act, action: str) -> dict[str, Any]:
    """Return the body of the entry that this request has made.

    Args:
        act: The open write; its request was carried out before.
        action: What the request does: `visit.call`.

    Raises:
        RequestReused: It did something else, or somebody else did it.
    """
    told: dict[str, Any] = json.loads(_entry(act, action).body)
    return told


def _entry(act: Act, action: str) -> Any:
    entry = AuditEntry.get(AuditEntry.request_id == act.request_id)
    if entry.action != action or entry.user_id != act.session.user_id:
        raise RequestReused
    return entry
