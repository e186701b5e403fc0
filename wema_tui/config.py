"""Settings of this computer: defaults < TOML files < WEMA_* < command line.

    # /etc/wema/wema.toml or ~/.config/wema/wema.toml
    database = "postgresql://wema@/clinic"
    station = "pharmacy window"

What belongs to the clinic, not to the computer (its name, currency, time zone),
is in the database.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from wema_tui.cards.formats import FORMATS
from wema_tui.errors import WemaError
from wema_tui.i18n import LANGUAGES, _
from wema_tui.paths import (
    SYSTEM_CONFIG,
    user_config_folder,
    user_data_folder,
    user_log_folder,
)
from wema_tui.terminal.profiles import PROFILES
from wema_tui.text import is_safe, printable


class BadConfig(WemaError):
    """A setting that cannot be used."""

    code = "config.bad"


@dataclass(frozen=True)
class Config:
    """The settings in force. Immutable; made once by `load_config`.

    Attributes:
        database: Address: `sqlite:///path` or `postgresql://...`.
        audit_keys: Folder of audit keys, outside the database.
        log_folder: Folder of log files.
        station: Name of this place of work; found out when empty.
        language: `en`, `sw`, or empty for the clinic's.
        idle_lock: Seconds without a key before the screen is locked; 0 never. None
            for what the clinic has chosen for the person's role.
        busy_timeout: Seconds to wait for another writer.
        theme: `dark`, `light` or `contrast`.
        profile: `full`, `slow`, `plain`, `mono`, or empty to find out.
        card_printer: Command that prints a patient's card: `lp -d cards`; empty where
            there is no printer.
        card_format: In which form it gets the card: `svg` or `zpl`.
        keys: Id of what a key does -> its keys, where they are not the usual ones.
        sources: Setting -> where its value came from, for `wema check`.
    """

    database: str
    audit_keys: str
    log_folder: str
    station: str = ""
    language: str = ""
    idle_lock: int | None = None
    busy_timeout: int = 10
    theme: str = "dark"
    profile: str = ""
    card_printer: str = ""
    card_format: str = "svg"
    keys: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def audit_keys_folder(self) -> Path:
        """The folder of audit keys, `~` resolved."""
        return Path(self.audit_keys).expanduser()


MAX_STATION = 60  # characters
_RANGES = {"idle_lock": (0, 86_400), "busy_timeout": (1, 600)}
_CHOICES = {
    "language": ("", *LANGUAGES),
    "theme": ("dark", "light", "contrast"),
    "profile": ("", *PROFILES),
    "card_format": FORMATS,
}
_TABLES = ("keys",)
_SETTINGS = tuple(f for f in fields(Config) if f.name not in ("sources", *_TABLES))


def load_config(
    given: Mapping[str, str | None] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    files: tuple[Path, ...] | None = None,
) -> Config:
    """Return the settings in force.

    Args:
        given: From the command line; None values are not given.
        environment: `os.environ` unless a test says otherwise.
        files: The TOML files, later ones win; the usual two by default.

    Raises:
        BadConfig: A file cannot be read, or a setting is unknown or out of range.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {
        "database": f"sqlite:///{user_data_folder() / 'wema.db'}",
        "audit_keys": str(user_config_folder() / "keys"),
        "log_folder": str(user_log_folder()),
    }
    sources = {f.name: "default" for f in _SETTINGS}
    for path in _config_files(environment) if files is None else files:
        found = _read_file(path)
        for name in found.keys() & set(_TABLES):
            found[name] = values.get(name, {}) | _table(name, found[name], path)
        values |= found
        sources |= dict.fromkeys(found, str(path))
    for setting in _SETTINGS:
        variable = f"WEMA_{setting.name.upper()}"
        if environment.get(variable):
            values[setting.name] = environment[variable]
            sources[setting.name] = variable
    for name, text in (given or {}).items():
        if text is not None:
            values[name], sources[name] = text, "command line"
    checked = {
        name: value if name in _TABLES else _checked(name, value, sources[name])
        for name, value in values.items()
    }
    return Config(**checked, sources=sources)


def _config_files(environment: Mapping[str, str]) -> tuple[Path, ...]:
    if environment.get("WEMA_CONFIG"):
        return (Path(environment["WEMA_CONFIG"]),)
    usual = (SYSTEM_CONFIG, user_config_folder() / "wema.toml")
    return tuple(path for path in usual if path.exists())


def _read_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
    except (OSError, ValueError) as error:  # no TOML, or not even UTF-8
        raise BadConfig(
            _("The settings in {path} cannot be read: {detail}.").format(
                path=path, detail=printable(str(error))
            ),
            hint=_("Correct the file."),
        ) from error
    known = {*_TABLES, *(setting.name for setting in _SETTINGS)}
    for name in found:
        if name not in known:
            raise BadConfig(
                _("There is no setting {name} ({path}).").format(
                    name=printable(name), path=path
                ),
                hint=_("Known are: {all}.").format(all=", ".join(sorted(known))),
            )
    return found


def _table(name: str, value: Any, path: Path) -> dict[str, str]:
    """Return a table of texts; a later file changes single lines of it."""
    lines = value.items() if isinstance(value, dict) else [(name, value)]
    for line, text in lines:
        if not isinstance(value, dict) or not isinstance(text, str):
            raise BadConfig(
                _("{name} is {value} ({source}).").format(
                    name=printable(line), value=printable(str(text)), source=path
                ),
                hint=_('Use lines such as: "scan.undo" = "f7, alt+u"'),
            )
    return dict(lines)


def _whole_number(value: Any, otherwise: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return otherwise  # 5.9 would be taken for 5
    try:
        return int(value)
    except ValueError:
        return otherwise


def _checked(name: str, value: Any, source: str) -> Any:
    if name in _RANGES:
        low, high = _RANGES[name]
        number = _whole_number(value, low - 1)
        if not low <= number <= high:
            raise BadConfig(
                _("{name} is {value} ({source}).").format(
                    name=name, value=printable(str(value)), source=source
                ),
                hint=_("Use a number from {low} to {high}.").format(low=low, high=high),
            )
        return number
    text = value if isinstance(value, str) else "\0"  # TOML knows other kinds
    if not is_safe(text) or (name == "station" and len(text) > MAX_STATION):
        raise BadConfig(
            _("{name} is {value} ({source}).").format(
                name=name, value=printable(str(value)), source=source
            ),
            hint=_("Use ordinary text in quotation marks, a station up to 60 letters."),
        )
    if name in _CHOICES and text not in _CHOICES[name]:
        raise BadConfig(
            _("{name} is {value} ({source}).").format(
                name=name, value=printable(text), source=source
            ),
            hint=_("Use one of: {all}.").format(
                all=", ".join(choice for choice in _CHOICES[name] if choice)
            ),
        )
    return text
