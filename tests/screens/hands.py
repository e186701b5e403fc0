"""What a person's hands do: type, scan, and wait for the screen to answer."""

import asyncio
import time

from textual import events
from textual.pilot import Pilot

from screens.pharmacy.scan import ScanScreen
from tests.waiting import PATIENCE

_NAMES = {
    "\r": "enter",
    "\n": "ctrl+j",
    "\t": "tab",
    "\x1d": "ctrl+right_square_bracket",
    "\x1b": "escape",
    "\x11": "ctrl+q",
    "\x03": "ctrl+c",
    "\x00": "ctrl+@",
    "\x0c": "ctrl+l",
    " ": "space",
    ":": "colon",
    "?": "question_mark",
    "/": "slash",
}


class Hands:
    """Works one app.

    Args:
        app: The running app.
    """

    def __init__(self, app):
        self.app = app

    def press(self, *keys):
        """Press named keys, all in one burst: no pause between them."""
        for key in keys:
            character = key if len(key) == 1 else None
            self.app.post_message(events.Key(_NAMES.get(key, key), character))

    def type(self, text):
        """Type characters in one burst, as a scanner or a stalled line does."""
        for character in text:
            self.app.post_message(
                events.Key(_NAMES.get(character, character), character)
            )

    def scan(self, *codes, suffix="\r"):
        """Scan codes back to back."""
        self.type("".join(f"{code}{suffix}" for code in codes))

    async def type_slowly(self, text):
        """Type as a person does: no two keys within a scanner's gap."""
        for character in text:
            self.type(character)
            await asyncio.sleep(0.045)

    async def press_slowly(self, *keys):
        """Press named keys as a person does."""
        for key in keys:
            self.press(key)
            await asyncio.sleep(0.045)

    async def rest(self):
        """Stop typing for long enough that what comes next is something else."""
        await asyncio.sleep(0.32)

    async def wait_for(self, condition, *, what=None, seconds=PATIENCE):
        """Return when the screen holds a text, or *condition()* is true."""
        if isinstance(condition, str):
            wanted = " ".join(condition.split())
            what, condition = repr(wanted), lambda: wanted in self.words()
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or not self.app.is_running:
                raise AssertionError(f"waited for {what or condition}:\n{self.text()}")
            await asyncio.sleep(0.01)

    async def wait_for_screen(self, kind):
        """Return when a screen of that class is in front and takes keys."""
        await self.wait_for(
            lambda: isinstance(self.app.screen, kind) and self.app.screen.takes_keys,
            what=kind.__name__,
        )

    async def settle(self):
        """Return when everything said so far was carried out and shown."""
        pilot = Pilot(self.app)
        for _ in range(3):
            await self.app.database.run(lambda: None)
            await pilot.pause(0.05)  # once every widget has dealt with its messages

    async def wait_for_mode(self, word):
        """Return when the scan screen is in front, in that mode."""
        await self.wait_for(lambda: self.mode() == word, what=f"mode {word}")

    def mode(self):
        """Return the mode's word, as the screen shows it; None behind a dialog."""
        if not isinstance(self.app.screen, ScanScreen):
            return None
        mode = self.app.screen.query_one("#mode").render().plain
        return mode.partition("  ")[0].strip()

    def words(self):
        """Return what the screen shows as running text: lines may break anywhere."""
        return " ".join(self.text().split())

    def text(self):
        """Return what the screen shows, row by row."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)
