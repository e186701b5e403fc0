"""The three themes, each for a good line and for few bytes.

Colour never carries meaning alone: there is always a word or a sign.
"""

from __future__ import annotations

from textual.theme import Theme

_FULL = (
    Theme(
        name="wema-dark",
        primary="#4aa8ff",
        secondary="#9ccc65",
        accent="#ffb74d",
        foreground="#e6e6e6",
        background="#101418",
        surface="#182028",
        panel="#22303c",
        success="#66bb6a",
        warning="#ffa726",
        error="#ff7f78",
        dark=True,
    ),
    Theme(
        name="wema-light",
        primary="#0b5fa5",
        secondary="#33691e",
        accent="#964800",
        foreground="#1a1a1a",
        background="#fafafa",
        surface="#ffffff",
        panel="#e3eaf0",
        success="#256a29",
        warning="#964800",
        error="#b71c1c",
        dark=False,
    ),
    Theme(
        name="wema-contrast",
        primary="#ffff00",
        secondary="#00ffff",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        success="#00ff00",
        warning="#ffff00",
        error="#ff6060",
        dark=True,
    ),
)

# On the terminal's own background and in its own 16 colours, which its owner has
# chosen to be legible: a blank is a blank, and a colour is two digits.
_OWN = "ansi_default"
_SIGNS = {
    "ansi-background": _OWN,
    "ansi-foreground": _OWN,
    # What is picked has a sign before it: there may be no colour to say it with.
    "block-cursor-foreground": _OWN,
    "block-cursor-background": _OWN,
    "block-cursor-text-style": "none",
    "block-cursor-blurred-foreground": _OWN,
    "block-cursor-blurred-background": _OWN,
    "block-cursor-blurred-text-style": "none",
    "footer-key-foreground": _OWN,
    "scrollbar": _OWN,
    "scrollbar-hover": _OWN,
    "scrollbar-active": _OWN,
    "scrollbar-background": _OWN,
    "scrollbar-background-hover": _OWN,
    "scrollbar-background-active": _OWN,
}


def _lean(
    name: str, *, dark: bool, calm: str, good: str, careful: str, bad: str
) -> Theme:
    return Theme(
        name=f"wema-lean-{name}",
        primary=calm,
        secondary=good,
        accent=careful,
        success=good,
        warning=careful,
        error=bad,
        foreground=_OWN,
        background=_OWN,
        surface=_OWN,
        panel=_OWN,
        boost=_OWN,
        ansi=True,
        dark=dark,
        variables=_SIGNS,
    )


_LEAN = (
    _lean(
        "dark",
        dark=True,
        calm="ansi_bright_cyan",
        good="ansi_bright_green",
        careful="ansi_bright_yellow",
        bad="ansi_bright_red",
    ),
    _lean(
        "light",
        dark=False,
        calm="ansi_blue",
        good="ansi_green",
        careful="ansi_magenta",
        bad="ansi_red",
    ),
    # Nothing is better legible than the terminal's own pair; the rest is bold.
    _lean("contrast", dark=True, calm=_OWN, good=_OWN, careful=_OWN, bad=_OWN),
)

THEMES = (*_FULL, *_LEAN)


def theme_name(name: str, *, is_lean: bool) -> str:
    """Return Textual's name for the setting `theme`: `dark`, `light`, `contrast`."""
    return f"wema-lean-{name}" if is_lean else f"wema-{name}"
