"""What each profile lets through to a real terminal, on every screen there is."""

import re

import pytest

from tests.little_clinic import PARA, PASSWORD, STRANGE
from tests.terminal.test_greeting import TRUE_COLOR
from tests.terminal.typed import ESC, F1, F3, F6, F8, LOCK

SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def colors(output):
    """Return the SGR parameters of *output* that are colours."""
    numbers = {
        int(number)
        for parameters in SGR.findall(output)
        for number in parameters.split(b";")
        if number
    }
    return {each for each in numbers if 30 <= each <= 49 or 90 <= each <= 107}


def walk(app):
    """Go through all that a pharmacist can see."""
    _take(
        app,
        [
            (b"PHA001\rwrong\r", "password is wrong"),
            (F1, "Forgotten? Ask"),
            (ESC, "Employee ID, e-mail"),
            (f"{PASSWORD}\r".encode(), "scan a pack, or type"),
            (f"{PARA}\r".encode(), "Recorded: DISPENSE"),
            (F6, "What does a scan do?"),
            (ESC, "Your last movements"),
            (F1, "before it: twelve packs"),
            (ESC, "Your last movements"),
            (F3, "a medicine without a code"),
            (b"para\r\r", "Type a number from 1"),
            (ESC, "Your last movements"),
            (STRANGE.encode() + b"\r", "What is"),
            (ESC, "1 scan NOT RECORDED"),
            (b"5901234123458\r", "2 scans NOT RECORDED"),
            (F8, "take it off the list"),
            (ESC, "Your last movements"),
            (LOCK, "LOCKED"),
        ],
    )


def _take(app, steps):
    for keys, shown in steps:
        app.send(keys)
        app.wait_for(shown)


@pytest.mark.parametrize("term", ["linux", "vt220"])
def test_an_old_terminal_gets_nothing_but_ascii(wema, term):
    env = {"WEMA_PROFILE": None, "TERM": term, "COLORTERM": None}
    with wema(env={**env, "WEMA_STATION": "Zahanati ya Kîté · 薬…"}) as app:
        walk(app)
        assert app.output.isascii()
        assert b"Zahanati ya Kite . ??~" in app.output
        assert 48 not in colors(app.output)
        assert bool(colors(app.output)) == (term == "linux")


def test_who_wants_no_colours_gets_none(wema):
    with wema(env={"WEMA_PROFILE": None, "NO_COLOR": "1"}) as app:
        walk(app)
        assert colors(app.output) == set()
        assert b"\xc2\xb7" in app.output  # the middle dot: not plain


@pytest.mark.parametrize("look", ["full", "slow", "plain", "light"])
def test_another_look_brings_no_colours_back_to_who_wants_none(wema, look):
    with wema(env={"WEMA_PROFILE": None, "NO_COLOR": "1"}) as app:
        app.sign_in()
        app.send(f":look {look}\r5901234123458\r".encode())
        app.wait_for("1 scan NOT RECORDED")
        assert colors(app.output) == set()


def test_a_slow_line_gets_the_terminals_own_sixteen_colours(wema):
    with wema(env={"WEMA_PROFILE": "slow"}) as app:
        walk(app)
        assert colors(app.output) & {38, 48, *range(40, 48)} == set()
        assert 91 in colors(app.output)  # what is not recorded is red


def test_on_a_slow_line_a_question_covers_only_the_rows_that_it_needs(wema):
    for profile, is_covered in (("slow", False), ("full", True)):
        with wema(env={"WEMA_PROFILE": profile}) as app:
            app.sign_in()
            app.scan(*[PARA] * 10)
            app.wait_for(lambda _: app.text().count("DISPENSE ") > 10, what="scans")
            top = app.lines()[0]
            app.send(F6)
            app.wait_for("What does a scan do?")
            app.wait_for_rest()
            assert ("Paracetamol" not in app.text()) == is_covered
            assert (app.lines()[0] != top) == is_covered
            app.send(ESC)
            app.wait_for("Your last movements")


def test_a_good_line_gets_the_nicer_look(wema):
    with wema() as app:
        walk(app)
        assert TRUE_COLOR.search(app.output)


def test_the_command_line_says_how_it_looks(wema):
    with wema(env={"WEMA_PROFILE": "full"}, arguments=["--profile", "mono"]) as app:
        assert colors(app.output) == set()


def test_textual_takes_no_orders_from_the_environment(wema, tmp_path):
    env = {
        "TEXTUAL_DRIVER": "nowhere.at.all:Driver",
        "TEXTUAL_LOG": str(tmp_path / "textual.log"),
        "TEXTUAL_PRESS": "f10",
        "TEXTUAL": "debug,devtools",
    }
    with wema(env=env) as app:
        app.sign_in()
        assert b"\x1b[>" not in app.output  # nor is the kitty protocol switched on
    assert not (tmp_path / "textual.log").exists()
