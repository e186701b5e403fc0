"""Emergency access that nobody has reviewed, and the review of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from screens.emergency.words import kind_word
from screens.listing import Listing
from screens.widgets.columns import in_columns
from screens.widgets.lists import LIST_MOVES, ListBox
from screens.words import time_word
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.telling import act_in_words
from wema_tui.services.emergency.opening import LONGEST_REASON
from wema_tui.services.emergency.reviewing import (
    DoneUnder,
    EmergencyRow,
    done_under,
    review,
    unreviewed,
)
from wema_tui.services.paging import Page
from wema_tui.services.session import Session
from wema_tui.text import printable

_WIDTHS = (16, 6, 0, 12, 14)  # cells; the name gets the rest


class ReviewsScreen(Listing[EmergencyRow]):
    """What waits for a review, the oldest first; Enter opens one."""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Emergency access to review: Enter opens one")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of a name, an ID or the patient's number: 1234")

    @property
    def nothing_found(self) -> str:
        """What to say when nothing waits."""
        return _("Nothing waits for a review.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Whoever opens a record in an emergency is asked afterwards by another"
            " person. OPEN: it has not ended yet. LATE: it has waited for more than"
            " three days. YOURS: another person must review it."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[EmergencyRow]:
        """Return a page of what waits."""
        return unreviewed(self.session, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("Opened"), _("State"), _("Who"), _("Patient"), _("Why"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: EmergencyRow, room: int) -> Text:
        """Return one access; the late ones in bold too."""
        texts = (
            time_word(row.opened_at, self.session.clock),
            state_word(row),
            f"{row.employee_id} {row.full_name}",
            row.number,
            kind_word(row.kind),
        )
        style = "bold" if row.is_late else ""
        return Text(in_columns(texts, _WIDTHS, room), style=style, no_wrap=True)

    def open_row(self, row: EmergencyRow) -> None:
        """Show it with all that was done."""
        form = ReviewForm(self.session, row)
        form.open(self.app, lambda _nothing: self.read_again())


def state_word(row: EmergencyRow) -> str:
    """Return what is to be known of it first."""
    if row.is_own:
        return _("YOURS")
    if row.is_open:
        return _("OPEN")
    return _("LATE") if row.is_late else _("waits")


class ReviewForm(SavingForm[None]):
    """Shows one access and what was done under it; says whether it was justified.

    Enter says nothing: the verdict is for good.

    Args:
        session: Who reviews.
        row: The access.
    """

    AUTO_FOCUS = "#note"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "save", "Justified", id="review.justified"),
        Binding("f7,alt+7", "not_justified", "Not justified", id="review.not"),
    ]
    FIELD_OF: ClassVar = dict.fromkeys(
        ("emergency.note", "text.long", "text.unsafe"), "note"
    )

    def __init__(self, session: Session, row: EmergencyRow) -> None:
        super().__init__(session)
        self._row, self._request_id = row, new_request_id()
        self._verdict = "justified"

    def compose(self) -> ComposeResult:
        """Lay out who, whom, why, what was done, and the note."""
        row = self._row
        title = _("{who}, patient {patient}").format(
            who=f"{row.employee_id} {printable(row.full_name, 60)}",
            patient=printable(f"{row.number} {row.patient_name}".strip(), 60),
        )
        with Vertical(classes="dialog wide"):
            yield Label(title, classes="title", markup=False)
            yield Label(self._when(), markup=False)
            reason = f"{kind_word(row.kind)}: {printable(row.reason, LONGEST_REASON)}"
            yield Label(reason, classes="about", markup=False)
            yield Label(_("What was done meanwhile:"), markup=False)
            yield ListBox(id="done-under", compact=True)
            yield from text_field(
                "note",
                _("Note (must say why, if it was not justified)"),
                limit=LONGEST_REASON,
                help=_("For instance: asked the doctor, the patient was alone."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        text = _(
            "F2: it was justified. F7: it was not; the note says why. Enter does"
            " nothing: what is said here stays. The arrows move in the list."
        )
        return self.wema.with_keys(text, F2="review.justified", F7="review.not")

    def prepare(self) -> None:
        """Ask what was done."""
        super().prepare()
        self.query_one(ListBox).can_focus = False
        self.ask(lambda: done_under(self.session, self._row.id), self._show)

    def take_key(self, event: events.Key) -> bool:
        """Move in the list; Enter does nothing."""
        if event.key in LIST_MOVES:
            getattr(self.query_one(ListBox), f"action_{LIST_MOVES[event.key]}")()
            return True
        return event.key in ("enter", "ctrl+j")

    def action_save(self) -> None:
        """Say that it was justified."""
        self._verdict = "justified"
        super().action_save()

    def action_not_justified(self) -> None:
        """Say that it was not."""
        self._verdict = "not_justified"
        super().action_save()

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what says so."""
        verdict, note = self._verdict, self.text_of("note")
        return lambda: review(
            self.session,
            self._row.id,
            verdict=verdict,
            note=note,
            request_id=self._request_id,
        )

    def _when(self) -> str:
        clock = self.session.clock
        return _("Opened {start}, ended {end}").format(
            start=time_word(self._row.opened_at, clock),
            end=time_word(self._row.ended_at, clock),
        )

    def _show(self, found: tuple[DoneUnder, ...]) -> None:
        clock = self.session.clock
        acts = self.query_one(ListBox)
        for each in found:
            at = clock.at_clinic(each.at).strftime("%H:%M")
            said = f"{at}  {act_in_words(each.action)}  ({printable(each.station, 30)})"
            acts.add_option(Text(said, no_wrap=True))
