"""From the bytes of the terminal to keys and pastes, whatever bytes arrive.

A scanner types what is printed on a box, and a bad line adds to it. Stock
Textual takes some of that for orders: an escape sequence in a code can eat
characters of it, switch the focus off, change the size of the screen, begin a
paste that never ends, or end the program. So escape sequences are cut out here,
and Textual is asked only what key one of them is.
"""

from __future__ import annotations

import logging
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from wema_tui.terminal.pace import ANSWER as IS_THERE

logger = logging.getLogger(__name__)

ESC = "\x1b"
STRANGE = "strange_sequence"
"""The key that stands for a sequence that is no key: inside a code, a reason to
refuse the code; anywhere else, nothing."""

ALT = "0123456789"
"""What is Alt and a key behind an Esc, when nothing else follows it."""

LONE_ESC = 0.1  # seconds after which an Esc is the key
LONE_ESC_SLOW = 0.5  # on a line that cuts sequences in two
_CUT_OFF = 1.0  # seconds after which the rest of a sequence will not come
_PASTE_PATIENCE = 2.0  # seconds of silence: the end of the paste will not come
_LONGEST = 100_000  # characters of a paste
_LONGEST_SEQUENCE = 256  # characters

_PASTE_BEGIN, _PASTE_END = "\x1b[200~", "\x1b[201~"
_ENDS = "\r\n\t"  # of a scan: no sequence goes on behind them
_CONTROL = re.compile(r"\x1b(?:\[(?!\[)[^@-~]*[@-~]|\[\[.|O.)", re.DOTALL)
_STRINGS = ("]", "P", "X", "^", "_")
_OPENINGS = ("[", "O", *_STRINGS)
_ANSWER = re.compile(r"\x1b\[(?:[IO]|\?[0-9;]*(?:c|\$y))")  # of the terminal itself


class KeysIn:
    """Reads one terminal. Times are seconds of a clock that only goes forward.

    Most terminals send Alt and a key as Esc and that key. Esc and then a scan looks
    the same, until its second character comes: no code may lose its first.

    Args:
        answered: Called when the terminal says that it is there; returns whether it
            was asked.
        alt: Digits and small letters that mean something with Alt.

    Attributes:
        lone_esc: Seconds after which an Esc is the key, and begins no sequence.
    """

    def __init__(
        self, answered: Callable[[], bool] = lambda: False, alt: str = ALT
    ) -> None:
        self._answered = answered
        self._alt = frozenset(alt)
        self.lone_esc = LONE_ESC
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._sequence = ""  # an escape sequence that is not complete yet
        self._paste: list[str] | None = None  # what has come of a paste
        self._last_at = 0.0

    def feed(self, data: bytes, at: float) -> Iterator[Message]:
        """Take bytes; yield what they say. Bytes that are no text become U+FFFD."""
        self._last_at = at
        for character in self._decode(data):
            if self._paste is not None:
                yield from self._in_paste(self._paste, character)
            elif self._sequence or character == ESC:
                yield from self._in_sequence(character)
            else:
                yield from _keys(character)

    def tick(self, at: float) -> Iterator[Message]:
        """Yield what has waited long enough: an Esc, a paste without an end."""
        silence = at - self._last_at
        if self._paste is not None and silence >= _PASTE_PATIENCE:
            yield from self._end_paste(self._paste)
        is_short = self._sequence == ESC or self._is_alt
        patience = self.lone_esc if is_short else _CUT_OFF
        if self._sequence and silence >= patience:
            yield from self._give_up()

    @property
    def _is_alt(self) -> bool:
        return len(self._sequence) == 2 and self._sequence[1] in self._alt

    def _in_paste(self, paste: list[str], character: str) -> Iterator[Message]:
        paste.append(character)
        if character == "~" and "".join(paste[-len(_PASTE_END) :]) == _PASTE_END:
            yield from self._end_paste(paste[: -len(_PASTE_END)])
        elif character == "n" and "".join(paste[-len(IS_THERE) :]) == IS_THERE:
            if self._answered():  # the end of this paste has got lost
                del paste[-len(IS_THERE) :]
        elif len(paste) > _LONGEST:
            yield from self._end_paste(paste)

    def _end_paste(self, paste: list[str]) -> Iterator[Message]:
        self._paste = None
        yield events.Paste("".join(paste))

    def _in_sequence(self, character: str) -> Iterator[Message]:
        was_alt, before = self._is_alt, self._sequence
        self._sequence += character
        if self._is_alt:
            return  # what follows tells
        is_string = before[1:2] in _STRINGS
        if character in _ENDS or (character == ESC and before and not is_string):
            # Nothing goes on behind the end of a scan, or with a new sequence.
            self._sequence = before
            yield from self._give_up(goes_on=character != ESC)
            yield from self._anew(character)
        elif was_alt or (len(before) == 1 and character not in _OPENINGS):
            self._sequence = before  # the key Esc, and then something else
            yield from self._give_up(goes_on=True)
            yield from self._anew(character)
        elif is_string:
            if character == "\x07" or self._sequence.endswith("\x1b\\"):
                yield from self._give_up()
        elif _CONTROL.fullmatch(self._sequence):
            yield from self._complete()
        if len(self._sequence) > _LONGEST_SEQUENCE:
            yield from self._give_up()

    def _anew(self, character: str) -> Iterator[Message]:
        if character == ESC:
            self._sequence = ESC
        else:
            yield from _keys(character)

    def _complete(self) -> Iterator[Message]:
        sequence, self._sequence = self._sequence, ""
        if sequence == _PASTE_BEGIN:
            self._paste = []
        elif sequence == IS_THERE and self._answered():
            return
        elif sequence != _PASTE_END:
            yield from _meaning(sequence)

    def _give_up(self, *, goes_on: bool = False) -> Iterator[Message]:
        is_alt = self._is_alt
        sequence, self._sequence = self._sequence, ""
        if is_alt and not goes_on:
            key = events.Key(f"alt+{sequence[1]}", None)
            key.time = self._last_at
            yield key
        elif sequence == ESC or is_alt:
            yield events.Key("escape", ESC)
            yield from _keys(sequence[1:])
        else:
            yield events.Key(STRANGE, ESC)


def _keys(text: str) -> Iterator[Message]:
    """Yield the key that one character is."""
    return iter(tuple(XTermParser().feed(text)))


def _meaning(sequence: str) -> Iterator[Message]:
    """Yield the key that a complete sequence is."""
    try:
        found = tuple(XTermParser().feed(sequence))
    except Exception:
        # For instance a key number that no character has.
        logger.warning("a sequence that cannot be read: %r", sequence)
        found = ()
    heard = (events.Key, TerminalSupportsSynchronizedOutput)
    meant = [each for each in found if isinstance(each, heard)]
    if not meant and not _ANSWER.fullmatch(sequence):
        meant = [events.Key(STRANGE, ESC)]
    return iter(meant)
