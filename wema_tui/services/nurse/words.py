"""What signs, flags, urgencies and kinds of care are called."""

from __future__ import annotations

from wema_tui.i18n import _


def sign_word(name: str) -> str:
    """Return the name of a sign."""
    return {
        "weight": _("Weight"),
        "height": _("Height"),
        "temperature": _("Temperature"),
        "pulse": _("Pulse"),
        "respiration": _("Respiration"),
        "pressure": _("Blood pressure"),
        "systolic": _("Systolic pressure"),
        "diastolic": _("Diastolic pressure"),
        "saturation": _("Oxygen saturation"),
        "glucose": _("Blood glucose"),
        "muac": _("Upper arm (MUAC)"),
        "pain": _("Pain"),
    }.get(name, name)


def flag_word(flag: str) -> str:
    """Return a flag in a word; capitals for what cannot wait."""
    return {
        "critical_low": _("VERY LOW"),
        "low": _("low"),
        "high": _("high"),
        "critical_high": _("VERY HIGH"),
    }.get(flag, "")


def kind_word(kind: str) -> str:
    """Return a kind of care in a word."""
    return {
        "medicine": _("Medicine"),
        "injection": _("Injection"),
        "vaccination": _("Vaccination"),
        "dressing": _("Dressing"),
        "other": _("Other"),
    }.get(kind, kind)
