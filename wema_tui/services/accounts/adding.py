"""Add an account, with the next employee ID of its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.people import User
from wema_tui.i18n import _
from wema_tui.services.accounts.particulars import particulars, refuse_taken
from wema_tui.services.accounts.rows import account_made_by
from wema_tui.services.audit.chain_end import Trail, new_request_id
from wema_tui.services.audit.trail import audited_write, require
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


@dataclass(frozen=True)
class NewAccount:
    """What the person must be told, once.

    Attributes:
        user_id: Row of the account.
        employee_id: To sign in with.
        password: To be changed at the first sign-in; shown once, kept nowhere,
            so None when a request is repeated.
    """

    user_id: int
    employee_id: str
    password: str | None


def create_user(
    session: Session,
    *,
    full_name: str,
    role: str,
    phone: str,
    email: str,
    registration_number: str,
    request_id: str,
) -> NewAccount:
    """Add an account that is approved at once. Safe to repeat.

    Args:
        session: Who asks.
        full_name: As the person writes it.
        role: One of `ROLES`.
        phone: Required; the account is found by it.
        email: May be empty.
        registration_number: Of a practitioner; may be empty.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, BadEmail, NoPractitioner: It is not what it should be.
        AlreadyThere: There is an account with this phone or e-mail.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was made.
    """
    require(session, "users.create")
    person = particulars(
        session.clock.zone,
        full_name=full_name,
        role=role,
        phone=phone,
        email=email,
        registration_number=registration_number,
    )
    password = passwords.one_time_password()
    hashed = passwords.hash_password(password)  # takes long: not under the lock
    with audited_write(session, "users.create", request_id) as act:
        if act.done_before:
            user = account_made_by(request_id)
            return NewAccount(user.id, user.employee_id, None)
        refuse_taken(person)
        user = insert_user(
            person.columns,
            password_hash=hashed,
            must_change_password=True,
            created_at=act.now,
        )
        after = vars(person) | {"employee_id": user.employee_id}
        act.record("user.create", f"user:{user.id}", {"after": after})
    return NewAccount(user.id, user.employee_id, password)


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
