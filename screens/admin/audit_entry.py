"""One entry of the audit log: all that it tells, before and after side by side."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.services.audit.reading import EntryDetail, beside, entry
from wema_tui.services.audit.search import Wanted
from wema_tui.services.audit.telling import act_in_words
from wema_tui.services.session import Session
from wema_tui.text import printable

_LONGEST = 4000  # characters of one value
_CHANGED = "*"


class EntryScreen(Dialog[None]):
    """Shows an entry; n and p go to the next and the one before, as in the list.

    Args:
        session: Who asks.
        wanted: What the list was asked for.
        seq: Number of the entry.
    """

    AUTO_FOCUS = "Page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "beside(1)", "Next", id="entry.next"),
        Binding("p", "beside(-1)", "Before", id="entry.before"),
    ]

    def __init__(self, session: Session, wanted: Wanted, seq: int) -> None:
        super().__init__(session)
        self._wanted, self._seq = wanted, seq

    def compose(self) -> ComposeResult:
        """Lay out what does not change with the entry."""
        with Page(classes="dialog wide"):
            yield Label("", id="entry-title", classes="title", markup=False)
            yield Label("", id="entry-end", classes="field-problem", markup=False)
            yield Static("", id="entry-facts", markup=False)
            yield Static("", id="entry-changes", markup=False)
            yield Static("", id="entry-more", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "What an entry compares stands side by side; a * marks what is not as it"
            " was before. n shows the next entry of the list, an older one; p the one"
            " before it."
        )

    def prepare(self) -> None:
        """Read the entry; keys wait for it."""
        self._read()

    def action_beside(self, step: int) -> None:
        """Go to the next entry of the list, or to the one before."""
        self.takes_keys = False
        self.ask(
            lambda: beside(self.session, self._wanted, self._seq, step),
            self._go_to,
            self._not_read,
        )

    def _go_to(self, seq: int | None) -> None:
        if seq is None:
            self.query_one("#entry-end", Label).update(_("The list ends here."))
            self.take_keys_again()
        else:
            self._seq = seq
            self._read()

    def _read(self) -> None:
        self.ask(lambda: entry(self.session, self._seq), self._show, self._not_read)

    def _not_read(self, error: Any) -> None:
        self.show_failure(error)
        self.take_keys_again()

    def _show(self, found: EntryDetail) -> None:
        title = _("Entry {seq}: {action}").format(
            seq=found.row.seq, action=printable(found.row.action)
        )
        self.query_one("#entry-title", Label).update(title)
        self.query_one("#entry-end", Label).update("")
        self.query_one("#entry-facts", Static).update(_pairs(self._facts(found)))
        self.query_one("#entry-changes", Static).update(_compared(found))
        more = [(name, _shown(value)) for name, value in found.more]
        self.query_one("#entry-more", Static).update(_pairs(more))
        self.query_one(Page).scroll_home(animate=False)
        self.take_keys_again()

    def _facts(self, found: EntryDetail) -> list[tuple[str, str]]:
        row = found.row
        at = self.session.clock.at_clinic(row.at)
        session = "-" if found.session_id is None else str(found.session_id)
        return [
            (_("When"), f"{at:%Y-%m-%d %H:%M:%S} {_clock_word(row.clock)}"),
            (_("Who"), f"{row.employee_id} {row.full_name} {row.role}".strip()),
            (_("Did what"), act_in_words(row.action)),
            (_("Where"), row.station),
            (_("On what"), row.subject),
            (_("Session"), session),
            (_("Request"), found.request_id),
        ]


def _clock_word(clock: str) -> str:
    return {
        "back": _("(the clock was set back)"),
        "unsynced": _("(nobody had set the clock)"),
    }.get(clock, "")


def _pairs(pairs: list[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(_text(name), _text(value))
    return table


def _compared(found: EntryDetail) -> Table | str:
    if not found.changes:
        return ""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    table.add_row("", "", _text(_("Before")), _text(_("After")))
    for told in found.changes:
        sign = _CHANGED if told.is_changed else ""
        cells = (told.name, _shown(told.before), _shown(told.after))
        table.add_row(sign, *map(_text, cells))
    return table


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(text: str) -> Text:
    return Text(printable(text, _LONGEST))
