"""What each action may cost on a slow line, in bytes, at 80 by 24."""

import pytest

from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.terminal.test_cell_for_cell import field_is_empty

F3, F6, PAGE_DOWN, ESC = b"\x1bOR", b"\x1b[17~", b"\x1b[6~", b"\x1b"


@pytest.fixture
def lean(wema):
    with wema(env={"WEMA_PROFILE": "slow"}) as app:
        yield app


def cost(app, keys, until):
    """Type *keys*; return what was written until *until* is shown, and it rests."""
    before = app.bytes_written
    app.send(keys)
    app.wait_for(until)
    app.wait_for_rest()
    return app.bytes_written - before


def test_each_action_stays_within_its_budget(lean):
    lean.send(b"PHA001\r" + PASSWORD.encode())
    lean.wait_for_rest()
    costs = {"home, from sign-in": (cost(lean, b"\r", field_is_empty), 3_500)}
    for nth in range(20):  # until the list is full, and scrolls
        left = f"{10_000 - 20 * (nth + 1)} capsule"
        cost(lean, f"{PARA}\r{AMOX}\r".encode(), left)
    cost(lean, f"{AMOX}\r".encode(), "9580 capsule")
    costs["a scan"] = cost(lean, f"{AMOX}\r".encode(), "9560 capsule"), 180
    # Three lines of other words: more than 180 bytes of bare text.
    another = f"{PARA}\r".encode()
    costs["a scan of another medicine"] = cost(lean, another, "9790 tablet"), 420
    costs["a character"] = cost(lean, b"5", "> 5"), 35
    costs["another one"] = cost(lean, b"9", "> 59"), 35
    cost(lean, ESC, field_is_empty)
    costs["opening a dialog"] = cost(lean, F6, "What does a scan do?"), 1_500
    costs["closing it"] = cost(lean, ESC, field_is_empty), 1_500
    costs["opening a list"] = cost(lean, F3, "Picked:"), 2_000
    costs["a page of it"] = cost(lean, PAGE_DOWN, "Picked: A"), 2_000
    over = {name: each for name, each in costs.items() if each[0] > each[1]}
    assert over == {}
