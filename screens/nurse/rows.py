"""A form with its labels beside the boxes: all of it fits on a small terminal."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Label

from screens.widgets.quiet_input import QuietInput
from wema_tui.i18n import _


def row(label: str, *parts: Widget) -> Iterable[Widget]:
    """Lay out a label and what stands beside it."""
    with Horizontal(classes="sign-row"):
        yield Label(label, classes="sign-name", markup=False)
        yield from parts


def problem_of(name: str) -> Label:
    """Return the room for what is wrong with a box, or what its value means."""
    return Label("", id=f"{name}-problem", classes="field-problem", markup=False)


def text_row(name: str, label: str, *, limit: int, help: str) -> ComposeResult:
    """Lay out a box for a text, as `text_field` does, with the label beside it."""
    box = QuietInput(id=name, max_length=limit, compact=True, help=help, classes="long")
    yield from row(label, box)
    yield problem_of(name)


def note_row(limit: int) -> ComposeResult:
    """Lay out a box for a note."""
    help = _("What was seen and heard, for instance: cough for 3 days")
    yield from text_row("note", _("Note"), limit=limit, help=help)
