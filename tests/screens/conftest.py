import contextlib

import pytest

from screens.pharmacy.scan import ScanScreen
from screens.sign_in import SignInScreen
from tests.little_clinic_fixtures import (  # noqa: F401 - fixtures
    clinic,
    clinic_template,
    config,
    ledger,
)
from tests.screens.hands import Hands
from wema_tui.app import WemaApp
from wema_tui.services.auth.sign_in import resume


@pytest.fixture
def running(clinic, config):
    """Run the app: `async with running() as hands`. It begins at sign-in."""

    @contextlib.asynccontextmanager
    async def run(size=(80, 24), settings=config, station="dispensary"):
        app = WemaApp(clinic, settings, station)
        try:
            async with app.run_test(size=size):
                hands = Hands(app)
                await hands.wait_for_screen(SignInScreen)
                yield hands
        finally:
            app.close()

    return run


@pytest.fixture
def at_work(running, clinic):
    """Run the app with somebody signed in: `async with at_work("PHA001") as hands`."""

    @contextlib.asynccontextmanager
    async def run(who="PHA001", **options):
        async with running(**options) as hands:
            hands.app.signed_in(resume(clinic.door("dispensary"), who))
            if who.startswith("PHA"):
                await hands.wait_for(lambda: _is_at_work(hands.app), what="the home")
            yield hands

    return run


def _is_at_work(app):
    homes = (each for each in app.screen_stack if isinstance(each, ScanScreen))
    return any(home.takes_keys for home in homes)
