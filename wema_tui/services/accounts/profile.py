"""Oneself: what one's account says, where one signed in, and who tried to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from db.audit import AuditEntry
from db.people import User, UserSession
from wema_tui.services.accounts.particulars import particulars, refuse_taken
from wema_tui.services.accounts.people import SignIn, sign_in_row
from wema_tui.services.accounts.rows import account, change_row
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.session import Session

_SIGN_INS = 6  # the one that is open among them
_TRIED = ("sign_in.try", "user.password_try", "user.reset_try")
_WAS_RIGHT = (
    "session.start",
    "session.unlock",
    "sign_in.second_step",
    "user.password_right",
    "user.password_reset",
)


@dataclass(frozen=True)
class OwnProfile:
    """What somebody sees of the own account.

    Attributes:
        employee_id: `PHA001`.
        full_name: As the person writes it.
        role: One of `ROLES`.
        registration_number: Of a practitioner; None for none.
        phone: With the country's code; None for none.
        email: Lower case; None for none.
        sign_ins: The newest, this one first.
        wrong_tries: How often a password or a code was wrong since the sign-in
            before this one, by anybody.
    """

    employee_id: str
    full_name: str
    role: str
    registration_number: str | None
    phone: str | None
    email: str | None
    sign_ins: tuple[SignIn, ...]
    wrong_tries: int


def own_profile(session: Session) -> OwnProfile:
    """Return what one's account says.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "own.profile")
    with session.read():
        user = User.get_by_id(session.user_id)
        sign_ins = (
            UserSession.select()
            .where(UserSession.user == user.id)
            .order_by(UserSession.id.desc())
            .limit(_SIGN_INS)
        )
        return OwnProfile(
            employee_id=user.employee_id,
            full_name=user.full_name,
            role=user.role,
            registration_number=user.registration_number,
            phone=user.phone,
            email=user.email,
            sign_ins=tuple(map(sign_in_row, sign_ins)),
            wrong_tries=_wrong_tries(session),
        )


def correct_contact(
    session: Session, *, phone: str, email: str, request_id: str
) -> None:
    """Correct one's own phone number and e-mail address. Safe to repeat.

    Args:
        session: Who asks.
        phone: Required.
        email: May be empty.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText, BadPhone, BadEmail: It is none.
        AlreadyThere: Another account has it.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "own.profile", request_id) as act:
        if act.done_before:
            return
        assert session.user_id is not None  # the console has no profile
        user = account(session.user_id)
        person = particulars(
            session.clock.zone,
            full_name=user.full_name,
            role=user.role,
            phone=phone,
            email=email,
            registration_number=user.registration_number or "",
        )
        refuse_taken(person, but=user.id)
        told = change_row(act, user, {"phone": person.phone, "email": person.email})
        act.record("user.change", f"user:{user.id}", told)


def _wrong_tries(session: Session) -> int:
    """Count the tries at this account that nothing right came of."""
    here = AuditEntry.subject == f"user:{session.user_id}"
    began = here & (AuditEntry.action == "session.start")
    before: Any = (
        AuditEntry.select(AuditEntry.seq)
        .where(began, AuditEntry.session < session.session_id)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
        .scalar()
    )

    def count(actions: tuple[str, ...]) -> int:
        query = AuditEntry.select(fn.COUNT(AuditEntry.seq)).where(
            here, AuditEntry.action.in_(actions), AuditEntry.seq > (before or 0)
        )
        found: int = query.scalar()
        return found

    return max(0, count(_TRIED) - count(_WAS_RIGHT))
