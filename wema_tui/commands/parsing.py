"""What the commands' arguments are read with."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from wema_tui.commands.output import tell
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import clean

Subparsers: TypeAlias = "_SubParsersAction[Any]"


class Parser(ArgumentParser):
    """A parser that explains wrong usage in one line, safe to show."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read more; exit with 2."""
        more = _("See '{program} --help'.").format(program=self.prog)
        tell(f"{message}. {more}".replace("..", "."))
        raise SystemExit(2)


def add_command(
    commands: Subparsers, common: ArgumentParser, name: str, module: str, help: str
) -> ArgumentParser:
    """Add a command and return its parser.

    Args:
        commands: Where to.
        common: What every command takes.
        name: How it is typed.
        module: Which one in `wema_tui.commands` carries it out.
        help: One line.
    """
    parser: ArgumentParser = commands.add_parser(
        name, help=help, description=help, parents=[common], allow_abbrev=False
    )
    parser.set_defaults(module=module)
    return parser


def takes_json(parser: ArgumentParser) -> None:
    """Let a command print JSON."""
    parser.add_argument("--json", action="store_true", help=_("print JSON"))


def a_text(what: str, *, limit: int) -> Callable[[str], str]:
    """Return what reads a text for the database: clean, and not empty."""

    def read(text: str) -> str:
        try:
            return clean(text, what=what, limit=limit)
        except WemaError as error:
            raise ArgumentTypeError(error.sentence) from error

    return read


def a_number(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number from *low* to *high*."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and low <= int(text[:12]) <= high:
            return int(text)
        raise ArgumentTypeError(
            _("use a number from {low} to {high}").format(low=low, high=high)
        )

    return read
