"""The terminal driver: Textual's own, which survives bytes that are no text.

Stock Textual decodes strictly, and one invalid byte on a bad line ends the
program. Here it becomes U+FFFD, which every field refuses.
"""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_POLL = 0.1  # seconds between looks at the exit flag; also ends a lone Esc


class WemaDriver(LinuxDriver):
    """Reads keys from the terminal, whatever bytes arrive."""

    def run_input_thread(self) -> None:
        """Read until the application ends or the terminal is gone."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_POLL):
                    data = self._read()
                    if not data:
                        return  # the terminal hung up; the signal says the rest
                    for event in parser.feed(decode(data)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
