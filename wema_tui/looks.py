"""How everything looks on this terminal: profile, theme, and what is let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import App
from textual.filter import LineFilter
from textual.scrollbar import ScrollBar, ScrollBarRender

from wema_tui.terminal.ascii_only import AsciiOnly
from wema_tui.terminal.colorless import Colorless
from wema_tui.terminal.control_guard import ControlGuard
from wema_tui.terminal.profiles import FULL, PROFILES, Profile, choose_profile
from wema_tui.themes import THEMES, theme_name


class _WholeCells(ScrollBarRender):
    """A scroll bar that is a reverse block: no colours, no characters of its own."""

    VERTICAL_BARS = HORIZONTAL_BARS = [" "]


class Looks:
    """Dresses the application, and changes its clothes while it runs.

    Args:
        app: The application.
        profile: What the terminal and its line can bear.
        theme: `dark`, `light` or `contrast`.
        environment: As it was before Textual was let near it: NO_COLOR holds
            whatever is chosen later.

    Attributes:
        profile: The one in force.
        theme: The one in force.
    """

    def __init__(
        self,
        app: App[Any],
        profile: Profile = FULL,
        theme: str = "dark",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._app, self._environment = app, environment or {}
        self.profile, self.theme = profile, theme
        self._guard, self._colorless = ControlGuard(), Colorless()
        self._ascii_only = AsciiOnly()
        ScrollBar.renderer = _WholeCells
        for each in THEMES:
            app.register_theme(each)

    def apply(self, profile: Profile | None = None, theme: str | None = None) -> None:
        """Wear another profile, another theme, or both; at once, on every screen."""
        self.profile = profile or self.profile
        self.theme = theme or self.theme
        # Without colours the signs are needed that the lean themes have.
        is_plain = self.profile.is_lean or not self.profile.has_color
        self._app.set_class(self.profile.is_lean, "-lean")
        self._app.set_class(is_plain and self.theme == "contrast", "-bold")
        self._app.theme = theme_name(self.theme, is_lean=is_plain)
        for screen in self._app.screen_stack:
            screen.refresh(layout=True)

    def choose(self, name: str) -> None:
        """Wear another theme or profile, by its name in the settings."""
        if name in PROFILES:
            is_slow = self.profile.is_slow
            self.apply(choose_profile(self._environment, is_slow=is_slow, wanted=name))
        else:
            self.apply(theme=name)

    def line_filters(self) -> Sequence[LineFilter]:
        """Return what each line passes on its way to the terminal, in order."""
        found: list[LineFilter] = [self._guard]
        if not self.profile.has_color:
            found.append(self._colorless)
        if self.profile.is_ascii:
            found.append(self._ascii_only)
        return found
