"""What a person has begun and not saved: kept for that person, and nobody else.

A draft is no record: it is kept when the line drops or the power goes, offered
at the person's next sign-in, and removed when the form is saved or given up.
Every query asks for the person of the session, so that no permission, the
administrator's included, reads another person's.

The audit log tells that a draft was made, taken up again and dropped, and never
what is in it. The keeping in between changes the draft's own row and adds no
entry: while somebody types it happens every few seconds, and says nothing that
the first entry did not say. A scan that was thrown away unrecorded is the one
exception: the log has its code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from db.drafts import Draft as Row
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain import canonical
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.session import Session, require_account
from wema_tui.services.trouble import explained

PERMISSION: Final = "own.drafts"
MOST: Final = 262_144  # characters of JSON; a hundred refused scans are 60,000

Content = dict[str, Any]
Why = Literal["saved", "abandoned", "moved", "settled", "thrown_away"]


class DraftTooLong(WemaError):
    """More than any form holds. What was kept before is still there."""

    code = "draft.too_long"

    def __init__(self) -> None:
        super().__init__(
            _("This is too much to be kept as a draft."),
            hint=_("Finish it before you leave: after a power cut it would be gone."),
        )


class DraftGone(WemaError):
    """Finished or thrown away meanwhile, at another terminal."""

    code = "draft.gone"

    def __init__(self) -> None:
        super().__init__(
            _("This draft is no longer there."),
            hint=_("It was finished or thrown away at another terminal."),
        )


@dataclass(frozen=True)
class Draft:
    """A form that somebody has begun.

    Attributes:
        form: Its kind, and which one of that kind: `pharmacy.find:dispense`.
        content: What was in it: plain values. `codes`, if it is there, lists what
            was scanned and is not recorded.
        station: Where the person sat.
        changed_at: When it was kept last, in UTC.
    """

    form: str
    content: Content
    station: str
    changed_at: datetime

    @property
    def kind(self) -> str:
        """The name of the form: `pharmacy.find`."""
        return self.form.partition(":")[0]

    @property
    def which(self) -> str:
        """Which one of that kind; empty where there is only one."""
        return self.form.partition(":")[2]


def keep(
    session: Session, form: str, content: Content, *, instead_of: Sequence[str] = ()
) -> Draft | None:
    """Keep what a form holds now. Safe to repeat: the newest is what is kept.

    A session that was ended meanwhile may still leave its drafts, for they are the
    person's own and only the person gets them; a closed account may not.

    Args:
        session: Whose it is.
        form: `kind:which`, at most 80 characters.
        content: Plain values.
        instead_of: Drafts of the same person that are in *content* too, and are
            dropped with this.

    Returns:
        The draft that this one has replaced, if another session had left it.

    Raises:
        DraftTooLong: Nothing was changed.
        SessionEnded: The account was closed or changed.
        PermissionDenied, DatabaseTrouble: Nothing was changed.
    """
    require(session, PERMISSION)
    text = canonical(content)
    if len(text) > MOST:
        raise DraftTooLong
    with explained(), session.store.write():
        user = User.get_or_none(User.id == session.user_id)
        require_account(session, user, session.clock.now())
        before, now = _find(session, form), session.clock.now()
        if before is None:
            Row.create(
                user=session.user_id,
                form=form,
                content=text,
                session=session.session_id,
                station=session.station,
                changed_at=now,
            )
            _note(session, "draft.make", form, now)
        else:
            _change(before, session, text, now)
        for other in filter(None, (_find(session, each) for each in instead_of)):
            other.delete_instance()
            _note(session, "draft.drop", other.form, now, reason="moved")
    if before is None or before.session_id == session.session_id:
        return None
    return _plain(before)


def mine(session: Session) -> tuple[Draft, ...]:
    """Return the person's own drafts, the newest first.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, PERMISSION)
    with session.read():
        rows = list(
            Row.select()
            .where(Row.user == session.user_id)
            .order_by(Row.changed_at.desc(), Row.id.desc())
        )
    return tuple(map(_plain, rows))


def take_up(session: Session, form: str, *, request_id: str) -> Draft:
    """Return a draft to go on with it, as it is now. It stays until it is dropped.

    Raises:
        DraftGone: There is none any more.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    with audited_write(session, PERMISSION, request_id) as act:
        row = _required(session, form)
        draft = _plain(row)
        if not act.done_before:
            _change(row, session, row.content, row.changed_at)
            act.record("draft.take_up", f"draft:{form}", {"left_at": draft.station})
    return draft


def drop(session: Session, form: str, why: Why, *, request_id: str) -> None:
    """Remove a draft: it was saved, given up or thrown away. Safe to repeat.

    Args:
        session: Whose it is.
        form: Its name.
        why: For the audit log. What was thrown away is named there by its codes.
        request_id: The same one counts once.

    Raises:
        DraftGone: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, PERMISSION, request_id) as act:
        if act.done_before:
            return
        row = _required(session, form)
        told: dict[str, Any] = {"reason": why}
        if why == "thrown_away":
            told["codes"] = json.loads(row.content).get("codes", [])
        row.delete_instance()
        act.record("draft.drop", f"draft:{form}", told)


def _find(session: Session, form: str) -> Any | None:
    return Row.get_or_none(Row.user == session.user_id, Row.form == form)


def _required(session: Session, form: str) -> Any:
    row = _find(session, form)
    if row is None:
        raise DraftGone
    return row


def _change(row: Any, session: Session, text: str, at: datetime) -> None:
    Row.update(
        content=text,
        session=session.session_id,
        station=session.station,
        changed_at=at,
    ).where(Row.id == row.id).execute()


def _note(session: Session, action: str, form: str, now: datetime, **why: str) -> None:
    open_trail(session).append(
        action, f"draft:{form}", why, request_id=new_request_id(), now=now
    )


def _plain(row: Any) -> Draft:
    return Draft(row.form, json.loads(row.content), row.station, row.changed_at)
