"""What forms are made of: a label, a box, and room for what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from screens.widgets.born_input import BornInput
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.quiet_input import QuietInput
from wema_tui.birth import LONGEST
from wema_tui.i18n import _
from wema_tui.text import printable


def text_field(
    name: str,
    label: str,
    value: str | None = "",
    *,
    limit: int,
    help: str,
    is_secret: bool = False,
    box: type[QuietInput] = QuietInput,
) -> ComposeResult:
    """Lay out a box for a text.

    Args:
        name: Of the box: its mistakes stand at `#name-problem`.
        label: What it is for.
        value: What stands in it at first.
        limit: Longest text, in characters.
        help: What to type, with an example.
        is_secret: Show dots, and keep no draft of it.
        box: Of what kind it is.
    """
    yield Label(label, markup=False)
    shown = printable(value or "", limit)
    yield box(
        shown, id=name, max_length=limit, compact=True, help=help, password=is_secret
    )
    yield Label("", id=f"{name}-problem", classes="field-problem", markup=False)


def choice_field(
    name: str, label: str, choices: Mapping[str, str], chosen: str | None = None
) -> ComposeResult:
    """Lay out a box for one of a few.

    Args:
        name: Of the box.
        label: What it is for.
        choices: What may be chosen -> its words.
        chosen: Which one it is at first, if any.
    """
    help = _("Type a number or the first letters, or go through them with the arrows.")
    box = ChoiceInput(
        choices, chosen or "", id=name, max_length=40, compact=True, help=help
    )
    yield Label(f"{label}: {box.numbered}", markup=False)
    yield box
    yield Label("", id=f"{name}-problem", classes="field-problem", markup=False)


def born_field(name: str, label: str, value: str = "") -> ComposeResult:
    """Lay out a box for a birth date or an age, and room for how it is understood.

    Args:
        name: Of the box: what it comes to stands at `#name-meant`.
        label: Whose it is.
        value: What stands in it at first.
    """
    help = _(
        "As the person says it: 12/3/1990 (day, month, year), 3/1990, 1990, 3 months,"
        " about 40. Empty if nobody knows."
    )
    yield Label(label, markup=False)
    with Horizontal(classes="meant"):
        yield BornInput(value, id=name, max_length=LONGEST, compact=True, help=help)
        yield Label("", id=f"{name}-meant", markup=False)
    yield Label("", id=f"{name}-problem", classes="field-problem", markup=False)
