"""Where things are kept on this computer. Every folder is a setting too."""

from __future__ import annotations

from pathlib import Path

SYSTEM_CONFIG = Path("/etc/wema/wema.toml")


def user_config_folder() -> Path:
    """Return the person's own folder for settings and keys."""
    from platformdirs import user_config_path

    return user_config_path("wema")


def user_data_folder() -> Path:
    """Return the person's own folder for the database."""
    from platformdirs import user_data_path

    return user_data_path("wema")


def user_log_folder() -> Path:
    """Return the person's own folder for log files."""
    from platformdirs import user_log_path

    return user_log_path("wema")
