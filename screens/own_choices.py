"""What a person may choose for this terminal: the language, the look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from textual.app import App

from screens.dialogs.choose import Choose
from screens.doable import Doable, one_of
from wema_tui.i18n import LANGUAGE_NAMES, _


def own_choices(
    app: App[Any], speak: Callable[[str], None], wear: Callable[[str], None]
) -> list[Doable]:
    """Return the two things, for the menu.

    Args:
        app: Where to ask which.
        speak: Gets the language, `en` or `sw`.
        wear: Gets a theme or a profile, by its name in the settings.
    """
    looks = {
        "dark": _("dark: light letters on a dark ground"),
        "light": _("light: dark letters on a light ground"),
        "contrast": _("contrast: as strong as can be"),
        "full": _("full: for a quick line"),
        "slow": _("slow: few bytes, for a slow line"),
        "plain": _("plain: letters only, for old terminals"),
        "mono": _("mono: no colours"),
    }
    languages = partial(_choose, app, _("Which language?"), LANGUAGE_NAMES, speak)
    look = partial(_choose, app, _("Which look?"), looks, wear)
    return [
        Doable("language", _("Language: Kiswahili, English"), languages),
        Doable("look", _("Look: colours, slow line"), look),
    ]


def _choose(
    app: App[Any],
    title: str,
    options: Mapping[str, str],
    do: Callable[[str], None],
    typed: str,
) -> None:
    """Do it with what was typed behind the command; ask if nothing was."""
    if typed:
        do(one_of({name: (name, words) for name, words in options.items()}, typed))
        return
    names = list(options)
    Choose(title, list(options.values())).open(
        app, lambda place: None if place is None else do(names[place])
    )
