"""Who may be registered already: told while the form is filled in."""

import random
from dataclasses import replace
from datetime import date

import pytest

from tests.patients import registered, typed
from wema_tui.birth import Born
from wema_tui.data.names import FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES
from wema_tui.services.patients.duplicates import (
    SHOWN,
    STRONG,
    Traits,
    likeness,
)
from wema_tui.services.patients.likely import likely_duplicates
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.registering import LooksAlike, register_patient

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


def alike(session, but=None, **also):
    wanted = typed(**also)
    return likely_duplicates(
        session,
        full_name=wanted.full_name,
        sex=wanted.sex,
        born=Born(date(1990, 3, 12), "day") if wanted.born else None,
        phone=wanted.phone,
        place=wanted.place,
        but=but,
    )


@pytest.fixture
def asha(receptionist):
    other = {"sex": "male", "born": "1950", "phone": "", "place": "Ubungo"}
    registered(receptionist, "Omari Shayo", **other)
    return registered(receptionist)


@pytest.mark.parametrize(
    ("also", "why"),
    [
        ({"full_name": "juma ASHA"}, ("name", "phone", "birth date", "place")),
        ({"phone": "", "place": ""}, ("name", "birth date")),
        ({"full_name": "Aasha Juma", "born": ""}, ("name", "phone", "place")),
        ({"full_name": "Asha Bi Juma", "phone": ""}, ("name", "birth date", "place")),
        ({"full_name": "Asha Mollel"}, ("phone", "birth date", "place")),
    ],
)
def test_who_is_alike_is_shown_with_what_is_the_same(receptionist, asha, also, why):
    (found,) = alike(receptionist, **also)
    assert (found.row.number, found.why) == (asha.number, why)


def test_nobody_is_alike_to_an_empty_form_or_to_oneself(receptionist, asha):
    assert alike(receptionist, full_name="", phone="", place="") == ()
    assert alike(receptionist, but=asha.number) == ()


def test_a_merged_record_counts_for_the_one_that_goes_on(receptionist, admin, asha):
    new = registered(receptionist, "Neema Msuya", phone="", born="", place="")
    merge_patients(admin, asha.number, new.number, reason="married", request_id="merge")
    (found,) = alike(receptionist)
    assert (found.row.number, found.score) == (new.number, 100)
    assert alike(receptionist, but=new.number) == ()


def test_who_is_registered_at_two_desks_at_once_is_seen_before_the_second_is_saved(
    receptionist, asha
):
    with pytest.raises(LooksAlike) as caught:
        register_patient(receptionist, typed("Juma Asha"), request_id="second")
    assert [row.number for row in caught.value.duplicates] == [asha.number]
    saved = register_patient(
        receptionist,
        typed("Juma Asha"),
        seen=frozenset({asha.number}),
        request_id="second",
    )
    assert saved.number == asha.number + 1
