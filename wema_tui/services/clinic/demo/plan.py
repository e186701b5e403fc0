"""What a demo is asked to be, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from wema_tui.errors import WemaError
from wema_tui.i18n import _

MOST_DAYS = 3_653  # ten years
MOST_PATIENTS = 20_000

BUSY = (1.35, 1.1, 1.0, 1.0, 1.05, 0.55, 0.2)
"""How many come on a day of the week, Monday to Sunday, against an ordinary one."""
_MORNING = 0.72  # of the patients come before noon


def arrival(rng: Random) -> float:
    """Return when somebody comes, in minutes after opening: mostly in the morning."""
    if rng.random() < _MORNING:
        return rng.triangular(10, 255, 90)
    return rng.triangular(345, 500, 390)


class UnusablePlan(WemaError):
    """A demo clinic of this size cannot be made."""

    code = "demo.plan"
    exit_code = 2


@dataclass(frozen=True)
class DemoPlan:
    """How large a clinic to invent.

    Attributes:
        days: Days of work, the last of them yesterday; 1 to 3653.
        patients: People who belong to the clinic; 1 to 20,000. With 2,000 about
            forty come on a weekday. It also decides how much stock there is.
        seed: The same seed makes the same clinic, except for the passwords.

    Raises:
        UnusablePlan: A number is out of range.
    """

    days: int = 90
    patients: int = 200
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        for what, number, most in (
            (_("days"), self.days, MOST_DAYS),
            (_("patients"), self.patients, MOST_PATIENTS),
        ):
            if not 1 <= number <= most:
                raise UnusablePlan(
                    _("A demo clinic cannot have {number} {what}.").format(
                        number=number, what=what
                    ),
                    hint=_("Use a number from 1 to {most}.").format(most=most),
                )

    @property
    def visits_a_day(self) -> float:
        """How many patients come on an ordinary weekday."""
        return 4 + self.patients / 50

    @property
    def scale(self) -> float:
        """This clinic against the one the formulary was estimated for."""
        return self.visits_a_day / 40


@dataclass(frozen=True)
class DemoUser:
    """One log-in of the demo.

    Attributes:
        role: One of `ROLES`.
        employee_id: `PHA001`.
        password: Random in each demo; shown once, kept nowhere.
    """

    role: str
    employee_id: str
    password: str


@dataclass(frozen=True)
class DemoCode:
    """A code that can be scanned.

    Attributes:
        code: As printed on the pack: 13 or 14 digits.
        medication: Its name.
        pack_size: Base units in the pack.
    """

    code: str
    medication: str
    pack_size: int


@dataclass(frozen=True)
class Demo:
    """What was made.

    Attributes:
        users: Every log-in; each role has at least one.
        codes: Every pack code, in the order of the formulary.
    """

    users: tuple[DemoUser, ...]
    codes: tuple[DemoCode, ...]
