import contextlib
import sys
from datetime import UTC, datetime

import pytest

from tests import little_clinic
from tests.little_clinic_fixtures import (  # noqa: F401 - fixtures
    clinic,
    clinic_template,
    config,
    ledger,
)
from tests.terminal.pty_app import PtyApp
from tests.terminal.slow_line import SlowLine
from tests.terminal.twins import Twins
from tests.terminal.wema import Wema


@pytest.fixture
def wema(config, tmp_path):
    """Run the program on a terminal: `with wema() as app`. It begins at sign-in."""

    @contextlib.contextmanager
    def run(*, waits=True, env=None, argv=(), arguments=(), kind=PtyApp, **options):
        environment = surroundings(config, tmp_path) | (env or {})
        command = [*argv, sys.executable, "-m", "wema_tui", *arguments]
        with kind(command, env=environment, **options) as terminal:
            app = Wema(terminal)
            if waits:
                terminal.wait_for("Employee ID")
                app.wait_for("F10")
            yield app

    return run


@pytest.fixture
def slow_wema(wema):
    """Run the program behind a slow line, in its profile for one."""

    def run(**options):
        env = {"WEMA_PROFILE": "slow"} | options.pop("env", {})
        return wema(kind=SlowLine, env=env, **options)

    return run


@pytest.fixture
def twins(clinic_template, tmp_path):
    """Run the program twice, once with stock output: `with twins() as twins`.

    `furnish(config)` may change a clinic before; it is called once for each.
    """

    @contextlib.contextmanager
    def run(*, furnish=None, env=None, **options):
        now = datetime.now(UTC).isoformat()
        fronts, configs = [], []
        with contextlib.ExitStack() as stack:
            apps = []
            for name, output in (("ours", []), ("stock", ["--stock"])):
                folder = tmp_path / name
                configs.append(little_clinic.copied(clinic_template, folder))
                if furnish:
                    furnish(configs[-1])
                fronts.append(folder / "fronts")
                module = [sys.executable, "-m", "tests.terminal.launch"]
                held = ["--at", now, "--fronts", fronts[-1]]
                environment = surroundings(configs[-1], folder) | (env or {})
                app = PtyApp([*module, *output, *held], env=environment, **options)
                apps.append(stack.enter_context(app))
            yield Twins(*apps, fronts, configs)

    return run


def surroundings(config, folder):
    """Return the environment of a program with a clinic of its own."""
    return {
        "HOME": str(folder),
        "WEMA_DATABASE": config.database,
        "WEMA_AUDIT_KEYS": config.audit_keys,
        "WEMA_STATION": "dispensary",
        "WEMA_IDLE_LOCK": "0",
        "WEMA_PROFILE": "full",
        "WEMA_BUSY_TIMEOUT": "2",
        "WEMA_CONFIG": str(_empty(folder)),
        "WEMA_LOG_FOLDER": str(folder / "log"),
    }


def _empty(folder):
    path = folder / "wema.toml"
    path.touch()
    return path
