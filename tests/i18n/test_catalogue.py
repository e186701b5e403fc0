import ast
import gettext
import re
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from textual.widgets import Label
from textual.widgets._footer import FooterKey

from db.store import open_store
from scripts import translations
from wema_tui.bootstrap import build_app
from wema_tui.config import load_config
from wema_tui.i18n import LANGUAGES, set_language
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic

ROOT = Path(__file__).parents[2]
MADE_NEW = "run: make translations"


@pytest.fixture(params=translations.TRANSLATED)
def catalogue(request):
    return translations.read_catalogue(request.param)


@pytest.fixture(scope="module")
def template():
    return translations.collect()


def texts(catalogue):
    """Every message as (singular, plural or None), the header left out."""
    return {
        message.id if isinstance(message.id, tuple) else (message.id, None)
        for message in catalogue
        if message.id
    }


def forms(message):
    """The texts of a message beside their translations."""
    if isinstance(message.id, tuple):
        # Each language that we speak has a singular and a plural, as English has.
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, message.string)]


def placeholders(text):
    return sorted(re.findall(r"\{[^}]*\}", text))


def spaces_around(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_every_language_has_a_catalogue():
    assert {"en", *translations.TRANSLATED} == set(LANGUAGES)


def test_the_template_has_every_text_of_the_source(template):
    with translations.TEMPLATE.open("rb") as file:
        kept = translations.read_po(file)
    assert texts(kept) == texts(template), MADE_NEW


def test_no_text_stays_english_because_it_was_not_collected(template):
    """Inside an f-string nothing is found by who collects the texts."""
    collected = {text for both in texts(template) for text in both}
    said = {
        (file.name, node.args[0].value)
        for folder in translations.SOURCES
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    }
    assert {(file, text) for file, text in said if text not in collected} == set()


def test_the_catalogue_has_every_text_of_the_source(catalogue, template):
    assert texts(catalogue) == texts(template), MADE_NEW


def test_nothing_is_untranslated_or_doubtful(catalogue):
    assert [message.id for message in translations.missing(catalogue)] == []


def test_a_translation_fills_in_the_same_values(catalogue):
    for message in catalogue:
        if message.id:
            for text, translated in forms(message):
                assert placeholders(translated) == placeholders(text)


def test_a_translation_has_the_same_room_around_it(catalogue):
    for message in catalogue:
        if message.id:
            for text, translated in forms(message):
                assert spaces_around(translated) == spaces_around(text)


def test_a_word_in_capitals_stays_one(catalogue):
    for message in catalogue:
        if isinstance(message.id, str) and re.fullmatch(r"[A-Z][A-Z ]+", message.id):
            assert message.string.isupper(), message.id


def test_a_movement_fits_its_column(catalogue):
    for word in ("IN", "OUT", "DISPENSE", "ADJUST", "COUNT", "UNDO"):
        assert len(catalogue[word].string) <= 9


@pytest.mark.parametrize("language", translations.TRANSLATED)
def test_the_compiled_catalogue_is_the_one_in_the_source(language):
    path = translations.catalogue_file(language)
    with path.with_suffix(".mo").open("rb") as file:
        kept = gettext.GNUTranslations(file)._catalog
    data = translations.compiled(translations.read_catalogue(language))
    fresh = gettext.GNUTranslations(translations.BytesIO(data))._catalog
    assert {**kept, "": ""} == {**fresh, "": ""}, MADE_NEW


@pytest.mark.parametrize("language", translations.TRANSLATED)
def test_the_compiled_catalogue_is_in_the_wheel(language):
    path = translations.catalogue_file(language).with_suffix(".mo")
    files = {f.path for f in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert str(path) in files


@pytest.fixture
def swahili_app(tmp_path):
    address = f"sqlite:///{tmp_path / 'wema.db'}"
    store = open_store(address, create=True)
    found_clinic(store, ClinicPlan(name="Kituo cha Afya"), tmp_path / "keys")
    config = load_config(
        environment={
            "WEMA_LANGUAGE": "sw",
            "WEMA_DATABASE": address,
            "WEMA_AUDIT_KEYS": str(tmp_path / "keys"),
        },
        files=(),
    )
    yield build_app(config)
    set_language("en")


async def test_sign_in_speaks_swahili_when_told_to(swahili_app):
    async with swahili_app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = swahili_app.screen
        shown = {str(label.render()) for label in screen.query(Label)}
        assert "Namba ya mfanyakazi, barua pepe au simu" in shown
        assert "Nenosiri" in shown
        keys = {key.description for key in screen.query(FooterKey)}
        assert keys == {"Msaada", "Ingia", "Jiandikishe", "Msimbo", "Menyu"}


async def test_help_names_the_keys_in_swahili(swahili_app):
    async with swahili_app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        shown = str(swahili_app.screen.query_one("#help Static").render())
        assert "F2, Alt+2" in shown
        assert "F10, Alt+0, Ctrl+P  Menyu" in shown
