"""End well when told to end: SIGTERM, SIGINT, and SIGHUP when the line drops.

Textual knows none of them: the terminal would keep its alternate screen, and a
session without a line would go on for ever.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

_GRACE = 5.0  # seconds: then it ends anyhow, whatever still hangs


def end_on_signals(end: Callable[[int], None]) -> None:
    """Call *end* with 128+n when signal n asks the program to end.

    Must be called inside the running event loop. Not `loop.add_signal_handler`: it
    learns of a signal through a byte in a socket, and a burst of two hundred scans,
    each with a byte of its own, fills that socket: the signal would be lost.
    """
    loop = asyncio.get_running_loop()

    def caught(number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(_end, end, 128 + number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, caught)


def let_go_of_terminal() -> None:
    """Send what is still to be written nowhere: nobody is there to read it.

    Otherwise Python fails to write it at the very end, and returns 120.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _end(end: Callable[[int], None], code: int) -> None:
    # A reader that stalls can block the last write: the transaction is closed
    # by then or rolls back by itself, so leaving at once loses nothing.
    watchdog = threading.Timer(_GRACE, os._exit, (code,))
    watchdog.daemon = True
    watchdog.start()
    end(code)
