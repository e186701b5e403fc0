"""The wards of the demo clinic, and who lies there."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random

from db.wards import Bed, BedStay, Ward
from wema_tui.i18n import _
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.clinic.demo.staff import OnDuty
from wema_tui.services.session import Session
from wema_tui.services.wards.admitting import admit
from wema_tui.services.wards.discharging import discharge

_BEDS = 6  # in each ward
_STAYS = 0.04  # of those whom a doctor sees
_GOES = 0.35  # of those on a ward, on a day


class Wards:
    """Who is admitted and discharged.

    Args:
        desk: Where it is recorded.
        rng: Decides who stays.
    """

    def __init__(self, desk: Desk, rng: Random) -> None:
        self._desk, self._rng = desk, rng
        self._lying: dict[int, int] = {}  # admission -> number

    def furnish(self, console: Session, at: datetime) -> None:
        """Make the wards and their beds, all in one act."""
        names = (_("Women"), _("Men"), _("Children"), _("Maternity"))
        for name in names:
            ward = Ward.create(name=name, opened_at=at)
            for label in range(1, _BEDS + 1):
                Bed.create(ward=ward, label=str(label), opened_at=at)
        after = {"names": names, "beds": _BEDS}
        self._desk.act(console, at).record("ward.add", "wards", {"after": after})

    def take_in(self, doctor: Session, at: datetime, visit: int, number: int) -> bool:
        """Admit a patient now and then; return whether it was done."""
        taken = BedStay.select(BedStay.bed).where(BedStay.ended_at.is_null())
        free = [row.id for row in Bed.select().where(Bed.id.not_in(taken))]
        if not free or self._rng.random() >= _STAYS:
            return False
        bed = self._rng.choice(free)
        admission = self._desk.do(
            doctor,
            at,
            lambda here, request: admit(
                here,
                visit=visit,
                bed_id=bed,
                reason=_("For observation"),
                request_id=request,
            ),
        )
        self._lying[admission] = number
        return True

    def plan_round(
        self, agenda: Agenda, on_duty: OnDuty, opening: datetime, here: set[int]
    ) -> None:
        """Plan who goes home today.

        Args:
            agenda: The day's.
            on_duty: Who works.
            opening: When the clinic opens.
            here: The numbers of those with a visit: who goes home is taken out.
        """
        doctors = on_duty.get("DOCTOR")
        if not doctors:
            return
        for nth, admission in enumerate(list(self._lying)):
            if self._rng.random() < _GOES:
                at = opening + timedelta(minutes=20 + 3 * nth)
                agenda.add(at, partial(self._go, doctors[0], admission, here))

    def _go(
        self, doctor: Session, admission: int, here: set[int], at: datetime
    ) -> None:
        number = self._lying.pop(admission)
        self._desk.do(
            doctor,
            at,
            lambda who, request: discharge(
                who, admission, outcome="home", note="", request_id=request
            ),
        )
        here.discard(number)
