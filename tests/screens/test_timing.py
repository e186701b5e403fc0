"""What must come a little later comes, however busy the computer is."""

import itertools
from types import SimpleNamespace

import pytest
from textual import timer

from screens.dialogs.choose import Choose
from tests.little_clinic import PARA, ZINC
from tests.screens.test_scanning import wait_for_ledger


@pytest.fixture
def slow_computer(monkeypatch):
    """Between two looks of Textual's timers at the clock, ten seconds pass."""
    passing = itertools.count(0.0, 10.0)
    late = SimpleNamespace(get_time=lambda: next(passing))
    return lambda: monkeypatch.setattr(timer, "_time", late)


async def test_a_scan_without_a_suffix_is_recorded(at_work, ledger, slow_computer):
    async with at_work() as hands:
        slow_computer()
        hands.type(PARA)
        await wait_for_ledger(hands, ledger, 1)


async def test_a_key_in_a_question_is_not_held_back_for_ever(at_work, slow_computer):
    async with at_work() as hands:
        hands.scan(ZINC)
        await hands.wait_for("NOT RECORDED")
        await hands.press_slowly("f8")
        await hands.wait_for_screen(Choose)
        slow_computer()
        hands.press("1")
        await hands.wait_for(lambda: not isinstance(hands.app.screen, Choose))
