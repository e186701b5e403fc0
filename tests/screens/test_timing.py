"""What must come a little later comes, however busy the computer is."""

import itertools
import time
from types import SimpleNamespace

import pytest
from textual import timer

from screens.dialogs.choose import Choose
from tests.little_clinic import PARA, ZINC
from tests.screens.test_scanning import wait_for_ledger

_LATE_LOOKS = 40


@pytest.fixture
def slow_computer(monkeypatch):
    """For a while Textual's timers find ten seconds gone at each look."""
    looks = itertools.count(1)
    late = SimpleNamespace(
        get_time=lambda: time.monotonic() + 10.0 * min(next(looks), _LATE_LOOKS)
    )
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
