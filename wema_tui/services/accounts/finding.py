"""Conditions by which accounts are found in a long list."""

from __future__ import annotations

from typing import Any

from peewee import SQL

from db.people import User
from wema_tui.phones import part_of_phone
from wema_tui.text import folded, is_safe


def matching(text: str) -> Any:
    """Return the condition that an account has *text* in one of its names.

    Args:
        text: As typed; empty for every account.
    """
    text = text.strip()
    if not is_safe(text):
        return SQL("1 = 0")  # nobody is called so, and not every engine takes it
    if not text:
        return SQL("1 = 1")
    return (
        User.name_key.contains(folded(text))
        | User.employee_id.contains(text)
        | User.phone.contains(part_of_phone(text) or text)
        | User.email.contains(text.lower())
    )


def in_state(state: str) -> Any:
    """Return the condition that an account is in *state*, one of `STATES`."""
    if state == "closed":
        return User.state == "closed"
    is_waiting = User.access_until.is_null(state == "active")
    return (User.state == "active") & is_waiting
