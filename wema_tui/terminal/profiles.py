"""What a terminal and its line can bear, and how it is found out.

Four names for what people meet: `full` on a good line; `slow` behind a satellite;
`plain` on the Linux console and on serial terminals; `mono` for who wants no
colours. Facts combine: no colours on a slow line is mono and lean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

PROFILES = ("full", "slow", "plain", "mono")

SLOW_ANSWER = 0.15  # seconds from a question to the terminal's answer

# Terminals with a character set of their own: those with colours, those without.
_COLORED = re.compile(r"(?:linux|ansi|pcansi|scoansi|cons25)\b")
_SERIAL = re.compile(r"(?:dec-)?(?:vt|wy|tvi|qvt|adm|hp|ibm)\d|sun\b")


@dataclass(frozen=True)
class Profile:
    """How much may be sent to a terminal, and of what kind.

    Attributes:
        name: One of `PROFILES`: the fact that a person would name first.
        is_slow: Answers take long, and an escape sequence may come in two pieces.
        is_ascii: The terminal knows no other characters.
        has_color: Colours may be sent.
    """

    name: str = "full"
    is_slow: bool = False
    is_ascii: bool = False
    has_color: bool = True

    @property
    def is_lean(self) -> bool:
        """Few bytes: the terminal's own background, at most its 16 colours."""
        return self.is_slow or self.is_ascii


FULL = Profile()


def choose_profile(
    environment: Mapping[str, str], *, is_slow: bool, wanted: str = ""
) -> Profile:
    """Return the profile for a terminal.

    What is *wanted* corrects a wrong guess about the line and the characters. It
    brings no colours back to somebody who has set NO_COLOR; and `mono`, which says
    nothing about the line, leaves the guess about that as it is.

    Args:
        environment: TERM and NO_COLOR (https://no-color.org) are read.
        is_slow: Whether the terminal took longer to answer than `SLOW_ANSWER`.
        wanted: One of `PROFILES`, or empty for whatever fits.
    """
    found = _profile_of(environment.get("TERM", "").lower(), is_slow)
    if wanted == "plain":
        found = replace(found, is_ascii=True)
    elif wanted in ("full", "slow"):
        found = Profile(is_slow=wanted == "slow")
    if wanted == "mono" or environment.get("NO_COLOR"):
        found = replace(found, has_color=False)
    return replace(found, name=wanted or _name_of(found))


def _profile_of(term: str, is_slow: bool) -> Profile:
    if _SERIAL.match(term):
        return Profile(is_slow=is_slow, is_ascii=True, has_color=False)
    return Profile(is_slow=is_slow, is_ascii=bool(_COLORED.match(term)))


def _name_of(found: Profile) -> str:
    if found.is_ascii:
        return "plain"
    if not found.has_color:
        return "mono"
    return "slow" if found.is_slow else "full"
