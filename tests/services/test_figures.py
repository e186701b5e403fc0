import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from zoneinfo import ZoneInfo

import pytest

from db.access import EmergencyAccess
from db.audit import AuditEntry
from db.people import User
from db.pharmacy import Medication
from tests import factories
from tests.clinics import PASSWORD
from tests.posted import fill_ledgers
from wema_tui.scanner.modes import Mode
from wema_tui.services.accounts.registering import register
from wema_tui.services.auth.sign_in import SignInRefused, sign_in, sign_out
from wema_tui.services.clinic.figures import departments
from wema_tui.services.clinic.figures.dashboard import dashboard
from wema_tui.services.clinic.figures.parts import Department, Severity, Unit
from wema_tui.services.clinic.figures.registry import all_departments
from wema_tui.services.clinic.figures.revenue import revenue
from wema_tui.services.clinic.figures.spans import Step, bars, day_so_far
from wema_tui.services.clinic.settings import change_settings
from wema_tui.services.patients.importing import import_patients
from wema_tui.services.pharmacy.undoing import undo_last
from wema_tui.services.session import PermissionDenied

DAR = ZoneInfo("Africa/Dar_es_Salaam")
BERLIN = ZoneInfo("Europe/Berlin")  # its clocks change
PRICE = 30


@pytest.fixture
def pack(store):
    return factories.known_pack(store, unit_price=PRICE, threshold=50)


@pytest.fixture
def seen(admin):
    """Look at the dashboard as the administrator does."""
    return lambda **also: dashboard(admin, lines=5, **also)


def figures(shown):
    return {
        figure.name: (figure.today, figure.yesterday, figure.week_ago)
        for group in shown.groups
        for figure in group.figures
    }


# Times


def test_another_day_is_compared_up_to_the_same_time_of_the_day():
    now = datetime(2026, 5, 4, 9, 30, tzinfo=DAR)
    span = day_so_far(now, date(2026, 5, 3))
    assert span.start == datetime(2026, 5, 2, 21, 0, tzinfo=UTC)
    assert span.end == datetime(2026, 5, 3, 6, 30, tzinfo=UTC)


def test_a_day_on_which_the_clocks_change_is_compared_by_the_clock_on_the_wall():
    now = datetime(2026, 3, 30, 12, 0, tzinfo=BERLIN)
    span = day_so_far(now, date(2026, 3, 29))
    assert span.end - span.start == timedelta(hours=11)


def test_months_and_weeks_follow_each_other_without_a_gap():
    for step, first, last in (
        (Step.DAY, "2026-02-19", "2026-03-04"),
        (Step.WEEK, "2025-12-15", "2026-03-02"),
        (Step.MONTH, "2025-04-01", "2026-03-01"),
    ):
        found = bars(step, date(2026, 3, 4), BERLIN)
        assert (str(found[0][0]), str(found[-1][0])) == (first, last)
        spans = [span for _start, span in found]
        ends = [span.end for span in spans[:-1]]
        assert ends == [span.start for span in spans[1:]]


# Departments


def test_every_module_is_a_department():
    modules = [each.name for each in iter_modules(departments.__path__)]
    for name in modules:
        found = import_module(f"{departments.__name__}.{name}").DEPARTMENT
        assert isinstance(found, Department)
        assert found.title
    places = [each.place for each in all_departments()]
    assert len(places) == len(modules)
    assert places == sorted(set(places))


# Figures


def test_today_stands_beside_yesterday_and_last_week_up_to_this_hour(
    pack, pharmacist, clock, seen
):
    clock.show_at_clinic(2026, 5, 5, 8, 0)
    factories.stock_in(pharmacist, packs=20)
    for day, hour, packs in (
        (5, 9, 1),
        (11, 9, 2),
        (11, 23, 4),  # yesterday, but later than now
        (12, 0, 3),
    ):
        clock.show_at_clinic(2026, 5, day, hour, 1)
        factories.scan(pharmacist, amount=packs)
    clock.show_at_clinic(2026, 5, 12, 10, 0)
    found = figures(seen())
    assert found["Medicines given out"] == (1, 1, 1)
    worth = tuple(packs * 10 * PRICE for packs in (3, 2, 1))
    assert found["Medicines given out, at today's prices"] == worth
    assert found["Stock put on the shelf"] == (0, 0, 1)


def test_midnight_is_that_of_the_clinic(pack, pharmacist, clock, seen):
    clock.show_at_clinic(2026, 5, 11, 23, 59)
    factories.stock_in(pharmacist)
    clock.show_at_clinic(2026, 5, 12, 0, 0)
    assert figures(seen())["Stock put on the shelf"][:2] == (0, 0)
    clock.show_at_clinic(2026, 5, 12, 23, 59, 30)
    assert figures(seen())["Stock put on the shelf"][:2] == (0, 1)


def test_what_was_undone_counts_as_if_it_had_not_been(pack, pharmacist, seen):
    factories.stock_in(pharmacist, packs=5)
    factories.scan(pharmacist, amount=2)
    factories.scan(pharmacist)
    undo_last(pharmacist, "take-back")
    found = figures(seen())
    assert found["Medicines given out"][0] == 1
    assert found["Medicines given out, at today's prices"][0] == 20 * PRICE
    assert found["Movements undone"][0] == 1


def test_a_pack_out_of_two_lots_was_given_out_once(pack, pharmacist, seen):
    factories.stock_in(pharmacist, lot="A1", packs=1)
    factories.stock_in(pharmacist, lot="B2", packs=1)
    factories.scan(pharmacist, amount=2)
    assert figures(seen())["Medicines given out"][0] == 1


def test_who_signed_in_twice_is_one_person(session_of, seen):
    before = figures(seen())
    session_of("NURSE")
    sign_out(session_of("NURSE"))
    after = figures(seen())
    gained = {name: after[name][0] - before[name][0] for name in after}
    assert gained["Staff who signed in"] == 1
    assert gained["Sign-ins"] == 2
    assert gained["Sessions open now"] == 1
    assert after["Sessions open now"][1:] == (None, None)


# Revenue


def test_revenue_is_what_the_patients_got_at_the_prices_of_today(
    store, pack, pharmacist, admin, clock
):
    factories.stock_in(pharmacist, packs=9)
    factories.scan(pharmacist)
    factories.scan(pharmacist, mode=Mode.STOCK_OUT, reason="ward_use")
    clock.move(days=1)
    factories.scan(pharmacist, amount=2)
    with store.write():
        Medication.update(unit_price=100).where(Medication.id == pack.id).execute()
    found = revenue(admin, Step.DAY)
    assert found.departments == {
        "Pharmacy": (0,) * 12 + (1_000, 2_000),
        "Finance": (0,) * 14,
    }
    assert found.totals[-2:] == (1_000, 2_000)
    assert found.starts[-1] == clock.today()
    assert found.currency == "TZS"
    assert revenue(admin, Step.MONTH).totals[-1] == 3_000


# Alerts


def test_what_the_shelf_lacks_is_told(store, pack, pharmacist, seen):
    factories.medication(store, name="Never here")
    assert seen().alerts == ()
    factories.stock_in(pharmacist, packs=4)  # 40 of 50
    (low,) = seen().alerts
    assert low.severity is Severity.WARNING
    assert "below its threshold: Testamol" in low.words
    factories.scan(pharmacist, amount=4)
    (out,) = seen().alerts
    assert out.severity is Severity.CRITICAL
    assert "1 medicine is out of stock: Testamol" in out.words
    assert out.remedy


def test_expired_stock_is_told_from_what_expires_soon(pack, pharmacist, clock, seen):
    soon = clock.today() + timedelta(days=50)
    factories.stock_in(pharmacist, expires=soon, packs=5)
    (told,) = seen().alerts
    assert told.words == "1 lot expires within 90 days, worth 1,500"
    assert told.severity is Severity.WARNING
    clock.move(days=50)
    assert [each.severity for each in seen().alerts] == [Severity.CRITICAL]
    clock.move(days=1)  # the last day was a good day
    critical = [a.words for a in seen().alerts if a.severity is Severity.CRITICAL]
    assert len(critical) == 2  # and what is there may not be used
    assert "1 lot on the shelf has expired, worth 1,500" in critical


def test_what_expires_within_the_critical_days_is_told_loudly_and_once(
    pack, pharmacist, clock, seen
):
    near, far = (clock.today() + timedelta(days=days) for days in (20, 50))
    factories.stock_in(pharmacist, expires=near, lot="NEAR", packs=5)
    (loud,) = seen().alerts
    assert loud.severity is Severity.CRITICAL
    assert loud.words == "1 lot expires within 30 days, worth 1,500"
    factories.stock_in(pharmacist, expires=far, lot="FAR", packs=5)
    assert [(each.severity, each.words) for each in seen().alerts] == [
        (Severity.CRITICAL, "1 lot expires within 30 days, worth 1,500"),
        (Severity.WARNING, "2 lots expire within 90 days, worth 3,000"),
    ]


def test_how_soon_is_critical_and_how_soon_is_soon_the_clinic_chooses(
    pack, pharmacist, admin, clock, seen
):
    known = {"expiry_critical_days": "30", "expiry_soon_days": "90"}
    factories.stock_in(pharmacist, expires=clock.today() + timedelta(days=60), packs=5)
    (told,) = seen().alerts
    assert (told.severity, told.words) == (
        Severity.WARNING,
        "1 lot expires within 90 days, worth 1,500",
    )
    new = {"expiry_critical_days": "61", "expiry_soon_days": "61"}
    change_settings(admin, new, known=known, request_id="sooner")
    (told,) = seen().alerts
    assert (told.severity, told.words) == (
        Severity.CRITICAL,
        "1 lot expires within 61 days, worth 1,500",
    )


# What waits


def emergency(user):
    now = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
    return EmergencyAccess.create(
        user=user,
        patient="patient:1",
        kind="other",
        reason="nobody else was there",
        opened_at=now,
        ends_at=now + timedelta(hours=8),
        machine="a computer",
        boot="first boot",
        ticks=0,
    )


def test_what_waits_is_told_to_who_may_decide_it(store, seen, session_of):
    finance = session_of("FINANCE")
    with store.write():
        nurse = User.get(User.role == "NURSE")
        emergency(nurse)
        User.update(access_until=nurse.created_at).where(User.role == "LAB").execute()
    told = [(each.words, each.place) for each in seen().waiting]
    assert told == [
        ("1 account waits for approval", "approvals"),
        ("1 emergency access waits for review", "reviews"),
    ]
    assert dashboard(finance, lines=5).waiting == ()


# The feed


def test_the_feed_says_who_did_what_the_newest_first(pack, pharmacist, seen):
    factories.stock_in(pharmacist)
    factories.scan(pharmacist)
    gave, put, *_others = seen().feed
    assert gave.sentence == (
        "PHARMACY person gave out a medicine: Testamol 500 mg tablet"
    )
    assert put.sentence.startswith("PHARMACY person put stock on the shelf")
    assert (gave.at.hour, gave.at.minute) == (9, 30)
    assert gave.seq == put.seq + 1


def test_the_feed_has_only_tries_that_came_to_nothing(clinic, session_of, seen):
    nurse = session_of("NURSE")
    for password in ("a wrong password", PASSWORD):
        with contextlib.suppress(SignInRefused):
            sign_in(clinic.door("window 1"), nurse.employee_id, password)
    said = [act.sentence for act in seen().feed[:3]]
    who = nurse.full_name
    assert said[:2] == [f"{who} signed in", f"{who} tried a password"]
    assert "tried" not in said[2]  # the try that came before `signed in`


def test_the_feed_says_who_registered(clinic, seen):
    register(
        clinic.door("window 1"),
        full_name="Neema Moshi",
        phone="0754 123 456",
        email="",
        role="NURSE",
        password=PASSWORD,
        registration_number="TNMC-1",
        request_id="r1",
    )
    assert seen().feed[0].sentence == "Neema Moshi registered"


def test_the_feed_has_no_more_lines_than_asked_for(pack, pharmacist, admin):
    for _nth in range(4):
        factories.stock_in(pharmacist)
    assert len(dashboard(admin, lines=3).feed) == 3


def test_who_may_not_see_the_log_gets_no_feed(session_of):
    assert dashboard(session_of("FINANCE"), lines=5).feed == ()


def test_while_nobody_does_anything_there_is_nothing_new(pack, pharmacist, clock, seen):
    first = seen()
    assert seen(before=first) is None
    clock.move(minutes=29)
    assert seen(before=first) is None
    clock.move(minutes=1)  # another hour to compare up to
    second = seen(before=first)
    assert second.newest == first.newest
    factories.stock_in(pharmacist)
    assert seen(before=second).newest == first.newest + 1


def test_looking_writes_nothing(store, admin, seen):
    before = factories.acts(store)
    seen()
    revenue(admin, Step.WEEK)
    assert factories.acts(store) == before


@pytest.mark.parametrize("role", ["NURSE", "PHARMACY", "RECEPTION", "DOCTOR", "LAB"])
def test_only_who_may_sees_the_figures(session_of, role):
    session = session_of(role)
    with pytest.raises(PermissionDenied):
        dashboard(session, lines=5)
    with pytest.raises(PermissionDenied):
        revenue(session, Step.DAY)


def test_who_waits_for_approval_does_not_see_them(admin):
    with pytest.raises(PermissionDenied):
        dashboard(replace(admin, is_approved=False), lines=5)


def test_a_person_that_nobody_knows_is_not_the_console(clinic, seen, store):
    with pytest.raises(SignInRefused):
        sign_in(clinic.door("window 1"), "NOBODY", "a wrong password")
    assert seen().feed[0].sentence.startswith("Somebody unknown")
    with store.read():
        newest = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert newest.subject == "user:unknown"


def test_amounts_say_that_they_are_money(seen):
    money = [f.name for g in seen().groups for f in g.figures if f.unit is Unit.MONEY]
    assert money == [
        "Medicines given out, at today's prices",
        "Charged",
        "Money taken",
    ]


# Reception


def test_visits_and_new_patients_are_counted(seen, receptionist, clock):
    fill_ledgers(receptionist)
    found = figures(seen())
    assert found["Visits"] == (1, 0, 0)
    assert found["New patients"] == (1, 0, 0)
    assert found["Visits that are not over"] == (1, None, None)
    clock.move(days=1, minutes=1)
    assert figures(seen())["Visits"] == (0, 1, 0)


def test_who_was_known_on_paper_is_no_new_patient(seen, clinic):
    import_patients(
        clinic.console(), b"name\nAsha\n", name="old.csv", request_id="import"
    )
    assert figures(seen())["New patients"] == (0, 0, 0)
