"""Patients found by what people remember of them."""

import random
from datetime import date

import pytest

from db import patient_index
from db.patient_index import Wanted, newest_with
from db.patients import Patient
from tests.clinics import MORNING
from tests.patients import registered
from wema_tui.services.patients.finding import find_patients
from wema_tui.services.patients.keys import keys_of
from wema_tui.services.patients.merging import merge_patients, undo_merge
from wema_tui.services.patients.registering import add_row
from wema_tui.services.patients.words import threes_in

REST = {
    "sex": "unknown",
    "born_precision": "year",
    "place": "",
    "contact_name": "",
    "contact_relation": "",
}


def names(page):
    return [row.full_name for row in page.rows]


@pytest.fixture
def mwajuma(receptionist):
    registered(receptionist, "Yusufu Kweka", phone="0754 999 888", born="1950")
    return registered(receptionist, "Mwajuma Öztürk Ng'ombe", phone="0712 345 678")


@pytest.mark.parametrize(
    "text",
    [
        "mwajuma",
        "ng'ombe MWAJUMA",
        "ngombe",
        "ozturk",
        "öztürk mw",
        "m n o",
        "juma",
        "mwajma",
        "muajuma",
        "mwajjuma ngonbe",
        "ombe tur",
        "0712 345 678",
        "+255 712 345678",
        "0712",
        "5678",
        "345",
        "mwajuma 678",
        "mwajuma 1990",
        "1990 ngombe",
        "{id}",
        "w{id}",
        "p{number}",
        "{number}",
        "p {number}",
        "p100",
    ],
)
def test_a_patient_is_found_by_any_part_in_any_order(receptionist, mwajuma, text):
    text = text.format(id=mwajuma.medical_id.lower(), number=mwajuma.number)
    assert "Mwajuma Öztürk Ng'ombe" in names(find_patients(receptionist, text))


@pytest.mark.parametrize(
    "text", ["zzz", "mwajuma kweka", "mwajuma 1950", "777", "?", "\x00", "%", "_", "-"]
)
def test_what_nobody_is_called_finds_nobody(receptionist, mwajuma, text):
    assert names(find_patients(receptionist, text)) == []


def test_the_word_itself_comes_before_what_begins_so_and_what_sounds_so(receptionist):
    for name in ("Ali Omari", "Alli Kweka", "Alice Mollel", "Khalid Mushi"):
        registered(receptionist, name)
    assert names(find_patients(receptionist, "ali")) == [
        "Ali Omari",
        "Alice Mollel",
        "Alli Kweka",
        "Khalid Mushi",
    ]


def test_nothing_typed_shows_the_newest_page_by_page(receptionist):
    everybody = [f"Person {letter}" for letter in "ABCDE"]
    for name in everybody:
        registered(receptionist, name, phone="", born="")
    first = find_patients(receptionist, "", limit=2)
    assert (names(first), first.has_more) == (["Person E", "Person D"], True)
    last = find_patients(receptionist, "person", offset=4, limit=2)
    assert (names(last), last.total, last.has_more) == (["Person A"], 5, False)


def test_a_merged_record_leads_to_the_one_that_goes_on_until_it_is_undone(
    receptionist, admin
):
    rows = [
        registered(receptionist, name, phone="", born="")
        for name in ("Zuhura Old", "Zuhra Older", "Neema New")
    ]
    first, second, last = (row.number for row in rows)
    merge_patients(admin, first, second, reason="one card", request_id="m1")
    merge_patients(admin, second, last, reason="one card", request_id="m2")
    assert names(find_patients(receptionist, "zuhura")) == ["Neema New"]
    assert names(find_patients(receptionist, rows[0].medical_id)) == ["Neema New"]
    undo_merge(admin, second, reason="two people", request_id="m3")
    assert names(find_patients(receptionist, "older")) == ["Zuhra Older"]
    assert names(find_patients(receptionist, rows[0].medical_id)) == ["Zuhra Older"]


def test_the_index_finds_what_reading_all_patients_finds_whatever_was_changed(
    receptionist, monkeypatch
):
    monkeypatch.setattr(patient_index, "_NEWEST", 3)  # PostgreSQL has to ask its index
    monkeypatch.setattr(patient_index, "_NEWER", 60)
    monkeypatch.setattr(patient_index, "_TOGETHER", 10)
    store, chance = receptionist.store, random.Random(3)
    syllables = ["a", "ju", "ma", "mwa", "li", "ómari", "n'go", "九", "علي", "3"]

    def some_words():
        return " ".join(
            "".join(chance.choices(syllables, k=chance.randrange(1, 4)))
            for _nth in range(chance.randrange(1, 4))
        )

    def columns():
        return {
            "full_name": some_words(),
            "phone": f"+2557{chance.randrange(10**8):08}",
            "other_phone": None,
            "born_on": date(chance.randrange(1990, 1994), 1, 1),
        }

    for nth in range(120):
        with store.write():
            number = 1001 + nth
            add_row(number, columns() | REST, at=MORNING, by=None)
            changed = chance.randrange(1001, number + 1)
            also = columns()
            Patient.update(**also, **keys_of(changed, also)).where(
                Patient.id == changed
            ).execute()
            gone = chance.randrange(1001, number + 1)
            if nth % 10 == 0:
                Patient.delete().where(Patient.id == gone).execute()
    with store.read():
        keys = dict(Patient.select(Patient.id, Patient.search_key).tuples())
    for _nth in range(200):
        key = chance.choice([*keys.values(), f" {some_words()} "])
        choices = [
            wanted(chance.choice(key.split()), chance)
            for _each in range(chance.randrange(1, 4))
        ]
        truth = [
            number
            for number in sorted(keys, reverse=True)
            if all(any(says(keys[number], each) for each in c) for c in choices)
        ]
        with store.read():
            found = newest_with(store, choices, 10)
        assert [number for number, _key in found] == truth[:10], choices


def says(key, wanted):
    """Whether a key has it; a year does not count as a part of a number."""
    threes = {word for word in wanted.words if word.startswith("#")}
    return wanted.has in key and threes <= set(key.split())


def wanted(word, chance):
    """A question that *word* answers, and perhaps others."""
    if word[0] in "+#":
        digits = word.strip("+#")
        at = chance.randrange(len(digits) - 2)
        part = digits[at : at + chance.randrange(3, 6)]
        return (Wanted(tuple(threes_in(part)), part),)
    exact = Wanted((word,), f" {word} ")
    if word.isdigit():
        return (exact, Wanted(("1990",), " 1990 "))
    start = word[: chance.randrange(1, len(word) + 1)]
    return chance.choice(
        [
            (exact,),
            (Wanted((start,), f" {start}", is_beginning=True),),
            (exact, Wanted((start,), f" {start}", is_beginning=True)),
        ]
    )
