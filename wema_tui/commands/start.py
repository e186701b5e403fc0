"""`wema` alone: open the screens."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from pathlib import Path
from types import FrameType

from wema_tui.commands.output import tell
from wema_tui.config import Config
from wema_tui.i18n import _


def run(args: Namespace, config: Config) -> int:
    """Run the app until the person leaves; return its exit code.

    Raises:
        TerminalUnusable: This terminal can only print lines.
        WemaError: The clinic cannot be opened.
    """
    if not has_terminal():
        tell(_("The screens need a terminal. 'wema --help' lists the commands."))
        return 2
    from wema_tui.terminal.abilities import require_usable_terminal
    from wema_tui.terminal.greeting import Greeting

    require_usable_terminal(os.environ)
    _open_log(config)
    for number in (signal.SIGTERM, signal.SIGHUP):  # until the screens hear them
        signal.signal(number, _leave)
    asks = config.profile not in ("full", "slow")
    with Greeting(asks=asks) as greeting:
        greeting.begin()
        from wema_tui.bootstrap import build_app

        app = build_app(config, greeting)
        try:
            app.run(mouse=False)  # nothing needs it, and each move costs bytes
        finally:
            app.close()
    if app.end_reason == "failed":
        tell(
            _(
                "The screens failed; what was shown as recorded is. The log: {log}"
            ).format(log=config.log_folder)
        )
    return app.return_code or 0


def _leave(number: int, _frame: FrameType | None) -> None:
    """End as a signal asks for, but with the terminal as it was."""
    raise SystemExit(128 + number)


def _open_log(config: Config) -> None:
    """Have the log written; without one, work goes on."""
    from wema_tui.logs import open_log

    try:
        open_log(Path(config.log_folder))
    except OSError as error:
        tell(_("No log can be written: {reason}.").format(reason=error.strerror))


def has_terminal() -> bool:
    """Return whether a person sits at both ends."""
    return all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)
    )
