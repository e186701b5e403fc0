"""The patients of the demo clinic: who they are. None of them exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.patients.particulars import Particulars
from wema_tui.services.patients.rules import BLOOD_GROUPS

_PLACES = (
    "Mtoni kwa Azizi Ali",
    "Kijiji cha Mbuyuni",
    "Karibu na soko kuu",
    "Nyuma ya shule ya msingi",
    "Barabara ya zamani",
    "Mtaa wa Uhuru",
    "Kando ya msikiti",
    "Karibu na kanisa",
)
_RELATIONS = ("mother", "husband", "wife", "sister", "brother", "neighbour")
_ALLERGIES = (None, None, "", "", "", "", "Penicillin", "Sulfa medicines")
_DAYS_IN_A_YEAR = 365.25
_OLD = 5  # years; from then on many know their year of birth only


@dataclass(frozen=True)
class Somebody:
    """An invented person.

    Attributes:
        particulars: As a receptionist types them.
        born_on: The birth, however well the person knows it.
    """

    particulars: Particulars
    born_on: date

    def age_on(self, day: date) -> float:
        """Return the age in years."""
        return max(0.0, (day - self.born_on).days / _DAYS_IN_A_YEAR)


def invented_people(rng: Random, day: date) -> Iterator[Somebody]:
    """Invent people without end, each with a phone of their own or none.

    Args:
        rng: Decides on everything.
        day: On which they are as old as people in such a place are.
    """
    for nth in count(1):
        yield _somebody(rng, day, f"+25571{nth:07d}")


def _somebody(rng: Random, day: date, phone: str) -> Somebody:
    sex = rng.choice(("female", "female", "female", "male", "male"))
    given = FEMALE_GIVEN_NAMES if sex == "female" else MALE_GIVEN_NAMES
    names = [rng.choice(given), rng.choice(MALE_GIVEN_NAMES), rng.choice(FAMILY_NAMES)]
    years = rng.choice(
        (rng.uniform(0.1, 5), rng.uniform(5, 40), rng.gammavariate(6, 6))
    )
    born_on = day - timedelta(days=round(min(years, 95) * _DAYS_IN_A_YEAR) + 1)
    has_phone = rng.random() < 0.8
    return Somebody(
        Particulars(
            full_name=" ".join(names if rng.random() < 0.6 else names[::2]),
            sex=sex,
            born=_as_said(rng, born_on, years),
            phone=phone if has_phone else "",
            place=rng.choice(_PLACES),
            contact_name=f"{rng.choice(FEMALE_GIVEN_NAMES)} {names[-1]}",
            contact_phone=f"+25572{phone[-7:]}" if rng.random() < 0.5 else "",
            contact_relation=rng.choice(_RELATIONS),
            allergies=rng.choice(_ALLERGIES),
            blood_group=rng.choice(BLOOD_GROUPS) if rng.random() < 0.2 else "",
        ),
        born_on,
    )


def _as_said(rng: Random, born_on: date, years: float) -> str:
    if years < _OLD or rng.random() < 0.6:
        return born_on.isoformat()
    return str(born_on.year) if rng.random() < 0.7 else f"{round(years)}"
