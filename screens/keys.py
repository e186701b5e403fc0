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
from typing import TYPE_CHECKING

from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from wema_tui.scanner.burst import BurstGuard, Captured, Release, is_surely_a_code

if TYPE_CHECKING:
    from textual.app import App

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
        if not getattr(screen, "is_guarded", False):
            await self._release_held(event.time)
            await self._give(event)
        elif isinstance(event, events.Paste):
            await self._give(event)
        else:
            for outcome in self._guard.feed(event.key, event.character, event.time):
                await self._settle(outcome)
            self._wait_for_deadline()

    async def _settle(self, outcome: Release | Captured) -> None:
        if isinstance(outcome, Release):
            await self._give(events.Key(outcome.key, outcome.character))
        elif self._is_typing(outcome.text):
            for character in outcome.text:
                await self._give(events.Key(_character_to_key(character), character))
            if outcome.is_complete:
                await self._give(events.Key("enter", "\r"))
        else:
            self._captured(outcome)

    def _is_typing(self, text: str) -> bool:
        """Return whether a burst is a person's text after all.

        A line that stalls delivers typing in a lump, and so does a password
        manager. In a box for text only what is surely a code counts as one; in a
        box for numbers, or outside of any box, everything that may be one.
        """
        box = self._app.focused
        if not isinstance(box, Input) or box.type != "text":
            return False
        digits_only = text.isascii() and text.isdecimal() and not box.password
        return not (digits_only or is_surely_a_code(text))

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
        for outcome in self._guard.tick(at):
            await self._settle(outcome)
