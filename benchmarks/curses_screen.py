"""The same screens in curses: what a program pays that was written for slow lines.

No database, no rules: every text is at hand. What it draws is what WEMA draws, with
the attributes of the profile for slow lines. Run by `benchmarks.bytes`.
"""

from __future__ import annotations

import curses
import time
from typing import Any

from wema_tui.data.formulary import load_formulary

MODES = (
    "1  STOCK IN    each scan puts a pack on the shelf",
    "2  STOCK OUT   each scan takes a pack out to a ward",
    "3  DISPENSE    each scan gives a pack to a patient",
    "4  ADJUSTMENT  each scan corrects the stock",
    "5  COUNT       each scan counts a pack; F2 posts the count",
    "6  LOOK UP     a scan changes nothing",
)
NAMES = tuple(item.name for item in load_formulary())
HINT = "scan a pack, or type its code and press Enter"
FOOTER = " F1 Help  F3 Find  F6 Mode  F7 Undo  F10 Sign out "
STOCKED = 29_990_000  # more than is ever scanned


class Counter:
    """The scan screen with what was scanned.

    Args:
        screen: The window that curses gave.
    """

    def __init__(self, screen: Any) -> None:
        self._screen = screen
        self._typed, self._result = "", ""
        self._rows: list[str] = []
        self._codes: dict[str, str] = {}
        self._name = NAMES[0]
        self._scans = 0

    def run(self) -> None:
        """Take keys until F10; draw when no more have come, as scanners type fast."""
        self._draw()
        while (key := self._key()) != curses.KEY_F10:
            while key != -1:
                self._take(key)
                self._screen.timeout(0)
                key = self._screen.getch()
            self._screen.timeout(1000)
            self._draw()

    def _take(self, key: int) -> None:
        if key == curses.KEY_F6:
            self._choose()
        elif key == curses.KEY_F3:
            self._find()
        elif key in (10, 13):
            self._scan()
        elif key in (127, curses.KEY_BACKSPACE):
            self._typed = self._typed[:-1]
        elif 32 <= key < 127:
            self._typed += chr(key)

    def _key(self) -> int:
        while True:
            key = self._screen.getch()
            if key != -1:
                return int(key)
            self._draw()  # a minute may be over

    def _scan(self) -> None:
        self._scans += 1
        name = self._codes.setdefault(self._typed, NAMES[len(self._codes)])
        self._name = name
        self._result = f"Recorded: DISPENSE -10 tablet  {name}  LOT1 2028-10-23"
        room = self._screen.getmaxyx()[1] - 47
        row = f"{time.strftime('%H:%M')} DISPENSE     -10 {name[:room]:<{room}}"
        self._rows.insert(0, f"{row} LOT1        2028-10-23")
        self._typed = ""

    def _draw(self) -> None:
        screen = self._screen
        height, width = screen.getmaxyx()
        screen.erase()
        _top_bar(screen)
        screen.addstr(1, 0, " DISPENSE ", curses.A_BOLD | curses.A_REVERSE)
        screen.addstr(1, 11, "each scan gives a pack to a patient")
        screen.addstr(2, 1, f"> {self._typed}")
        screen.addstr(" ", curses.A_REVERSE)
        if not self._typed:
            screen.addstr(f" {HINT}", curses.A_DIM)
        screen.addstr(3, 1, self._result[: width - 2], curses.A_BOLD)
        name = self._name
        left = f"{STOCKED - 10 * self._scans}"
        screen.addstr(5, 1, "On hand: ", curses.A_BOLD)
        screen.addstr(f"{name} ")
        screen.addstr(f"{left} tablet", curses.A_BOLD)
        screen.addstr(6, 3, f"{'LOT1':<16} 2028-10-23 {left:>8} tablet")
        screen.addstr(8, 1, "Your last movements", curses.A_BOLD)
        for place, row in enumerate(self._rows[: height - 10]):
            screen.addstr(9 + place, 1, row[: width - 2])
        screen.addstr(height - 1, 0, FOOTER)
        screen.refresh()

    def _choose(self) -> None:
        screen = self._screen
        height = screen.getmaxyx()[0]
        screen.erase()
        screen.addstr(1, 2, "What does a scan do?", curses.A_BOLD)
        for place, mode in enumerate(MODES):
            marked = curses.A_REVERSE | curses.A_BOLD if place == 2 else 0
            screen.addstr(3 + place, 2, f"{mode:<63}", marked)
        screen.addstr(10, 2, "Its number picks one; or arrows and Enter.")
        screen.addstr(height - 1, 0, " F1 Help  Esc Back  F2 Choose")
        screen.refresh()
        while self._key() != 27:
            pass

    def _find(self) -> None:
        screen, first = self._screen, 0
        height = screen.getmaxyx()[0]
        while True:
            screen.erase()
            screen.addstr(1, 2, "DISPENSE: a medicine without a code", curses.A_BOLD)
            screen.addstr(3, 2, "Name of the medication, any part; arrows choose")
            screen.addstr(4, 2, "|")
            for place in range(9):
                number = first + place
                name = f"{NAMES[number % len(NAMES)]} {number:>4}"
                marked = curses.A_REVERSE if place == 8 else 0
                screen.addstr(5 + place, 2, f"{name:<55}{number:>6} tablet", marked)
            picked = NAMES[(first + 8) % len(NAMES)]
            screen.addstr(15, 2, f"Picked: {picked}", curses.A_BOLD)
            screen.addstr(17, 2, "How many base units (tablets, ml...)")
            screen.addstr(18, 2, "|")
            screen.addstr(height - 1, 0, " F1 Help  Esc Back  F2 Save")
            screen.refresh()
            key = self._key()
            if key == 27:
                return
            if key == curses.KEY_NPAGE:
                first += 9


def _top_bar(screen: Any) -> None:
    width = screen.getmaxyx()[1]
    screen.addstr(0, 0, " WEMA ", curses.A_BOLD | curses.A_REVERSE)
    screen.addstr(" Benchmark ")
    screen.addstr("DEMO", curses.A_BOLD)
    right = f"PHA001 Benchmark · window  {time.strftime('%H:%M')} "
    screen.addstr(0, width - len(right) - 1, right)


def _sign_in(screen: Any) -> None:
    height = screen.getmaxyx()[0]
    screen.addstr(0, 0, " WEMA ", curses.A_BOLD | curses.A_REVERSE)
    screen.addstr(" Benchmark ")
    screen.addstr("DEMO", curses.A_BOLD)
    screen.addstr(4, 9, "Sign in", curses.A_BOLD)
    screen.addstr(6, 9, "Employee ID, e-mail or phone")
    screen.addstr(7, 9, "|")
    screen.addstr(9, 9, "Password")
    screen.addstr(10, 9, "|")
    screen.addstr(height - 1, 0, " F1 Help  F10 Quit")
    for row in (7, 10):
        place = 11
        while (key := screen.getch(row, place)) not in (10, 13):
            if key != -1:
                screen.addstr(row, place, chr(key) if row == 7 else "*")
                place += 1


def main(screen: Any) -> None:
    """Sign in, then scan."""
    curses.curs_set(0)
    curses.set_escdelay(25)
    curses.use_default_colors()
    screen.idlok(True)  # lines that move are moved by the terminal
    screen.timeout(1000)
    _sign_in(screen)
    Counter(screen).run()


if __name__ == "__main__":
    curses.wrapper(main)
