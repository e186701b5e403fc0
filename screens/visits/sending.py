"""Forms that move a patient: where to, why gone, how the visit ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.base import WemaScreen
from screens.dialogs.fields import choice_field
from screens.dialogs.reason import ReasonForm
from screens.dialogs.saving import Saved, SavingForm
from screens.visits.words import token_at
from screens.widgets.choice_input import ChoiceInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.records import PatientPage
from wema_tui.services.session import Session
from wema_tui.services.visits.moving import end_visit, leave, send_on
from wema_tui.services.visits.points import Doctor, Point, doctors_here
from wema_tui.services.visits.queues import Waiting, service_points
from wema_tui.text import printable

_READ = 15.0  # seconds that a new token stands on the screen


@dataclass(frozen=True)
class Moved:
    """Whom a form is about.

    Attributes:
        visit_id: The visit.
        who: The patient, for the title.
        point_id: Where the patient waits; None for nowhere, or anywhere.
    """

    visit_id: int
    who: str
    point_id: int | None = None


def who_waits(row: Waiting) -> Moved:
    """Return one of a queue: `A12 Asha Juma, P1234V`."""
    patient = row.patient
    who = f"{row.token} {printable(patient.full_name, 60)}, {patient.medical_id}"
    return Moved(row.visit_id, who, row.point_id)


def tell_token(screen: WemaScreen[Any], token: str, point: str) -> None:
    """Say at the bottom of the screen where a patient is called out next."""
    screen.app.notify(
        _("Tell the patient the token, and where to wait."),
        title=token_at(token, point),
        timeout=_READ,
        markup=False,
    )


def point_choices(points: Sequence[Point]) -> dict[str, str]:
    """Return service points for a box: row -> name."""
    return {str(point.id): printable(point.name, 40) for point in points}


def doctor_choices(doctors: Sequence[Doctor]) -> dict[str, str]:
    """Return doctors for a box: row -> name."""
    return {str(each.id): printable(each.full_name, 40) for each in doctors}


def number_of(box: ChoiceInput, *, required: bool) -> int | None:
    """Return the row that a box of such choices names; None where it may be empty.

    Raises:
        NoSuchChoice: Nothing was chosen, or more than one thing is meant.
    """
    choice = box.read(required=required)
    return None if choice is None else int(choice)


def open_send_form(
    screen: WemaScreen[Any], moved: Moved, answered: Callable[[Any], Any]
) -> None:
    """Ask where a patient goes, once it is known where one can go."""
    session = screen.session

    def read() -> tuple[Sequence[Point], Sequence[Doctor]]:
        return service_points(session), doctors_here(session)

    def show(found: tuple[Sequence[Point], Sequence[Doctor]]) -> None:
        points, doctors = found
        others = [point for point in points if point.id != moved.point_id]
        SendForm(session, moved, others, doctors).open(screen.app, answered)

    screen.ask(read, show)


def start_sending(
    screen: WemaScreen[Any], page: PatientPage, then: Callable[[Any], Any]
) -> None:
    """Ask where the patient of a page goes, whose visit is open."""
    open_send_form(screen, _of_page(page), then)


def end_form(session: Session, page: PatientPage) -> EndForm:
    """Return the form that ends the open visit of the patient of a page."""
    return EndForm(session, _of_page(page))


def _of_page(page: PatientPage) -> Moved:
    assert page.open_visit is not None  # else the key does nothing
    name = printable(page.row.full_name, 60)
    return Moved(page.open_visit, f"{name}, {page.row.medical_id}")


class SendForm(SavingForm[str]):
    """Sends a patient on to another service point.

    Args:
        session: Who sends.
        moved: Whom.
        points: Where one can go.
        doctors: Who may be asked for.
    """

    AUTO_FOCUS = "#point"
    enter_saves = False
    FIELD_OF = {"visit.waits_there": "point", "point.unknown": "point"}

    def __init__(
        self,
        session: Session,
        moved: Moved,
        points: Sequence[Point],
        doctors: Sequence[Doctor],
    ) -> None:
        super().__init__(session)
        self._moved, self._points, self._doctors = moved, points, doctors
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out where to, and to whom."""
        with Vertical(classes="dialog wide"):
            title = _("Send on: {who}").format(who=self._moved.who)
            yield Label(title, classes="title", markup=False)
            yield from choice_field("point", _("Where"), point_choices(self._points))
            label = _("To this doctor alone (mostly empty)")
            yield from choice_field("doctor", label, doctor_choices(self._doctors))
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 sends the patient on."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The patient leaves this queue and gets a new token. The place goes by the"
            " urgency and by when the patient came to the clinic: nobody has to begin"
            " at the end."
        )

    def leave(self, result: Saved[str] | None) -> None:
        """Say the new token: somebody has to tell the patient."""
        box = self.query_one("#point", ChoiceInput)
        point = box.words_of(box.choice or "")
        super().leave(result)
        if result is not None:
            tell_token(self, result.answer, point)

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], str] | None:
        """Return what sends on."""
        point, doctor = (
            self.query_one(f"#{name}", ChoiceInput) for name in ("point", "doctor")
        )
        to = self.checked("point", partial(number_of, point, required=True), problems)
        whom = self.checked(
            "doctor", partial(number_of, doctor, required=False), problems
        )
        if to is None:
            return None
        return lambda: send_on(
            self.session,
            self._moved.visit_id,
            to,
            doctor_id=whom,
            request_id=self._request_id,
        )


def leave_form(session: Session, moved: Moved) -> ReasonForm:
    """Return the question why a patient has left without being seen."""
    return ReasonForm(
        session,
        _("Left without being seen: {who}").format(who=moved.who),
        _("The visit ends. Who comes back is checked in again."),
        leave,
        moved.visit_id,
    )


class EndForm(SavingForm[None]):
    """Ends a visit, and says how.

    Args:
        session: Who ends it.
        moved: Whose visit.
    """

    AUTO_FOCUS = "#outcome"
    enter_saves = False

    def __init__(self, session: Session, moved: Moved) -> None:
        super().__init__(session)
        self._moved, self._request_id = moved, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the outcomes."""
        with Vertical(classes="dialog wide"):
            title = _("End the visit: {who}").format(who=self._moved.who)
            yield Label(title, classes="title", markup=False)
            outcomes = {
                "ended": _("Goes home"),
                "referred": _("Referred"),
                "died": _("Died"),
            }
            yield from choice_field("outcome", _("How"), outcomes, "ended")
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 ends the visit."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The patient leaves every queue. What is owed stays owed. Of who has died"
            " the record says so only once somebody has written it there."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what ends the visit."""
        box = self.query_one("#outcome", ChoiceInput)
        outcome = self.checked("outcome", box.read, problems)
        return lambda: end_visit(
            self.session,
            self._moved.visit_id,
            outcome=outcome or "",
            request_id=self._request_id,
        )
