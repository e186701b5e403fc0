"""The terminal driver: Textual's own, which survives bytes that are no text.

Stock Textual decodes strictly, and one invalid byte on a bad line ends the
program. Here it becomes U+FFFD, which every field refuses.
"""

from __future__ import annotations

import os
import selectors
import signal
import time

from textual.drivers.linux_driver import LinuxDriver

from wema_tui.terminal.keys_in import KeysIn

_POLL = 0.1  # seconds between looks at the exit flag; also ends a lone Esc


class WemaDriver(LinuxDriver):
    """Reads keys from the terminal, whatever bytes arrive."""

    def run_input_thread(self) -> None:
        """Read until the application ends or the terminal is gone."""
        keys = KeysIn()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_POLL):
                    data = self._read()
                    if not data:
                        # Nobody is there any more. Under a wrapper that ignores
                        # it the signal may not come by itself.
                        os.kill(os.getpid(), signal.SIGHUP)
                        return
                    for message in keys.feed(data, time.monotonic()):
                        self.process_message(message)
                for message in keys.tick(time.monotonic()):
                    self.process_message(message)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
