"""The audit log: who did what, when; find, filter, open an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label

from screens.admin.audit_entry import EntryScreen
from screens.dialogs.form import FormDialog
from screens.listing import Listing
from screens.widgets.fitted import fitted
from screens.widgets.quiet_input import CodelessInput
from wema_tui.days import parse_day
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.reading import EntryRow, entries
from wema_tui.services.audit.search import Wanted
from wema_tui.services.audit.telling import act_in_words
from wema_tui.services.paging import Page
from wema_tui.services.session import Session
from wema_tui.text import clean

_NARROW = (7, 17, 7, 24, 0)  # cells of each column; the last has what is left
_WIDE = (8, 17, 28, 32, 16, 0)


class AuditLogScreen(Listing[EntryRow]):
    """The list of entries, the newest first; Enter opens one."""

    def __init__(self, session: Session, typed: str = "") -> None:
        super().__init__(session, typed)
        self._wanted = Wanted()
        self._has_more = False

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Audit log: type who did it, arrows choose, Enter opens")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _(
            "Type the employee ID of a person or a part of the name, for instance:"
            " msuya. Empty shows what everybody did, the console too."
        )

    @property
    def nothing_found(self) -> str:
        """What to do when nothing fits."""
        return _("Nothing fits. Type less of the name, or change the filter: F4.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Every write, sign-in and refusal is an entry here; none can be changed or"
            " removed. F4 asks for a patient, an action or days. A ? behind the time"
            " says that the clock was not to be trusted: the numbers are the order."
        )

    @property
    def filtered_by(self) -> str:
        """Which filter is in force, and that it lets more through than is shown."""
        wanted = self._wanted
        days = f"{wanted.since or ''}..{wanted.until or ''}"
        parts = [
            _("patient {number}").format(number=wanted.patient)
            if wanted.patient
            else "",
            f"{wanted.action}..." if wanted.action else "",
            days if wanted.since or wanted.until else "",
            _("the newest only: choose days for older ones (F4)")
            if self._has_more
            else "",
        ]
        return " · ".join(filter(None, parts))

    def fetch(self, text: str, offset: int, limit: int) -> Page[EntryRow]:
        """Return a page of what was asked for."""
        wanted = replace(self._wanted, person=text.strip())
        page = entries(self.session, wanted, offset=offset, limit=limit)
        self._has_more = page.has_more
        return page

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = [_("No."), _("When"), _("Who"), _("What"), _("On what")]
        if _is_wide(room):
            names.insert(4, _("Where"))
        return _in_columns(names, room)

    def line(self, row: EntryRow, room: int) -> Text:
        """Return one entry."""
        at = self.session.clock.at_clinic(row.at)
        when = f"{at:%Y-%m-%d %H:%M}{'' if row.clock == 'ok' else '?'}"
        who = row.employee_id or row.role
        texts = [str(row.seq), when, who, act_in_words(row.action), row.subject]
        if _is_wide(room):
            texts[2] = f"{who} {row.full_name}"
            texts.insert(4, row.station)
        return Text(_in_columns(texts, room))

    def open_row(self, row: EntryRow) -> None:
        """Show all that the entry tells."""
        wanted = replace(self._wanted, person=self.query_one("#find", Input).value)
        EntryScreen(self.session, wanted, row.seq).open(self.app)

    def action_filter(self) -> None:
        """Ask which entries to show."""
        typed = self.query_one("#find", Input).value
        form = AuditFilter(self.session, replace(self._wanted, person=typed))
        form.open(self.app, self._show_only)

    def _show_only(self, wanted: Wanted | None) -> None:
        if wanted is not None:
            self._wanted, self._typed = wanted, wanted.person
            self.query_one("#find", Input).value = wanted.person
            self.from_the_top()


class AuditFilter(FormDialog[Wanted]):
    """A box for each thing that can be asked for; an empty one lets all through.

    Args:
        session: Who asks.
        wanted: What is shown now.
    """

    AUTO_FOCUS = "#person"

    def __init__(self, session: Session, wanted: Wanted) -> None:
        super().__init__(session)
        self._wanted = wanted

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        was = self._wanted
        since, until = (str(day) if day else "" for day in (was.since, was.until))
        with Vertical(classes="dialog"):
            yield Label(_("Which entries? Empty boxes let all through."))
            yield from self._field(
                "person",
                _("Person: employee ID, or a part of the name"),
                was.person,
                _("Whoever did it, for instance: PHA001, or msuya"),
            )
            yield from self._field(
                "patient",
                _("Patient: the number"),
                was.patient,
                _("Entries about a patient, or that tell of one, for instance: P1234V"),
            )
            yield from self._field(
                "action",
                _("Action: how it begins, for instance stock."),
                was.action,
                _("Type how the action begins: stock. or session.start or user."),
            )
            yield from self._field(
                "since",
                _("From the day, for instance 23/11 or yesterday"),
                since,
                _("The first day: 23/11/2026, 23/11, 2026-11-23, today, yesterday"),
            )
            yield from self._field(
                "until",
                _("To the day"),
                until,
                _("The last day: 23/11/2026, 23/11, 2026-11-23, today, yesterday"),
            )
        yield Footer()

    def _field(self, name: str, label: str, value: str, help: str) -> ComposeResult:
        yield Label(label)
        yield CodelessInput(value, id=name, max_length=60, compact=True, help=help)
        yield Label("", id=f"{name}-problem", classes="field-problem", markup=False)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "All that is filled in must fit. Days are those that the clinic's clock"
            " showed. F2 with empty boxes shows everything again."
        )

    def read(self, problems: dict[str, WemaError]) -> Wanted | None:
        """Return what the boxes say."""
        names = {
            "person": _("The person"),
            "patient": _("The number"),
            "action": _("The action"),
        }
        found = {
            field: self.checked(field, partial(self._clean, field, what), problems)
            for field, what in names.items()
        }
        since, until = (
            self.checked(field, partial(self._day, field), problems)
            for field in ("since", "until")
        )
        if since is not None and until is not None and until < since:
            problems["until"] = WemaError(_("This day is before the first one."))
        if problems:
            return None
        texts = {field: text or "" for field, text in found.items()}
        return Wanted(**texts, since=since, until=until)

    def _clean(self, field: str, what: str) -> str:
        return clean(self.text_of(field), what=what, required=False)

    def _day(self, field: str) -> date | None:
        text = self.text_of(field)
        return parse_day(text, self.session.clock.today()) if text else None


def _is_wide(room: int) -> bool:
    return room >= sum(_WIDE) + len(_WIDE) + 12


def _in_columns(texts: list[str], room: int) -> str:
    widths = _WIDE if _is_wide(room) else _NARROW
    rest = room - sum(widths) - len(widths) + 1
    cells = (fitted(t, w or rest) for t, w in zip(texts, widths, strict=True))
    return " ".join(cells)
