"""The schema's history: numbered modules `m0001_...`, each with `up(store)`.

A migration is frozen once released: it uses SQL of its own time, never today's
models. Forward only.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store


@dataclass(frozen=True)
class Migration:
    """One step of the schema.

    Attributes:
        number: Its place in the order: 1, 2...
        name: What it adds, from the name of its module.
        up: Carries it out inside an open write.
    """

    number: int
    name: str
    up: Callable[[Store], None]


@cache
def all_migrations() -> tuple[Migration, ...]:
    """Return every migration this WEMA knows, in order."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("m"):
            number, _, name = module.name.removeprefix("m").partition("_")
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            found.append(Migration(int(number), name, loaded.up))
    return tuple(sorted(found, key=lambda migration: migration.number))
