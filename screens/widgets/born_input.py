"""A box for a birth date or an age, that says beside itself how it is understood."""

from __future__ import annotations

from datetime import date
from typing import cast

from textual import on
from textual.widgets import Input, Label

from screens.application import Application
from screens.widgets.quiet_input import CodelessInput
from wema_tui.birth import Born, born_text
from wema_tui.errors import WemaError
from wema_tui.services.patients.particulars import birth_of
from wema_tui.services.patients.rules import age_words


class BornInput(CodelessInput):
    """Whoever types `12/3/1990` reads what it comes to in the label `#name-meant`."""

    @property
    def born(self) -> Born | None:
        """What stands in the box; None for nothing yet.

        Raises:
            WemaError: It is neither a date nor an age.
        """
        return birth_of(self.value, cast(Application, self.app).clinic.clock)

    @on(Input.Changed)
    def say_meant(self) -> None:
        """Say what it comes to; nothing while it is no date yet."""
        try:
            born = self.born
        except WemaError:
            born = None
        today = cast(Application, self.app).clinic.clock.today()
        meant = "" if born is None else born_words(born, today)
        for label in self.screen.query(f"#{self.id}-meant").results(Label):
            label.update(meant)


def born_words(born: Born, today: date) -> str:
    """Return an age and a birth: `36 years (12/03/1990)`."""
    return f"{age_words(born, today)} ({born_text(born)})"
