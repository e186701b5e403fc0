"""Register a patient, or correct what is known: every mistake at once, none lost."""

from __future__ import annotations

import string
from asyncio import TimerHandle
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Footer, Input, Label

from screens.dialogs.choose import Choose
from screens.dialogs.saving import Saved, SavingForm
from screens.patients.alike import Alike
from screens.patients.boxes import boxes, payer_words, read_boxes
from screens.patients.words import brief
from screens.timing import call_after
from screens.widgets.born_input import BornInput
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.phones import part_of_phone
from wema_tui.services.finance.insurers import InsurerRow, insurers
from wema_tui.services.patients.likely import Duplicate, likely_duplicates
from wema_tui.services.patients.particulars import Particulars
from wema_tui.services.patients.registering import LooksAlike, register_patient
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session

NEW_PATIENT = "patient.new"

_TOLD_BY = frozenset({"full_name", "sex", "born", "phone", "place"})
_PAUSE = 0.4  # seconds without a key until duplicates are looked for
_CHOICES = 9  # that a number picks


class PatientForm(SavingForm[PatientRow]):
    """Shares the boxes, and the look for who is registered already.

    Args:
        session: Who fills it in.
        now: What stands in the boxes at first.
        number: Whose they are; None for somebody new.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,alt+3", "alike", "Same person?", id="patient_form.alike"),
    ]
    FIELD_OF: ClassVar = {"patient.insurer": "insurer"}

    def __init__(
        self, session: Session, now: Particulars, number: int | None = None
    ) -> None:
        super().__init__(session)
        self._now, self._number = now, number
        self._alike: Sequence[Duplicate] = ()
        self._seen: set[int] = set()  # of them: who was shown
        self._asked = 0  # how often it was looked for them: late answers are dropped
        self._looker: TimerHandle | None = None

    @property
    def headline(self) -> str:
        """What is done with the patient."""
        raise NotImplementedError

    @property
    def about_alike(self) -> str:
        """What it means to choose one of those who are alike."""
        raise NotImplementedError

    def chose(self, row: PatientRow) -> None:
        """Go on with somebody who is alike."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the form, and who is alike beside or below it."""
        with Container(id="patient-form"):
            with Page(classes="dialog wide form"):
                yield Label(self.headline, classes="title", markup=False)
                yield Container(id="boxes")
                yield Label("", id="form-problem", classes="problem", markup=False)
            yield Alike(id="alike")
        yield Footer()

    def prepare(self) -> None:
        """Find out who may pay, then lay out the boxes; keys wait for it."""
        self.query_one(Alike).display = False
        self.ask(
            lambda: insurers(self.session),
            lambda found: self.run_worker(self._lay_out(found)),
            self._no_boxes,
        )

    async def _lay_out(self, found: Sequence[InsurerRow]) -> None:
        who_pays = payer_words(found, self._now)
        await self.query_one("#boxes").mount_compose(boxes(who_pays, self._now))
        if self.is_attached:
            self.set_focus(self.query_one("#full_name"))
            super().prepare()

    def _no_boxes(self, error: WemaError) -> None:
        self.show_failure(error)
        self.leave(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F3 is there while somebody is alike."""
        if action == "alike":
            return bool(self._alike)
        return super().check_action(action, parameters)

    @on(Input.Changed)
    def look_soon(self, event: Input.Changed) -> None:
        """Look who is alike once the typing pauses."""
        if event.input.id in _TOLD_BY and self._said is not None:
            if self._looker is not None:
                self._looker.cancel()
            self._looker = call_after(self, _PAUSE, self.look)

    def action_alike(self) -> None:
        """Ask which of those who are alike it is."""
        found, today = self._alike[:_CHOICES], self.session.clock.today()
        Choose(
            _("Which one is it?"),
            [brief(each.row, today) for each in found],
            about=self.about_alike,
        ).open(
            self.app,
            lambda place: None if place is None else self.chose(found[place].row),
        )

    def particulars(self, problems: dict[str, WemaError]) -> Particulars:
        """Return what the boxes say; put in what cannot be."""
        return read_boxes(self, problems)

    def show_alike(self, found: Sequence[Duplicate]) -> None:
        """Show who is alike."""
        self._alike = found
        self._seen |= {each.row.number for each in found}
        heading = _("Registered already? F3 looks at them")
        heading = self.wema.with_keys(heading, F3="patient_form.alike")
        self.query_one(Alike).say(found, heading, self.session.clock.today())
        self.refresh_bindings()

    def look(self) -> None:
        """Look who is alike now; what was found for an older text is dropped."""
        if not self.query("#sex"):
            return  # the form was closed meanwhile
        self._asked += 1
        asked, typed = self._asked, self.typed()
        sex = self.query_one("#sex", ChoiceInput).choice or "unknown"
        try:
            born = self.query_one("#born", BornInput).born
        except WemaError:
            born = None

        def find() -> tuple[Duplicate, ...]:
            return likely_duplicates(
                self.session,
                full_name=typed["full_name"],
                sex=sex,
                born=born,
                phone=typed["phone"],
                place=typed["place"],
                but=self._number,
            )

        def show(found: tuple[Duplicate, ...]) -> None:
            if asked == self._asked:  # else an answer to what was typed before
                self.show_alike(found)

        self.ask(find, show)


class NewPatientForm(PatientForm):
    """Registers somebody; answers the patient, or the one who was there already.

    Args:
        session: Who registers.
        typed: What was looked for before: a name, or a phone number.
    """

    draft_form = NEW_PATIENT

    def __init__(self, session: Session, typed: str = "") -> None:
        is_phone = bool(part_of_phone(typed))
        name = string.capwords(typed) if typed.islower() else typed
        now = Particulars(
            full_name="" if is_phone else name, phone=typed if is_phone else "", sex=""
        )
        super().__init__(session, now)

    @property
    def headline(self) -> str:
        """What is done."""
        return _("A new patient")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Only the name and the sex must be there. Whoever looks like the patient is"
            " shown while you type; that never keeps you from registering."
        )

    @property
    def about_alike(self) -> str:
        """What it means to choose one of those who are alike."""
        return _("Nobody is registered then: the work goes on with the one you choose.")

    def chose(self, row: PatientRow) -> None:
        """Answer who is registered already; what was typed is given up."""
        assert self.draft is not None
        self.draft.done("abandoned")
        self.leave(Saved(row))

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], PatientRow] | None:
        """Return what registers the patient."""
        particulars = self.particulars(problems)
        seen = frozenset(self._seen)
        return lambda: register_patient(
            self.session, particulars, seen=seen, request_id=self.request_id
        )

    def _refused(self, error: WemaError) -> None:
        super()._refused(error)
        if isinstance(error, LooksAlike):
            self._seen |= {each.number for each in error.duplicates}
            self.look()
