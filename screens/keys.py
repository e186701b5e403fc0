"""The way of every key from the terminal to what it is meant for.

All of it happens in the order in which the keys came:

- A scan that is framed by a prefix and a suffix is taken out first (`Frames`): it
  goes to the screen that records, whatever is in front.
- Keys that arrive while a screen is still being put up wait for it. People type
  ahead, and a scanner does not wait for a dialog to close.
- In a dialog a scanner's burst is caught before it is taken for typing: it can
  press no button and fill no number. The code goes to the screen that records.
- A screen can take keys at once (`take_key`), and the keys of a screen (F2, Esc)
  act at once, because Textual runs them only after later letters were delivered.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget

from screens.timing import call_after
from screens.widgets.quiet_input import QuietInput
from wema_tui.scanner.burst import BurstGuard, Captured, Outcome, Release
from wema_tui.scanner.frames import Frames
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.read import never
from wema_tui.scanner.strokes import stroke
from wema_tui.scanner.wedge import FAST_KEYS

if TYPE_CHECKING:
    from textual.app import App

_AMOUNT = re.compile(r"[0-9]{1,4} ?[uU]? ?\*\Z")
_MOMENT = 0.005  # seconds
_LONGEST_AMOUNT = 8  # characters: `9999 u *`

Arrival = events.Key | events.Paste | Captured
Deliver = Callable[[events.Event], Awaitable[None]]


class KeyDesk:
    """Hands keys to the screen in front. Used from the application's own task only.

    Args:
        app: The application.
        deliver: Textual's own way of delivering an event.
        captured: Takes a code that was scanned where none belongs.

    Attributes:
        known_codes: The clinic's own codes, which need no evidence to be codes.
        scanner: How this station's is set.
        last_key_at: When the last key came, in seconds of a monotonic clock.
    """

    def __init__(
        self, app: App[None], deliver: Deliver, captured: Callable[[Captured], None]
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._captured = captured
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._unframed: deque[Arrival] = deque()  # by the frames; before `_waiting`
        self._decided: deque[Outcome] = deque()  # by the guard; before `_waiting`
        self.known_codes: frozenset[str] = frozenset()
        self.scanner = ScannerProfile()
        self._typed = ""  # the last that was typed into a dialog
        self._is_pumping = False
        self._timer: asyncio.TimerHandle | None = None
        self.last_key_at = time.monotonic()

    @property
    def scanner(self) -> ScannerProfile:
        """How this station's scanner is set."""
        return self._scanner

    @scanner.setter
    def scanner(self, scanner: ScannerProfile) -> None:
        self._scanner = scanner
        self._frames: Frames[events.Key] = Frames(scanner)
        self._guard = BurstGuard(self._is_known, scanner.unframed, self._is_typing)

    def _is_known(self, text: str) -> bool:
        return text.upper() in self.known_codes

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
            while self._is_taken:  # asked anew each time: a key may open a dialog
                if self._decided:
                    await self._hand_on(self._decided.popleft())
                elif self._unframed:
                    await self._route(self._unframed.popleft())
                elif self._waiting:
                    self._unframe(self._waiting.popleft())
                else:
                    break
        finally:
            self._is_pumping = False

    @property
    def _is_taken(self) -> bool:
        # When the program is ending there is no screen, or an empty one.
        stack = self._app.screen_stack
        is_there = bool(stack) and bool(stack[-1].children)
        return is_there and getattr(stack[-1], "takes_keys", True)

    def _unframe(self, event: events.Key | events.Paste) -> None:
        """Take scans with a prefix out, on every screen but that which shows keys."""
        if getattr(self._app.screen, "takes_raw_keys", False):
            self._unframed.append(event)
        elif isinstance(event, events.Paste):
            self._unframed.extend([*self._frames.tick(float("inf")), event])
        else:
            sign = stroke(event.key, event.character)
            self._unframed.extend(self._frames.feed(event, sign, event.time))
            self._wait_for_deadline()

    async def _route(self, event: Arrival) -> None:
        is_guarded = getattr(self._app.screen, "is_guarded", False)
        if not is_guarded or not isinstance(event, events.Key):
            held = self._guard.tick(float("inf"))
            if held:  # it came before
                self._settle(held)
                self._unframed.appendleft(event)
            elif isinstance(event, Captured):
                self._typed = self._typed if is_guarded else ""
                self._capture(event)
            elif is_guarded and isinstance(event, events.Paste):
                await self._paste(event)
            else:
                await self._give(event)
        else:
            outcomes = self._guard.feed(
                event.key, event.character, event.time, takes_text=self._box is not None
            )
            self._settle(outcomes)
            self._wait_for_deadline()

    @property
    def _box(self) -> QuietInput | None:
        box = self._app.focused
        return box if isinstance(box, QuietInput) else None

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        """Put what was decided about the keys that were held back in the queue."""
        released = [each for each in outcomes if isinstance(each, Release)]
        text = "".join(each.character or "" for each in released)
        is_fast = len(released) >= FAST_KEYS
        if self._box is None and is_fast and not self._is_typing(text):
            # A burst without an end, where there is nothing to type into.
            outcomes = [Captured(text, is_complete=False)]
        self._decided.extend(outcomes)

    async def _hand_on(self, outcome: Outcome) -> None:
        if isinstance(outcome, Release):
            await self._typed_key(outcome)
        elif outcome.keys and self._is_typing(outcome.text):
            self._decided.extendleft(reversed(outcome.keys))
        else:
            self._capture(outcome)

    def _is_typing(self, burst: str) -> bool:
        where = self._app.screen if self._box is None else self._box
        is_typing: Callable[[str], bool] = getattr(where, "is_typing", never)
        return burst.upper() not in self.known_codes and is_typing(burst)

    async def _typed_key(self, key: Release) -> None:
        self._typed = (self._typed + (key.character or " "))[-_LONGEST_AMOUNT:]
        await self._give(events.Key(key.key, key.character))

    def _capture(self, code: Captured) -> None:
        """Hand on a scan, with the amount that was typed before it.

        Whoever types `12*` without looking means the scan, not the dialog that has
        opened meanwhile.
        """
        amount = _AMOUNT.search(self._typed)
        self._typed = ""
        if amount:
            code = replace(code, text=amount[0] + code.text)
            if self._box:
                self._box.value = ""
        self._captured(code)

    async def _paste(self, event: events.Paste) -> None:
        """Catch a code that a scanning program pastes; leave other pastes alone."""
        *lines, rest = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if lines and not rest and not (self._box and self._box.is_typing(lines[0])):
            for line in filter(None, lines):
                self._capture(Captured(line))
        else:
            await self._give(event)

    async def _give(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Paste):
            take_paste = getattr(self._app.screen, "take_paste", None)
            if take_paste is None or not take_paste(event):
                await self._deliver(event)
            return
        take_key = getattr(self._app.screen, "take_key", None)
        if take_key is None or not take_key(event):
            await self._act_or_deliver(event)

    async def _act_or_deliver(self, event: events.Key) -> None:
        """Do what a key is bound to, in its turn; deliver every other key.

        A key of the box itself, such as Backspace, goes to the end of the box's
        queue, behind the letters that are on their way to it.
        """
        is_text = event.is_printable and self._box is not None
        bindings = {} if is_text else self._app.screen.active_bindings
        active = bindings.get(event.key)
        if active is None:
            await self._deliver(event)
        elif active.node is self._app.focused and isinstance(active.node, Widget):
            node, action = active.node, active.binding.action
            node.call_later(self._app.run_action, action, node)
        else:
            await self._app.run_action(active.binding.action, active.node)

    def _wait_for_deadline(self) -> None:
        deadlines = self._guard.deadline, self._frames.deadline
        deadline = min((each for each in deadlines if each is not None), default=None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if deadline is not None:
            delay = deadline - time.monotonic()
            self._timer = call_after(self._app, delay, self._tick)

    async def _tick(self) -> None:
        # A busy program is late: keys that have come in time must go first. The
        # moment is for the thread that reads them, the queue for what it has read.
        await asyncio.sleep(_MOMENT)
        self._app.call_later(self._release_overdue)

    async def _release_overdue(self) -> None:
        if self._app.screen_stack:  # else the program is ending
            now = time.monotonic()
            self._settle(self._guard.tick(now))
            if not self._waiting:  # else a key that waits has come in time
                self._unframed.extend(self._frames.tick(now))
            self._wait_for_deadline()
            await self.pump()
