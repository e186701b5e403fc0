"""The service points of the clinic: which there are, and how each is set up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.dialogs.confirm import Confirm
from screens.dialogs.fields import choice_field, text_field
from screens.dialogs.saving import SavingForm
from screens.listing import Listing
from screens.visits.sending import doctor_choices, number_of
from screens.widgets import lists
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.columns import in_columns
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.paging import Page, page_in
from wema_tui.services.session import Session
from wema_tui.services.visits.points import Doctor, Point, doctors_here, kind_words
from wema_tui.services.visits.queues import service_points
from wema_tui.services.visits.setting_up import (
    Fee,
    PointPlan,
    add_point,
    change_point,
    close_point,
    fees,
    reopen_point,
    token_letter,
)
from wema_tui.text import clean, folded, printable

_WIDTHS = (4, 0, 14, 10, 18, 24)  # cells; the name gets the rest


class PointsScreen(Listing[Point]):
    """The list of service points, closed ones too; Enter changes one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "new", "New", id="points.new"),
        Binding("f8,alt+8", "close", "Close", id="points.close"),
        Binding("f7,alt+7", "reopen", "Open again", id="points.reopen"),
    ]

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Service points: arrows choose, Enter changes, F6 adds")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the name of a service point, for instance: lab.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The rooms and desks that have a queue. The letter stands before the"
            " numbers of the tokens. What a check-in costs is on the price list. To a"
            " closed one nobody is sent; its past stays."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[Point]:
        """Return a page of service points."""
        found = [
            point
            for point in service_points(self.session, with_closed=True)
            if folded(text.strip()) in folded(point.name)
        ]
        return page_in(found, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = ("", _("Name"), _("Kind"), _("State"), _("Doctor"), _("Fee"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: Point, room: int) -> Text:
        """Return one service point."""
        texts = (
            row.letter,
            row.name,
            kind_words()[row.kind],
            _("closed") if row.is_closed else _("open"),
            row.doctor,
            row.fee,
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: Point) -> None:
        """Change it."""
        self._form(row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is closed can be opened again, and the other way round."""
        if action in ("close", "reopen"):
            row = self.row
            return row is not None and row.is_closed == (action == "reopen")
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Add one."""
        self._form(None)

    def action_close(self) -> None:
        """Close the one that is picked, after asking."""
        self.with_row(self._ask_to_close)

    def action_reopen(self) -> None:
        """Open the one that is picked again."""
        self.with_row(lambda row: self._do(reopen_point, row))

    def _ask_to_close(self, row: Point) -> None:
        question = Confirm(
            _("Close {point}?").format(point=printable(row.name, 60)),
            _("Nobody is sent there any more. It can be opened again."),
        )
        question.open(self.app, lambda yes: self._do(close_point, row) if yes else None)

    def _do(self, service: Callable[..., None], row: Point) -> None:
        request_id = new_request_id()
        self.change(lambda: service(self.session, row.id, request_id=request_id))

    def _form(self, row: Point | None) -> None:
        session = self.session

        def show(found: tuple[Sequence[Doctor], Sequence[Fee]]) -> None:
            form = PointForm(session, row, *found)
            form.open(self.app, lambda _answer: self.read_again())

        self.ask(lambda: (doctors_here(session), fees(session)), show)


class PointForm(SavingForm[None]):
    """Adds a service point, or changes one.

    Args:
        session: Who does it.
        row: As it is now; None for a new one.
        doctors: Whose room it can be.
        fees: What a check-in can cost.
    """

    AUTO_FOCUS = "#name"
    enter_saves = False
    FIELD_OF = {
        "point.taken": "name",
        "point.letter": "letter",
        "point.fee": "fee",
        "visit.doctor": "doctor",
    }

    def __init__(
        self,
        session: Session,
        row: Point | None,
        doctors: Sequence[Doctor],
        fees: Sequence[Fee],
    ) -> None:
        super().__init__(session)
        self._row, self._doctors, self._fees = row, doctors, fees
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        row = self._row
        with lists.Page(classes="dialog wide form"):
            title = _("A new service point")
            if row is not None:
                title = _("Change {point}").format(point=printable(row.name, 60))
            yield Label(title, classes="title", markup=False)
            yield from text_field(
                "name",
                _("Name"),
                row.name if row else "",
                limit=60,
                help=_("As it stands on the door, for instance: Eye clinic."),
            )
            if row is None:
                yield from choice_field("kind", _("Kind"), kind_words())
            yield from text_field(
                "letter",
                _("Letters before the numbers of tokens"),
                row.letter if row else "",
                limit=3,
                help=_("One to three letters, for instance: E."),
            )
            yield from choice_field(
                "doctor",
                _("Whose room it is (mostly empty)"),
                doctor_choices(self._doctors),
                _chosen(row.doctor_id if row else None),
            )
            yield from choice_field(
                "fee",
                _("What a check-in costs (may stay empty)"),
                {str(each.id): printable(each.name, 40) for each in self._fees},
                _chosen(row.fee_item_id if row else None),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 saves it."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Before a consultation patients are seen at triage first. The kind of a"
            " service point stays as it was made. Tokens that were given out keep"
            " their letter on paper only: the boards show the new one."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what adds or changes it."""
        name, letter = self.text_of("name"), self.text_of("letter")
        self.checked("name", lambda: clean(name, what=_("Name"), limit=60), problems)
        self.checked("letter", lambda: token_letter(letter), problems)
        kind = self._row.kind if self._row else self._read("kind", problems)
        plan = PointPlan(
            name,
            kind or "",
            letter,
            self._number("doctor", problems),
            self._number("fee", problems),
        )
        save: Callable[..., None] = partial(add_point, self.session)
        if self._row is not None:
            save = partial(change_point, self.session, self._row.id)
        return lambda: save(plan, request_id=self._request_id)

    def _read(self, field: str, problems: dict[str, WemaError]) -> Any:
        return self.checked(
            field, self.query_one(f"#{field}", ChoiceInput).read, problems
        )

    def _number(self, field: str, problems: dict[str, WemaError]) -> int | None:
        box = self.query_one(f"#{field}", ChoiceInput)
        return self.checked(field, partial(number_of, box, required=False), problems)


def _chosen(row: int | None) -> str | None:
    return None if row is None else str(row)
