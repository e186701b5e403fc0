"""Who comes at a time that was chosen: booked, or moved there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.appointments.words import when_and_to_whom, who_comes
from screens.dialogs.fields import text_field
from screens.dialogs.reason import ReasonForm
from screens.dialogs.saving import Saved, SavingForm
from screens.patients.find import FindPatient
from screens.patients.words import about
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.appointments.booking import book, move
from wema_tui.services.appointments.placing import Wish, when_words
from wema_tui.services.appointments.rows import Booked
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session
from wema_tui.text import clean, printable

LONGEST_REASON: Final = 300


@dataclass(frozen=True)
class Purpose:
    """What a free place is looked for.

    Attributes:
        patient: Who is to come; None to ask when a place is found.
        old: The appointment that is moved; None for a new one.
    """

    patient: PatientRow | None = None
    old: Booked | None = None

    @property
    def words(self) -> str:
        """For whom, over the list; empty where that is asked later."""
        if self.old is not None:
            return _("Move: {who}").format(who=who_comes(self.old))
        if self.patient is not None:
            return about(_("For {who}"), self.patient)
        return ""


ANYBODY: Final = Purpose()


def take_place(
    session: Session,
    app: Any,
    purpose: Purpose,
    wish: Wish,
    doctor: str,
    then: Callable[[Saved[Booked] | None], Any],
) -> None:
    """Ask what is still to be known, and book or move; *then* gets the answer."""

    def ask_reason(patient: PatientRow | None) -> None:
        if patient is None:
            then(None)
        else:
            BookForm(session, patient, wish, doctor).open(app, then)

    if purpose.old is not None:
        _moving(session, purpose.old, wish, doctor).open(app, then)
    elif purpose.patient is not None:
        ask_reason(purpose.patient)
    else:
        FindPatient(session).open(app, ask_reason)


class BookForm(SavingForm[Booked]):
    """Asks what somebody comes for, and books.

    Args:
        session: Who books.
        patient: Who comes.
        wish: When.
        doctor: The doctor's name.
    """

    AUTO_FOCUS = "#reason"
    enter_saves = False

    def __init__(
        self, session: Session, patient: PatientRow, wish: Wish, doctor: str
    ) -> None:
        super().__init__(session)
        self._patient, self._wish, self._doctor = patient, wish, doctor
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out who comes when, and the box."""
        with Vertical(classes="dialog wide"):
            title = about(_("Book {who}"), self._patient)
            yield Label(title, classes="title", markup=False)
            words = _place_words(self._wish, self._doctor)
            yield Label(words, classes="about", markup=False)
            yield from text_field(
                "reason",
                _("What for? (may stay empty)"),
                limit=LONGEST_REASON,
                help=_("In a few words, for instance: blood pressure, control."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 books, Esc does not."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The patient has the place once F2 has saved it. If another desk was"
            " faster you are told, and nothing is booked."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], Booked] | None:
        """Return what books."""
        text = self.text_of("reason")
        self.checked(
            "reason",
            lambda: clean(text, what=_("Reason"), limit=LONGEST_REASON, required=False),
            problems,
        )
        return lambda: book(
            self.session,
            patient=self._patient.number,
            wish=self._wish,
            reason=text,
            request_id=self._request_id,
        )


def _moving(session: Session, old: Booked, wish: Wish, doctor: str) -> ReasonForm:
    title = _("Move {who}").format(who=who_comes(old))
    means = _("From {before} to {after}").format(
        before=when_and_to_whom(old), after=_place_words(wish, doctor)
    )
    service = partial(_move, wish)
    return ReasonForm(session, title, means, service, old.id)


def _move(wish: Wish, session: Session, appointment_id: int, **also: str) -> Booked:
    return move(session, appointment_id, wish=wish, **also)


def _place_words(wish: Wish, doctor: str) -> str:
    place = f"{when_words(wish.day, wish.minute)}, {printable(doctor, 60)}"
    if wish.is_extra:
        place += " · " + _("AS AN EXTRA if all places are taken")
    return place
