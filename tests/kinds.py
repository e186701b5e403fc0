"""Every kind of screen that there is."""

import importlib
import pkgutil

import screens


def kinds_of(base):
    """Return the classes below *base*, those of all screens included."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    return list(_below(base))


def _below(base):
    for each in base.__subclasses__():
        yield each
        yield from _below(each)
