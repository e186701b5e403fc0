import contextlib
import sys

import pytest

from tests.little_clinic_fixtures import (  # noqa: F401 - fixtures
    clinic,
    clinic_template,
    config,
    ledger,
)
from tests.terminal.pty_app import PtyApp
from tests.terminal.wema import Wema


@pytest.fixture
def wema(config, tmp_path):
    """Run the program on a terminal: `with wema() as app`. It begins at sign-in."""

    @contextlib.contextmanager
    def run(*, waits=True, env=None, argv=(), arguments=(), **options):
        environment = {
            "HOME": str(tmp_path),
            "WEMA_DATABASE": config.database,
            "WEMA_AUDIT_KEYS": config.audit_keys,
            "WEMA_STATION": "dispensary",
            "WEMA_IDLE_LOCK": "0",
            "WEMA_PROFILE": "full",
            "WEMA_BUSY_TIMEOUT": "2",
            "WEMA_CONFIG": str(_empty(tmp_path)),
            "WEMA_LOG_FOLDER": str(tmp_path / "log"),
            **(env or {}),
        }
        command = [*argv, sys.executable, "-m", "wema_tui", *arguments]
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
