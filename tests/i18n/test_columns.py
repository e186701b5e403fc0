"""The names of columns are whole words in every language."""

import contextlib
from datetime import date

import pytest
from rich.cells import cell_len

from screens.listing import Listing
from screens.patients.words import sex_letter
from screens.visits.words import queue_columns
from screens.wards.census import census_lines
from screens.wards.words import bed_widths
from tests.kinds import kinds_of
from wema_tui.i18n import set_language
from wema_tui.services.wards.census import Census, WardDay

ROOM = 76  # cells for a row, at 80


@pytest.fixture(params=["en", "sw"])
def language(request):
    """Speak one language, then English again."""
    set_language(request.param)
    yield request.param
    set_language("en")


def names_of_columns():
    """Return screen -> the line above its list."""
    found = {"a queue": queue_columns(ROOM)}
    for kind in kinds_of(Listing):
        # Some ask who is signed in, or are what other lists are made of.
        with contextlib.suppress(NotImplementedError, AttributeError):
            found[kind.__name__] = kind.columns(object.__new__(kind), ROOM)
    return found


def test_no_name_of_a_column_is_cut(language):
    found = names_of_columns()
    assert len(found) > 15
    assert {name for name, line in found.items() if "…" in line} == set()


def test_the_census_shows_each_figure_under_a_whole_word(language):
    ward = WardDay(1, "Wazazi", 30, 20, 3, 1, 1, 1, 1, 21, days_stayed=25)
    names, figures, _all = census_lines(Census(date(2026, 5, 8), (ward,), ward), ROOM)
    assert "…" not in names.plain + figures.plain
    assert figures.plain.split()[-1] == "12.5"


def test_the_sex_of_who_lies_in_a_bed_is_a_whole_word(language):
    assert cell_len(sex_letter("female")) <= bed_widths(ROOM)[2]
