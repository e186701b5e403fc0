"""The words that guessing begins with, made by `scripts/common_passwords.py`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def common_passwords() -> frozenset[str]:
    """Return them, in small letters. 200 kB: not for who chooses no password."""
    file = files("wema_tui.data").joinpath("common_passwords.txt")
    return frozenset(file.read_text("utf-8").split())
