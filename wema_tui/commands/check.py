"""`wema check`: the self-test."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from wema_tui.bootstrap import build_store
from wema_tui.commands.output import put, put_json, tell
from wema_tui.config import Config
from wema_tui.i18n import _
from wema_tui.services.clinic.checking import run_checks
from wema_tui.services.clinic.findings import Check, good
from wema_tui.text import printable


def run(args: Namespace, config: Config) -> int:
    """Make every check, print what each found; 0 only if all hold."""
    checks = (
        *run_checks(
            lambda: build_store(config),
            config.audit_keys_folder,
            Path(config.log_folder),
        ),
        _settings(config),
    )
    failed = [check for check in checks if not check.ok]
    if args.json:
        told = [
            {"name": c.name, "ok": c.ok, "detail": printable(c.detail, 1000)}
            for c in checks
        ]
        put_json({"ok": not failed, "checks": told})
    else:
        for check in checks:
            word = _("ok") if check.ok else _("FAILED")
            put(f"{check.name:<10}{word:<8}{check.detail}")
    if not failed:
        return 0
    tell(
        _("{n} of {all} checks failed: {names}. {detail}").format(
            n=len(failed),
            all=len(checks),
            names=", ".join(check.name for check in failed),
            detail=failed[0].detail,
        )
    )
    return 1


def _settings(config: Config) -> Check:
    """Say which settings are in force and where each came from."""
    shown = (
        f"{name}={getattr(config, name)!r} ({source})"
        for name, source in config.sources.items()
        if name != "database"  # may hold a password; the first check names it
    )
    database = f"database ({config.sources['database']})"
    return Check("settings", good(", ".join((database, *shown)) + "."))
