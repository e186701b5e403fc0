import threading
from dataclasses import replace
from unittest.mock import Mock

import pytest

from db.errors import StoreError, Trouble
from db.people import User
from screens.admin import dashboard as module
from screens.admin.dashboard import DashboardScreen
from screens.admin.figures import figure_lines
from screens.admin.revenue import RevenueScreen
from screens.admin.system import SystemScreen
from screens.dialogs.notice import Notice
from screens.lock import LockScreen
from screens.widgets.bars import bar_lines
from screens.widgets.lines import Lines
from tests import factories
from tests.little_clinic import PARA, PASSWORD
from wema_tui.services.audit.verify import verify
from wema_tui.services.auth.sign_in import resume, sign_out
from wema_tui.services.clinic import checking
from wema_tui.services.clinic.figures.dashboard import dashboard
from wema_tui.services.clinic.figures.departments import appointments, pharmacy
from wema_tui.services.clinic.figures.parts import Alert, Severity
from wema_tui.services.trouble import DatabaseTrouble
from wema_tui.terminal.profiles import Profile


@pytest.fixture
def at_dashboard(at_work, clinic):
    """Run the app with the administrator at the dashboard."""
    with clinic.store.write():
        User.update(must_change_password=False).execute()

    def run(who="ADM001", **options):
        return at_work(who, **options)

    return run


@pytest.fixture
def in_no_time(monkeypatch):
    """Look again each second."""
    monkeypatch.setattr(module, "_LOOK_AGAIN", 0.0)


def give_out(clinic):
    factories.scan(resume(clinic.door("dispensary"), "PHA001"), PARA)


async def shown(hands):
    await hands.wait_for_screen(DashboardScreen)
    await hands.wait_for("Medicines given out")


@pytest.mark.parametrize("size", [(80, 24), (132, 43), (60, 16)])
async def test_it_shows_figures_alerts_and_who_did_what(at_dashboard, clinic, size):
    give_out(clinic)
    async with at_dashboard(size=size) as hands:
        await shown(hands)
        await hands.wait_for("1 lot on the shelf has expired")
        assert "Medicines given out" in hands.text()
        if size[1] > 40:
            await hands.wait_for("Neema Msuya gave out a medicine: Paracetamol")
        is_wide = size[0] >= 120
        if is_wide:
            await hands.wait_for("Revenue of the last 14 days")
        assert ("Revenue of the last" in hands.words()) == is_wide


async def test_what_somebody_does_appears_by_itself(at_dashboard, clinic, in_no_time):
    async with at_dashboard(size=(80, 43)) as hands:
        await shown(hands)
        assert "gave out a medicine" not in hands.text()
        give_out(clinic)
        await hands.wait_for("Neema Msuya gave out a medicine: Paracetamol")
        await hands.wait_for("Medicines given out 1 0 0")


async def test_while_nobody_does_anything_nothing_is_drawn(
    at_dashboard, in_no_time, monkeypatch
):
    looked, drawn = threading.Semaphore(0), []

    def look(*args, **also):
        looked.release()
        return dashboard(*args, **also)

    monkeypatch.setattr(module, "dashboard", look)
    async with at_dashboard() as hands:
        await shown(hands)
        monkeypatch.setattr(Lines, "show", lambda *args: drawn.append(args))
        for _nth in range(3):
            await hands.wait_for(
                lambda: looked.acquire(blocking=False), what="another look"
            )
        await hands.settle()
    assert drawn == []


async def test_behind_a_locked_screen_nobody_looks(
    at_dashboard, in_no_time, monkeypatch
):
    async with at_dashboard() as hands:
        await shown(hands)
        home = hands.app.screen
        hands.press("ctrl+l")
        await hands.wait_for_screen(LockScreen)
        await hands.settle()
        looks = []
        monkeypatch.setattr(home, "_look", lambda: looks.append(1))
        home._look_when_due()
        assert looks == []
        hands.type(f"{PASSWORD}\r")  # of somebody else: it stays locked
        await hands.wait_for("The current password is wrong")
        assert looks == []


@pytest.mark.parametrize(("is_slow", "looks_again"), [(False, True), (True, False)])
async def test_a_slow_line_is_looked_after_less_often(
    at_dashboard, monkeypatch, is_slow, looks_again
):
    async with at_dashboard() as hands:
        await shown(hands)
        home, looks = hands.app.screen, []
        monkeypatch.setattr(home, "_look", lambda: looks.append(1))
        hands.app.looks.profile = Profile(is_slow=is_slow)
        monkeypatch.setattr(home, "_looked_at", home._looked_at - 6)
        home._look_when_due()
        assert bool(looks) == looks_again


async def test_what_waits_is_on_top(at_dashboard, clinic):
    with clinic.store.write():
        later = clinic.clock.now()
        User.update(access_until=later).where(User.role == "LAB").execute()
    async with at_dashboard() as hands:
        await shown(hands)
        assert "> 1 account waits for approval" in hands.text().splitlines()[1]


@pytest.mark.parametrize(("height", "are_all_shown"), [(24, False), (43, True)])
async def test_alerts_stand_above_the_figures_and_on_a_low_screen_the_worst(
    at_dashboard, monkeypatch, height, are_all_shown
):
    signs = (Severity.CRITICAL, Severity.WARNING, Severity.WARNING)
    alerts = [
        Alert(sign, f"Trouble {n}", "Mend it.") for n, sign in enumerate(signs, 1)
    ]
    monkeypatch.setattr(appointments.DEPARTMENT, "alerts", lambda _times: alerts)
    monkeypatch.setattr(pharmacy.DEPARTMENT, "alerts", lambda _times: ())
    async with at_dashboard(size=(80, height)) as hands:
        await hands.wait_for_screen(DashboardScreen)
        await hands.wait_for("Up to this time of the day")
        above, _heading, _below = hands.text().partition("Up to this time")
        assert "!! Trouble 1" in above
        assert ("Trouble 3" in above) == are_all_shown
        assert ("and 2 more alerts: F8 shows all" in above) != are_all_shown


async def test_each_alert_says_what_to_do(at_dashboard):
    async with at_dashboard() as hands:
        await shown(hands)
        hands.press("f8")
        await hands.wait_for_screen(Notice)
        await hands.wait_for("Take it off the shelf, and adjust the stock: expired.")


async def test_the_chart_is_chosen_with_a_key(at_dashboard, clinic):
    give_out(clinic)
    async with at_dashboard() as hands:
        await shown(hands)
        hands.press("f6")
        await hands.wait_for_screen(RevenueScreen)
        for key, words in (
            ("w", "Revenue of the last 12 weeks (TZS)"),
            ("m", "Revenue of the last 12 months (TZS)"),
            ("d", "Revenue of the last 14 days (TZS)"),
            ("p", "Revenue by department, the last 14 days (TZS)"),
        ):
            hands.press(key)
            await hands.wait_for(words)
        await hands.wait_for("Pharmacy 300 ███")
        hands.press("escape")
        await hands.wait_for_screen(DashboardScreen)


async def test_finance_sees_figures_and_not_who_did_what(at_dashboard):
    async with at_dashboard("FIN001") as hands:
        await shown(hands)
        await hands.settle()
        assert "Who did what" not in hands.text()


async def test_a_session_that_was_ended_sees_no_more(at_dashboard, in_no_time):
    async with at_dashboard() as hands:
        await shown(hands)
        sign_out(hands.app.session, reason="by_administrator")
        await hands.wait_for("The administrator has ended this session.")


def test_an_amount_stands_beside_its_bar_however_narrow():
    bars = [("Mon 2026-11-23", 1_234_567), ("Tue 2026-11-24", 0)]
    for width in (1, 20, 30, 80):
        first, second = (line.plain for line in bar_lines(bars, width))
        assert "1,234,567" in first
        assert second.endswith(" 0")
        assert len(first) <= max(width, 21)
    assert bar_lines([], 80) == []


# System status


async def open_status(hands):
    await shown(hands)
    hands.type(":system\r")
    await hands.wait_for_screen(SystemScreen)


async def test_each_check_of_the_system_says_how_it_is(at_dashboard):
    async with at_dashboard(size=(132, 43)) as hands:
        await open_status(hands)
        # Of the month ago in which this clinic got its first stock.
        await hands.wait_for(
            "RED Sessions 1 session has been open for more than a day: somebody forgot"
            " to sign out. 2 sessions are open. End what nobody uses any more.",
        )
        for name in ("Database", "Its tables", "Disk", "Clock", "Audit log"):
            assert f"good {name}" in hands.words()


async def test_what_is_red_says_what_to_do(at_dashboard, clinic, config):
    (key,) = config.audit_keys_folder.glob("*.key")
    key.chmod(0o644)
    async with at_dashboard(size=(132, 43)) as hands:
        await open_status(hands)
        await hands.wait_for("RED Audit key")
        await hands.wait_for("Run: chmod 400 and the path of the key.")


async def test_leaving_stops_a_check_that_takes_long(at_dashboard, monkeypatch):
    reached, ended = threading.Event(), threading.Event()

    def endless(store, key, *, progress):
        reached.set()
        try:
            while True:
                progress(0)
        finally:
            ended.set()

    monkeypatch.setattr(checking, "verify", endless)
    async with at_dashboard() as hands:
        await open_status(hands)
        await hands.wait_for(reached.is_set, what="the long check")
        hands.press("escape")
        await hands.wait_for_screen(DashboardScreen)
        await hands.wait_for(ended.is_set, what="the check to end")


async def test_the_keys_work_while_it_checks_and_it_says_how_far_it_is(
    at_dashboard, monkeypatch
):
    go_on = threading.Event()

    def slow(store, key, *, progress):
        progress(20_000)
        go_on.wait(20)
        return verify(store, key, progress=progress)

    monkeypatch.setattr(checking, "verify", slow)
    async with at_dashboard() as hands:
        await open_status(hands)
        await hands.wait_for("20,000 entries whole so far")
        hands.press("f1")
        await hands.wait_for("Esc leaves, and stops it")
        hands.press("escape")
        go_on.set()
        await hands.wait_for("good Audit log")


@pytest.mark.parametrize("width", [20, 38, 48, 60, 78])
def test_no_line_of_figures_is_wider_than_the_screen(clinic, width):
    session = resume(clinic.door("office"), "ADM001")
    shown = dashboard(replace(session, must_change_password=False), lines=5)
    assert max(line.cell_len for line in figure_lines(shown, True, width)) <= width


async def test_only_where_there_is_a_last_bar_it_is_not_over_yet(at_dashboard):
    async with at_dashboard() as hands:
        await shown(hands)
        hands.press("f6")
        await hands.wait_for_screen(RevenueScreen)
        await hands.wait_for("The last bar is not over yet.")
        hands.press("p")
        await hands.wait_for("Revenue by department")
        await hands.wait_for("at today's prices")
        assert "last bar" not in hands.words()


async def test_figures_of_before_the_trouble_say_that_they_are_old(
    at_dashboard, clinic, in_no_time, monkeypatch
):
    async with at_dashboard() as hands:
        await shown(hands)
        trouble = DatabaseTrouble(StoreError(Trouble.UNREACHABLE, "gone"))
        with monkeypatch.context() as gone:
            gone.setattr(module, "dashboard", Mock(side_effect=trouble))
            await hands.wait_for("As it was at")
        await hands.wait_for(lambda: "As it was at" not in hands.text())
