"""What a check found: it holds or not, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One check of the self-test.

    Attributes:
        name: Stable word: database, schema, disk...
        ok: Whether it holds.
        detail: What was found, one or two translated sentences.
    """

    name: str
    ok: bool
    detail: str


Finding = tuple[bool, str]
"""Whether it holds, and what was found."""


def good(*sentences: str) -> Finding:
    """It holds."""
    return True, " ".join(filter(None, sentences))


def bad(*sentences: str) -> Finding:
    """It does not hold."""
    return False, " ".join(filter(None, sentences))
