"""Where somebody's work begins, if it is no scan field."""

from __future__ import annotations

from typing import ClassVar

from screens.base import WemaScreen
from screens.doable import JUMP


class Home(WemaScreen[None]):
    """A scan presses no key of it: it goes where scans go, a card to its patient."""

    is_guarded: ClassVar[bool] = True

    def is_typing(self, burst: str) -> bool:
        """Return whether keys that came as fast as a scan are a person's command."""
        return burst.startswith(JUMP)
