"""Looks after whoever is signed in: locks when idle, notices that it has ended."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from wema_tui.errors import WemaError
from wema_tui.services.auth.sessions import pulse
from wema_tui.services.clinic.settings import Settings
from wema_tui.services.session import Session, SessionEnded

if TYPE_CHECKING:
    from wema_tui.app import WemaApp

logger = logging.getLogger(__name__)

_PULSE = 60  # seconds
_SEEN = 120
_LOCK_AT_FIRST = 180  # until the clinic's choice is known: the shortest there is


class Watch:
    """Asks the database once a minute, and nothing of the line: no byte is sent.

    Args:
        app: The application.
        idle_lock: Seconds until the screen locks, where this computer says so; 0
            never. None for what the clinic has chosen for the role.
    """

    def __init__(self, app: WemaApp, idle_lock: int | None) -> None:
        self._app, self._idle_lock = app, idle_lock
        self._idle_after = 0
        self._told_at = 0.0  # when it was written last that somebody works

    def start(self) -> None:
        """Begin to watch."""
        self._app.set_interval(1, self._lock_when_idle)
        self._app.set_interval(_PULSE, self.look)

    def begin(self) -> None:
        """Look at once: somebody has signed in."""
        self._idle_after = (
            _LOCK_AT_FIRST if self._idle_lock is None else self._idle_lock
        )
        self._told_at = time.monotonic()
        self.look()

    def look(self) -> None:
        """Ask whether the session is open, and say that somebody works."""
        session = self._app.session
        if session is not None:
            self._app.run_worker(self._look(session))

    async def _look(self, session: Session) -> None:
        now = time.monotonic()
        is_news = self._app.keys.last_key_at > self._told_at
        has_worked = is_news and now - self._told_at >= _SEEN
        if has_worked:
            self._told_at = now
        try:
            settings = await self._app.database.run(
                lambda: pulse(session, has_worked=has_worked)
            )
        except SessionEnded as error:
            self._app.session_ended(error, session)
        except WemaError:
            pass  # whatever the person does next tells them
        except Exception:
            logger.exception("the session could not be looked at")
        else:
            if self._app.session is session:
                self._follow(settings, session.role)

    def _follow(self, settings: Settings, role: str) -> None:
        if self._idle_lock is None:
            self._idle_after = settings.idle_minutes[role] * 60
        self._app.renew(settings)

    def _lock_when_idle(self) -> None:
        if self._idle_after:
            self._app.lock_when_idle(self._idle_after)
