"""A long list, a page at a time: type to search, arrows to move, Enter to open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label

from screens.base import Dialog
from screens.widgets.lists import LIST_MOVES, ListBox
from screens.widgets.quiet_input import QuietInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.paging import Page
from wema_tui.services.session import Session

RowT = TypeVar("RowT")

_LEAST = 3  # rows, on however small a terminal
_NARROWEST = 40  # cells of a row
_SIGN = 2  # cells before each row: the sign of the one that is picked
_MOVES = (*LIST_MOVES, "home", "end")


class Listing(Dialog[RowT], Generic[RowT]):
    """The part that finds, shows and leafs; what the rows are is the screen's.

    The database cuts the page: ten thousand rows cost as much as ten. Behind the
    last row of a page comes the next page. Keys wait for the page they are meant for.

    Args:
        session: Who asks.
        typed: What stands in the search box at first.
    """

    AUTO_FOCUS = "#find"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4,alt+4", "filter", "Filter", id="listing.filter"),
    ]

    def __init__(self, session: Session, typed: str = "") -> None:
        super().__init__(session)
        self._typed = typed
        self._page: Page[RowT] = Page((), 0, 0)
        self._asked = 0  # how many pages were asked for: late answers are dropped
        self._shown = 0  # the newest of them that was answered
        self._then: Callable[[], Any] | None = None

    # -- what a screen says of its list ------------------------------------------

    @property
    def heading(self) -> str:
        """What the list is of."""
        raise NotImplementedError

    @property
    def find_help(self) -> str:
        """What may be typed to search, with an example: shown with F1."""
        raise NotImplementedError

    @property
    def nothing_found(self) -> str:
        """What to say, and to do, when the list is empty."""
        return _("Nothing matches. Type less, or another word.")

    @property
    def filtered_by(self) -> str:
        """Which filter is in force, in words; empty for none."""
        return ""

    def fetch(self, text: str, offset: int, limit: int) -> Page[RowT]:
        """Return a page of what matches *text*. On the database thread."""
        raise NotImplementedError

    def columns(self, room: int) -> str:
        """Return the names of the columns, in *room* cells."""
        raise NotImplementedError

    def line(self, row: RowT, room: int) -> Text:
        """Return one row in *room* cells."""
        raise NotImplementedError

    def open_row(self, row: RowT) -> None:
        """Do what Enter does with a row."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Ask which rows to show; where there is nothing to choose, F4 is hidden."""

    # -- for the screen ------------------------------------------------------------

    @property
    def row(self) -> RowT | None:
        """The row that the arrows are at, if there is one."""
        place = self.query_one(ListBox).highlighted
        rows = self._page.rows
        return rows[place] if place is not None and place < len(rows) else None

    def read_again(self) -> None:
        """Show the same place as it is now: something was changed."""
        self._read(self._place)

    def from_the_top(self) -> None:
        """Show the first page: what is looked for has changed."""
        self._read(0)

    def change(self, call: Callable[[], Any]) -> None:
        """Do *call* and show the list as it is then, also when it was refused."""

        def refused(error: WemaError) -> None:
            self.show_failure(error)
            self.read_again()

        self.ask(call, lambda _nothing: self.read_again(), refused)

    def with_row(self, call: Callable[[RowT], Any]) -> None:
        """Do *call* with the row that is picked once all that was typed is listed."""

        def go_on() -> None:
            if self.row is not None:
                call(self.row)
            self.take_keys_again()  # for when what was opened is closed again

        self._when_listed(go_on)

    # -- layout and keys -----------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the box, the names of the columns, and the page."""
        with Vertical(classes="dialog wide listing"):
            yield Label(self.heading, classes="title", markup=False)
            yield QuietInput(
                self._typed,
                id="find",
                max_length=60,
                compact=True,
                select_on_focus=False,
                help=self.find_help,
            )
            yield Label("", id="columns", markup=False)
            yield ListBox(id="rows", compact=True)
            yield Label("", id="where", markup=False)
        yield Footer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F4 is there where there is something to filter by."""
        if action == "filter":
            return type(self).action_filter is not Listing.action_filter
        return super().check_action(action, parameters)

    def prepare(self) -> None:
        """Read the first page once it is known how many rows fit."""
        self.query_one(ListBox).can_focus = False
        self.call_after_refresh(self.from_the_top)
        super().prepare()

    def on_resize(self) -> None:
        """Fill the page again: another number of rows fits."""
        if self._asked:
            self.call_after_refresh(self.read_again)

    def take_key(self, event: events.Key) -> bool:
        """Move in the list from wherever the person types; Enter opens."""
        if event.key in ("enter", "ctrl+j"):
            self.with_row(self.open_row)
        elif event.key in _MOVES:
            self._when_listed(lambda: self._move(event.key))
        else:
            return False
        return True

    @on(Input.Changed, "#find")
    def _search(self, event: Input.Changed) -> None:
        if event.value != self._typed:  # not what stood in it at first
            self._typed = event.value
            self.from_the_top()

    def _when_listed(self, call: Callable[[], Any]) -> None:
        """Do *call* once the list shows what was asked for."""
        self._then = call
        self.when_typed(self._go_on)

    def _go_on(self) -> None:
        is_new = self.query_one("#find", Input).value == self._typed
        if self._then is not None and is_new and self._shown == self._asked:
            call, self._then = self._then, None
            call()

    def _move(self, key: str) -> None:
        page, room = self._page, self._room
        last = max(0, page.total - 1 + page.has_more)
        to = {
            "up": self._place - 1,
            "down": self._place + 1,
            "pageup": self._place - room,
            "pagedown": self._place + room,
            "home": 0,
            "end": last,
        }[key]
        to = min(last, max(0, to))
        if page.offset <= to < page.offset + len(page.rows) or not page.rows:
            self._highlight(to)
            self.take_keys_again()
        else:
            self._then = self.take_keys_again  # the next key is for the next page
            self._read(to)

    # -- pages -----------------------------------------------------------------------

    @property
    def _room(self) -> int:
        return max(_LEAST, self.query_one(ListBox).size.height)

    @property
    def _place(self) -> int:
        """How many rows of the whole list are before the one that is picked."""
        return self._page.offset + (self.query_one(ListBox).highlighted or 0)

    def _highlight(self, place: int) -> None:
        page = self._page
        here = min(max(0, place - page.offset), len(page.rows) - 1)
        self.query_one(ListBox).highlighted = here if page.rows else None

    def _read(self, place: int) -> None:
        """Show the page that *place* of the whole list is on."""
        self._asked += 1
        asked, text, limit = self._asked, self._typed, self._room
        offset = place // limit * limit

        def fetch() -> Page[RowT] | None:
            # Who types on while a page is on its way does not wait for it.
            return self.fetch(text, offset, limit) if asked == self._asked else None

        self.ask(
            fetch,
            lambda page: self._show(asked, page, place),
            lambda error: self._not_read(asked, error),
        )

    def _not_read(self, asked: int, error: WemaError) -> None:
        if asked == self._asked:
            self._shown, self._then = asked, None
            self.show_failure(error)
            self.take_keys_again()

    def _show(self, asked: int, page: Page[RowT] | None, place: int) -> None:
        if page is None or asked != self._asked:
            return  # an answer to an older question
        self._shown, self._page = asked, page
        rows = self.query_one(ListBox)
        room = max(_NARROWEST, rows.size.width - _SIGN)
        rows.clear_options()
        rows.add_options(self.line(row, room) for row in page.rows)
        self._highlight(place)
        above, below = " " * _SIGN + self.columns(room), self._where()
        if not page.rows:  # said where one looks, not below an empty page
            above, below = self._with_filter(self.nothing_found), ""
        columns = self.query_one("#columns", Label)
        columns.set_class(not page.rows, "-nothing")
        columns.update(above)
        self.query_one("#where", Label).update(below)
        self.refresh_bindings()
        self._go_on()

    def _where(self) -> str:
        page = self._page
        said = _("{first} to {last} of {total}")
        if page.has_more:
            said = _("{first} to {last} of {total} or more")
        where = said.format(
            first=page.offset + 1,
            last=page.offset + len(page.rows),
            total=page.total,
        )
        return self._with_filter(where)

    def _with_filter(self, text: str) -> str:
        return " · ".join(filter(None, (text, self.filtered_by)))
