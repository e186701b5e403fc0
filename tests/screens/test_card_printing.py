"""F9 on a patient's page: the card goes to this computer's printer."""

from dataclasses import replace

import pytest

from screens.patients.page import PatientScreen
from tests.patients import registered
from tests.screens.test_menu import told
from tests.sheets import codes_on
from wema_tui.services.auth.sign_in import resume


@pytest.fixture
def desk(clinic):
    """A session at the desk, where one patient is known."""
    session = resume(clinic.door("reception"), "REC001")
    registered(session, "Asha Mrema")
    return session


@pytest.fixture
def printing(at_work, config, desk):
    """Press F9 where the card printer is a command, and say what was told."""

    async def press(command, wanted, **also):
        settings = replace(config, card_printer=command, **also)
        async with at_work("REC001", settings=settings) as hands:
            await hands.wait_for("F10 Menu")
            PatientScreen(desk, 1001).open(hands.app)
            await hands.wait_for("F9 Card")
            hands.press("f9")
            await hands.wait_for(lambda: wanted in told(hands), what=wanted)
            assert isinstance(hands.app.screen, PatientScreen)

    return press


async def test_the_card_goes_to_the_printer(printing, tmp_path):
    out = tmp_path / "card.svg"
    await printing(f"tee '{out}'", "P1001U is on its way")
    assert codes_on(out.read_text()) == {"WP0001001U"}


async def test_a_label_printer_gets_its_own_language(printing, tmp_path):
    out = tmp_path / "card.zpl"
    await printing(f"tee '{out}'", "on its way", card_format="zpl")
    assert out.read_text().startswith("^XA")


async def test_without_a_printer_it_is_said_how_to_make_the_card_by_hand(printing):
    await printing("", "wema card P1001U --output card.svg")


@pytest.mark.parametrize("command", ["false", "no-such-printer"])
async def test_a_printer_that_fails_is_said(printing, command):
    await printing(command, "Look at the printer")
