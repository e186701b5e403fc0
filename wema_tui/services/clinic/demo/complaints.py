"""Why patients come to the demo clinic, and what a nurse measures then."""

from __future__ import annotations

from random import Random

from wema_tui.i18n import _

_CHILD = 5  # years


def complaint(rng: Random) -> str:
    """Return why somebody has come, as reception writes it."""
    return rng.choice(
        (
            _("Fever"),
            _("Fever"),
            _("Cough"),
            _("Cough and fever"),
            _("Headache"),
            _("Stomach ache"),
            _("Diarrhoea"),
            _("Wound"),
            _("Back pain"),
            _("Skin rash"),
            _("Blood pressure control"),
            _("Pain on passing urine"),
        )
    )


def signs(rng: Random, years: float) -> dict[str, int]:
    """Return what is measured at that age, each in its smallest unit.

    Args:
        rng: Decides how ill somebody is.
        years: The age.
    """
    has_fever = rng.random() < 0.35
    temperature = rng.randint(381, 395) if has_fever else rng.randint(363, 373)
    quick = 15 if has_fever else 0
    grams = _weight(years) * rng.uniform(0.9, 1.1) * 1000
    found = {
        "weight": round(grams / 100) * 100,
        "temperature": temperature,
        "pulse": quick + rng.randint(*((100, 125) if years < _CHILD else (66, 92))),
        "respiration": rng.randint(*((24, 36) if years < _CHILD else (14, 20))),
        "saturation": rng.choice((96, 97, 98, 98, 99)),
    }
    if years < _CHILD:
        return found if years < 0.5 else found | {"muac": rng.randint(128, 155)}
    systolic = rng.randint(104, 128) + round(max(0.0, years - 40) * 0.7)
    return found | {"systolic": systolic, "diastolic": round(systolic * 0.64)}


def _weight(years: float) -> float:
    """Return kilograms that are usual at an age."""
    if years < 1:
        return 3.5 + 6 * years
    return min(62.0, 9.5 + 2.6 * (years - 1))
