"""`wema scan`: record codes from a pipe, a file or a picture, as the scan field would.

Each line is a write of its own: what is recorded stays, whatever comes after.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from wema_tui.bootstrap import build_clinic, command_station
from wema_tui.commands.output import (
    OutputLost,
    flush,
    put,
    put_json,
    silence,
    tell,
)
from wema_tui.commands.scan_desk import Desk, Wishes
from wema_tui.commands.scan_outcome import Outcome
from wema_tui.commands.stopping import Stopped, Stopping
from wema_tui.config import Config
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.lines import lines_of
from wema_tui.services.auth.sign_in import resume, sign_out
from wema_tui.services.clinic.opening import OpenClinic
from wema_tui.services.session import Session
from wema_tui.text import printable

_CHUNK = 65_536  # bytes


class NoInput(WemaError):
    """The file with the codes is missing or cannot be read."""

    code = "scan.no_input"


def run(args: Namespace, config: Config) -> int:
    """Record every line; 0 only if all were.

    Raises:
        WemaError: Nothing can be recorded at all, or no more.
    """
    with _lines(args) as lines:
        clinic = build_clinic(config)
        report = _Report(as_json=args.json)
        try:
            with Stopping() as stopping, _signed_in(clinic, args, stopping) as session:
                _record(Desk(session, _wishes(args)), lines, report, stopping)
        except Stopped as stopped:
            return stopped.exit_code
    return report.end()


def _record(
    desk: Desk, lines: Iterable[tuple[int, str]], report: _Report, stopping: Stopping
) -> None:
    try:
        for number, text in lines:
            with stopping.later():
                report.show(desk.take(number, text))
        with stopping.later():
            last = desk.end()
            if last is not None:
                report.show(last)
    except Stopped:
        kept = _("Stopped. What was recorded before is kept.")
        tell(f"{kept} {desk.give_up()}".rstrip())
        raise


@contextmanager
def _signed_in(
    clinic: OpenClinic, args: Namespace, stopping: Stopping
) -> Iterator[Session]:
    """Work in a person's name; the session ends however the work does."""
    clinic.store.hold()  # one connection for all lines
    try:
        with stopping.later():
            session = resume(clinic.door(command_station()), args.employee_id)
        try:
            yield session
        finally:
            # The trouble that ended it has been told, and so has a signal.
            with suppress(WemaError, Stopped), stopping.later():
                sign_out(session, reason="command_done")
    finally:
        clinic.store.release()


def _wishes(args: Namespace) -> Wishes:
    return Wishes(
        mode=args.mode,
        lot=args.lot,
        expiry=None if args.expiry == "none" else args.expiry,
        is_expiry_said=args.expiry is not None,
        reason=args.reason,
        note=args.note,
        supplier=args.supplier,
        prefix=args.request_prefix,
        entry="picture" if args.image else "scanned",
    )


@contextmanager
def _lines(args: Namespace) -> Iterator[Iterable[tuple[int, str]]]:
    """Open what the codes come from, before anything else is done."""
    if args.image:
        from wema_tui.scanner.images import codes_in_picture

        yield list(enumerate(codes_in_picture(Path(args.image)), start=1))
    elif args.file and args.file != "-":
        try:
            file = Path(args.file).open("rb")  # noqa: SIM115 - closed below
        except OSError as error:
            raise NoInput(
                _("{path} cannot be read: {reason}.").format(
                    path=printable(args.file),
                    reason=os.strerror(error.errno or 0),
                ),
                hint=_("Nothing was recorded."),
            ) from error
        with file:
            yield lines_of(_chunks(file))
    else:
        if sys.stdin is None:
            raise NoInput(_("There is no standard input."))
        if sys.stdin.isatty():
            tell(_("Scan, one code a line; Ctrl+D ends."))
        yield lines_of(_chunks(sys.stdin.buffer))


def _chunks(file: Any) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read1(_CHUNK)
        except OSError as error:
            raise NoInput(
                _("The input breaks off: {reason}.").format(
                    reason=os.strerror(error.errno or 0)
                ),
                hint=_("The lines before are recorded."),
            ) from error
        if not chunk:
            return
        yield chunk


class _Report:
    """Tells what became of each line.

    Args:
        as_json: One JSON object a line instead of text.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._lines = self._failed = self._repeats = 0
        self._is_complete = True
        self._lost: OutputLost | None = None

    def show(self, outcome: Outcome) -> None:
        """Tell what became of one line."""
        self._lines += outcome.line is not None
        self._repeats += outcome.is_repeat
        try:
            if self._as_json:
                put_json(outcome.as_json())
            elif outcome.ok:
                put(outcome.as_text())
            flush()  # said as soon as it is recorded
        except BrokenPipeError:
            silence()  # nobody listens any more; what is left is still recorded
        except OutputLost as error:
            silence()
            self._lost = error
        if not outcome.ok:
            self._is_complete = False
            self._failed += outcome.line is not None
            where = _("end") if outcome.line is None else f"line {outcome.line}"
            tell(outcome.error, prefix=f"{where}: ")

    def end(self) -> int:
        """Tell the sum, and return the exit code.

        Raises:
            OutputLost: All was done, but could not be told.
        """
        if self._repeats:
            tell(
                ngettext(
                    "{n} line had been recorded before, with the same request prefix.",
                    "{n} lines had been recorded before, with the same request prefix.",
                    self._repeats,
                ).format(n=self._repeats)
            )
        if self._lost is not None:
            raise self._lost
        if self._is_complete:
            return 0
        tell(
            ngettext(
                "{n} of {all} lines was not recorded.",
                "{n} of {all} lines were not recorded.",
                self._failed,
            ).format(n=self._failed, all=self._lines)
        )
        return 1
