"""What stands on a patient's card."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

from wema_tui.birth import Born
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

WIDTH: Final = 85.6  # mm: a bank card
HEIGHT: Final = 54
NAME_LINES: Final = 2


class TooManyCards(WemaError):
    """More cards than fit on one sheet."""

    code = "card.too_many"


@dataclass(frozen=True)
class Card:
    """One patient's card. The code says only the number.

    Attributes:
        clinic: Name of the clinic.
        label: What the bars say: `WP0001234V`.
        medical_id: The same for people: `P1234V`.
        full_name: As the patient writes it.
        born: When; None for unknown.
    """

    clinic: str
    label: str
    medical_id: str
    full_name: str
    born: Born | None

    @property
    def born_words(self) -> str:
        """The year of birth in words; empty for unknown."""
        if self.born is None:
            return ""
        year = f"{self.born.on.year:04d}"
        if self.born.precision == "about":
            return _("born about {year}").format(year=year)
        return _("born {year}").format(year=year)

    def name_lines(self, letters: int) -> list[str]:
        """Return the name in at most two lines of so many letters."""
        return textwrap.wrap(
            printable(self.full_name, 120),
            letters,
            max_lines=NAME_LINES,
            placeholder="…",
        )
