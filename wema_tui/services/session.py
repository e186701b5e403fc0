"""Who is asking: given to every service as its first argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from db.store import Store
from wema_tui.clock import Clock
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.keys import AuditKey
from wema_tui.services.permissions import SYSTEM, permissions_of
from wema_tui.services.trouble import explained


class PermissionDenied(WemaError):
    """This person's role does not allow it."""

    code = "permission.denied"


class SessionEnded(WemaError):
    """The session was ended, or the account closed or changed, meanwhile."""

    code = "session.ended"


@dataclass(frozen=True)
class Session:
    """One signed-in person at one station.

    Attributes:
        store: The database.
        clock: The clinic's clock.
        key: Signs the audit entries.
        user_id: Row of the person; None for the console itself.
        session_id: Row of the sign-in; None for the console itself.
        employee_id: `PHA001`.
        full_name: As the person writes it.
        role: One of `ROLES`.
        station: Where the person sits: `pharmacy-pi pts/3`.
        must_change_password: A one-time password was used.
    """

    store: Store
    clock: Clock
    key: AuditKey
    user_id: int | None = None
    session_id: int | None = None
    employee_id: str = ""
    full_name: str = ""
    role: str = SYSTEM
    station: str = "console"
    must_change_password: bool = False
    permissions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Look up once what the role may do."""
        object.__setattr__(self, "permissions", permissions_of(self.role))

    def may(self, permission: str) -> bool:
        """Return whether the person may do it. For screens that hide things."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Refuse what the role does not allow.

        Raises:
            PermissionDenied: It is not in the role's list.
        """
        if not self.may(permission):
            raise PermissionDenied(
                _("{role} may not do this ({permission}).").format(
                    role=self.role, permission=permission
                ),
                hint=_("Ask somebody whose work it is."),
            )

    @contextmanager
    def read(self) -> Iterator[None]:
        """See one consistent state of the data for the length of the block.

        Raises:
            DatabaseTrouble: It cannot be read.
        """
        with explained(), self.store.read():
            yield
