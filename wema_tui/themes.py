"""The three looks. Colour never carries meaning alone: there is always a word."""

from __future__ import annotations

from textual.theme import Theme

THEMES = (
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
        error="#ef5350",
        dark=True,
    ),
    Theme(
        name="wema-light",
        primary="#0b5fa5",
        secondary="#33691e",
        accent="#b25600",
        foreground="#1a1a1a",
        background="#fafafa",
        surface="#ffffff",
        panel="#e3eaf0",
        success="#2e7d32",
        warning="#b25600",
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
