"""What each action may cost on a slow line, in bytes, at 80 by 24."""

import time

import pytest

from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.patients import registered
from tests.terminal.budgets import BUDGETS
from tests.terminal.test_cell_for_cell import field_is_empty, furnished
from tests.terminal.typed import ESC, F2, F3, F4, F6, F7, PAGE_DOWN
from tests.visits import came
from wema_tui.bootstrap import build_clinic
from wema_tui.services.auth.sign_in import resume, sign_out

# Three lines of other words are more than 180 bytes of bare text, and the words of a
# form with six questions more than 1,000.
ALLOWED = BUDGETS | {
    "one of another medicine": 420,
    "open a list": 2_000,
    "open a form": 2_000,
    "a letter of a search": 400,
}
NAMES = ("Asha", "Baraka", "Chiku", "Doto", "Editha", "Farida", "Gloria", "Halima")


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
    costs = {"home, from sign-in": cost(lean, b"\r", field_is_empty)}
    for nth in range(20):  # until the list is full, and scrolls
        left = f"{10_000 - 20 * (nth + 1)} capsule"
        cost(lean, f"{PARA}\r{AMOX}\r".encode(), left)
    cost(lean, f"{AMOX}\r".encode(), "9580 capsule")
    scan = cost(lean, f"{AMOX}\r".encode(), "9560 capsule")
    costs["one scan, recorded and shown"] = scan
    costs["one of another medicine"] = cost(lean, f"{PARA}\r".encode(), "9790 tablet")
    typed = cost(lean, b"5", "> 5"), cost(lean, b"9", "> 59")
    costs["one typed character"] = max(typed)
    cost(lean, ESC, field_is_empty)
    costs["open a dialog"] = cost(lean, F6, "What does a scan do?")
    costs["close it"] = cost(lean, ESC, field_is_empty)
    costs["open a list"] = cost(lean, F3, "Picked:")
    costs["a page of a list"] = cost(lean, PAGE_DOWN, "Picked: A")
    assert {name: each for name, each in costs.items() if each > ALLOWED[name]} == {}


def test_the_administrators_home_stays_within_the_same_budgets(wema, config):
    furnished(config)
    with wema(env={"WEMA_PROFILE": "slow"}) as app:
        app.send(b"ADM001\r" + PASSWORD.encode())
        app.wait_for_rest()
        home = cost(app, b"\r", "Who did what")
        assert home <= BUDGETS["home, from sign-in"]
        costs = {"open a dialog": cost(app, F6, "last 14 days")}
        costs["close it"] = cost(app, ESC, "Who did what")
        over = {name: each for name, each in costs.items() if each > BUDGETS[name]}
        assert over == {}


def test_the_long_lists_stay_within_the_same_budgets(wema, config):
    furnished(config)
    door = build_clinic(config).door("window 1")
    for _nth in range(20):
        sign_out(resume(door, "PHA001"))
    with wema(env={"WEMA_PROFILE": "slow"}) as app:
        app.send(b"ADM001\r" + PASSWORD.encode() + b"\r")
        app.wait_for("Who did what")
        app.wait_for_rest()
        cost(app, b":audit", ":audit")
        costs = {"open a list": cost(app, b"\r", "1 to 17 of")}
        costs["a page of a list"] = cost(app, PAGE_DOWN, "18 to 34 of")
        costs["open a dialog"] = cost(app, F4, "Which entries?")
        costs["close it"] = cost(app, ESC, "18 to 34 of")
    assert {name: each for name, each in costs.items() if each > ALLOWED[name]} == {}


def full_house(config):
    """Register patients, and check half of them in."""
    furnished(config)
    clinic = build_clinic(config)
    desk = resume(clinic.door("desk"), "REC001")
    for nth, first in enumerate(NAMES):
        registered(desk, f"{first} Mrema", phone="")
        row = registered(desk, f"{first} {NAMES[nth - 3]} Mushi", phone="")
        came(desk, patient=row.number)
    clinic.store.release()


def test_receptions_home_search_and_form_stay_within_the_same_budgets(wema, config):
    full_house(config)
    with wema(env={"WEMA_PROFILE": "slow"}) as app:
        app.send(b"REC001\r" + PASSWORD.encode())
        app.wait_for_rest()
        costs = {"home, from sign-in": cost(app, b"\r", "8 visits today")}
        costs["open a list"] = cost(app, F7, "1 to 17 of 17")
        cost(app, b"m", "1 to 16 of 16")
        costs["a letter of a search"] = cost(app, b"r", "1 to 8 of 8")
        costs["open a form"] = cost(app, b"\r", "First visit of this year")
        costs["one typed character"] = cost(app, b"h", "h")
        costs["open a dialog"] = cost(app, ESC, "Give up what you typed here?")
        costs["close it"] = cost(app, F2, "8 visits today")
    assert {name: each for name, each in costs.items() if each > ALLOWED[name]} == {}


@pytest.mark.parametrize(
    ("who", "keys", "shown"),
    [
        ("REC001", b"", "8 visits today"),
        ("NUR001", b"", "8 wait"),
        ("DOC001", F6 + b"1", "Nobody waits here"),
        ("ADM001", b":boards\r", "Longest wait"),
    ],
)
def test_a_queue_in_which_nothing_is_new_costs_nothing(twins, who, keys, shown):
    with twins(furnish=full_house) as two:  # their clock stands still
        two.do(until="Employee ID")
        two.sign_in(who, front=None)
        two.do(keys, until=shown)
        before = two.ours.bytes_written
        looked = time.monotonic() + 6  # the pause between two looks, and more
        two.ours.wait_for(lambda _: time.monotonic() > looked)
        assert two.ours.bytes_written == before
