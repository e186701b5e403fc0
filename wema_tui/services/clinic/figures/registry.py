"""Finds the departments: every module of `departments` is one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from wema_tui.services.clinic.figures import departments
from wema_tui.services.clinic.figures.parts import Department


@cache
def all_departments() -> tuple[Department, ...]:
    """Return every department, from the top of the dashboard down."""
    modules = (
        import_module(f"{departments.__name__}.{each.name}")
        for each in iter_modules(departments.__path__)
    )
    found: list[Department] = [module.DEPARTMENT for module in modules]
    return tuple(sorted(found, key=lambda department: department.place))
