"""Make the demo clinic: found it some months ago, and let it work until yesterday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from db.store import Store
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import Trail
from wema_tui.services.clinic.demo.bookings import Bookings
from wema_tui.services.clinic.demo.catalogue import Product, add_codes
from wema_tui.services.clinic.demo.clientele import Clientele
from wema_tui.services.clinic.demo.deliveries import Deliveries
from wema_tui.services.clinic.demo.desk import Agenda, Desk, StoryClock
from wema_tui.services.clinic.demo.dispensary import Dispensary
from wema_tui.services.clinic.demo.newcomers import Newcomers
from wema_tui.services.clinic.demo.plan import Demo, DemoCode, DemoPlan, DemoUser
from wema_tui.services.clinic.demo.staff import Staff
from wema_tui.services.clinic.demo.upkeep import Upkeep
from wema_tui.services.clinic.demo.visits import Visits
from wema_tui.services.clinic.demo.wards import Wards
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.session import Session

Progress = Callable[[int, int], None]

_OPENS = time(8)
_SATURDAY = 5
_DESK_DAYS = 28
"""The pharmacy used WEMA first; reception and the nurses joined four weeks ago."""


def make_demo(store: Store, keys: Path, plan: DemoPlan, progress: Progress) -> Demo:
    """Make a lived-in clinic, all in one transaction: interrupted, there is none.

    The story ends on the evening before the clinic's today, so that it is the
    same whenever on a day it is made, and today belongs to whoever tries it.

    Args:
        store: An empty store.
        keys: Folder of audit keys.
        plan: How large.
        progress: Told the days done and the days in all, after each day.

    Raises:
        DatabaseTrouble: IN_USE when there is a clinic already, or any other.
        KeyUnusable: The audit key cannot be written; nothing was made.
    """
    clinic = ClinicPlan(name=_("Demo Health Centre"), is_demo=True)
    zone = ZoneInfo(clinic.time_zone)
    first_day = Clock(zone).today() - timedelta(days=plan.days)
    eve = first_day - timedelta(days=1)
    stories: list[_Story] = []

    def furnish(session: Session, trail: Trail) -> None:
        story = _Story(session, trail, plan, first_day)
        story.open_doors(eve)
        for nth in range(plan.days):
            story.live(first_day + timedelta(days=nth))
            progress(nth + 1, plan.days)
        stories.append(story)

    founded = datetime.combine(eve, time(7), tzinfo=zone).astimezone(UTC)
    admin = found_clinic(store, clinic, keys, furnish, clock=StoryClock(zone, founded))
    (story,) = stories
    first = DemoUser("ADMIN", admin.employee_id, admin.password)
    return Demo((first, *story.staff.users), _codes(story.products))


class _Story:
    """The clinic's life, day by day, inside one open write.

    Each part has its own stream of chance, so that a change to one of them does
    not change all others.
    """

    def __init__(
        self, session: Session, trail: Trail, plan: DemoPlan, first_day: date
    ) -> None:
        self._zone = session.clock.zone
        last_day = first_day + timedelta(days=plan.days - 1)
        chance = {
            part: Random(f"{plan.seed} {part}")
            for part in (
                "requests",
                "staff",
                "deliveries",
                "patients",
                "shelves",
                "newcomers",
                "people",
                "visits",
                "wards",
                "appointments",
            )
        }
        desk = Desk(trail, chance["requests"])
        self.products = add_codes(trail, session)
        self.staff = Staff(session, desk, chance["staff"])
        self.staff.hire()
        self._newcomers = Newcomers(session, desk, self.staff, chance["newcomers"])
        self._newcomers.hire_who_will_leave()
        self._deliveries = Deliveries(
            desk, self.products, plan, chance["deliveries"], last_day
        )
        self._dispensary = Dispensary(
            desk, self.products, plan, chance["patients"], self._deliveries.serials
        )
        self._upkeep = Upkeep(desk, self.products, chance["shelves"])
        self._console = session
        self._clientele = Clientele(session, desk, plan, chance["people"], first_day)
        self._wards = Wards(desk, chance["wards"])
        self._visits = Visits(
            desk, self._clientele, plan, chance["visits"], self._wards.take_in
        )
        self._bookings = Bookings(
            desk, self._clientele, self._visits, plan, chance["appointments"]
        )
        self._month = 0  # of the last delivery
        self._last_day = last_day
        self._desk_opens = max(first_day, last_day - timedelta(days=_DESK_DAYS - 1))

    def open_doors(self, eve: date) -> None:
        """Sign in for the first time and fill the shelves."""
        agenda, opening = Agenda(), self._opening(eve)
        pharmacists = self.staff.on_duty(agenda, opening)["PHARMACY"]
        self._deliveries.plan_first(agenda, pharmacists[0], opening)
        agenda.carry_out()
        self._month = eve.month

    def live(self, day: date) -> None:
        """Let one day pass."""
        agenda, opening = Agenda(), self._opening(day)
        on_duty = self.staff.on_duty(agenda, opening)
        pharmacists = on_duty["PHARMACY"]
        first, last = pharmacists[0], pharmacists[-1]
        if day.month != self._month and day.weekday() < _SATURDAY:
            self._month = day.month
            self._deliveries.plan_monthly(agenda, first, opening + _hours(1.2))
            self._upkeep.plan_count(agenda, last, opening + _hours(6))
            if (self._last_day - day).days > 25:  # the newest are still there
                self._upkeep.plan_clearing(agenda, last, opening + _hours(8), day)
        if day == self._deliveries.donation_day:
            self._deliveries.plan_donation(agenda, first, opening + _hours(4))
        self._dispensary.plan_day(agenda, pharmacists, opening, day)
        if day == self._desk_opens:
            self._open_desk(agenda, opening)
        if day >= self._desk_opens:
            self._visits.plan_day(agenda, on_duty, opening, day)
            self._bookings.plan_day(agenda, on_duty, opening, day)
            self._wards.plan_round(agenda, on_duty, opening, self._visits.here)
        self._upkeep.plan_mishap(agenda, last, opening)
        if day == self._last_day:
            self._newcomers.plan_last_day(agenda, opening)
        agenda.carry_out()

    def _open_desk(self, agenda: Agenda, opening: datetime) -> None:
        """Enter the paper register, the wards, and when doctors receive."""
        early, doctors = opening - _hours(1), self.staff.in_role("DOCTOR")
        agenda.add(early, self._clientele.bring_register)
        agenda.add(early, partial(self._wards.furnish, self._console))
        agenda.add(early, partial(self._bookings.set_hours, self._console, doctors))

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, _OPENS, tzinfo=self._zone).astimezone(UTC)


def _hours(number: float) -> timedelta:
    return timedelta(hours=number)


def _codes(products: tuple[Product, ...]) -> tuple[DemoCode, ...]:
    return tuple(
        DemoCode(pack.text, product.item.name, pack.size)
        for product in products
        for pack in product.packs
    )
