"""Every place besides a role's home: the one list, for the menu and the `:` lines.

A place is imported when somebody goes there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from screens.base import Dialog
from screens.doable import Doable
from wema_tui.i18n import _
from wema_tui.services.session import Session


@dataclass(frozen=True)
class Place:
    """A screen that opens over a home, for whoever may.

    Attributes:
        name: What is typed behind `:`.
        words: What one does there; collected for translation by `_()` where it
            is listed.
        permission: What it takes.
        module: Where its screen is.
        screen: The class, made with the session alone.
    """

    name: str
    words: Callable[[], str]
    permission: str
    module: str
    screen: str

    def open(self, session: Session, app: Any) -> None:
        """Show it."""
        found: type[Dialog[Any]] = getattr(import_module(self.module), self.screen)
        found(session).open(app)


PLACES: Final[tuple[Place, ...]] = (
    Place(
        "patients",
        lambda: _("Patients: find, register, open"),
        "patients.see",
        "screens.patients.find",
        "PatientsScreen",
    ),
    Place(
        "owed",
        lambda: _("What patients owe; take a payment"),
        "charges.see",
        "screens.finance.owed",
        "OwedScreen",
    ),
    Place(
        "prices",
        lambda: _("Price list: what things cost, and from when on"),
        "prices.see",
        "screens.finance.price_list",
        "PricesScreen",
    ),
    Place(
        "insurers",
        lambda: _("Insurers: who pays besides patients"),
        "prices.see",
        "screens.finance.insurers",
        "InsurersScreen",
    ),
    Place(
        "users",
        lambda: _("People: accounts and who has them"),
        "users.see",
        "screens.admin.users",
        "UsersScreen",
    ),
    Place(
        "approvals",
        lambda: _("Approvals: who waits for an account"),
        "users.approve",
        "screens.admin.approvals",
        "ApprovalsScreen",
    ),
    Place(
        "appointments",
        lambda: _("Appointments: book, move, who comes when"),
        "appointments.see",
        "screens.appointments.doctors",
        "DoctorsScreen",
    ),
    Place(
        "phoning",
        lambda: _("To phone: who comes on the next open day"),
        "appointments.see",
        "screens.appointments.lists",
        "ToPhoneScreen",
    ),
    Place(
        "displaced",
        lambda: _("To be moved: booked while the doctor is away"),
        "appointments.see",
        "screens.appointments.lists",
        "ToBeMovedScreen",
    ),
    Place(
        "me",
        lambda: _("My profile: my data, sign-ins, second factor"),
        "own.profile",
        "screens.own.profile",
        "ProfileScreen",
    ),
    Place(
        "password",
        lambda: _("Change my password"),
        "own.password",
        "screens.password",
        "ChangePasswordDialog",
    ),
    Place(
        "audit",
        lambda: _("Audit log: who did what, and when"),
        "audit.see",
        "screens.admin.audit_log",
        "AuditLogScreen",
    ),
    Place(
        "system",
        lambda: _("System: is everything in order?"),
        "system.see",
        "screens.admin.system",
        "SystemScreen",
    ),
    Place(
        "sessions",
        lambda: _("Sessions: who is signed in"),
        "sessions.see",
        "screens.admin.sessions",
        "SessionsScreen",
    ),
    Place(
        "settings",
        lambda: _("Settings of the clinic"),
        "settings.change",
        "screens.admin.settings",
        "SettingsScreen",
    ),
    Place(
        "emergency",
        lambda: _("Emergency access to a record"),
        "emergency.open",
        "screens.emergency.opening",
        "EmergencyForm",
    ),
    Place(
        "opened",
        lambda: _("Your emergency access, and end it"),
        "emergency.open",
        "screens.emergency.opening",
        "OpenedScreen",
    ),
    Place(
        "reviews",
        lambda: _("Emergency access to review"),
        "emergency.review",
        "screens.emergency.reviews",
        "ReviewsScreen",
    ),
    Place(
        "wards",
        lambda: _("Wards: who lies where, free beds, census"),
        "wards.see",
        "screens.wards.wards",
        "WardsScreen",
    ),
    Place(
        "boards",
        lambda: _("Queues: who waits where"),
        "visits.see",
        "screens.visits.boards",
        "BoardsScreen",
    ),
    Place(
        "points",
        lambda: _("Service points: which rooms have a queue"),
        "points.change",
        "screens.visits.points",
        "PointsScreen",
    ),
)


def places_for(session: Session, app: Any) -> list[Doable]:
    """Return what this person may go to, for the menu."""

    def doable(place: Place) -> Doable:
        return Doable(
            place.name, place.words(), lambda _nothing: place.open(session, app)
        )

    return [doable(place) for place in PLACES if session.may(place.permission)]
