import pytest

from wema_tui.terminal.profiles import PROFILES, Profile, choose_profile


def chosen(term="xterm-256color", *, is_slow=False, wanted="", **environment):
    found = choose_profile(
        {"TERM": term, **environment}, is_slow=is_slow, wanted=wanted
    )
    facts = {
        "lean": found.is_lean,
        "ascii": found.is_ascii,
        "colourless": not found.has_color,
    }
    return found.name, {fact for fact, holds in facts.items() if holds}


@pytest.mark.parametrize(
    ("term", "name", "facts"),
    [
        ("xterm-256color", "full", set()),
        ("tmux-256color", "full", set()),
        ("screen.linux", "full", set()),
        ("vte-256color", "full", set()),  # GNOME's, no serial terminal
        ("", "full", set()),
        ("linux", "plain", {"lean", "ascii"}),
        ("linux-16color", "plain", {"lean", "ascii"}),
        ("ansi", "plain", {"lean", "ascii"}),
        ("vt100", "plain", {"lean", "ascii", "colourless"}),
        ("VT220-8bit", "plain", {"lean", "ascii", "colourless"}),
        ("wy60", "plain", {"lean", "ascii", "colourless"}),
    ],
)
def test_the_terminal_decides_on_characters(term, name, facts):
    assert chosen(term) == (name, facts)


def test_a_slow_line_makes_it_lean():
    assert chosen(is_slow=True) == ("slow", {"lean"})
    assert chosen("linux", is_slow=True) == ("plain", {"lean", "ascii"})


def test_no_color_is_heard_if_it_says_something():
    assert chosen(NO_COLOR="1") == ("mono", {"colourless"})
    assert chosen(NO_COLOR="") == ("full", set())


def test_facts_come_together():
    assert chosen(NO_COLOR="1", is_slow=True) == ("mono", {"lean", "colourless"})
    everything = {"lean", "ascii", "colourless"}
    assert chosen("linux", NO_COLOR="1", is_slow=True) == ("plain", everything)


@pytest.mark.parametrize("term", ["xterm-256color", "vt220"])
@pytest.mark.parametrize("is_slow", [False, True])
def test_what_is_wanted_corrects_the_guess(term, is_slow):
    assert chosen(term, is_slow=is_slow, wanted="full") == ("full", set())
    assert chosen(term, is_slow=is_slow, wanted="slow") == ("slow", {"lean"})
    name, facts = chosen(term, is_slow=is_slow, wanted="plain")
    assert name == "plain"
    assert facts >= {"lean", "ascii"}


@pytest.mark.parametrize("wanted", PROFILES)
def test_nobody_gets_colours_back_who_wants_none(wanted):
    name, facts = chosen(wanted=wanted, NO_COLOR="1")
    assert name == wanted
    assert "colourless" in facts


def test_mono_leaves_the_line_and_the_characters_as_they_are():
    assert chosen(wanted="mono") == ("mono", {"colourless"})
    assert chosen(is_slow=True, wanted="mono") == ("mono", {"lean", "colourless"})
    assert chosen("linux", wanted="mono")[1] == {"lean", "ascii", "colourless"}


def test_a_lean_profile_is_one_that_costs_few_bytes():
    assert not Profile().is_lean
    assert Profile(is_slow=True).is_lean
    assert Profile(is_ascii=True).is_lean
