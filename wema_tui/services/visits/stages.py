"""Where a patient stands in a visit: asked of the facts, stored nowhere.

A further department adds what it has of facts to `Facts`, and its words here.
"""

from __future__ import annotations

from dataclasses import dataclass

from wema_tui.i18n import _


@dataclass(frozen=True)
class Place:
    """One queue that the patient stands in.

    Attributes:
        kind: Of the service point: one of `rules.KINDS`.
        point: Its name.
        is_called: Somebody has called the patient.
    """

    kind: str
    point: str
    is_called: bool


@dataclass(frozen=True)
class Facts:
    """What is known of a visit.

    Attributes:
        outcome: How it ended; None while it is open.
        is_admitted: The patient lies on a ward.
        places: The queues that the patient stands in.
        was_seen: A doctor is done with the patient, or the place that the patient came
            for; or the patient has lain on a ward.
    """

    outcome: str | None
    is_admitted: bool
    places: tuple[Place, ...]
    was_seen: bool


@dataclass(frozen=True)
class Stage:
    """Where the patient stands.

    Attributes:
        name: Stable: waits, called, on_ward, between, ended, left, referred, died.
        kind: Of the service point, for waits and called; else empty.
        point: Its name.
    """

    name: str
    kind: str = ""
    point: str = ""

    @property
    def words(self) -> str:
        """Where the patient stands, for people."""
        if self.name in ("waits", "called"):
            told = _waiting() if self.name == "waits" else _inside()
            return told.get(self.kind, told["other"]).format(point=self.point)
        return _others()[self.name]


def stage_of(facts: Facts) -> Stage:
    """Return where a patient stands. Being called counts before waiting elsewhere."""
    if facts.outcome is not None:
        return Stage(facts.outcome)
    for place in sorted(facts.places, key=lambda place: not place.is_called):
        return Stage("called" if place.is_called else "waits", place.kind, place.point)
    return Stage("on_ward" if facts.is_admitted else "between")


def is_over(facts: Facts) -> bool:
    """Return whether an open visit closes by itself.

    It does when the patient was seen and nothing is open in it any more.
    """
    is_open = bool(facts.places) or facts.is_admitted
    return facts.outcome is None and facts.was_seen and not is_open


def _waiting() -> dict[str, str]:
    return {
        "triage": _("waits for triage"),
        "consultation": _("waits for the doctor: {point}"),
        "treatment": _("waits for treatment: {point}"),
        "laboratory": _("waits for the laboratory"),
        "pharmacy": _("waits for the pharmacy"),
        "cashier": _("waits for the cashier"),
        "other": _("waits: {point}"),
    }


def _inside() -> dict[str, str]:
    return {
        "triage": _("with the nurse"),
        "consultation": _("with the doctor: {point}"),
        "treatment": _("in treatment: {point}"),
        "laboratory": _("in the laboratory"),
        "pharmacy": _("at the pharmacy"),
        "cashier": _("at the cashier"),
        "other": _("was called: {point}"),
    }


def _others() -> dict[str, str]:
    return {
        "on_ward": _("on the ward"),
        "between": _("is in no queue"),
        "ended": _("the visit has ended"),
        "left": _("left without being seen"),
        "referred": _("referred to another clinic"),
        "died": _("died"),
    }
