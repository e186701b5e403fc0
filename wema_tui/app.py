"""The application: who is signed in, which screen is in front, how it ends.

Boring on purpose: what a person does is in `screens`, every rule in `services`;
what is there on every screen is `screens.everywhere`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from textual import events
from textual.filter import LineFilter

from screens import modes
from screens.drafts import DraftDesk
from screens.everywhere import Everywhere
from screens.keys import KeyDesk
from screens.sign_in import SignInScreen
from screens.widgets.top_bar import TopBar
from wema_tui.config import Config
from wema_tui.database_thread import DatabaseThread
from wema_tui.errors import WemaError
from wema_tui.i18n import set_language
from wema_tui.looks import Looks
from wema_tui.services.auth.door import Doorkeeper
from wema_tui.services.auth.sign_in import sign_out
from wema_tui.services.clinic.opening import OpenClinic
from wema_tui.services.clinic.settings import Settings
from wema_tui.services.session import Session, SessionEnded
from wema_tui.terminal.driver import WemaDriver
from wema_tui.terminal.greeting import Greeting
from wema_tui.terminal.profiles import FULL, Profile
from wema_tui.terminal.signals import end_on_signals, let_go_of_terminal
from wema_tui.watch import Watch

logger = logging.getLogger(__name__)

_HUNG_UP = 129  # 128 and the number of SIGHUP


class WemaApp(Everywhere):
    """One terminal, at which one person after the other signs in.

    Args:
        clinic: The open clinic.
        config: Settings of this computer.
        station: Where this terminal stands.
        profile: What the terminal and its line can bear.
        greeting: Has kept what was typed so far; None if nobody listened.
        environment: As it was when the program began.
    """

    CSS_PATH = [
        f"../screens/styles/{name}.tcss"
        for name in (
            "app",
            "dialogs",
            "pharmacy",
            "patients",
            "nurse",
            "admin",
            "visits",
            "lean",
        )
    ]
    ENABLE_COMMAND_PALETTE = False  # Textual's own offers screenshots of records

    def __init__(
        self,
        clinic: OpenClinic,
        config: Config,
        station: str,
        profile: Profile = FULL,
        greeting: Greeting | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(driver_class=WemaDriver)
        self.clinic = clinic
        self.config = config
        self.looks = Looks(self, profile, config.theme, environment)
        self.greeting = greeting
        self.door: Doorkeeper = clinic.door(station)
        self.database = DatabaseThread(clinic.store)
        self.drafts = DraftDesk(self, self.database)
        self.keys = KeyDesk(self, super().on_event, self.take_captured)
        self.watch_over = Watch(self, config.idle_lock)
        self.end_reason = "signed_out"

    def on_mount(self) -> None:
        """Dress up, listen for signals, ask who it is."""
        self.looks.apply()
        if not self.is_headless:
            end_on_signals(self.end)
        self.watch_over.start()
        self.push_screen(SignInScreen(self.door))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let nothing pass to the terminal that it cannot bear."""
        return (*super().get_line_filters(), *self.looks.line_filters())

    async def on_event(self, event: events.Event) -> None:
        """Send keys through the key desk; everything else as Textual does."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    # -- who is signed in --------------------------------------------------

    def signed_in(self, session: Session) -> None:
        """Open the home of the person's role."""
        self.session = session
        self.watch_over.begin()
        self.switch_screen(modes.home(session))

    def renew(self, settings: Settings) -> None:
        """Follow what the clinic has chosen meanwhile: its name at once."""
        clock = replace(self.clinic.clock, zone=ZoneInfo(settings.time_zone))
        self.clinic = replace(
            self.clinic, name=settings.name, language=settings.language, clock=clock
        )
        self.door = self.clinic.door(self.door.station)
        for screen in self.wema_screens:
            for bar in screen.query(TopBar):
                bar.name_clinic(settings.name)

    def session_ended(self, error: SessionEnded, session: Session | None) -> None:
        """Go back to sign-in: somebody ended the session, or changed the account.

        Args:
            error: Says why.
            session: The one that ended; an old one's late answer changes nothing.
        """
        if session is not None and session is self.session:
            self.drafts.end()
            self.session = None
            self._back_to_sign_in(error)

    def speak(self, language: str) -> None:
        """Show everything in another language, until the person signs out."""
        set_language(language)
        if self.session is None:
            self.switch_screen(SignInScreen(self.door))
        elif not self.wema_screens[-1].say_it_again():
            self.switch_screen(modes.home(self.session))

    def sign_out(self) -> None:
        """End the session and go back to sign-in."""
        self._end_session("signed_out")
        self._back_to_sign_in(None)

    def _end_session(self, reason: str) -> None:
        self.drafts.end()
        session, self.session = self.session, None
        if session is not None:
            self.database.run_unseen(lambda: sign_out(session, reason=reason))

    def _back_to_sign_in(self, error: WemaError | None) -> None:
        lost = sum(s.unrecorded for s in self.wema_screens) if error else 0
        self._behind_lock = ()
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.clear_notifications()  # they were for the person who leaves
        set_language(self.config.language or self.clinic.language)
        self.switch_screen(SignInScreen(self.door, error, lost))

    def on_app_blur(self, event: events.AppBlur) -> None:
        """Keep the focus: what is scanned while the window is behind counts too."""
        event.prevent_default()

    # -- the end --------------------------------------------------------------

    def end(self, code: int) -> None:
        """End because a signal said so; *code* is what the shell gets."""
        self._end_session("line_dropped" if code == _HUNG_UP else "terminated")
        self.exit(return_code=code)

    def close(self) -> None:
        """After the last screen: end the session and let go of the database."""
        self._end_session(self.end_reason)
        self.database.close()
        if self.return_code == _HUNG_UP:
            let_go_of_terminal()

    def _fatal_error(self) -> None:
        """Log it; the terminal gets one line, not the data."""
        logger.exception("the screen failed")
        self.end_reason = "failed"
        self._close_messages_no_wait()
