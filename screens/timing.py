"""Something to be done a little later, that certainly is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.message_pump import MessagePump


def call_after(
    node: MessagePump, seconds: float, call: Callable[[], Any]
) -> asyncio.TimerHandle:
    """Have *node* do *call* in so many seconds; at once if they are over.

    Textual's `set_timer` forgets it for good where a busy computer comes to the timer
    later than it was to end, which a millisecond's often does.

    Returns:
        What cancels it.
    """
    loop = asyncio.get_running_loop()
    return loop.call_later(max(0.0, seconds), node.call_next, call)
