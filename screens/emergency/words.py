"""Why somebody opens a record that is not theirs to open, in words."""

from __future__ import annotations

from wema_tui.i18n import _
from wema_tui.services.emergency.opening import KINDS


def kind_word(kind: str) -> str:
    """Return a kind of emergency as people say it."""
    return {
        "life_threatening": _("danger to life"),
        "no_colleague": _("no colleague here"),
        "patient_asked": _("the patient asked"),
        "other": _("other"),
    }[kind]


def kind_words() -> dict[str, str]:
    """Return every kind with its words, in the order in which they are offered."""
    return {kind: kind_word(kind) for kind in KINDS}
