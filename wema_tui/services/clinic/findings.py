"""What a check found: it holds or not, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Finding(NamedTuple):
    """Whether a check holds, and what was found.

    Attributes:
        ok: Whether it holds.
        detail: What was found, one or two translated sentences.
        remedy: What to do when it does not hold, in words; empty when it does.
    """

    ok: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """One check of the self-test.

    Attributes:
        name: Stable word: database, schema, disk...
        finding: What it found.
    """

    name: str
    finding: Finding

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return self.finding.ok

    @property
    def detail(self) -> str:
        """What was found and what to do, on one line."""
        return f"{self.finding.detail} {self.finding.remedy}".strip()


class Stopped(Exception):
    """Whoever waited for a check does so no more."""


def good(*sentences: str) -> Finding:
    """It holds."""
    return Finding(True, " ".join(filter(None, sentences)))


def bad(*sentences: str, remedy: str) -> Finding:
    """It does not hold."""
    return Finding(False, " ".join(filter(None, sentences)), remedy)
