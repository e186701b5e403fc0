"""What can be called up from any screen: help, menu, lock, stock, a scanner's set-up.

The application is this, and who is signed in, and how it ends.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import App
from textual.binding import Binding

from screens.base import Dialog, WemaScreen
from screens.dialogs.confirm import Confirm
from screens.doable import JUMP, Doable, of_screen, resolve
from screens.help import HelpScreen
from screens.keymap import key_name, what_it_does, with_keys
from screens.keys import KeyDesk
from screens.lock import LockScreen
from screens.menu import Chosen, Menu
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.looks import Looks
from wema_tui.scanner.burst import Captured
from wema_tui.scanner.labels import patient_on
from wema_tui.services.clinic.stations import SET_UP
from wema_tui.services.session import Session
from wema_tui.terminal.driver import WemaDriver
from wema_tui.terminal.keys_in import ALT
from wema_tui.text import printable

_HOME_ALONE = 2  # screens: Textual's own below, and no question above


class Everywhere(App[None], inherit_bindings=False):
    """The part of the application that people call up with a key.

    Their keys are those of `WemaScreen`: a dialog hides the application's own.

    Attributes:
        session: Who is signed in.
        keys: Hands out the keys.
        looks: How everything looks here.
        alt_keys: What means something together with Alt.
    """

    session: Session | None = None
    keys: KeyDesk
    looks: Looks
    alt_keys = ALT
    _behind_lock: Sequence[Dialog[Any]] = ()

    def sign_out(self) -> None:
        """End the session and go back to sign-in."""
        raise NotImplementedError

    def speak(self, language: str) -> None:
        """Show everything in another language from now on."""
        raise NotImplementedError

    @property
    def wema_screens(self) -> list[WemaScreen[Any]]:
        """The screens, the one in front last."""
        return [each for each in self.screen_stack if isinstance(each, WemaScreen)]

    def get_key_display(self, binding: Binding) -> str:
        """Return how the footer calls a key."""
        return key_name(binding.key)

    def remap(self, keymap: Mapping[str, str]) -> None:
        """Give out other keys, as `screens.remapping` has checked them."""
        self.set_keymap(keymap)
        keys = ",".join(keymap.values()).split(",")
        self.alt_keys += "".join(key[-1] for key in keys if key.startswith("alt+"))

    def with_keys(self, sentence: str, **ids: str) -> str:
        """Return *sentence* with the keys of this computer in it.

        Args:
            sentence: Names keys as they come: `F8`.
            ids: Key -> the id of what it does where the sentence is shown, if that
                is not the scan screen.
        """
        return with_keys(sentence, self._keymap, ids)

    # -- help, a spoilt screen, lock, sign out -----------------------------------

    def action_help(self) -> None:
        """Show help for what has the focus on the screen in front."""
        if not isinstance(self.screen, HelpScreen):
            HelpScreen(self.screen).open(self)

    def action_redraw(self) -> None:
        """Send the whole screen anew: a bad line or another program spoilt it."""
        if isinstance(self._driver, WemaDriver):
            self._driver.repaint()

    def action_leave(self) -> None:
        """Ask whether to sign out."""
        if not isinstance(self.screen, Confirm):
            words = (screen.unfinished for screen in self.wema_screens)
            unfinished = "; ".join(filter(None, words))
            question = Confirm(_("Sign out?"), unfinished)
            question.is_for_anybody = True
            question.open(self, lambda yes: self.sign_out() if yes else None)

    def action_lock(self) -> None:
        """Hide the screen until the same person is back."""
        if self.session is not None and not self._is_locked:
            self.clear_notifications()  # they may say what the screen hides
            self.push_screen(LockScreen(self.session), self._unlocked)

    @property
    def _is_home_alone(self) -> bool:
        return len(self.screen_stack) == _HOME_ALONE

    @property
    def _is_locked(self) -> bool:
        return any(isinstance(each, LockScreen) for each in self.screen_stack)

    def put_in_front(self, dialog: Dialog[Any]) -> None:
        """Show a question; one for whoever is signed in waits behind the lock."""
        if self._is_locked and not dialog.is_for_anybody:
            self._behind_lock = [*self._behind_lock, dialog]
        else:
            self.push_screen(dialog)

    def lock_when_idle(self, after: float) -> None:
        """Lock when no key has come for *after* seconds."""
        if time.monotonic() - self.keys.last_key_at >= after:
            self.action_lock()

    def _unlocked(self, refused: list[str] | None) -> None:
        for screen in self.wema_screens:
            screen.take_refused(refused or [])
        waiting, self._behind_lock = self._behind_lock, ()
        for dialog in waiting:
            self.push_screen(dialog)

    # -- by name ----------------------------------------------------------------

    def action_menu(self) -> None:
        """List what can be done here."""
        self._open_menu("")

    def action_jump(self) -> None:
        """The same, ready for a command."""
        self._open_menu(JUMP)

    def _open_menu(self, typed: str, problem: str = "") -> None:
        menu = Menu(self._doables(), self._leaving(), typed, problem)
        menu.open(self, self._do)

    def _do(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            try:
                chosen.do()
            except WemaError as error:
                self._open_menu(chosen.typed, error.sentence)

    def do_line(self, line: str) -> None:
        """Do what a line such as `:lock` or `:mode count` says.

        Raises:
            WemaError: It says nothing that this person can do here.
        """
        doables = {each.name: each for each in [*self._doables(), self._leaving()]}
        name, argument = resolve(line, doables)
        doables[name].do(argument)

    def _doables(self) -> list[Doable]:
        """What this person may do here and now, but for leaving."""
        found = {each.name: each for each in of_screen(self.wema_screens[-1])}
        if self.check_action("stock", ()):
            words = what_it_does("stock", "")
            key = found["stock"].key if "stock" in found else ""
            found["stock"] = Doable("stock", words, self._show_stock, key)
        if self._is_home_alone:
            from screens.own_choices import own_choices
            from screens.places import places_for

            if self.session is not None:
                found |= {each.name: each for each in places_for(self.session, self)}
            for choice in own_choices(self, self.speak, self.looks.choose):
                found[choice.name] = choice
        return list(found.values())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this person may do; at a locked screen next to nothing."""
        if action == "menu":
            return not isinstance(self.screen, Menu)
        session = None if self._is_locked else self.session
        if action == "stock":
            hidden = any(screen.hides_stock for screen in self.wema_screens)
            may = session is not None and session.may("pharmacy.look_up")
            return may and not hidden
        if action == "scanner":
            return self._is_home_alone and session is not None and session.may(SET_UP)
        return session is not None if action == "lock" else True

    def action_stock(self) -> None:
        """Find what is on hand by name."""
        self._show_stock("")

    def _show_stock(self, name: str) -> None:
        if self.session is not None:
            from screens.pharmacy.stock import StockDialog

            StockDialog(self.session, name).open(self)

    def _leaving(self) -> Doable:
        key = self.with_keys("F10 F10")
        if self.session is None:
            return Doable("quit", _("Quit"), lambda _nothing: self.exit(), key)
        return Doable("out", _("Sign out"), lambda _nothing: self.action_leave(), key)

    # -- scanner ------------------------------------------------------------------

    def action_scanner(self) -> None:
        """Open the set-up of this station's scanner."""
        if self.session is not None:
            from screens.scanner_setup import ScannerSetupScreen

            ScannerSetupScreen(self.session).open(self)

    def open_card(self, text: str) -> bool:
        """Open the patient whose card was scanned, over whatever is in front.

        Returns:
            False if it is no patient's card.
        """
        number = patient_on(text)
        if number is None:
            return False
        if self.session is not None and self.session.may("patients.see"):
            from screens.patients.page import PatientScreen

            PatientScreen(self.session, number).open(self)
        else:
            self.bell()
            self.notify(
                _("A patient's card: you may not see patients. Nothing was opened."),
                severity="warning",
            )
        return True

    def take_captured(self, code: Captured) -> None:
        """Give a code that was scanned into a dialog to the screen that wants it."""
        for screen in reversed(self.screen_stack):
            take = getattr(screen, "take_captured", None)
            if take is not None and take(code):
                return
        if self.open_card(code.text):
            return
        self.bell()
        self.notify(
            _("NOT RECORDED: {code}. Only the pharmacy's scan screen records.").format(
                code=printable(code.text, 40)
            ),
            severity="warning",
            markup=False,
        )
