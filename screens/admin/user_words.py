"""What a person's page says, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from screens.widgets.fitted import fitted
from screens.words import ago_word, left_word, role_word, span_word, time_word
from wema_tui.clock import Clock
from wema_tui.i18n import _, ngettext
from wema_tui.services.accounts.people import Decision, SignIn, UserPage
from wema_tui.services.audit.telling import act_in_words
from wema_tui.text import printable

_LABEL, _TIME, _STATION, _ACT = 20, 16, 24, 40  # cells


def page_lines(page: UserPage, clock: Clock) -> list[str]:
    """Return all about one account."""
    return [
        *_facts(page, clock),
        "",
        *_listed(_("Signed in now"), _sessions_now(page, clock)),
        "",
        *_listed(_("Last sign-ins"), _sign_ins(page, clock)),
        "",
        *_listed(_("Last acts"), _acts(page, clock)),
    ]


def session_line(row: SignIn, clock: Clock) -> str:
    """Return where somebody is signed in, since when, and how long nothing came."""
    now = clock.now()
    idle = span_word(now - (row.seen_at or row.started_at))
    return _("{station}, since {time}, idle {idle}").format(
        station=printable(row.station, 40),
        time=time_word(row.started_at, clock),
        idle=idle,
    )


def _facts(page: UserPage, clock: Clock) -> Iterator[str]:
    row = page.row
    yield _fact(_("Role"), role_word(row.role))
    yield _fact(_("Account"), _state(page, clock))
    if row.state_reason:
        yield _fact(_("Why"), printable(row.state_reason, 300))
    yield _fact(_("Phone"), row.phone or "-")
    yield _fact(_("E-mail"), printable(row.email or "-"))
    if row.registration_number:
        yield _fact(_("Registration number"), printable(row.registration_number))
    yield _fact(_("Made"), time_word(row.created_at, clock))
    if page.registration is not None:
        yield from _registration(page.registration, clock)
    yield _fact(_("Last here"), ago_word(row.last_seen_at, clock.now()))
    if page.failed_tries:
        tries = ngettext(
            "{n} failed try to sign in; u lets try again at once",
            "{n} failed tries to sign in; u lets try again at once",
            page.failed_tries,
        )
        yield _fact(_("Password"), tries.format(n=page.failed_tries))


def _state(page: UserPage, clock: Clock) -> str:
    row = page.row
    if row.state == "waiting" and row.access_until is not None:
        return _("WAITS for approval; access ends: {left}").format(
            left=left_word(row.access_until, clock.now())
        )
    return _("closed") if row.state == "closed" else _("open")


def _registration(asked: Decision, clock: Clock) -> Iterator[str]:
    said = _("{time} at {station}, as {role}").format(
        time=time_word(asked.asked_at, clock),
        station=printable(asked.station, 40),
        role=role_word(asked.role_wanted),
    )
    yield _fact(_("Registered"), said)
    if asked.decided_at is not None:
        words = {"approved": _("Approved"), "rejected": _("Rejected")}
        by = asked.decided_by or _("the console")
        said = _("{time} by {who}").format(
            time=time_word(asked.decided_at, clock), who=printable(by, 60)
        )
        if asked.reason:
            said = f"{said}: {printable(asked.reason, 300)}"
        yield _fact(words.get(str(asked.decision), "?"), said)


def _sessions_now(page: UserPage, clock: Clock) -> list[str]:
    lines = [session_line(each, clock) for each in page.open_sessions]
    return [*lines, _("e ends one of them")] if lines else []


def _sign_ins(page: UserPage, clock: Clock) -> list[str]:
    return [
        f"{time_word(each.started_at, clock):<{_TIME}} {printable(each.station, 40)}"
        for each in page.last_sign_ins
    ]


def _acts(page: UserPage, clock: Clock) -> list[str]:
    return [
        f"{time_word(each.at, clock):<{_TIME}}"
        f" {fitted(act_in_words(each.action), _ACT)} {printable(each.subject, 40)}"
        for each in page.recent_acts
    ]


def _fact(label: str, text: str) -> str:
    return f"{fitted(label, _LABEL)} {text}"


def _listed(title: str, lines: list[str]) -> list[str]:
    return [title, *(f"  {line}" for line in lines or [_("none")])]
