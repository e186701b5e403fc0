"""The log: what went wrong in the program, never what is in the database.

Nothing about patients or medicines beyond row numbers goes in. Of an exception
the log keeps where it happened, its type, and the first line of what it says:
PostgreSQL repeats whole rows in the lines behind.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

from wema_tui.text import printable

LOG_FILE = "wema.log"
LARGEST = 1_000_000  # bytes, then a new file is begun
KEPT = 3  # older files
_LONGEST_LINE = 1000  # characters

PACKAGES = ("wema_tui", "screens", "db")  # whose records are kept

logger = logging.getLogger(PACKAGES[0])

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def open_log(folder: Path) -> Path:
    """Have the log written into *folder*; return the file. Safe to repeat.

    Raises:
        OSError: The folder or the file cannot be written.
    """
    path = folder.expanduser() / LOG_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not any(isinstance(each, _LogFile) for each in logger.handlers):
        handler = _LogFile(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
        path.chmod(0o600)
        handler.setFormatter(_SafeFormatter())
        for name in PACKAGES:
            ours = logging.getLogger(name)
            ours.addHandler(handler)
            ours.setLevel(logging.INFO)
            ours.propagate = False
    return path


class _LogFile(RotatingFileHandler):
    """A log that cannot do harm: when it cannot be written, work goes on."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass  # a full disk has been told already, by what could not be saved


class _SafeFormatter(logging.Formatter):
    """One record: time in UTC, level, text; no line drives a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat("T", "milliseconds")
        head = f"{at} {record.process} {record.levelname} {record.getMessage()}"
        lines = [head]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _story(record.exc_info)
        return "\n  ".join(printable(line, _LONGEST_LINE) for line in lines)


def _story(raised: _Raised | tuple[None, None, None]) -> Iterator[str]:
    """Tell where an exception came from, the first cause first."""
    error = raised[1]
    if error is None:
        return
    earlier = error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )
    if earlier is not None:
        yield from _story((type(earlier), earlier, earlier.__traceback__))
        yield "which led to:"
    for frame in extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
    said = str(error).partition("\n")[0]
    yield f"{type(error).__module__}.{type(error).__qualname__}: {said}"
