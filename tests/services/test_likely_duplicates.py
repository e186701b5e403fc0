"""Who may be registered already: told while the form is filled in."""

import random
from dataclasses import replace
from datetime import date

from wema_tui.birth import Born
from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.patients.duplicates import (
    SHOWN,
    STRONG,
    Traits,
    likeness,
)

PAIRS = 2_000
PLACES = ("Kariakoo", "Ubungo, near the church", "Mbagala", "Temeke", "Tandika")


def somebody(chance):
    sex = chance.choice(("female", "male"))
    given = FEMALE_GIVEN_NAMES if sex == "female" else MALE_GIVEN_NAMES
    names = chance.choice(given), chance.choice(MALE_GIVEN_NAMES)
    born = date(chance.randrange(1930, 2026), 1 + chance.randrange(12), 1)
    return Traits(
        " ".join((*names, chance.choice(FAMILY_NAMES))),
        sex,
        Born(born.replace(day=chance.randrange(1, 29)), "day"),
        f"+2557{chance.randrange(10**8):08}",
        chance.choice(PLACES),
    )


def again(person, chance):
    """The same person, registered by somebody else: a name and one more thing agree."""
    words = person.full_name.split()
    slip = chance.randrange(4)
    if slip == 0:
        chance.shuffle(words)
    elif slip == 1:
        del words[1]
    elif slip == 2:
        words[2] += words[2][-1]
    named = replace(person, full_name=" ".join(words), place=chance.choice(PLACES))
    other = chance.randrange(3)
    if other == 0:
        return replace(named, phone="")
    year = person.born.on.year + chance.randrange(-2, 3)
    if other == 1:
        return replace(named, born=Born(date(year, 1, 1), "about"))
    return replace(named, born=Born(date(year, 1, 1), "year"), place="")


def sibling(person, chance):
    """Another child of the house: phone, place, and the names of the father."""
    given, *of_father = person.full_name.split()
    names = FEMALE_GIVEN_NAMES if person.sex == "female" else MALE_GIVEN_NAMES
    other = chance.choice([name for name in names if name[:3] != given[:3]])
    return replace(person, full_name=" ".join((other, *of_father)))


def scores(other_of):
    chance = random.Random(7)
    people = [somebody(chance) for _nth in range(PAIRS)]
    return [likeness(each, other_of(each, chance)).score for each in people]


def share(found, limit):
    return sum(score >= limit for score in found) / len(found)


def test_nearly_everybody_who_is_registered_again_is_strong():
    found = scores(again)
    assert share(found, SHOWN) == 1
    assert share(found, STRONG) > 0.95


def test_strangers_are_not_shown_and_never_strong():
    found = scores(lambda _person, chance: somebody(chance))
    assert share(found, SHOWN) < 0.001
    assert share(found, STRONG) == 0


def test_twins_are_shown_but_hardly_ever_strong():
    found = scores(sibling)
    assert share(found, SHOWN) > 0.95
    assert share(found, STRONG) < 0.02
