"""Role -> its home screen: the only list of screens."""

from __future__ import annotations

from screens.base import WemaScreen
from screens.home import HomeScreen
from screens.password import ChangePasswordScreen
from wema_tui.services.session import Session


def home(session: Session) -> WemaScreen[None]:
    """Return the screen that a person lands on after signing in."""
    if session.must_change_password:
        return ChangePasswordScreen(session)
    if session.role == "PHARMACY":
        from screens.pharmacy.scan import ScanScreen

        return ScanScreen(session)
    return HomeScreen(session)
