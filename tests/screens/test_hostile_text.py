"""What a stranger put into a name is shown, and does nothing else."""

import apsw
import pytest

from screens.dialogs.medication import MedicationDialog
from screens.pharmacy.scan import ScanScreen
from tests import little_clinic
from tests.little_clinic import AMOX, PARA, PASSWORD
from tests.screens.codes import COMMANDS
from tests.screens.test_scanning import wait_for_ledger
from wema_tui.bootstrap import station_name
from wema_tui.scanner.modes import Mode
from wema_tui.text import printable

NAMES = [
    "[/][red]x",
    "[@click=app.quit]x [b",
    "\x1b]52;c;QQ==\x07a\u202eb",
    "\x9b2J\u2028\u2029\ufeff\u061c\u200b\u2067\u00ad\U000e0041\ufffd",
]


@pytest.fixture
def name():
    """A test may have several, one a run."""
    return NAMES[0]


@pytest.fixture
def config(clinic_template, tmp_path, name):
    """A clinic whose database somebody has written such names into."""
    config = little_clinic.copied(clinic_template, tmp_path / "clinic")
    connection = apsw.Connection(str(tmp_path / "clinic" / "wema.db"))
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for statement in (
        "UPDATE users SET full_name = ? || full_name WHERE role = 'PHARMACY'",
        "UPDATE clinic SET name = ?",
        "UPDATE medications SET name = ? || name, base_unit = ?1",
        "UPDATE lots SET lot_number = ? || lot_number",
    ):
        connection.execute(statement, (name,))
    connection.close()
    return config


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_names_are_shown_literally_on_every_screen(running, name, ledger):
    shown = printable(name)
    async with running(station=shown) as hands:
        await hands.wait_for(shown)  # the clinic's
        hands.type(f"PHA001\r{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)
        hands.scan(PARA)
        await hands.wait_for(f"{shown}Paracetamol")
        hands.scan(f"9999*{AMOX}")  # short: a problem with all of it
        await hands.wait_for("NOT RECORDED")
        hands.press("f8")
        await hands.wait_for(f"{shown}Amoxicillin")
        hands.press("escape", "f3")
        await hands.wait_for_screen(MedicationDialog)
        hands.type("amoxi")
        await hands.wait_for(f"{shown}Amoxicillin")
        hands.press("escape", "f1")
        await hands.wait_for("Scan a pack.")
        hands.press("escape")
        hands.scan(COMMANDS[Mode.STOCK_IN], PARA)
        await hands.wait_for(f"Which lot is it? {shown}")
        hands.press("escape", "ctrl+l")
        await hands.wait_for("LOCKED")
        await hands.wait_for(f"PHA001 {shown}")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)
        hands.app.notify(name, title=name, markup=False)
        await hands.wait_for(shown)
        assert hands.app.is_running


async def test_a_code_that_is_markup_is_shown_and_learned(at_work, ledger):
    async with at_work() as hands:
        hands.scan("12345[@click=app.quit]x[/]", "12345[red]X")
        await hands.wait_for("What is 12345[@CLICK=APP.QUIT]X[/]?")
        await hands.wait_for_screen(MedicationDialog)
        hands.type("amoxicillin 250 mg caps\r5\r")
        await wait_for_ledger(hands, ledger, 1)
        await hands.wait_for("What is 12345[RED]X?")


def test_a_station_named_with_control_characters_can_be_kept(tmp_path):
    config = little_clinic.config(tmp_path, station="win\x1b]0;x\x07dow")
    assert station_name(config) == "win␛]0;x␇dow"
