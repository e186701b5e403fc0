"""From the bytes of the terminal to keys and pastes, whatever bytes arrive.

A scanner types what is printed on a box, and a bad line adds to it. Stock
Textual takes some of that for orders: an escape sequence in a code can switch
the focus off, change the size of the screen, begin a paste that never ends, or
end the program. Here only keys and pastes get through.
"""

from __future__ import annotations

import logging
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

logger = logging.getLogger(__name__)

_PASTE_BEGIN, _PASTE_END = "\x1b[200~", "\x1b[201~"
_PASTE_PATIENCE = 2.0  # seconds of silence: the end of the paste will not come
_LONGEST_PASTE = 100_000  # characters

_HEARD = (events.Key, events.Paste, TerminalSupportsSynchronizedOutput)


class KeysIn:
    """Reads one terminal. Times are seconds of a clock that only goes forward.

    Args:
        debug: Let the parser write its log, as Textual's `--dev` does.
    """

    def __init__(self, debug: bool = False) -> None:
        self._debug = debug
        self._parser = XTermParser(debug)
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._tail = ""  # the last characters, to notice where a paste begins
        self._pasted = -1  # characters of the paste under way; -1 for none
        self._last_at = 0.0

    def feed(self, data: bytes, at: float) -> Iterator[Message]:
        """Take bytes; yield what they say. Bytes that are no text become U+FFFD."""
        self._last_at = at
        for character in self._decode(data):
            yield from self._one(character)
            self._notice_paste(character)
            if self._pasted > _LONGEST_PASTE:
                yield from self._end_paste()

    def tick(self, at: float) -> Iterator[Message]:
        """Yield what has waited long enough: a lone Esc, a paste without an end."""
        if self._pasted >= 0 and at - self._last_at >= _PASTE_PATIENCE:
            yield from self._end_paste()
        yield from self._heard(self._parser.tick())

    def _one(self, character: str) -> Iterator[Message]:
        try:
            yield from self._heard(self._parser.feed(character))
        except Exception:
            # For instance a key number that no character has. The parser is
            # over then, and so would be the program.
            logger.exception("the terminal sent what cannot be read")
            self._parser = XTermParser(self._debug)

    def _heard(self, found: Iterable[Message]) -> Iterator[Message]:
        return (message for message in found if isinstance(message, _HEARD))

    def _notice_paste(self, character: str) -> None:
        self._tail = (self._tail + character)[-len(_PASTE_BEGIN) :]
        if self._pasted >= 0:
            self._pasted += 1
        if self._tail == _PASTE_BEGIN:
            self._pasted = max(0, self._pasted)
        elif self._tail == _PASTE_END:
            self._pasted = -1

    def _end_paste(self) -> Iterator[Message]:
        self._pasted = -1
        for character in _PASTE_END:
            yield from self._one(character)
