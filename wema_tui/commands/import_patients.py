"""`wema import patients`: from another system, or from a list in a spreadsheet."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from wema_tui.bootstrap import build_clinic, console_station
from wema_tui.commands.output import put, put_json, tell
from wema_tui.config import Config
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.importing import (
    ImportReport,
    examine_import,
    import_patients,
)
from wema_tui.services.patients.rules import medical_id
from wema_tui.text import printable


class NoFile(WemaError):
    """The file is missing or cannot be read."""

    code = "import.no_file"


def run(args: Namespace, config: Config) -> int:
    """Say what is in the file, and bring it in if that was asked for.

    Returns:
        1 where a row cannot be brought in; then none is.

    Raises:
        WemaError: Nothing was brought in.
    """
    content = _content(Path(args.file))
    session = build_clinic(config).console(console_station())
    if args.apply:
        name, request_id = Path(args.file).name, new_request_id()
        report = import_patients(session, content, name=name, request_id=request_id)
    else:
        report = examine_import(session, content)
    if args.json:
        put_json(asdict(report) | {"new": report.new})
    else:
        _show(report)
    return 1 if report.refused else 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NoFile(
            _("{path} cannot be read: {reason}.").format(
                path=printable(str(path)), reason=os.strerror(error.errno or 0)
            ),
            hint=_("Nothing was brought in."),
        ) from error


def _show(report: ImportReport) -> None:
    for row in report.refused:
        put(_("line {line}: {why}").format(line=row.line, why=row.why))
    for each in report.alike:
        others = [*map(medical_id, each.like)]
        others += [_("line {n}").format(n=line) for line in each.lines]
        put(
            _("line {line}: {name} looks like {others}.").format(
                line=each.line, name=each.full_name, others=", ".join(others)
            )
        )
    put(
        _("{rows} rows: {new} new, {known} known already, {bad} bad.").format(
            rows=report.rows,
            new=report.new,
            known=report.known,
            bad=len(report.refused),
        )
    )
    tell(_ending(report))


def _ending(report: ImportReport) -> str:
    if report.first is not None and report.last is not None:
        count = report.last - report.first + 1
        return ngettext(
            "{n} patient was brought in, from {first} to {last}.",
            "{n} patients were brought in, from {first} to {last}.",
            count,
        ).format(n=count, first=medical_id(report.first), last=medical_id(report.last))
    if report.refused:
        return _("Nothing was brought in. Correct the bad rows first.")
    if not report.rows:
        return _("Nothing was brought in: there are no rows below the first one.")
    if not report.new:
        return _("Nothing was brought in: all rows are known already.")
    return _("Nothing was brought in yet. Do it with --apply.")
