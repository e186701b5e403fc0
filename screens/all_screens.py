"""Every screen that can be in front, found in the modules of the house.

Looked for only when somebody gives out keys, and to write the page of the manual: it
imports them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import screens
from screens.base import WemaScreen


@cache
def all_screens() -> tuple[type[WemaScreen[Any]], ...]:
    """Return the screens that are opened, by the names of their modules.

    Those that nothing else is made from: what screens share is not opened itself.
    """
    for module in walk_packages(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    found = set(_leaves(WemaScreen))
    return tuple(sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__)))


def _leaves(kind: type[WemaScreen[Any]]) -> Iterator[type[WemaScreen[Any]]]:
    made = [each for each in kind.__subclasses__() if _is_ours(each)]
    if not made and _is_ours(kind):
        yield kind
    for each in made:
        yield from _leaves(each)


def _is_ours(kind: type) -> bool:
    """Return whether it is no test's."""
    return kind.__module__.startswith(f"{screens.__name__}.")
