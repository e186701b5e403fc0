"""The vital signs: what is typed, what is possible, what it means at an age."""

import pytest

from wema_tui.birth import Age
from wema_tui.data.vital_ranges import load_ranges
from wema_tui.services.nurse.judging import (
    Flag,
    improbable,
    judge,
    suggest,
)
from wema_tui.services.nurse.signs import (
    SIGNS,
    ImpossibleSign,
    UnreadableSign,
    body_mass_index,
    read_pressure,
    read_sign,
)
from wema_tui.services.visits.rules import URGENCIES

NEWBORN = Age(years=0, months=0, days=10)
BABY = Age(years=0, months=6, days=200)
TODDLER = Age(years=2, months=26, days=800)
GROWN = Age(years=32, months=394, days=12_000)
RULES = {
    "probable_from",
    "critical_below",
    "low_below",
    "high_from",
    "critical_from",
    "probable_to",
}


# what is typed


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("temperature", "37.5", 375),
        ("temperature", " 37,5 °C ", 375),
        ("temperature", "37", 370),
        ("weight", "72,4 kg", 72_400),
        ("weight", "3.25", 3250),
        ("weight", "3250", 3250),
        ("height", "168", 1680),
        ("height", "1.68", 1680),
        ("height", "1.68 m", 1680),
        ("glucose", "5.6", 56),
        ("glucose", "101 mg/dl", 56),
        ("glucose", "101", 56),
        ("muac", "125", 125),
        ("muac", "12.5", 125),
        ("muac", "12,5 CM", 125),
        ("saturation", "98%", 98),
        ("pulse", "80/min", 80),
        ("pain", "0", 0),
    ],
)
def test_a_value_is_read_as_people_type_it(name, text, value):
    assert read_sign(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("temperature", ""),
        ("temperature", "warm"),
        ("temperature", "37.5.5"),
        ("temperature", "37.55"),
        ("temperature", "37 kg"),
        ("temperature", "-37"),
        ("pain", "3.5"),
        ("pulse", "٨٠"),
        ("pulse", "1e2"),
        ("pulse", "\x1b[2J"),
    ],
)
def test_what_is_no_value_is_refused_with_an_example(name, text):
    with pytest.raises(UnreadableSign) as caught:
        read_sign(name, text)
    assert "For instance" in caught.value.hint
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("temperature", "375"),
        ("temperature", "20"),
        ("pulse", "0"),
        ("saturation", "101"),
        ("pain", "11"),
        ("weight", "600 kg"),
        ("glucose", "9999"),
    ],
)
def test_what_nobody_alive_has_is_refused_with_the_range(name, text):
    with pytest.raises(ImpossibleSign, match="not possible"):
        read_sign(name, text)


def test_both_blood_pressures_stand_in_one_text():
    assert read_pressure("120/80") == {"systolic": 120, "diastolic": 80}
    assert read_pressure(" 95 - 60 mmHg") == {"systolic": 95, "diastolic": 60}
    for text in ("120", "120/", "12o/80", "120/80/60"):
        with pytest.raises(UnreadableSign):
            read_pressure(text)
    for text in ("80/120", "80/80", "500/80", "120/0"):
        with pytest.raises(ImpossibleSign):
            read_pressure(text)


@pytest.mark.parametrize("name", SIGNS)
def test_what_is_shown_can_be_typed_again(name):
    sign = SIGNS[name]
    for value in (sign.least, (sign.least + sign.most) // 2, sign.most):
        assert read_sign(name, sign.words(value)) == value


def test_the_body_mass_index_has_one_decimal():
    assert body_mass_index(70_000, 1750) == "22.9"
    assert body_mass_index(3_200, 500) == "12.8"


# ages


def aged(months, days=None):
    return Age(months // 12, months, months * 30 if days is None else days)


@pytest.mark.parametrize(
    ("months", "least_fast"), [(1, 60), (2, 50), (11, 50), (12, 40), (59, 40), (60, 30)]
)
def test_fast_breathing_begins_where_imci_says(months, least_fast):
    age = aged(months)
    found = judge("respiration", least_fast, age)
    assert (found.flag, found.urgency) == (Flag.HIGH, "urgent")
    assert judge("respiration", least_fast - 1, age).flag is Flag.NONE


def test_a_thin_arm_is_flagged_from_six_months_to_five_years_as_the_who_says():
    assert judge("muac", 114, TODDLER).flag is Flag.CRITICAL_LOW
    assert judge("muac", 115, TODDLER).flag is Flag.LOW
    assert judge("muac", 125, TODDLER).flag is Flag.NONE
    assert judge("muac", 114, aged(5)).flag is Flag.NONE


def test_the_same_pulse_is_usual_for_a_baby_and_critical_for_a_grown_up():
    assert judge("pulse", 140, BABY).flag is Flag.NONE
    found = judge("pulse", 140, GROWN)
    assert (found.flag, found.bound) == (Flag.CRITICAL_HIGH, "≥ 131 /min")
    assert "NEWS2" in found.source


def test_whose_age_is_not_known_is_judged_as_an_adult():
    assert judge("pulse", 140, None) == judge("pulse", 140, GROWN)


def test_a_baby_with_a_fever_below_two_months_is_an_emergency():
    values = {"temperature": 375, "pulse": 130}
    assert suggest(values, NEWBORN).urgency == "emergency"
    assert suggest(values, BABY).urgency == "routine"


def test_the_suggestion_says_which_signs_it_comes_from():
    found = suggest({"saturation": 93, "respiration": 22, "pulse": 80}, GROWN)
    assert found.urgency == "urgent"
    assert [name for name, _judged in found.why] == ["saturation", "respiration"]
    assert suggest({}, GROWN) == suggest({"pulse": 80}, None)


def test_one_zero_too_many_is_improbable_and_has_to_be_confirmed():
    assert improbable({"weight": 250_000, "pulse": 80}, GROWN) == ("weight",)
    assert improbable({"weight": 25_000}, GROWN) == ("weight",)
    assert improbable({"weight": 25_000}, aged(85)) == ()


# the table


def test_each_bound_has_a_sign_a_rule_an_urgency_and_a_source_that_are_known():
    for each in load_ranges():
        assert each.rule in RULES, each
        assert each.urgency in ("", *URGENCIES), each
        assert each.source, each
        sign = SIGNS[each.sign]
        is_limit = sign.least <= sign.parsed(each.value) <= sign.most
        assert is_limit, each


def test_at_no_age_does_the_table_contradict_itself():
    orders = [
        ("probable_from", "critical_below", "low_below", "high_from", "probable_to"),
        ("low_below", "critical_from"),
        ("high_from", "critical_from"),
    ]
    for months in range(240):
        age = aged(months)
        for name in SIGNS:
            found = {}
            for each in load_ranges():
                if each.sign == name and _holds(each, age):
                    assert each.rule not in found, (each, months)
                    found[each.rule] = float(each.value)
            for order in orders:
                bounds = [found[rule] for rule in order if rule in found]
                assert bounds == sorted(bounds), (name, months, found)


def _holds(each, age):
    def days(bound):
        number, unit = int(bound[:-1]), bound[-1]
        return number * {"d": 1, "m": 30, "y": 360}[unit]

    if each.below_age and age.days >= days(each.below_age):
        return False
    return age.days >= days(each.from_age)
