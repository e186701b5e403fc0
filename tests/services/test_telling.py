"""Every act that the program can write into the audit log has words."""

import ast
import re
from pathlib import Path

import pytest

from tests import factories
from wema_tui.i18n import LANGUAGES, set_language
from wema_tui.services import permissions
from wema_tui.services.audit.telling import act_in_words
from wema_tui.services.pharmacy.rules import REVERSAL_REASON, MovementType

SERVICES = Path(permissions.__file__).parent
PERMISSIONS = frozenset().union(*permissions.ROLE_PERMISSIONS.values())

# They look like actions, and are names of something else.
OTHER = {"wema.unexpected"}


def dotted(tree):
    """Every text of the form `word.word` in a module, but for codes of errors."""
    codes = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) in ("code", "self.code")
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and node not in codes
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_]+\.[a-z_]*[a-z]", node.value)
    }


def actions():
    found = {f"stock.{each}" for each in (*MovementType, REVERSAL_REASON)}
    for path in SERVICES.rglob("*.py"):
        if path.name != "telling.py":
            found |= dotted(ast.parse(path.read_text()))
    return found - PERMISSIONS - OTHER


@pytest.mark.parametrize("action", sorted(actions()))
def test_every_action_has_words(action):
    assert act_in_words(action) != action


def test_the_actions_of_a_real_log_are_among_them(store, pharmacist):
    factories.known_pack(store)
    factories.stock_in(pharmacist)
    factories.scan(pharmacist)
    assert set(factories.acts(store)) <= actions()


def test_an_action_of_a_newer_wema_is_shown_as_it_is():
    assert act_in_words("moon.land") == "moon.land"


@pytest.fixture
def swahili():
    assert "sw" in LANGUAGES
    set_language("sw")
    yield
    set_language("en")


def test_the_words_are_in_the_language_of_the_person(swahili):
    assert act_in_words("session.start") == "ameingia"
