"""Cut what comes from a pipe or a file into codes, one a line.

A line ends with LF, CR LF or CR, and with nothing else: `str.splitlines` would
also split at 0x1C to 0x1E, which are data in a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from wema_tui.scanner.scan import MAX_CODE

LONGEST: Final = 8 * MAX_CODE
"""Bytes kept of a line. What is longer is no code, and is refused as such."""

_MARK = b"\xef\xbb\xbf"  # byte order mark: Windows puts one before a text file


def lines_of(chunks: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    r"""Yield (number, text) of every line that is not empty.

    However long a line is, only its beginning is kept in memory. Bytes that are
    not UTF-8 become U+FFFD, which no code may contain.

    Args:
        chunks: The bytes in pieces of any size, as they arrive.

    >>> list(lines_of([b"A\r", b"\nB\x1cC\n\n", b"D"]))
    [(1, 'A'), (2, 'B\x1cC'), (4, 'D')]
    """
    for number, line in enumerate(_cut(chunks), start=1):
        text = line.removeprefix(_MARK if number == 1 else b"").decode(
            "utf-8", errors="replace"
        )
        if text.strip(" \t"):
            yield number, text


def _cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    kept = b""
    after_cr = False
    for chunk in chunks:
        if after_cr and chunk:  # the other half of a CR LF
            chunk = chunk.removeprefix(b"\n")
            after_cr = False
        after_cr = after_cr or chunk.endswith(b"\r")
        *whole, rest = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in whole:
            yield (kept + line)[:LONGEST]
            kept = b""
        kept = (kept + rest)[:LONGEST]
    if kept:
        yield kept
