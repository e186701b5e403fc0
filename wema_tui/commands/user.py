"""`wema user`: accounts and sessions, for the administrator at the console."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from db.base import instant_text
from wema_tui.bootstrap import build_clinic, console_station
from wema_tui.commands.output import put, put_json, tell
from wema_tui.config import Config
from wema_tui.i18n import _
from wema_tui.services.accounts import adding, changing, deciding, people
from wema_tui.services.accounts.people import SignIn, UserPage, UserRow
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth import sessions
from wema_tui.services.auth.resetting import issue_code
from wema_tui.services.auth.second_factor import remove_of
from wema_tui.services.paging import Page
from wema_tui.services.session import Session

_AT_A_TIME = 200  # rows of a list


def run(args: Namespace, config: Config) -> int:
    """Carry out the verb behind `wema user`.

    Raises:
        WemaError: It cannot be done; nothing was changed.
    """
    session = build_clinic(config).console(console_station())
    if "employee_id" in args:
        _ABOUT[args.verb](session, people.user_named(session, args.employee_id), args)
    else:
        _OTHERS[args.verb](session, args)
    return 0


def _list(session: Session, args: Namespace) -> None:
    def page(offset: int) -> Page[UserRow]:
        return people.find_users(
            session,
            args.text,
            role=args.role,
            state=args.state,
            offset=offset,
            limit=_AT_A_TIME,
        )

    rows = _all_pages(page)
    if args.json:
        put_json({"users": [_plain(row) for row in rows]})
        return
    for row in rows:
        phone = row.phone or "-"
        put(
            f"{row.employee_id:<9}{row.role:<11}{row.state:<9}{phone:<16}{row.full_name}"
        )


def _sessions(session: Session, args: Namespace) -> None:
    rows = _all_pages(
        lambda offset: sessions.open_sessions(
            session, args.text, offset=offset, limit=_AT_A_TIME
        )
    )
    if args.json:
        put_json({"sessions": [_plain(row, but=("is_this",)) for row in rows]})
        return
    for row in rows:
        since = _at_clinic(session, row.started_at)
        put(
            f"{row.session_id:<9}{row.employee_id:<9}{since:<18}"
            f"{row.full_name}, {row.station}"
        )


def _add(session: Session, args: Namespace) -> None:
    made = adding.create_user(
        session,
        full_name=args.name,
        role=args.role,
        phone=args.phone,
        email=args.email,
        registration_number=args.registration_number,
        request_id=new_request_id(),
    )
    if args.json:
        put_json({"employee_id": made.employee_id, "password": made.password})
        return
    put(_("Employee ID: {id}").format(id=made.employee_id))
    put(_("One-time password: {password}").format(password=made.password))
    tell(_("Write the password down: it is not shown again."))


def _end_session(session: Session, args: Namespace) -> None:
    sessions.end_session(session, args.session_id, request_id=new_request_id())
    tell(_("Done: the next action of this session is refused."))


def _show(session: Session, row: UserRow, args: Namespace) -> None:
    page = people.user_page(session, row.user_id)
    if args.json:
        put_json(_page_as_json(page))
        return
    for name, value in _plain(row).items():
        put(f"{name:<20} {'-' if value is None else value}")
    put(f"{'failed_tries':<20} {page.failed_tries}")
    for sign_in in page.last_sign_ins:
        put(_sign_in_line(session, sign_in))


def _approve(session: Session, row: UserRow, args: Namespace) -> None:
    deciding.approve(
        session,
        row.user_id,
        role=args.role,
        reason=args.reason,
        request_id=new_request_id(),
    )
    _tell_state(session, row)


def _change(session: Session, row: UserRow, args: Namespace) -> None:
    given = {
        "full_name": args.name,
        "role": args.role,
        "phone": args.phone,
        "email": args.email,
        "registration_number": args.registration_number,
    }
    wanted = {
        name: getattr(row, name) or "" if value is None else value
        for name, value in given.items()
    }
    changing.change_user(session, row.user_id, **wanted, request_id=new_request_id())
    _tell_state(session, row)


def _with_reason(act: Callable[..., None]) -> Callable[..., None]:
    def verb(session: Session, row: UserRow, args: Namespace) -> None:
        act(session, row.user_id, reason=args.reason, request_id=new_request_id())
        _tell_state(session, row)

    return verb


def _unlock(session: Session, row: UserRow, args: Namespace) -> None:
    changing.unlock_user(session, row.user_id, request_id=new_request_id())
    tell(_("{id} may try again at once.").format(id=row.employee_id))


def _reset(session: Session, row: UserRow, args: Namespace) -> None:
    code = issue_code(session, row.user_id, request_id=new_request_id())
    if args.json:
        put_json({"employee_id": row.employee_id, "code": code})
        return
    put(code)
    tell(_("Hand the code over in person. It is good once, for ten minutes."))


def _remove_second_factor(session: Session, row: UserRow, args: Namespace) -> None:
    remove_of(session, row.user_id, request_id=new_request_id())
    tell(
        _("Done: {id} signs in with the password alone, and has to change it.").format(
            id=row.employee_id
        )
    )


_ABOUT: dict[str, Callable[[Session, UserRow, Namespace], None]] = {
    "show": _show,
    "approve": _approve,
    "reject": _with_reason(deciding.reject),
    "change": _change,
    "close": _with_reason(changing.close_user),
    "reopen": _with_reason(changing.reopen_user),
    "unlock": _unlock,
    "reset": _reset,
    "remove-second-factor": _remove_second_factor,
}
_OTHERS: dict[str, Callable[[Session, Namespace], None]] = {
    "list": _list,
    "sessions": _sessions,
    "add": _add,
    "end-session": _end_session,
}


def _all_pages(page: Callable[[int], Page[Any]]) -> Iterator[Any]:
    """Yield every row of a list, page by page: nobody waits for a long read."""
    offset = 0
    while True:
        found = page(offset)
        yield from found.rows
        offset = found.offset + _AT_A_TIME
        if offset >= found.total:
            return


def _tell_state(session: Session, row: UserRow) -> None:
    now = people.user_named(session, row.employee_id)
    tell(
        _("Done: {id}, {name}, {role}, {state}.").format(
            id=now.employee_id, name=now.full_name, role=now.role, state=now.state
        )
    )


def _page_as_json(page: UserPage) -> dict[str, Any]:
    return {
        **_plain(page.row),
        "failed_tries": page.failed_tries,
        "has_second_factor": page.has_second_factor,
        "registration": page.registration and _plain(page.registration),
        "open_sessions": [_plain(each) for each in page.open_sessions],
        "last_sign_ins": [_plain(each) for each in page.last_sign_ins],
        "recent_acts": [_plain(each) for each in page.recent_acts],
    }


def _plain(value: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        name: instant_text(each) if isinstance(each, datetime) else each
        for name, each in vars(value).items()
        if name not in but
    }


def _sign_in_line(session: Session, sign_in: SignIn) -> str:
    since = _at_clinic(session, sign_in.started_at)
    until = _("open")
    if sign_in.ended_at is not None:
        until = _at_clinic(session, sign_in.ended_at)
    return f"{'session':<20} {sign_in.session_id} {since} - {until} {sign_in.station}"


def _at_clinic(session: Session, instant: datetime) -> str:
    return f"{session.clock.at_clinic(instant):%Y-%m-%d %H:%M}"
