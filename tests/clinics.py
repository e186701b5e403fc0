"""A founded clinic to copy for each test, and the clock on its wall."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from unittest import mock
from zoneinfo import ZoneInfo

from db.store import open_store
from wema_tui.clock import Clock, Moment
from wema_tui.services.accounts.adding import add_user
from wema_tui.services.clinic import founding
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.permissions import ROLES

DAR_ES_SALAAM = ZoneInfo("Africa/Dar_es_Salaam")  # UTC+3, no summer time
MORNING = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
PASSWORD = "mchana mwema sana"  # of everybody in a test clinic but ADM001

# Who there is: one of each role, and a second pharmacist, PHA002.
STAFF = {
    "ADMIN": "ADM002",
    "DOCTOR": "DOC001",
    "NURSE": "NUR001",
    "RECEPTION": "REC001",
    "PHARMACY": "PHA001",
    "LAB": "LAB001",
    "FINANCE": "FIN001",
}


@dataclass(frozen=True)
class StoppedClock(Clock):
    """A clock that shows one instant until somebody moves it."""

    zone: tzinfo = DAR_ES_SALAAM
    face: dict = field(
        default_factory=lambda: {
            "now": MORNING,
            "synchronised": True,
            "boot": "first boot",
            "ticks": 0,
        }
    )

    def now(self):
        return self.face["now"]

    def moment(self):
        return Moment(self.now(), "a computer", self.face["boot"], self.face["ticks"])

    def is_synchronised(self):
        return self.face["synchronised"]

    def show(self, instant):
        """Turn the hands to *instant*. The ticks that nobody can set stay."""
        self.face["now"] = instant

    def move(self, **amount):
        """Let so much time pass, as `timedelta` takes it; less than none: set back."""
        span = timedelta(**amount)
        self.face["now"] += span
        self.face["ticks"] += max(0, span // timedelta(microseconds=1) * 1000)

    def restart(self):
        """Start the computer again: its ticks begin anew."""
        self.face.update(boot=self.face["boot"] + "+", ticks=0)

    def show_at_clinic(self, *numbers):
        """Turn the hands to year, month, day, hour, minute on the clinic's wall."""
        self.show(datetime(*numbers, tzinfo=self.zone).astimezone(UTC))


def found_template(address, keys):
    """Found a clinic at *address* with the people of `STAFF` and a second PHARMACY."""
    clock = StoppedClock()
    clock.move(days=-30)
    store = open_store(address, create=True)
    with mock.patch.object(founding, "Clock", lambda zone: clock):
        found_clinic(store, ClinicPlan(name="Test Clinic"), keys, _add_staff)


def _add_staff(session, trail):
    for role in (*ROLES, "PHARMACY"):
        add_user(
            trail, session, role=role, full_name=f"{role} person", password=PASSWORD
        )
