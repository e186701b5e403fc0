"""The variables that Textual reads when it is imported, set before that."""

from __future__ import annotations

from collections.abc import MutableMapping

_NOT_HEARD = {"TEXTUAL", "NO_COLOR", "COLUMNS", "LINES"}
_OURS = {
    "TEXTUAL_ANIMATIONS": "none",  # each step of one costs bytes
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",  # eight bytes a key, up a slow line
}


def prepare_for_textual(environment: MutableMapping[str, str]) -> None:
    """Set what suits a slow line; remove what lets the environment give orders.

    TEXTUAL_DRIVER imports any code, TEXTUAL_LOG writes what is on the screen to a
    file. COLUMNS and LINES, which some shells export, would be believed more than
    the terminal, whatever size it takes. NO_COLOR is honoured by the profile:
    Textual would send greys instead.

    Args:
        environment: `os.environ`, before anything of Textual is imported.
    """
    for name in [*environment]:
        if name in _NOT_HEARD or name.startswith("TEXTUAL_"):
            del environment[name]
    environment.update(_OURS)
