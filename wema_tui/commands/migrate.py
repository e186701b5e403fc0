"""`wema migrate`: the schema to this WEMA's version."""

from __future__ import annotations

from argparse import Namespace

from wema_tui.bootstrap import build_store
from wema_tui.commands.output import put
from wema_tui.config import Config
from wema_tui.i18n import _
from wema_tui.services.clinic.migrating import migrate_clinic


def run(args: Namespace, config: Config) -> int:
    """Apply what is pending and say what was done.

    Raises:
        DatabaseTrouble: There is no clinic, or a newer WEMA made it.
        KeyMissing, KeyUnusable: The change could not be signed.
    """
    applied = migrate_clinic(build_store(config), config.audit_keys_folder)
    for migration in applied:
        put(
            _("Applied: {number} {name}").format(
                number=migration.number, name=migration.name
            )
        )
    if not applied:
        put(_("Nothing to do: the database is up to date."))
    return 0
