"""Role -> its home screen: the only list of screens.

Each is imported when somebody gets there: who waits for the sign-in needs none.
"""

from __future__ import annotations

from screens.base import WemaScreen
from wema_tui.services.session import Session


def home(session: Session) -> WemaScreen[None]:
    """Return the screen that a person lands on after signing in."""
    if session.must_change_password:
        from screens.password import ChangePasswordScreen

        return ChangePasswordScreen(session)
    if session.role == "PHARMACY":
        from screens.pharmacy.scan import ScanScreen

        return ScanScreen(session)
    if session.role == "NURSE":
        from screens.nurse.home import NurseHome

        return NurseHome(session)
    if session.may("dashboard.see"):
        from screens.admin.dashboard import DashboardScreen

        return DashboardScreen(session)
    if session.role == "RECEPTION":
        from screens.reception.home import ReceptionHome

        return ReceptionHome(session)
    if session.role == "DOCTOR":
        from screens.doctor.home import DoctorHome

        return DoctorHome(session)
    from screens.home import HomeScreen

    return HomeScreen(session)
