"""F10: everything that this person may do here, by name. `:` begins a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label

from screens.base import Dialog
from screens.doable import JUMP, Doable, UnknownJump, resolve
from screens.widgets.fitted import fitted
from screens.widgets.lists import LIST_MOVES, ListBox
from screens.widgets.quiet_input import CodelessInput
from wema_tui.i18n import _


@dataclass(frozen=True)
class Chosen:
    """What the person chose.

    Attributes:
        do: Does it.
        typed: What stood in the box.
    """

    do: Callable[[], Any]
    typed: str = ""


_WORDS, _KEY = 40, 12  # columns


class Menu(Dialog[Chosen]):
    """A box to type into and the list of what can be done; Enter does it.

    Nothing in it is dangerous by itself: what changes much asks again. A scanner
    presses no Enter here, its codes go where they are recorded.

    Args:
        doables: What can be done, in the order in which it is shown.
        leave: The one that a second F10 does: sign out, or quit.
        typed: What stands in the box at first.
        problem: Why that could not be done.
    """

    AUTO_FOCUS = "#filter"
    is_for_anybody = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "pick", "Do it", id="menu.pick"),
        Binding("f10,alt+0", "out", "Sign out", id="menu.leave"),
        Binding("f10,alt+0", "quit", "Quit", id="menu.leave"),
    ]

    def __init__(
        self,
        doables: Sequence[Doable],
        leave: Doable,
        typed: str = "",
        problem: str = "",
    ) -> None:
        super().__init__()
        self._all = [*doables, leave]
        self._leave, self._typed, self._problem = leave, typed, problem
        self._shown: list[Doable] = []

    def compose(self) -> ComposeResult:
        """Lay out the box above the list."""
        with Vertical(classes="dialog wide"):
            yield Label(
                _("Menu: type a part of the name, arrows choose, Enter does it"),
                classes="title",
            )
            yield CodelessInput(
                self._typed,
                id="filter",
                max_length=60,
                compact=True,
                select_on_focus=False,
                help=_(
                    "Type a part of what you want to do, for instance: lock. Behind a"
                    " colon its short name is enough, for instance: :sto amox"
                ),
            )
            yield Label("", id="filter-problem", classes="field-problem", markup=False)
            yield ListBox(id="doables", compact=True)
        yield Footer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F10 leaves: whoever is signed in is signed out; else the program ends."""
        return self._leave.name == action if action in ("out", "quit") else True

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The list shows what you may do here, with its key. Next time the key"
            " alone is quicker. The short name behind the colon works too: type : on"
            " any screen, or a line that begins with : in the scan field."
        )

    def prepare(self) -> None:
        """Show all of it; the arrows work from the box."""
        super().prepare()
        self.query_one(ListBox).can_focus = False
        self._show(self._typed)
        self._say(self._problem)

    def take_key(self, event: events.Key) -> bool:
        """Arrows move in the list; Enter, only a hand's gets here, does it."""
        if event.key in ("enter", "ctrl+j"):
            self.action_pick()
        elif event.key in LIST_MOVES:
            self.when_typed(partial(self._move, LIST_MOVES[event.key]))
        else:
            return False
        return True

    @on(Input.Changed, "#filter")
    def _filter(self) -> None:
        """Show what fits the box as it is now: this may be told late."""
        typed = self.query_one("#filter", Input).value
        if typed != self._typed:
            self._typed = typed
            self._show(typed)

    def _show(self, typed: str) -> None:
        self._shown = [each for each in self._all if _fits(each, typed)]
        doables = self.query_one(ListBox)
        doables.clear_options()
        doables.add_options(map(_line, self._shown))
        doables.highlighted = 0 if self._shown else None
        self._say("" if self._shown else _("Nothing here has that name."))

    def _move(self, action: str) -> None:
        getattr(self.query_one(ListBox), f"action_{action}")()
        self.take_keys_again()

    def action_pick(self) -> None:
        """Do what is highlighted or typed, the letters on their way included."""
        self.when_typed(self._pick)

    def _pick(self) -> None:
        self._filter()
        typed, argument = self._typed, ""
        by_name = {each.name: each for each in self._all}
        place = self.query_one(ListBox).highlighted
        if typed.lstrip().startswith(JUMP):
            try:
                name, argument = resolve(typed, by_name)
            except UnknownJump as error:
                self._once_more(error.sentence)
                return
            chosen = by_name[name]
        elif place is None:
            self.take_keys_again()  # it says already that nothing has that name
            return
        else:
            chosen = self._shown[place]
        self.leave(Chosen(partial(chosen.do, argument), typed))

    def action_out(self) -> None:
        """F10 again: sign out."""
        self.leave(Chosen(partial(self._leave.do, "")))

    action_quit = action_out

    def _once_more(self, problem: str) -> None:
        self._say(problem)
        self.take_keys_again()

    def _say(self, problem: str) -> None:
        self.query_one("#filter-problem", Label).update(problem)


def _fits(doable: Doable, typed: str) -> bool:
    typed = typed.strip().casefold()
    if typed.startswith(JUMP):
        name = typed.removeprefix(JUMP).strip().partition(" ")[0]
        return doable.name.startswith(name)
    said = f"{doable.words} {doable.name}".casefold()
    return all(word in said for word in typed.split())


def _line(doable: Doable) -> Text:
    words = fitted(doable.words, _WORDS)
    return Text(f"{words} {doable.key:<{_KEY}} {JUMP}{doable.name}", no_wrap=True)
