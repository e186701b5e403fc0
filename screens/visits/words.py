"""Who waits, in one line of a queue."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from screens.patients.words import age_word, sex_letter
from screens.widgets.columns import in_columns
from screens.words import span_word, time_word
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.visits.queues import Waiting

_WIDTHS = (6, 13, 0, 8, 12, 14, 18, 30)  # cells; the name gets the rest


def urgency_words() -> dict[str, str]:
    """Return every urgency with its word."""
    return {
        "emergency": _("Emergency"),
        "urgent": _("Urgent"),
        "routine": _("Routine"),
    }


def urgency_mark(urgency: str | None) -> str:
    """Return an urgency as a queue shows it: a sign and a word, no colour."""
    return {
        "emergency": _("!! EMERGENCY"),
        "urgent": _("!  URGENT"),
        "routine": "   " + _("routine"),
    }.get(urgency or "", "   -")


def token_at(token: str, point: str) -> str:
    """Return a token with where it is called out."""
    return _("Token {token}: {point}").format(token=token, point=point)


def queue_columns(room: int) -> str:
    """Return the names of the columns of a queue, in *room* cells."""
    names = (
        _("Token"),
        _("Urgency"),
        _("Name"),
        _("Age"),
        _("Waits"),
        _("Called"),
        _("For"),
        _("Reason"),
    )
    return in_columns(names, _WIDTHS, room)


def queue_line(row: Waiting, clock: Clock, room: int) -> Text:
    """Return one who waits, as it is now, in *room* cells."""
    texts = (
        row.token,
        urgency_mark(row.urgency),
        row.patient.full_name,
        _age(row.patient, clock),
        span_word(clock.now() - row.entered_at),
        _called(row.called_at, clock),
        row.doctor,
        row.reason,
    )
    style = "bold" if row.is_called or row.urgency == "emergency" else ""
    return Text(in_columns(texts, _WIDTHS, room), style=style, no_wrap=True)


def _age(patient: PatientRow, clock: Clock) -> str:
    return f"{sex_letter(patient.sex)} {age_word(patient, clock.today())}"


def _called(at: datetime | None, clock: Clock) -> str:
    return "" if at is None else _("CALLED {time}").format(time=time_word(at, clock))
