"""The way of every key from the terminal to what it is meant for.

Three things happen here, all in the order the keys came:

- Keys that arrive while a screen is still being put up wait for it. People type
  ahead, and a scanner does not wait for a dialog to close.
- In a dialog a scanner's burst is caught before it is taken for typing: it can
  press no button and fill no number. The code goes to the scan screen below.
- Some screens take certain keys at once (`take_key`), because Textual runs
  bindings only after later letters have been delivered.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.keys import _character_to_key

from wema_tui.scanner.burst import BurstGuard, Captured, Release, is_surely_a_code

if TYPE_CHECKING:
    from textual.app import App

Guard = Literal["off", "on", "strict"]
"""How a screen treats bursts: not at all; as codes; only sure codes (where
passwords are typed, which arrive in bursts too)."""

Deliver = Callable[[events.Event], Awaitable[None]]


class KeyDesk:
    """Hands keys to the screen in front.

    Args:
        app: The application.
        deliver: Textual's own way of delivering an event.
        captured: Takes a code that was scanned into a dialog.
    """

    def __init__(
        self, app: App[None], deliver: Deliver, captured: Callable[[Captured], None]
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._captured = captured
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._guard = BurstGuard()
        self._is_pumping = False
        self.last_key_at = time.monotonic()

    async def take(self, event: events.Key | events.Paste) -> None:
        """Take one key or paste from the terminal."""
        self.last_key_at = time.monotonic()
        self._waiting.append(event)
        await self.pump()

    async def pump(self) -> None:
        """Deliver what waits, as far as the screen in front takes keys."""
        if self._is_pumping:
            return  # whoever is at it goes on until nothing waits
        self._is_pumping = True
        try:
            while self._waiting and getattr(self._app.screen, "takes_keys", True):
                await self._route(self._waiting.popleft())
        finally:
            self._is_pumping = False

    async def _route(self, event: events.Key | events.Paste) -> None:
        screen = self._app.screen
        guard: Guard = getattr(screen, "burst_guard", "off")
        if guard == "off":
            await self._release_held(event.time)
            await self._give(event)
        elif isinstance(event, events.Paste):
            await self._give(event)
        else:
            for outcome in self._guard.feed(event.key, event.character, event.time):
                await self._settle(outcome, guard)
            self._wait_for_deadline()

    async def _settle(self, outcome: Release | Captured, guard: Guard) -> None:
        if isinstance(outcome, Release):
            await self._give(events.Key(outcome.key, outcome.character))
        elif guard == "strict" and not is_surely_a_code(outcome.text):
            for character in outcome.text:
                await self._give(events.Key(_character_to_key(character), character))
            if outcome.is_complete:
                await self._give(events.Key("enter", "\r"))
        else:
            self._captured(outcome)

    async def _give(self, event: events.Key | events.Paste) -> None:
        take_key = getattr(self._app.screen, "take_key", None)
        if isinstance(event, events.Key) and take_key is not None and take_key(event):
            return
        await self._deliver(event)

    def _wait_for_deadline(self) -> None:
        deadline = self._guard.deadline
        if deadline is not None:
            delay = max(0.001, deadline - time.monotonic())
            self._app.set_timer(delay, self._tick)

    async def _tick(self) -> None:
        await self._release_held(time.monotonic())
        self._wait_for_deadline()

    async def _release_held(self, at: float) -> None:
        guard: Guard = getattr(self._app.screen, "burst_guard", "off")
        for outcome in self._guard.tick(at):
            await self._settle(outcome, guard)
