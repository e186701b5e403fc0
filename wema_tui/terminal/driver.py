"""The terminal driver: Textual's own, but nothing on the line can stop it.

What comes in goes through `keys_in`, what goes out through `line_out`.
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from typing import TYPE_CHECKING, cast

from textual.drivers.linux_driver import LinuxDriver

from wema_tui.terminal.keys_in import LONE_ESC, LONE_ESC_SLOW, KeysIn
from wema_tui.terminal.line_out import LineOut

if TYPE_CHECKING:
    from wema_tui.app import WemaApp

_POLL = 0.1  # seconds between looks at the exit flag; also ends a lone Esc


_LAST_WORDS = 2.0  # seconds for the line to take what restores the terminal


class WemaDriver(LinuxDriver):
    """Reads keys whatever bytes arrive, and writes without waiting for the line."""

    _line: LineOut | None = None

    @property
    def wema(self) -> WemaApp:
        """The application."""
        return cast("WemaApp", self._app)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        assert self._file is not None  # standard error: a terminal, as was checked
        self._line = LineOut(self._file.fileno(), self._file.encoding)
        self._line.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        if self.wema.greeting is not None:  # which has switched echo off already
            self.attrs_before = self.wema.greeting.settings

    def write(self, data: str) -> None:
        """Send *data* to the terminal, in its turn."""
        if self._line is not None:
            self._line.put(data)

    def close(self) -> None:
        """Let go of the terminal, once it has taken the last."""
        if self._line is not None:
            self._line.finish(_LAST_WORDS)
        super().close()

    def run_input_thread(self) -> None:
        """Read until the application ends or the terminal is gone."""
        keys = KeysIn()
        for at, data in self.wema.greeting.hand_over() if self.wema.greeting else ():
            self._hear(keys, data, at)
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
                    self._hear(keys, data, time.monotonic())
                is_slow = self.wema.looks.profile.is_slow
                keys.lone_esc = LONE_ESC_SLOW if is_slow else LONE_ESC
                for message in keys.tick(time.monotonic()):
                    self.process_message(message)

    def _hear(self, keys: KeysIn, data: bytes, at: float) -> None:
        for message in (*keys.tick(at), *keys.feed(data, at)):
            message.time = at  # of all that came together
            self.process_message(message)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
