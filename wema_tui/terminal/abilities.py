"""What a terminal must be able to do; told before the screen is touched."""

from __future__ import annotations

from collections.abc import Mapping

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

# Terminals that cannot put the cursor where a program wants it.
_UNUSABLE = frozenset({"dumb", "unknown", "emacs", "network", "dialup", "tty"})


class TerminalUnusable(WemaError):
    """The screens cannot be shown on this terminal."""

    code = "terminal.unusable"


def require_usable_terminal(environment: Mapping[str, str]) -> None:
    """Refuse a terminal that would only show escape sequences.

    Args:
        environment: `os.environ`.

    Raises:
        TerminalUnusable: TERM names a terminal that can only print lines.
    """
    name = environment.get("TERM", "")
    if name in _UNUSABLE:
        raise TerminalUnusable(
            _("The screens cannot be shown on a terminal of the type {name}.").format(
                name=printable(name, 20)
            ),
            hint=_(
                "Set TERM to what it is (TERM=vt220, TERM=xterm), or use 'wema scan'."
            ),
        )
