"""The boxes of the vital signs: read as they are typed, and judged beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input, Label

from screens.dialogs.saving import SavingForm
from screens.nurse.rows import problem_of, row
from screens.nurse.words import box_label, flag_words, warnings, who_line
from screens.widgets.quiet_input import QuietInput
from wema_tui.birth import Age
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.nurse.errors import NotConfirmed
from wema_tui.services.nurse.judging import improbable, judge
from wema_tui.services.nurse.signs import (
    SIGNS,
    body_mass_index,
    read_pressure,
    read_sign,
)
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.session import Session

SavedT = TypeVar("SavedT")

BOXES = (
    "temperature",
    "pulse",
    "respiration",
    "pressure",
    "saturation",
    "weight",
    "height",
    "muac",
    "glucose",
    "pain",
)
"""One for each sign but the blood pressures, which share one."""

_IS_RIGHT = "!"  # typed behind a value that is improbable and right
_LONGEST = 16


@dataclass(frozen=True)
class Typed:
    """What one box or all of them say.

    Attributes:
        values: Sign -> value.
        confirmed: The signs that were marked as right.
    """

    values: Mapping[str, int] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()


def read_box(name: str, text: str) -> Typed:
    """Return what a box says; nothing for an empty one.

    Raises:
        UnreadableSign, ImpossibleSign: It is no value.
    """
    bare = text.strip().removesuffix(_IS_RIGHT).strip()
    if not text.strip():
        return Typed()
    if name == "pressure":
        values = read_pressure(bare)
    else:
        values = {name: read_sign(name, bare)}
    is_right = text.strip().endswith(_IS_RIGHT)
    return Typed(values, frozenset(values) if is_right else frozenset())


def require_probable(typed: Typed, age: Age | None) -> None:
    """Refuse what is improbable and not marked as right.

    Raises:
        NotConfirmed: It is, and is not.
    """
    unsure = improbable(typed.values, age)
    if not typed.confirmed.issuperset(unsure):
        raise NotConfirmed(
            _("Improbable at this age."),
            hint=_("Measure again. If it is right, type it with a ! behind."),
            signs=unsure,
        )


class SignsForm(SavingForm[SavedT], Generic[SavedT]):
    """A form with a box for each sign; what a value means stands beside it.

    Args:
        session: Who measures.
        head: In which visit.
    """

    AUTO_FOCUS = "#temperature"
    enter_saves = False

    def __init__(self, session: Session, head: VisitHead) -> None:
        super().__init__(session)
        self.head = head
        self.age = head.age(session.clock.today())

    @property
    def headline(self) -> str:
        """What is done."""
        raise NotImplementedError

    def told(self) -> None:
        """Do what follows from other values; mostly nothing."""

    def sign_rows(self) -> ComposeResult:
        """Lay out whose signs they are, and a line for each."""
        who = who_line(self.head.patient, self.session.clock.today())
        yield Label(f"{self.headline}: {who}", classes="title tight", markup=False)
        yield Label(warnings(self.head.patient), classes="problem", markup=False)
        for name in BOXES:
            box = QuietInput(
                id=name, max_length=_LONGEST, compact=True, help=box_help(name)
            )
            yield from row(box_label(name), box, problem_of(name))

    def prepare(self) -> None:
        """Say what the values mean that were typed before the line dropped."""
        super().prepare()
        for name in BOXES:
            self._tell(name)
        self.told()

    def read_signs(self, problems: dict[str, WemaError]) -> Typed:
        """Return what all boxes say; put every mistake under its box's name."""
        values: dict[str, int] = {}
        confirmed: frozenset[str] = frozenset()
        for name in BOXES:
            typed = self.checked(name, partial(self._read, name), problems)
            if typed is not None:
                values |= typed.values
                confirmed |= typed.confirmed
        return Typed(values, confirmed)

    def values_so_far(self) -> dict[str, int]:
        """Return what can be read of the boxes while somebody types."""
        found: dict[str, int] = {}
        for name in BOXES:
            typed = self.checked(
                name, partial(read_box, name, self.text_of(name)), problems={}
            )
            found |= typed.values if typed is not None else {}
        return found

    def show_problems(self, problems: dict[str, WemaError]) -> None:
        """Show every mistake beside its box; beside the others what they mean."""
        super().show_problems(problems)
        for name in BOXES:
            self._tell(name, problems.get(name))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Say what is wrong with a box once it is left."""
        self._look_at(event.widget)

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Say what a value means while it is typed."""
        self._look_at(event.input)
        if event.input.id == "weight":
            self._tell("height")  # the index stands there
        if event.input.id in BOXES:
            self.told()

    def _look_at(self, box: Widget) -> None:
        """Say what a box means; what is wrong with it only once it was left."""
        if box.id in BOXES:
            problems: dict[str, WemaError] = {}
            if not box.has_focus:
                self.checked(box.id, partial(self._read, box.id), problems)
            self._tell(box.id, problems.get(box.id))

    def _read(self, name: str) -> Typed:
        typed = read_box(name, self.text_of(name))
        require_probable(typed, self.age)
        return typed

    def _tell(self, name: str, problem: WemaError | None = None) -> None:
        beside = self.query_one(f"#{name}-problem", Label)
        beside.set_class(problem is None, "-says")
        beside.update(self._meaning(name) if problem is None else problem.sentence)

    def _meaning(self, name: str) -> str:
        """Return what a value was taken for, if not as typed, and its flag."""
        try:
            typed = read_box(name, self.text_of(name))
        except WemaError:
            return ""
        parts = []
        for sign, value in typed.values.items():
            if (
                not self.text_of(name)
                .replace(",", ".")
                .startswith(SIGNS[sign].number(value).removesuffix(".0"))
            ):
                parts.append(SIGNS[sign].words(value) if name == sign else "")
            parts.append(flag_words(judge(sign, value, self.age)))
        if name == "height" and typed.values:
            parts.append(self._index(typed.values["height"]))
        return "  ".join(filter(None, parts))

    def _index(self, height: int) -> str:
        try:
            typed = read_box("weight", self.text_of("weight"))
        except WemaError:
            return ""
        if not typed.values:
            return ""
        index = body_mass_index(typed.values["weight"], height)
        return _("BMI {index}").format(index=index)


def box_help(name: str) -> str:
    """Return what may be typed into the box of a sign, with an example."""
    return {
        "temperature": _("In the armpit, for instance: 37.5 or 37,5"),
        "pulse": _("Beats in a minute, for instance: 80"),
        "respiration": _("Breaths in a whole minute, for instance: 18"),
        "pressure": _("Both numbers in one box, for instance: 120/80"),
        "saturation": _("Without oxygen, in percent, for instance: 98"),
        "weight": _("In kilograms, for instance: 72.4; or 3250 g"),
        "height": _("In centimetres, lying for small children, for instance: 168"),
        "muac": _("Around the middle of the left upper arm, for instance: 125"),
        "glucose": _("For instance: 5.6; or 101 mg/dL"),
        "pain": _("As the patient says it, 0 is none, for instance: 3"),
    }[name]
