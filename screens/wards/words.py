"""Beds, patients in them, and how stays end, as people say it."""

from __future__ import annotations

from collections.abc import Iterable

from screens.patients.words import age_word, sex_letter
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.wards.queries import BedView, Lying
from wema_tui.services.wards.rules import OUTCOMES, days_stayed
from wema_tui.text import printable


def bed_word(bed: BedView) -> str:
    """Return where a bed is: `Maternity, bed 3`."""
    return _("{ward}, bed {bed}").format(
        ward=printable(bed.ward, 60), bed=printable(bed.label, 20)
    )


def who(lies: Lying) -> str:
    """Return a patient's ID and name."""
    return f"{lies.patient.medical_id} {printable(lies.patient.full_name, 60)}"


def outcome_words() -> dict[str, str]:
    """Return every outcome with its words, in the order in which they are offered."""
    words = {
        "home": _("home"),
        "referred": _("referred elsewhere"),
        "absconded": _("ran away"),
        "against_advice": _("left against advice"),
        "died": _("died"),
    }
    return {outcome: words[outcome] for outcome in OUTCOMES}


def names_in(beds: Iterable[BedView]) -> list[str]:
    """Return what a search finds the patients in some beds by."""
    return [
        f"{bed.lies.patient.medical_id} {bed.lies.patient.full_name}"
        for bed in beds
        if bed.lies is not None
    ]


def bed_names() -> tuple[str, ...]:
    """Return the names of the columns of a list of beds."""
    return (_("Bed"), _("Patient"), "", _("Age"), _("Since"), _("Days"), _("Reason"))


def bed_widths(room: int) -> tuple[int, ...]:
    """Return the widths of these columns; the name gets what the others leave."""
    return (7, 0, 2, 5, 10, 4, room // 3)


def bed_line(bed: BedView, clock: Clock) -> tuple[str, ...]:
    """Return what stands in these columns."""
    lies = bed.lies
    if lies is None:
        return (bed.label, _("free"), "", "", "", "", "")
    since = clock.at_clinic(lies.admitted_at)
    return (
        bed.label,
        lies.patient.full_name,
        sex_letter(lies.patient.sex),
        age_word(lies.patient, clock.today()),
        str(since.date()),
        str(days_stayed(since.date(), clock.today())),
        lies.reason,
    )
