from collections import Counter
from itertools import pairwise

import pytest
from biip.gtin import Gtin
from stdnum import ean

from wema_tui.data.demo_codes import (
    DEMO_PREFIX,
    ITEM_LIMIT,
    PACK_LIMIT,
    demo_gtin,
)
from wema_tui.data.formulary import (
    BASE_UNITS,
    FORMS,
    NAME_LENGTH,
    load_formulary,
    read_formulary,
)
from wema_tui.data.names import (
    FAMILY_NAMES,
    FEMALE_GIVEN_NAMES,
    MALE_GIVEN_NAMES,
    SUPPLIERS,
)

ITEMS = load_formulary()

HEADING = (
    "group,name,generic_name,strength,form,base_unit,pack_sizes,threshold,unit_price,"
    "monthly_use,controlled,watch,pregnancy,shelf_life_months"
)
GOOD = {
    "group": "Pain",
    "name": "Tramadol 50 mg capsule",
    "generic_name": "Tramadol",
    "strength": "50 mg",
    "form": "capsule",
    "base_unit": "capsule",
    "pack_sizes": "10|100",
    "threshold": "100",
    "unit_price": "250",
    "monthly_use": "120",
    "controlled": "1",
    "watch": "1",
    "pregnancy": "",
    "shelf_life_months": "36",
}
GOOD_LINE = ",".join(GOOD.values())


def test_the_list_is_about_as_long_as_a_small_clinic_needs():
    assert 240 <= len(ITEMS) <= 270


def test_no_two_items_can_be_confused():
    assert len({item.name.casefold() for item in ITEMS}) == len(ITEMS)
    kinds = Counter((item.generic_name, item.form, item.strength) for item in ITEMS)
    assert [kind for kind, rows in kinds.items() if rows > 1] == []


def test_each_group_stands_together():
    headings = [ITEMS[0].group]
    headings += [b.group for a, b in pairwise(ITEMS) if a.group != b.group]
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_an_item_is_plausible(item):
    assert len(item.name) <= NAME_LENGTH
    assert item.name.isprintable()
    assert item.name.isascii()  # an old console may have no other letters
    assert not set(item.name) & set("[]\\|;,")
    assert item.form in FORMS
    assert item.base_unit in BASE_UNITS
    assert 1 <= len(item.pack_sizes) <= PACK_LIMIT
    assert item.pack_sizes[-1] <= 10_000
    assert 1 <= item.unit_price <= 200_000
    assert 12 <= item.shelf_life_months <= 60
    assert len(item.pregnancy) <= 40


def test_the_reorder_level_covers_weeks_not_days_nor_years():
    odd = [
        item.name
        for item in ITEMS
        if item.monthly_use > 20
        and not item.monthly_use / 3 <= item.threshold <= item.monthly_use * 3
    ]
    assert odd == []


def test_a_solid_is_counted_in_what_it_is():
    for item in ITEMS:
        if item.form.endswith("tablet"):
            assert item.base_unit in ("tablet", "cycle"), item.name
        if item.form == "capsule":
            assert item.base_unit == "capsule", item.name


@pytest.mark.parametrize(
    "generic_name",
    ["Morphine", "Pethidine", "Fentanyl", "Tramadol", "Diazepam", "Ketamine"],
)
def test_what_must_be_locked_away_is_marked_controlled(generic_name):
    forms = [item for item in ITEMS if item.generic_name == generic_name]
    assert forms
    assert all(item.controlled and item.watch for item in forms)


def test_no_base_unit_or_form_is_listed_in_vain():
    assert {item.base_unit for item in ITEMS} == BASE_UNITS
    assert {item.form for item in ITEMS} == FORMS


def test_a_good_line_is_read():
    (item,) = read_formulary([HEADING, GOOD_LINE])
    assert item.pack_sizes == (10, 100)
    assert item.controlled is True


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("group", ""),
        ("name", ""),
        ("name", "x" * 61),
        ("name", "Tram\x1dadol"),
        ("name", " Tramadol"),
        ("generic_name", ""),
        ("strength", "50\tmg"),
        ("form", "bolus"),
        ("base_unit", "Tablet"),
        ("pack_sizes", ""),
        ("pack_sizes", "0|10"),
        ("pack_sizes", "100|10"),
        ("pack_sizes", "10|10"),
        ("pack_sizes", "10|"),
        ("threshold", "0"),
        ("threshold", "1_000"),
        ("unit_price", "2.50"),
        ("unit_price", "-1"),
        ("monthly_use", ""),
        ("monthly_use", "٣"),  # int() would take it
        ("controlled", "yes"),
        ("watch", ""),
        ("watch", "0"),
        ("pregnancy", "avoid\x07"),
        ("shelf_life_months", "0"),
    ],
)
def test_a_broken_row_is_named(column, value):
    broken = ",".join((GOOD | {column: value}).values())
    first = GOOD_LINE.replace("Tramadol 50 mg capsule", "Another")
    with pytest.raises(ValueError, match=f"line 3, column {column}: expected"):
        read_formulary([HEADING, first, broken])


def test_a_missing_column_is_named():
    short = GOOD_LINE.rpartition(",")[0]
    with pytest.raises(ValueError, match="line 2, column shelf_life_months"):
        read_formulary([HEADING, short])


def test_a_column_too_many_is_named():
    with pytest.raises(ValueError, match=r"line 2, column \w+: .* got 15"):
        read_formulary([HEADING, GOOD_LINE + ",1"])


def test_an_open_quote_is_named():
    with pytest.raises(ValueError, match="line 2: "):
        read_formulary([HEADING, '"' + GOOD_LINE])


def test_a_wrong_heading_is_named():
    with pytest.raises(ValueError, match="line 1: expected"):
        read_formulary([HEADING.replace("watch", "wacth"), GOOD_LINE])


def test_a_name_that_comes_twice_is_named():
    with pytest.raises(ValueError, match="line 3, column name"):
        read_formulary([HEADING, GOOD_LINE, GOOD_LINE])


def demo_codes():
    return [
        demo_gtin(index, pack)
        for index, item in enumerate(ITEMS)
        for pack in range(len(item.pack_sizes))
    ]


def test_every_pack_has_a_code_of_its_own_even_when_filled_to_14_digits():
    codes = [code.zfill(14) for code in demo_codes()]
    assert len(set(codes)) == len(codes)


def test_every_code_is_valid_and_belongs_to_nobody():
    for code in demo_codes():
        assert len(code) in (13, 14)
        assert ean.is_valid(code)
        assert code[-13:].startswith(DEMO_PREFIX)


def test_gs1_itself_calls_the_prefix_one_for_demonstrations():
    prefix = Gtin.parse(demo_gtin(0, 1)).prefix
    assert prefix is not None
    assert "demonstrations" in prefix.usage


@pytest.mark.parametrize(
    ("index", "pack"), [(-1, 0), (ITEM_LIMIT, 0), (0, -1), (0, PACK_LIMIT)]
)
def test_a_code_out_of_range_is_refused_not_wrapped_around(index, pack):
    with pytest.raises(ValueError, match="must be"):
        demo_gtin(index, pack)


def test_the_last_code_in_range_is_valid():
    assert ean.is_valid(demo_gtin(ITEM_LIMIT - 1, PACK_LIMIT - 1))


@pytest.mark.parametrize(
    "names", [FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES, FAMILY_NAMES, SUPPLIERS]
)
def test_no_name_comes_twice_or_carries_markup(names):
    assert len(set(names)) == len(names)
    assert all(name.isprintable() and not set(name) & set("[]") for name in names)


def test_a_supplier_says_that_it_is_invented():
    assert all(name.endswith("(demo)") for name in SUPPLIERS)
