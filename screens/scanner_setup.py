"""Set a scanner up: shows what arrives, finds out what it means, keeps it.

Nothing that is scanned here is recorded, and nothing that arrives does anything,
whatever a scanner sends: a key acts only if it comes alone, as a hand presses it.
"""

from __future__ import annotations

import time
from asyncio import TimerHandle
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.timing import call_after
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.finding import NEEDED, Found, find_profile
from wema_tui.scanner.remarks import Remark
from wema_tui.scanner.scan import MAX_CODE
from wema_tui.scanner.strokes import name_of, stroke
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.clinic.stations import place_of, save_scanner_profile
from wema_tui.services.session import Session
from wema_tui.text import printable

_ALONE = 0.3  # seconds of silence around a key that a hand pressed
_OVER = 1.2  # seconds of silence behind a code: a slow line stalls in the middle
_ENDS = "\r\n\t\x03"  # of a code: then its end need not be waited for
_PRIVATE = "\ue000"  # from here on they only stand for keys
_SHOWN = 40  # keys: those of one code
_KEPT = 20  # pulls of the trigger
_CELL = 15  # columns for one key


class ScannerSetupScreen(Dialog[bool]):
    """Asks for the test codes of the printed sheet; F2 keeps what was found out.

    Args:
        session: Whose station it is.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "save", "Save", id="scanner.save"),
    ]

    is_guarded: ClassVar[bool] = False
    takes_raw_keys: ClassVar[bool] = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._bursts: list[str] = []
        self._arriving: list[events.Key] = []  # since the last silence
        self._shown: list[tuple[str, float]] = []  # characters and milliseconds
        self._last_at: float | None = None
        self._timer: TimerHandle | None = None
        self._request_id = new_request_id()
        self._found = find_profile([])

    def compose(self) -> ComposeResult:
        """Lay out what to do, what arrives, what it means."""
        with VerticalScroll(id="scanner-setup"):
            yield Label(_("Set up the scanner"), classes="title")
            yield Label("", id="scanner-asks", markup=False)
            yield Static("", id="scanner-keys")
            yield Static("", id="scanner-remarks")
        yield Footer()

    def on_mount(self) -> None:
        """Ask for the first code."""
        super().on_mount()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show F2 once nothing is missing: a half may not replace a whole one."""
        return action != "save" or (
            self._found.profile is not None and not self._missing
        )

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Print the set-up sheet (docs/scanner-setup.svg) and scan its test codes,"
            " one after the other. Below you see every key that arrives: its name,"
            " its number and the milliseconds since the last one. Nothing is"
            " recorded.\n\nF2 keeps what was found out, for this computer. Esc leaves"
            " everything as it was. Keys act only if they come alone."
        )

    # -- keys --------------------------------------------------------------------------

    def take_key(self, event: events.Key) -> bool:
        """Take every key: what it does is decided when it was alone."""
        since = 0.0 if self._last_at is None else event.time - self._last_at
        sign = stroke(event.key, event.character)
        self._last_at = event.time
        before = self._shown if self._arriving else []  # of this code
        self._shown = [*before, (sign, since * 1000)][-_SHOWN:]
        if len(self._arriving) <= MAX_CODE:
            self._arriving.append(event)
        self._wait(_ALONE)
        self._show_keys()
        return True

    def take_paste(self, event: events.Paste) -> bool:
        """Take what a scanning program pastes as the keys that it stands for."""
        for character in event.text[:MAX_CODE]:
            key = events.Key("enter" if character == "\r" else character, character)
            key.time = event.time
            self.take_key(key)
        return True

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = call_after(self, seconds, self._silence)

    def _silence(self) -> None:
        """Act on a lone key; take a burst for a code once it is over."""
        if not self._arriving or self._last_at is None:
            return
        burst = "".join(stroke(key.key, key.character) for key in self._arriving)
        left = _OVER - (time.monotonic() - self._last_at)
        is_ended = len(burst) == 1 or burst[-1] in _ENDS
        if len(set(burst)) == 1 and self._acts(self._arriving[0]):
            self._arriving.clear()
        elif left > 0 and not is_ended:
            self._wait(left)
        else:
            self._arriving.clear()
            if len(burst) > 1:
                self._heard(burst)

    def _acts(self, event: events.Key) -> bool:
        """Do what a key is bound to that a hand has pressed."""
        active = self.active_bindings.get(event.key)
        if active is None or event.is_printable:
            return False
        self.run_worker(self.app.run_action(active.binding.action, active.node))
        return True

    # -- what they mean ----------------------------------------------------------------

    def _heard(self, burst: str) -> None:
        self._bursts.append(burst)
        del self._bursts[:-_KEPT]
        self._found = find_profile(self._bursts)
        self._request_id = new_request_id()  # for saving this, not what was before
        self._show()
        self.refresh_bindings()

    @property
    def _missing(self) -> list[int]:
        return [test for test in NEEDED if test not in self._found.seen]

    def _show(self) -> None:
        asks = self.query_one("#scanner-asks", Label)
        if self._missing:
            words = _("Scan the test code {n} of the set-up sheet. Esc leaves.")
            asks.update(words.format(n=self._missing[0]))
        elif self._found.profile is None:
            asks.update(_("The scanner must be set in another way first: see below."))
        else:
            asks.update(_("That is all. F2 keeps it for this station, Esc does not."))
        self._show_keys()
        remarks = Table.grid("", "", padding=(0, 2, 0, 0))
        remarks.columns[0].justify = "right"
        for remark in self._found.remarks:
            remarks.add_row(*_row(remark))
        self.query_one("#scanner-remarks", Static).update(remarks)

    def _show_keys(self) -> None:
        text = Text(_("What arrives: name, number, milliseconds"), style="bold")
        if not self._shown:
            text.append(
                "\n" + _("(nothing yet: is it plugged in, and set to USB keyboard?)"),
                style="not bold",
            )
        columns = max(1, (self.app.size.width - 4) // _CELL)
        for place, (sign, since) in enumerate(self._shown):
            text.append("" if place % columns else "\n")
            name = printable(name_of(sign), 6)
            number = "-" if sign >= _PRIVATE else f"{ord(sign):02X}"
            said = f"{name} {number} +{min(since, 9_999):.0f}"
            text.append(f"{said:{_CELL}}", style="not bold")
        self.query_one("#scanner-keys", Static).update(text)

    # -- F2 ----------------------------------------------------------------------------

    def action_save(self) -> None:
        """Keep what was found out for this station."""
        profile, request_id = self._found.profile, self._request_id
        if profile is None:
            return
        self.takes_keys = False
        self.ask(
            lambda: save_scanner_profile(self.session, profile, request_id),
            lambda _nothing: self._saved(self._found),
            self._not_saved,
        )

    def _saved(self, found: Found) -> None:
        assert found.profile is not None
        self.wema.keys.scanner = found.profile
        place = printable(place_of(self.session.station), 60)
        self.app.notify(
            _("The scanner of this station is kept: {station}.").format(station=place),
            markup=False,
        )
        self.leave(True)

    def _not_saved(self, error: WemaError) -> None:
        self.show_failure(error)
        self.take_keys_again()


def _row(remark: Remark) -> tuple[Text, Text]:
    mark, style = (_("right"), "") if remark.is_right else (_("CHANGE"), "bold")
    said = Text.assemble((remark.text, style), "\n" * bool(remark.hint), remark.hint)
    return Text(mark, style=style), said
