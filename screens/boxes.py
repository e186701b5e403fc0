"""A form of a few boxes for what is secret: nothing of it is kept as a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Footer, Input, Label, Static

from screens.base import Dialog, WemaScreen
from screens.widgets.quiet_input import QuietInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.auth.rules import MAX_PASSWORD

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Box:
    """One box of such a form.

    Attributes:
        name: How the form calls it.
        label: What stands above it.
        help: What F1 says in it.
        is_secret: Its letters are not shown; a wrong one is typed anew.
        value: What stands in it at first.
        kind: Of which kind it is.
    """

    name: str
    label: str
    help: str
    is_secret: bool = True
    value: str = ""
    kind: type[QuietInput] = QuietInput

    def widget(self) -> Input:
        """Return the box."""
        return self.kind(
            self.value,
            id=self.name,
            password=self.is_secret,
            max_length=MAX_PASSWORD,
            compact=True,
            help=self.help,
        )


class BoxForm(WemaScreen[ResultT]):
    """Enter goes from box to box, on the last it saves; a refusal says why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "save", "Save", id="boxes.save"),
    ]

    def headline(self) -> str:
        """Return what the form is for."""
        raise NotImplementedError

    def boxes(self) -> list[Box]:
        """Return the boxes in the order in which they are filled."""
        raise NotImplementedError

    def call(self, typed: dict[str, str]) -> Callable[[], Any]:
        """Return what to do with what was typed.

        Raises:
            WemaError: It cannot be right.
        """
        raise NotImplementedError

    def done(self, result: Any) -> None:
        """Go on: it was done."""
        raise NotImplementedError

    def to_fill_again(self, error: WemaError) -> Iterable[str]:
        """Return which boxes are wrong, in order; all if it is not known."""
        return [box.name for box in self.boxes()]

    def about(self) -> Iterable[Widget]:
        """Return what stands between the title and the boxes; mostly nothing."""
        return ()

    def compose_form(self) -> ComposeResult:
        """Lay out the title, the boxes and what went wrong."""
        yield Static(self.headline(), classes="title", markup=False)
        yield from self.about()
        for box in self.boxes():
            yield Label(box.label, markup=False)
            yield box.widget()
        yield Label("", id="problem", classes="problem", markup=False)

    def prepare(self) -> None:
        """Begin in the first box."""
        self.set_focus(self._box(self.boxes()[0].name))
        super().prepare()

    def take_key(self, event: events.Key) -> bool:
        """Take Enter and Tab before later keys are delivered."""
        if event.key not in ("enter", "ctrl+j", "tab"):
            return False
        names = [box.name for box in self.boxes()]
        name = self.focused.id if self.focused else None
        place = names.index(name) + 1 if name in names else 0
        if place < len(names) or event.key == "tab":
            self.set_focus(self._box(names[place % len(names)]))
        else:
            self.action_save()
        return True

    def action_save(self) -> None:
        """Do it with what was typed, the letters on their way included."""
        self.when_typed(self._submit)

    def _submit(self) -> None:
        typed = {box.name: self._box(box.name).value for box in self.boxes()}
        try:
            call = self.call(typed)
        except WemaError as error:
            self._refuse(error)
            return
        self._say(_("One moment..."))
        self.ask(call, self.done, self._refuse)

    def _refuse(self, error: WemaError) -> None:
        names = list(self.to_fill_again(error))
        for name in names:
            box = self._box(name)
            box.value = "" if box.password else box.value
        self._say(error.sentence)
        self.set_focus(self._box(names[0]))
        self.take_keys_again()

    def _box(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Label).update(text)


class BoxDialog(BoxForm[ResultT], Dialog[ResultT]):
    """The same over another screen; its result is the answer."""

    def compose(self) -> ComposeResult:
        """Lay out the form; the footer has the keys."""
        with Vertical(classes="dialog"):
            yield from self.compose_form()
        yield Footer()

    def done(self, result: Any) -> None:
        """Close with what came of it."""
        self.leave(result)


class PasswordDialog(BoxDialog[ResultT]):
    """Asks for one's own password before something that matters.

    Args:
        session: Who is signed in.
        title: What it is asked for.
        ask: Does it with the password; its result is the answer.
    """

    def __init__(self, session: Any, title: str, ask: Callable[[str], ResultT]) -> None:
        super().__init__(session)
        self._title, self._ask_with = title, ask

    def headline(self) -> str:
        """Return what it is asked for."""
        return self._title

    def boxes(self) -> list[Box]:
        """Return the one."""
        help = _("The password with which you sign in. It is not shown.")
        return [Box("password", _("Your password"), help)]

    def call(self, typed: dict[str, str]) -> Callable[[], ResultT]:
        """Do it with the password."""
        return lambda: self._ask_with(typed["password"])
