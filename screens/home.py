"""The home of a role whose own screens are not there yet: says so."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Static

from screens.at_home import Home
from screens.widgets.emergency_banner import EmergencyBanner
from screens.widgets.lists import Page
from screens.widgets.top_bar import TopBar
from wema_tui.i18n import _
from wema_tui.services.emergency.opening import open_now
from wema_tui.text import printable


class HomeScreen(Home):
    """Says what this person may do today, and where."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,alt+3,slash", "app.stock", "Stock", id="stock"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out one page of text."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield EmergencyBanner(self.session.clock)
        with Page(id="home"):
            words = self.wema.with_keys(self._words(), F3="stock")
            yield Static(words, markup=False)
        yield Footer()

    def prepare(self) -> None:
        """Find out what is open, each time the person is back here."""
        super().prepare()
        self._look_for_emergencies()

    def on_screen_resume(self) -> None:
        """Something may have been opened or ended on another screen."""
        super().on_screen_resume()
        if self.takes_keys:
            self._look_for_emergencies()

    def _look_for_emergencies(self) -> None:
        if self.session.may("emergency.open"):
            banner = self.query_one(EmergencyBanner)
            self.ask(lambda: open_now(self.session), banner.show)

    def _words(self) -> str:
        name, role = printable(self.session.full_name), self.session.role
        why = _("The screens for your work are not part of this version yet.")
        if not self.session.is_approved:  # the role's own home may be one of them
            why = _("Your account waits for approval. Once approved, sign in again.")
        lines = [
            _("Welcome, {name}. You are signed in as {role}.").format(
                name=name, role=role
            ),
            "",
            why,
            _("Today you can:"),
        ]
        if self.session.may("pharmacy.look_up"):
            lines.append("  " + _("F3      see what is on hand, by name"))
        lines += [
            "  " + _("Ctrl+L  lock the screen"),
            "  " + _("F10     open the menu; F10 again signs you out"),
        ]
        return "\n".join(lines)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return self.wema.with_keys(self._words(), F3="stock")
