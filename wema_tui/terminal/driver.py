"""The terminal driver: Textual's own, but few bytes, and nothing on the line stops it.

What comes in goes through `keys_in`, what goes out through `line_out`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import selectors
import signal
import sys
import termios
import time
import tty
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver

from wema_tui.terminal.keys_in import LONE_ESC, LONE_ESC_SLOW, KeysIn
from wema_tui.terminal.line_out import LineOut

if TYPE_CHECKING:
    from wema_tui.looks import Looks
    from wema_tui.terminal.greeting import Greeting

_POLL = 0.1  # seconds between looks at the exit flag; also ends a lone Esc
_LAST_ANSWER = 2.0  # seconds for what the terminal was asked
_LAST_WORDS = 2.0  # seconds for the line to take what restores the terminal


class Application(Protocol):
    """The part of the application that its driver asks.

    Attributes:
        greeting: Has held the terminal so far; None if nobody has.
        looks: Says how slow the line is.
        alt_keys: What means something together with Alt.
    """

    greeting: Greeting | None
    looks: Looks
    alt_keys: str


class WemaDriver(LinuxDriver):
    """Reads keys whatever bytes arrive, and sends only what differs."""

    _line: LineOut | None = None
    _raw: list[Any] | None = None

    @property
    def wema(self) -> Application:
        """The application, as far as its driver knows it."""
        return cast(Application, self._app)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._file = sys.__stdout__  # a terminal, as was checked; Textual's is stderr
        assert self._file is not None
        if self._line is not None:
            self._line.finish(0)  # stopped and continued: another may have drawn here
        size = self._get_terminal_size()
        self._line = LineOut(self._file.fileno(), self._file.encoding, *size)
        self._line.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        if self.wema.greeting is not None:  # which has switched echo off already
            self.attrs_before = self.wema.greeting.settings
        self._leave_line_feeds_alone()
        self._notice_resizes()

    def write(self, data: str) -> None:
        """Show what *data* draws, in its turn."""
        if self._line is not None:
            self._line.put(data)

    def repaint(self) -> None:
        """Draw the whole screen again: something else has written on it."""
        if self._line is not None:
            self._line.repaint()

    def disable_input(self) -> None:
        """Read no more keys."""
        if self._line is not None:
            self._line.ask_no_more(_LAST_ANSWER)
        super().disable_input()

    def close(self) -> None:
        """Let go of the terminal, once it has taken the last."""
        if self._line is not None:
            self._line.finish(_LAST_WORDS)
        super().close()

    def run_input_thread(self) -> None:
        """Read until the application ends or the terminal is gone."""
        keys = KeysIn(self._answered, self.wema.alt_keys)
        if self.wema.greeting is not None:
            for at, data in self.wema.greeting.hand_over():
                self._hear(keys, data, at)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_POLL):
                    data = self._read()
                    if not data:
                        # Nobody is there any more. Under a wrapper that ignores
                        # it the signal may not come by itself.
                        if self._line is not None:
                            self._line.finish(0)
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

    def _answered(self) -> bool:
        """Note that the terminal answered; return whether it was asked."""
        greeting, line = self.wema.greeting, self._line
        if greeting is not None and greeting.answered_late():
            return True
        return line is not None and line.answered()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _leave_line_feeds_alone(self) -> None:
        """Have the kernel send bytes as they are: a line feed goes straight down."""
        with contextlib.suppress(termios.error):  # hung up meanwhile
            raw = termios.tcgetattr(self.fileno)
            raw[tty.OFLAG] &= ~termios.OPOST
            termios.tcsetattr(self.fileno, termios.TCSANOW, raw)
            self._raw = raw

    def _sigcont_application(self, *signal: object) -> None:
        """Go on after a stop. A line that hangs up sends this signal too."""
        if self._must_signal_resume:
            super()._sigcont_application(*signal)
        elif self._raw is not None:
            with contextlib.suppress(termios.error):  # hung up
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._raw)
                self.repaint()

    def _notice_resizes(self) -> None:
        """Tell the line before Textual that the terminal has another size."""
        loop = asyncio.get_running_loop()
        tell_textual = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._resize)
            if callable(tell_textual):
                tell_textual(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def _resize(self) -> None:
        if self._line is not None:
            self._line.resize(*self._get_terminal_size())

    # What Textual asks a terminal, and does not need here: frames go out whole, and
    # the system tells of resizes.

    def _request_terminal_sync_mode_support(self) -> None: ...

    def _query_in_band_window_resize(self) -> None: ...
