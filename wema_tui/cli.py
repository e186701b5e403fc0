"""The `wema` command: parses, then imports only what the command needs.

Data goes to standard output, talk to standard error. Exit codes: 0 success, 1
an expected failure with one clear line, 2 wrong usage, 128 and the signal's
number when a signal ended it. Nobody ever sees a traceback: it is in the log.
"""

from __future__ import annotations

import importlib
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wema_tui.commands.arguments import build_parser, language_in
from wema_tui.commands.output import flush, prepare_streams, silence, tell
from wema_tui.errors import WemaError
from wema_tui.i18n import _, set_language

if TYPE_CHECKING:
    from wema_tui.config import Config


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: The words behind `wema`; those of this process by default.
    """
    prepare_streams()
    given = sys.argv[1:] if argv is None else list(argv)
    return guarded(lambda: execute(*settle(given)))


def guarded(work: Callable[[], int]) -> int:
    """Run *work* and turn whatever ends it into one line and an exit code."""
    try:
        status = _exit_code(work)
        flush()
    except BrokenPipeError:  # `| head` has seen enough
        silence()
        return 141
    except KeyboardInterrupt:
        status = _end_with(_("Stopped."), 130)
    except WemaError as error:
        status = _end_with(error.sentence, error.exit_code)
    except Exception as error:
        status = _end_with(_log(error), 1)
    return status


def _exit_code(work: Callable[[], int]) -> int:
    try:
        return work()
    except SystemExit as left:  # argparse, after --help and wrong usage
        return left.code if isinstance(left.code, int) else 1


def _end_with(sentence: str, status: int) -> int:
    try:
        flush()
    except (OSError, WemaError):
        silence()
    tell(sentence)
    return status


def settle(given: list[str]) -> tuple[Namespace, Config]:
    """Return the arguments, and the settings in force, in the right language.

    Raises:
        SystemExit: Wrong usage, or `--help`; all is said.
        BadConfig: A setting cannot be used.
    """
    set_language(language_in(given, os.environ))
    args = build_parser().parse_args(given)
    from wema_tui.config import load_config

    config = load_config(
        {
            "database": getattr(args, "database", None),
            "language": getattr(args, "language", None),
            "profile": getattr(args, "profile", None),
        }
    )
    if config.language:
        set_language(config.language)
    return args, config


def execute(args: Namespace, config: Config) -> int:
    """Run the command that *args* name and return its exit code."""
    command = importlib.import_module(f"wema_tui.commands.{args.module}")
    status: int = command.run(args, config)
    return status


def _log(error: Exception) -> str:
    """Write a mistake of ours into the log; return the one line about it."""
    name = type(error).__name__
    try:
        from wema_tui.logs import logger, open_log

        path = open_log(_log_folder())
        logger.error("unexpected", exc_info=error)
    except Exception as trouble:  # so that there is one line in any case
        return _("A mistake in the program ({name}), and no log: {why}.").format(
            name=name, why=trouble
        )
    return _("A mistake in the program ({name}). The log has it: {path}").format(
        name=name, path=path
    )


def _log_folder() -> Path:
    from wema_tui.config import load_config
    from wema_tui.paths import user_log_folder

    try:
        return Path(load_config().log_folder)
    except WemaError:
        return user_log_folder()
