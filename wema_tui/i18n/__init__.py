"""Every word that a person reads goes through here.

Catalogues are gettext's, in `locales/<language>/LC_MESSAGES/wema.po`, so that a
translator can use the tools of the trade. English is the language of the source.
"""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
LANGUAGE_NAMES = {"en": "English", "sw": "Kiswahili"}
LANGUAGES = tuple(LANGUAGE_NAMES)

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def set_language(language: str) -> None:
    """Speak *language* (`en`, `sw`) from now on; an unknown one stays English."""
    global _catalogue  # one process serves one person
    _catalogue = _gettext.translation(
        "wema", localedir=LOCALES, languages=[language], fallback=True
    )


def _(message: str) -> str:
    """Return *message* in the language in use."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of the message that goes with the number *n*."""
    return _catalogue.ngettext(singular, plural, n)
