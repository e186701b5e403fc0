import contextlib
import sys

import pytest

from tests import little_clinic
from tests.terminal.pty_app import PtyApp
from tests.terminal.wema import Wema
from wema_tui.bootstrap import build_clinic


@pytest.fixture(scope="session")
def clinic_template(tmp_path_factory):
    """A folder with a clinic in it, to copy."""
    folder = tmp_path_factory.mktemp("template")
    little_clinic.found(little_clinic.sqlite_in(folder), folder / "keys")
    return folder


@pytest.fixture
def config(clinic_template, tmp_path):
    """Settings for a clinic of this test's own."""
    return little_clinic.copied(clinic_template, tmp_path / "clinic")


@pytest.fixture
def clinic(config):
    """The clinic, open beside the program."""
    clinic = build_clinic(config)
    yield clinic
    clinic.store.release()


@pytest.fixture
def ledger(clinic):
    """What was recorded since the test began."""
    return lambda: little_clinic.ledger(clinic.store)


@pytest.fixture
def wema(config, tmp_path):
    """Run the program on a terminal: `with wema() as app`. It begins at sign-in."""

    @contextlib.contextmanager
    def run(*, waits=True, env=None, argv=(), **options):
        environment = {
            "HOME": str(tmp_path),
            "WEMA_DATABASE": config.database,
            "WEMA_AUDIT_KEYS": config.audit_keys,
            "WEMA_STATION": "dispensary",
            "WEMA_IDLE_LOCK": "0",
            "WEMA_BUSY_TIMEOUT": "2",
            "WEMA_CONFIG": str(_empty(tmp_path)),
            "WEMA_LOG_FOLDER": str(tmp_path / "log"),
            **(env or {}),
        }
        command = [*argv, sys.executable, "-m", "wema_tui"]
        with PtyApp(command, env=environment, **options) as terminal:
            app = Wema(terminal)
            if waits:
                terminal.wait_for("Employee ID", seconds=30)
                app.wait_for("F10")
            yield app

    return run


def _empty(folder):
    path = folder / "wema.toml"
    path.touch()
    return path
