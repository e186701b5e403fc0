"""The only place that builds things: settings -> store -> clinic -> app."""

from __future__ import annotations

import getpass
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from wema_tui.config import Config
from wema_tui.i18n import set_language
from wema_tui.text import printable

if TYPE_CHECKING:
    from db.store import Store
    from wema_tui.app import WemaApp
    from wema_tui.services.clinic.opening import OpenClinic
    from wema_tui.terminal.greeting import Greeting


def build_store(config: Config, *, create: bool = False) -> Store:
    """Return the store that the settings name; nothing is connected yet.

    Args:
        config: The settings in force.
        create: Make a missing SQLite file and its folder: `init` and `demo` only.

    Raises:
        DatabaseTrouble: There is no such database, or the address is none.
    """
    from db.address import parse_address
    from db.store import open_store
    from wema_tui.services.trouble import explained

    with explained():
        if create:
            path = parse_address(config.database).path
            if path is not None:
                _make_folder(path.parent)
        return open_store(config.database, timeout=config.busy_timeout, create=create)


def build_clinic(config: Config) -> OpenClinic:
    """Open the clinic that the settings name, in its language.

    Raises:
        DatabaseTrouble, KeyMissing, KeyUnusable: It cannot be worked with.
    """
    from wema_tui.services.clinic.opening import open_clinic

    clinic = open_clinic(build_store(config), config.audit_keys_folder)
    set_language(config.language or clinic.language)
    return clinic


def build_app(config: Config, greeting: Greeting | None = None) -> WemaApp:
    """Return the application, ready to run.

    Args:
        config: The settings in force.
        greeting: Listens to the terminal meanwhile, and knows how slow it is.

    Raises:
        DatabaseTrouble, KeyMissing, KeyUnusable: The clinic cannot be opened.
        BadConfig: The settings give out a key that cannot be given out.
    """
    from wema_tui.terminal.environment import prepare_for_textual
    from wema_tui.terminal.profiles import choose_profile

    environment = dict(os.environ)
    prepare_for_textual(os.environ)
    clinic = build_clinic(config)
    from wema_tui.app import WemaApp  # Textual: only now

    is_slow = greeting is not None and greeting.is_line_slow()
    profile = choose_profile(environment, is_slow=is_slow, wanted=config.profile)
    app = WemaApp(clinic, config, station_name(config), profile, greeting, environment)
    if config.keys:
        from screens.remapping import remapped

        app.remap(remapped(config.keys, config.sources["keys"]))
    return app


def station_name(config: Config) -> str:
    """Return where the person sits: the setting, or host and terminal."""
    if config.station:
        return printable(config.station, 60)
    client = os.environ.get("SSH_CLIENT", "").split(" ")[0]
    return printable(f"{client or socket.gethostname()} {_terminal()}", 60)


def command_station() -> str:
    """Return the station of somebody at the shell: `command line (user)`."""
    return f"command line ({_unix_user()})"[:60]


def console_station() -> str:
    """Return the station of the administrator at the shell: `console: user pts/3`."""
    return printable(f"console: {_unix_user()} {_terminal()}", 60)


def _terminal() -> str:
    try:
        return os.ttyname(0).removeprefix("/dev/")
    except OSError:
        return "-"


def _unix_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _make_folder(folder: Path) -> None:
    from db.errors import StoreError, Trouble

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(Trouble.READ_ONLY, str(error)) from error
