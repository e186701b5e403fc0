"""System status: each check good or red, and what to do."""

from __future__ import annotations

import textwrap
from functools import partial
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Footer, Label
from textual.worker import get_current_worker

from screens.base import Dialog
from screens.widgets.fitted import fitted
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.clinic.findings import Check, Stopped
from wema_tui.services.clinic.system import SYSTEM_CHECKS, system_status
from wema_tui.services.session import Session, SessionEnded
from wema_tui.text import printable

_STATE, _NAME = 10, 13  # columns
_TOLD_EVERY = 10_000  # entries
_LONG = 1_000  # characters of a detail


class SystemScreen(Dialog[None]):
    """Makes the checks in a thread of its own: keys and scans wait for nothing.

    Leaving stops it.
    """

    AUTO_FOCUS = "#system"

    class Found(Message):
        """A check is done."""

        def __init__(self, check: Check) -> None:
            super().__init__()
            self.check = check

    class Walked(Message):
        """So many entries of the audit log are whole."""

        def __init__(self, entries: int) -> None:
            super().__init__()
            self.entries = entries

    class Failed(Message):
        """The checks cannot be made at all."""

        def __init__(self, error: WemaError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: list[Check] = []
        self._entries = 0

    def compose(self) -> ComposeResult:
        """Lay out what it comes to above the checks."""
        with Page(id="system", classes="dialog wide"):
            yield Label(self._heading, classes="title", id="so-far", markup=False)
            yield Lines(id="checks")
        yield Footer()

    def prepare(self) -> None:
        """Begin with the checks."""
        self._show()
        self.run_worker(self._check, thread=True)
        super().prepare()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The same checks as `wema check`, and the open sessions. The audit log"
            " takes longest: every entry is looked at. Esc leaves, and stops it."
            " Nothing is changed."
        )

    @on(Found)
    def _done(self, event: Found) -> None:
        """Show what it found; the next one is under way."""
        self._found.append(event.check)
        self._show()

    @on(Walked)
    def _walked(self, event: Walked) -> None:
        """Say how far the audit log is read."""
        self._entries = event.entries
        self._show()

    @on(Failed)
    def _not_done(self, event: Failed) -> None:
        """Say why it cannot be checked."""
        if isinstance(event.error, SessionEnded):
            self.wema.session_ended(event.error, self.session)
        else:
            self.show_failure(event.error)

    def _check(self) -> None:
        """Run in a thread of its own: only posts what it finds."""
        worker, config = get_current_worker(), self.wema.config

        def progress(entries: int) -> None:
            if worker.is_cancelled:
                raise Stopped
            if entries and entries % _TOLD_EVERY == 0:
                self.post_message(self.Walked(entries))

        folders = config.audit_keys_folder, Path(config.log_folder)
        try:
            for check in system_status(self.session, *folders, progress):
                if worker.is_cancelled:
                    return
                self.post_message(self.Found(check))
        except Stopped:
            return
        except WemaError as error:
            self.post_message(self.Failed(error))

    def _show(self) -> None:
        if not self.query("#checks"):
            return  # the program is ending
        self.query_one("#so-far", Label).update(self._heading)
        self.query_one("#checks", Lines).show(self._lines)

    @property
    def _heading(self) -> str:
        bad = sum(not check.ok for check in self._found)
        if bad:
            words = ngettext(
                "{n} thing is not in order", "{n} things are not in order", bad
            )
            return words.format(n=bad)
        if len(self._found) < len(SYSTEM_CHECKS):
            return _("Is everything in order?")
        return _("Everything is in order.")

    def _lines(self, width: int) -> list[Text]:
        lines: list[Text] = []
        for check in self._found:
            lines += _check_lines(check, width)
        left = SYSTEM_CHECKS[len(self._found) :]
        for nth, name in enumerate(left):
            state = "..." if nth == 0 else ""
            line = fitted(state, _STATE) + fitted(_name(name), _NAME)
            if name == "audit" and self._entries and nth == 0:
                line += _("{n} entries whole so far").format(n=f"{self._entries:,}")
            lines.append(Text(line.rstrip(), no_wrap=True))
        return lines


def _check_lines(check: Check, width: int) -> list[Text]:
    room = max(20, width - _STATE - _NAME)
    wrapped = partial(textwrap.wrap, width=room)
    details = wrapped(printable(check.finding.detail, _LONG))
    remedies = wrapped(printable(check.finding.remedy, _LONG))
    state = Text(
        fitted(_("good") if check.ok else _("RED"), _STATE),
        style="" if check.ok else "bold reverse",
    )
    first = details[0] if details else ""
    lines = [Text.assemble(state, fitted(_name(check.name), _NAME), first)]
    indent = " " * (_STATE + _NAME)
    lines += [Text(indent + line) for line in details[1:]]
    lines += [Text(indent + line, style="bold") for line in remedies]
    return lines


def _name(check: str) -> str:
    return {
        "database": _("Database"),
        "schema": _("Its tables"),
        "disk": _("Disk"),
        "clock": _("Clock"),
        "backup": _("Copies"),
        "audit": _("Audit log"),
        "ledger": _("Ledger"),
        "key": _("Audit key"),
        "sessions": _("Sessions"),
    }[check]
