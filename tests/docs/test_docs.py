"""The pages say what the program is. Whoever changes one is told about the other."""

import argparse
import re
from dataclasses import MISSING, fields
from itertools import product
from pathlib import Path

import pytest

from scripts import command_sheet, keys, permissions, scanner_sheet, screenshot
from tests.sheets import codes_on
from wema_tui.commands.arguments import build_parser
from wema_tui.config import Config
from wema_tui.data.demo_codes import demo_gtin
from wema_tui.data.formulary import load_formulary
from wema_tui.scanner.commands import COMMAND_CODES, quantity_code
from wema_tui.scanner.finding import TESTS
from wema_tui.scanner.keyboards import LAYOUTS, _swapped
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import NoProduct, UnreadableCode
from wema_tui.services.pharmacy import counting, errors
from wema_tui.services.pharmacy.errors import PharmacyError

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
README = (ROOT / "README.md").read_text()
PHARMACY = (ROOT / "docs/pharmacy.md").read_text()
ADMINISTRATOR = (ROOT / "docs/administrator.md").read_text()
ENGINEER = (ROOT / "docs/engineer.md").read_text()


def page_name(path):
    return str(path.relative_to(ROOT))


# Links


def links_in(page):
    return re.findall(r"\]\(([^)\s]+)\)", page.read_text())


def anchors_in(page):
    """The places in a page that a link can go to, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_leads_somewhere(page):
    for link in links_in(page):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_in(target), link


# Commands and settings


def subcommands(parser, *words):
    """Every command that does something, such as ("audit", "verify")."""
    actions = [
        action
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    if not actions:
        return [words]
    return [
        found
        for name, sub in actions[0].choices.items()
        for found in subcommands(sub, *words, name)
    ]


@pytest.mark.parametrize("words", subcommands(build_parser()), ids=" ".join)
def test_the_administrator_reads_about_every_command(words):
    assert f"| `wema {' '.join(words)}` |" in ADMINISTRATOR


def test_no_command_is_promised_that_is_not_there():
    known = {" ".join(words) for words in subcommands(build_parser())}
    firsts = {words[0] for words in subcommands(build_parser())}
    for page in PAGES:
        for command in re.findall(r"\bwema ([a-z]+(?: [a-z]+)?)\b", _code(page)):
            assert command in known or command.split()[0] in firsts, (page, command)


def _code(page):
    """The parts of a page that can be typed."""
    text = page.read_text()
    inline = re.findall(r"`([^`]+)`", text)
    blocks = re.findall(r"^ {4}(.+)$", text, re.MULTILINE)
    return "\n".join(inline + blocks)


@pytest.mark.parametrize(
    "setting",
    [f for f in fields(Config) if f.name not in ("sources", "keys")],
    ids=lambda f: f.name,
)
def test_the_administrator_reads_about_every_setting(setting):
    row = f"| `{setting.name}` | `WEMA_{setting.name.upper()}` | "
    assert row in ADMINISTRATOR
    if setting.default not in (MISSING, "", None):
        assert f"{row}`{setting.default}` |" in ADMINISTRATOR


def test_the_readme_names_both_targets_and_both_exist():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for target in ("run", "test"):
        assert f"make {target}" in README
        assert target in targets


def test_every_target_that_a_page_names_is_in_the_makefile():
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    for page in PAGES:
        named = set(re.findall(r"\bmake ([a-z]+)\b", _code(page)))
        assert named <= targets, page


def test_every_folder_of_tests_that_the_engineer_reads_about_is_there():
    for folder in set(re.findall(r"`(tests/[a-z]+)/`", ENGINEER)):
        assert (ROOT / folder).is_dir() or folder == "tests/screens"


def test_the_page_about_keys_is_the_one_of_this_program():
    assert keys.PAGE.read_text() == keys.page(), "run: make keys"


def test_the_page_about_permissions_is_the_one_of_this_program():
    assert permissions.PAGE.read_text() == permissions.page(), "run: make permissions"
    for page in (README, ADMINISTRATOR, ENGINEER):
        assert "permissions.md" in page


def test_the_administrator_reads_how_to_give_out_keys():
    assert "`[keys]`" in ADMINISTRATOR
    assert "keys.md" in README


# Errors and codes


def subclasses(base):
    return {
        base,
        *(found for each in base.__subclasses__() for found in subclasses(each)),
    }


def each_of(errors):
    """Run the test on each of *errors*, in the same order in every process."""
    in_order = sorted(errors, key=lambda error: error.code)
    return pytest.mark.parametrize("error", in_order, ids=lambda error: error.code)


@each_of(subclasses(PharmacyError) | subclasses(UnreadableCode))
def test_the_pharmacist_reads_about_every_error(error):
    assert errors.PharmacyError in error.__mro__ or UnreadableCode in error.__mro__
    assert counting.LedgerMovedOn in subclasses(PharmacyError)  # it is all imported
    assert f"`{error.code}`" in PHARMACY


@each_of(subclasses(UnreadableCode))
def test_an_unreadable_code_is_explained_by_what_the_screen_says(error):
    sentence = error("\u2603").message.replace("\u2603", "…")
    assert f"| {sentence} |" in PHARMACY


def test_the_readme_names_codes_of_the_demo():
    formulary = load_formulary()
    rows = re.findall(r"\| `(\d{13})` \| (.+), (\d+) \w+ \|", README)
    assert len(rows) >= 3
    for code, name, size in rows:
        place = [item.name for item in formulary].index(name)
        assert demo_gtin(place, 0) == code
        assert formulary[place].pack_sizes[0] == int(size)


# The picture and the sheets


def test_the_command_sheet_is_the_one_of_this_program():
    assert command_sheet.SHEET.read_text() == command_sheet.sheet(), "run: make sheets"


def test_a_scanner_reads_every_command_from_the_sheet():
    wanted = {*COMMAND_CODES, *map(quantity_code, command_sheet.QUANTITIES)}
    assert codes_on(command_sheet.SHEET.read_text()) == wanted


def test_the_command_sheet_speaks_both_languages():
    words = {code: words for code, *words in command_sheet.labels()}
    by_mode = {c.argument: words[code] for code, c in COMMAND_CODES.items()}
    assert by_mode[Mode.STOCK_IN] == ["STOCK IN", "KUPOKEA"]


def test_the_set_up_sheet_is_the_one_of_this_program():
    assert scanner_sheet.SHEET.read_text() == scanner_sheet.sheet(), "run: make sheets"


def test_the_set_up_sheet_has_the_codes_that_the_screen_asks_for():
    found = codes_on(scanner_sheet.SHEET.read_text())
    assert found == set(TESTS.values())
    with pytest.raises(NoProduct):  # nothing can be recorded with it
        read_code(f"]C1{TESTS[3]}")


def test_the_test_codes_hold_all_that_differs_between_keyboards():
    tested = set("".join(TESTS.values()))
    for pair in product(LAYOUTS, LAYOUTS):
        moved = {c for c, o in _swapped(*pair).items() if c != o and c.isascii()}
        letters = {c for c in moved if c.isalpha()}
        assert moved - letters <= tested
        assert {c.lower() for c in letters} | {c.upper() for c in letters} <= tested


def test_the_picture_is_of_this_program():
    assert screenshot.PICTURE.read_text() == screenshot.picture(), "make screenshot"
