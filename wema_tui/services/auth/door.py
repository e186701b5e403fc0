"""The door: what a sign-in needs besides what the person types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.store import Store
from wema_tui.clock import Clock
from wema_tui.services.audit.chain_end import new_request_id, open_trail
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.audit.trail import Act
from wema_tui.services.session import Session


@dataclass(frozen=True)
class Doorkeeper:
    """Everything a sign-in needs besides what the person types.

    Attributes:
        store: The database.
        clock: The clinic's clock.
        key: Signs the audit entries.
        station: Where the person sits.
    """

    store: Store
    clock: Clock
    key: AuditKey
    station: str

    @classmethod
    def of(cls, session: Session) -> Doorkeeper:
        """Return the door at which somebody sits who is signed in."""
        return cls(session.store, session.clock, session.key, session.station)

    @property
    def session(self) -> Session:
        """A session of nobody yet, in whose name refusals are written down."""
        return Session(self.store, self.clock, self.key, station=self.station)

    def act(self, request_id: str = "") -> Act:
        """Return an act of nobody yet. Inside an open write.

        Args:
            request_id: Made when the form opened; made now if there was none.
        """
        session = self.session
        return Act(
            session,
            open_trail(session),
            request_id or new_request_id(),
            self.clock.now(),
        )

    def note(self, action: str, user: Any | None, **body: Any) -> None:
        """Write down what happened at the door. Inside an open write.

        Args:
            action: What was tried.
            user: The row of the account, None for a name that nobody has.
            body: More of it.
        """
        self.act().record(action, f"user:{user.id}" if user else "user:unknown", body)
