"""Lines of text that are drawn anew for each width."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

Draw = Callable[[int], list[Text]]
"""Makes the lines for a number of columns."""


class Lines(Widget):
    """Shows as many lines as it is given; where they do not fit, the first ones."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw: Draw = lambda _width: []

    def show(self, draw: Draw) -> None:
        """Show what *draw* makes."""
        self._draw = draw
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are."""
        return len(self._draw(width))

    def render(self) -> Text:
        """Return those that fit."""
        width, height = self.size
        return Text("\n", no_wrap=True).join(self._draw(width)[:height])
