"""People to be patients: names as common and as rare as they are.

Most words are from lists of Tanzanian names, the others from 40,000 that are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, product
from typing import Any, Final

from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.patients.rules import FIRST_NUMBER

SEED: Final = 5
_INVENTED: Final = 40_000


@dataclass(frozen=True)
class Somebody:
    """A patient before the keys are computed."""

    number: int
    names: tuple[str, str, str]
    phone: str
    year: int

    @property
    def columns(self) -> dict[str, Any]:
        """What the row has besides its keys."""
        return {
            "id": self.number,
            "full_name": " ".join(self.names),
            "sex": "unknown",
            "born_on": date(self.year, 1, 1),
            "born_precision": "year",
            "phone": self.phone,
            "other_phone": None,
            "place": "Kariakoo, near the market",
            "contact_name": "",
            "contact_relation": "",
            "created_at": "2026-01-01T00:00:00.000000Z",
        }


def people_drawn(many: int) -> Iterator[Somebody]:
    """Yield as many, always the same."""
    chance = random.Random(SEED)
    given = _drawn_from(chance, FEMALE_GIVEN_NAMES + MALE_GIVEN_NAMES)
    family = _drawn_from(chance, FAMILY_NAMES)
    invented = _drawn_from(chance, _invented(chance))
    for number in range(FIRST_NUMBER, FIRST_NUMBER + many):
        second = given if chance.random() < 0.8 else invented
        third = family if chance.random() < 0.4 else invented
        yield Somebody(
            number,
            (given(), second(), third()),
            f"+2557{chance.randrange(10**8):08}",
            chance.randrange(1930, 2026),
        )


def _drawn_from(chance: random.Random, names: Sequence[str]) -> Callable[[], str]:
    """Return who draws one of *names*: a few are common, most are rare."""
    shuffled = chance.sample(names, len(names))
    weights = list(accumulate(1 / (nth + 3) ** 0.85 for nth in range(len(names))))
    return lambda: chance.choices(shuffled, cum_weights=weights)[0]


def _invented(chance: random.Random) -> list[str]:
    begins = (*"bdfghjklmnprstwyz", "ch", "sh", "mw", "nd", "ng", "mb")
    syllables = ["".join(pair) for pair in product(["", *begins], "aeiou")]
    names: dict[str, None] = {}
    while len(names) < _INVENTED:
        size = chance.choice((2, 3, 3, 4))
        names["".join(chance.choices(syllables, k=size)).capitalize()] = None
    return list(names)
