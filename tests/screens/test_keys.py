"""Every key: which ones there are, which may be given out, and that they work."""

import importlib
import pkgutil
from dataclasses import replace

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets._footer import FooterKey

import screens
from screens.all_screens import all_screens
from screens.keymap import key_name
from screens.menu import Menu
from screens.pharmacy.scan import ScanScreen
from screens.remapping import key_table, remapped
from screens.sign_in import SignInScreen
from screens.widgets.lists import ListBox, Page
from tests.little_clinic import AMOX, PARA, ZINC
from tests.screens.test_scanning import wait_for_ledger
from wema_tui.app import WemaApp
from wema_tui.config import BadConfig

NEVER = {
    f"ctrl+{key}" for key in "sqzcimjh"
} | {"ctrl+right_square_bracket", "ctrl+circumflex_accent"}  # fmt: skip


def ours():
    """Every class of the screens that may have keys."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    found, waiting = set(), [DOMNode]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return {kind for kind in found if kind.__module__.startswith(("screens", "wema_"))}


def bindings_of(kind):
    """What the keys do on a screen or in a widget, Textual's own included."""
    return [binding for _key, binding in kind._merge_bindings()]


def test_no_key_is_one_that_a_line_or_a_scanner_sends():
    parts = {*ours(), WemaApp}
    assert len(parts) > 20
    for kind in parts:
        keys = {binding.key for binding in bindings_of(kind)}
        assert not keys & NEVER, kind


def test_every_key_of_ours_has_an_id_and_says_what_it_does():
    for kind in ours():
        for binding in kind.__dict__.get("BINDINGS", []):
            if kind.__name__ != "QuietInput":
                assert isinstance(binding, Binding)
                assert binding.id, (kind, binding.key)
                assert binding.description, (kind, binding.key)


def test_an_id_means_the_same_keys_everywhere():
    keys = {}
    for kind in ours():
        for binding in kind.__dict__.get("BINDINGS", []):
            if binding.id:
                assert keys.setdefault(binding.id, binding.key) == binding.key


def test_every_function_key_has_its_twin_and_means_one_thing_everywhere():
    meant = {"f1": "help", "f10": "menu"}
    for row in key_table():
        for key in row.keys:
            if key[0] == "f" and key[1:].isdecimal():
                assert f"alt+{key[-1]}" in row.keys, row
                assert meant.get(key, row.id).startswith((row.id, "menu")), row


@pytest.mark.parametrize("kind", all_screens(), ids=lambda k: k.__name__)
def test_no_screen_has_two_things_on_one_key(kind):
    for key, bindings in kind._merge_bindings().key_to_bindings.items():
        assert len({binding.id for binding in bindings}) == 1, key


# Giving out keys


@pytest.mark.parametrize(
    ("wanted", "keymap"),
    [
        ({}, {}),
        ({"scan.undo": "f7, alt+u"}, {"scan.undo": "f7,alt+u"}),
        ({"scan.undo": "f6", "scan.mode": "f7"},) * 2,
        ({"scan.undo": " F11"}, {"scan.undo": "f11"}),
        ({"menu": "f12"}, {"menu": "f12"}),
        ({"menu": "f12", "menu.leave": "f12"}, {"menu": "f12", "menu.leave": "f12"}),
        ({"list.up": "up,y"}, {"list.up": "up,y"}),
        ({"help": "f1,!"}, {"help": "f1,exclamation_mark"}),
        ({"scan.mode": "f2", "scan.finish": "f6"},) * 2,
    ],
)  # fmt: skip
def test_keys_that_can_be_given_out(wanted, keymap):
    assert remapped(wanted, "wema.toml") == keymap


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"scan.undo": "f6"}, ["F6", "scan.undo", "scan.mode"]),
        ({"scan.undo": "f10"}, ["F10", "scan.undo", "menu"]),
        ({"menu": "f2"}, ["F2", "menu", "approvals.approve"]),
        ({"scan.undo": "f11", "scan.mode": "f11"}, ["F11", "scan.undo", "scan.mode"]),
        ({"list.up": "j"}, ["j", "list.up", "list.down"]),
        ({"jump": "?"}, ["?", "jump", "help"]),
        ({"list.up": "/"}, ["/", "list.up", "stock"]),
        ({"scan.undoo": "f7"}, ["scan.undoo", "is called"]),
        ({"scan.undo": "f13"}, ["scan.undo", "f13", "Keys are called so"]),
        ({"scan.undo": ""}, ["scan.undo", "Keys are called so"]),
        ({"scan.undo": "f7,"}, ["scan.undo", "Keys are called so"]),
        ({"scan.undo": "alt+U+x"}, ["scan.undo", "alt+u+x"]),
        ({"scan.undo": "u"}, ["scan.undo", "u", "it is text"]),
        ({"list.up": "7"}, ["list.up", "7"]),
        ({"scan.undo": "\x1b[2J"}, ["scan.undo", "␛"]),
        ({"scan.undo": "ctrl+u"}, ["scan.undo", "ctrl+u", "edits the text"]),
        ({"scan.undo": "home"}, ["scan.undo", "home", "moves"]),
        ({"scan.undo": "enter"}, ["scan.undo", "enter"]),
        ({"scan.undo": "tab"}, ["scan.undo", "tab"]),
        ({"scan.undo": "f9"}, ["scan.undo", "f9", "kept for"]),
        *(
            ({"scan.undo": key}, ["scan.undo", key])
            for key in sorted(NEVER) if len(key) == 6
        ),
    ],
)  # fmt: skip
def test_keys_that_cannot_be_given_out_are_refused_in_one_line(wanted, named):
    with pytest.raises(BadConfig) as caught:
        remapped(wanted, "/etc/wema/wema.toml")
    sentence = caught.value.sentence
    assert sentence.isprintable()
    assert "/etc/wema/wema.toml" in sentence
    for name in named:
        assert name in sentence


def remap(hands, **keys):
    wanted = {name.replace("__", "."): key for name, key in keys.items()}
    hands.app.remap(remapped(wanted, "a test"))


def footer(hands):
    """The keys that the footer names, in order."""
    return [key.key_display for key in hands.app.screen.query(FooterKey)]


async def test_another_key_does_it_and_is_shown_wherever_a_key_is_named(
    at_work, ledger
):
    async with at_work() as hands:
        remap(hands, scan__undo="f12, alt+u", scan__deal="f11", menu="ctrl+n")
        hands.scan(ZINC)
        await hands.wait_for("F11: deal with it.")
        await hands.wait_for("F12 Undo")
        wanted = ["F1", "F3", "F6", "F11", "F12", "Ctrl+N"]
        await hands.wait_for(lambda: footer(hands) == wanted, what=str(wanted))
        hands.press("f8", "f7")  # these do nothing any more
        hands.press("f11")
        await hands.wait_for("it stays NOT RECORDED")
        hands.press("escape", "ctrl+n")
        await hands.wait_for("Undo the last movement F12")
        hands.press("escape", "f1")
        await hands.wait_for("F12, Alt+U")
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)

    assert ledger() == []


async def test_another_key_keeps_its_turn_in_a_burst(at_work, ledger):
    async with at_work() as hands:
        remap(hands, scan__undo="alt+u")
        hands.scan(PARA)
        hands.press("alt+u")
        hands.scan(AMOX)
        hands.press("f7")
        await wait_for_ledger(hands, ledger, 3)
        await hands.settle()

    assert ledger() == [
        ("dispense", PARA, -10), ("dispense", PARA, 10), ("dispense", AMOX, -20),
    ]  # fmt: skip


async def test_keys_can_change_places(at_work):
    async with at_work() as hands:
        remap(hands, scan__find="f6", scan__mode="f3", confirm__yes="f12")
        hands.press("f3")
        await hands.wait_for("What does a scan do?")
        hands.press("escape", "f6")
        await hands.wait_for("a medicine without a code")
        hands.press("escape", "f10", "f10")
        await hands.wait_for("F12 yes, Esc no.")
        hands.press("f12")
        await hands.wait_for_screen(SignInScreen)


async def test_leaving_the_menu_has_another_key_for_both_its_meanings(at_work):
    async with at_work() as hands:
        remap(hands, menu__leave="f12")
        hands.press("f10", "f12")
        await hands.wait_for("Sign out?")
        hands.press("f2")
        await hands.wait_for_screen(SignInScreen)
        hands.press("f10")
        await hands.wait_for_screen(Menu)
        await hands.wait_for("F12 Quit")
        hands.press("f12")
        await hands.wait_for(lambda: not hands.app.is_running)


async def test_the_settings_give_out_keys(config, clinic):
    from wema_tui.bootstrap import build_app

    keys = {"scan.undo": "f12,alt+u"}
    settings = replace(config, keys=keys, sources={**config.sources, "keys": "a file"})
    app = build_app(settings)
    assert app.alt_keys.endswith("u")
    app.close()
    with pytest.raises(BadConfig):
        build_app(replace(settings, keys={"scan.undo": "f6"}))


def test_lists_and_long_texts_have_the_same_keys():
    assert [b.key for b in ListBox.BINDINGS] == [b.key for b in Page.BINDINGS]


@pytest.mark.parametrize(
    ("key", "name"),
    [("f7", "F7"), ("alt+u", "Alt+U"), ("ctrl+l", "Ctrl+L"), ("G", "G"),
     ("escape", "Esc"), ("question_mark", "?"), ("exclamation_mark", "!")],
)  # fmt: skip
def test_a_key_is_called_as_it_is_printed(key, name):
    assert key_name(key) == name
