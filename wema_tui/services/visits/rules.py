"""Who comes first in a queue, and where a patient goes: pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

URGENCIES: Final = ("emergency", "urgent", "routine")
KINDS: Final = (
    "triage",
    "consultation",
    "treatment",
    "laboratory",
    "pharmacy",
    "cashier",
    "other",
)
"""Of service points."""

OUTCOMES: Final = ("ended", "left", "referred", "died")
TRIAGE, CONSULTATION = "triage", "consultation"


def token_words(letter: str, number: int) -> str:
    """Return a token as it is called out: `A12`."""
    return f"{letter}{number}"


def place_in_queue(
    urgency: str | None, arrived_at: datetime, entry_id: int
) -> tuple[int, datetime, int]:
    """Return what a queue is sorted by: the more ill first, then who came first.

    Nobody waits behind somebody less ill. Who has not been looked at yet waits as
    routine. Coming is coming to the clinic: who is sent from one room to another
    keeps the place. The day plays no part.

    Args:
        urgency: One of `URGENCIES`; None before triage.
        arrived_at: When the patient was checked in.
        entry_id: Of the place in the queue; decides between the same instants.
    """
    return (URGENCIES.index(urgency or "routine"), arrived_at, entry_id)


def goes_to_triage_first(kind: str, urgency: str | None) -> bool:
    """Return whether a nurse sees the patient before the place that was asked for.

    Before a consultation, but for an emergency: that one goes to the doctor at
    once. Nobody needs a nurse's look to have blood taken or to pay.

    Args:
        kind: Of the service point that was asked for.
        urgency: As reception says it, if it does.
    """
    return kind == CONSULTATION and urgency != "emergency"
