"""The words behind `wema import`."""

from __future__ import annotations

from argparse import ArgumentParser

from wema_tui.commands.parsing import Subparsers, add_command, takes_json
from wema_tui.i18n import _


def add_import(commands: Subparsers, common: ArgumentParser) -> None:
    """Add the command and its verbs."""
    what = add_command(
        commands, common, "import", "import_patients", _("bring in what a file has")
    )
    verbs = what.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), dest="verb", required=True
    )
    patients = add_command(
        verbs,
        common,
        "patients",
        "import_patients",
        _("bring in patients; without --apply only say what would be done"),
    )
    patients.add_argument("file", metavar="FILE", help=_("CSV in UTF-8"))
    patients.add_argument(
        "--apply", action="store_true", help=_("do it: all new rows, or nothing")
    )
    takes_json(patients)
