"""What a command says: data on standard output, talk on standard error.

No control character from anybody's data gets through either way.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

_LONGEST = 2000  # characters of one line


class OutputLost(WemaError):
    """Standard output cannot be written: the disk behind it is full, say."""

    code = "output.lost"


def prepare_streams() -> None:
    """Make both outputs safe to write: closed ones swallow, none can choke."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def put(text: str = "") -> None:
    """Write one line of data.

    Raises:
        OutputLost: It cannot be written.
        BrokenPipeError: Nobody reads any more.
    """
    with _writing():
        sys.stdout.write(printable(text, _LONGEST) + "\n")


def put_json(value: Any, *, indent: int | None = None) -> None:
    """Write data as JSON in pure ASCII.

    Raises:
        OutputLost: It cannot be written.
        BrokenPipeError: Nobody reads any more.
    """
    with _writing():
        sys.stdout.write(json.dumps(value, indent=indent) + "\n")


def flush() -> None:
    """Have everything written that was put.

    Raises:
        OutputLost: It cannot be written.
        BrokenPipeError: Nobody reads any more.
    """
    with _writing():
        sys.stdout.flush()


def silence() -> None:
    """Give up standard output: what is left of it goes nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell(text: str, *, prefix: str = "wema: ") -> None:
    """Say one line to the person; never fails."""
    with suppress(OSError, ValueError):
        sys.stderr.write(prefix + printable(text, _LONGEST) + "\n")
        sys.stderr.flush()


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = os.strerror(error.errno or errno.EIO)
        raise OutputLost(
            _("The output cannot be written: {reason}.").format(reason=reason)
        ) from error
