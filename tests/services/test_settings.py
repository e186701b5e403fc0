"""The settings of the clinic: what they may be, and who changes them."""

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from db.clinic import Setting
from tests.clinics import PASSWORD
from tests.factories import acts, known_pack, stock_in
from tests.hostile import HOSTILE
from tests.truth import lies, rows_of
from wema_tui.errors import WemaError
from wema_tui.services.accounts.registering import RegistrationOff, register
from wema_tui.services.auth.choosing import WeakPassword, change_own_password
from wema_tui.services.auth.sign_in import sign_in
from wema_tui.services.clinic.setting_kinds import BadSetting
from wema_tui.services.clinic.setting_table import TABLE
from wema_tui.services.clinic.settings import (
    CurrencyFixed,
    SettingChanged,
    change_settings,
    setting_rows,
    settings_of,
)
from wema_tui.services.permissions import ROLES
from wema_tui.services.session import PermissionDenied


@pytest.fixture
def change(admin):
    """Change settings as somebody does who has just looked: `change(payment="x")`."""

    def change(session=admin, request_id="r1", **texts):
        names = {name.replace("__", "."): text for name, text in texts.items()}
        known = {row.name: row.value for row in setting_rows(admin)}
        change_settings(session, names, known=known, request_id=request_id)

    return change


def test_a_new_clinic_has_the_usual_settings(store):
    settings = settings_of(store)
    assert (settings.name, settings.currency) == ("Test Clinic", "TZS")
    assert settings.time_zone == "Africa/Dar_es_Salaam"
    assert settings.opening_hours["sunday"] == "closed"
    assert settings.opening_hours["monday"] == "08:00-16:00"
    assert (settings.expiry_critical_days, settings.expiry_soon_days) == (30, 90)
    assert {role: settings.idle_minutes[role] for role in ROLES} == {
        "PHARMACY": 3,
        "FINANCE": 3,
        "RECEPTION": 3,
        "ADMIN": 5,
        "DOCTOR": 10,
        "NURSE": 10,
        "LAB": 10,
    }
    assert (settings.session_hours, settings.shortest_password) == (12, 12)
    assert settings.self_registration is True


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("name", "  Zahanati ya Mtoni ", "Zahanati ya Mtoni"),
        ("currency", "kes", "KES"),
        ("language", "SW", "sw"),
        ("time_zone", "Africa/Nairobi", "Africa/Nairobi"),
        ("opening_hours.sunday", "9:00 - 24:00", "09:00-24:00"),
        ("opening_hours.monday", "Closed", "closed"),
        ("payment", "before", "before"),
        ("expiry_critical_days", "007", "7"),
        ("idle_minutes.PHARMACY", "0", "0"),
        ("session_hours", "24", "24"),
        ("shortest_password", "64", "64"),
        ("self_registration", "off", "off"),
    ],
)
def test_a_setting_is_kept_as_it_is_meant_and_told_with_before_and_after(
    store, clinic, change, admin, name, text, kept
):
    before = {row.name: row.value for row in setting_rows(admin)}
    change(**{name: text})
    after = {row.name: row.value for row in setting_rows(admin)}
    assert after == before | {name: kept}
    with store.read():
        entry = rows_of(store, "audit_entries")[-1]
    assert (entry["action"], entry["subject"]) == ("settings.change", "clinic:1")
    assert json.loads(entry["body"]) == {
        "before": {name: before[name]},
        "after": {name: kept},
    }
    assert lies(store, clinic.key) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("currency", "Sh"),
        ("currency", "TZSS"),
        ("language", "fr"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "/etc/localtime"),
        ("opening_hours.monday", "16:00-08:00"),
        ("opening_hours.monday", "08:00-08:00"),
        ("opening_hours.monday", "08:00-24:01"),
        ("opening_hours.monday", "always"),
        ("opening_hours.monday", ""),
        ("payment", "never"),
        ("expiry_critical_days", "91"),  # more than soon
        ("expiry_soon_days", "29"),
        ("idle_minutes.ADMIN", "-1"),
        ("idle_minutes.ADMIN", "121"),
        ("idle_minutes.ADMIN", "²"),
        ("idle_minutes.ADMIN", "٣"),
        ("session_hours", "0"),
        ("session_hours", "9" * 400),
        ("shortest_password", "11"),
        ("shortest_password", "65"),
        ("self_registration", "yes"),
    ],
)
def test_what_is_out_of_range_is_refused_in_a_sentence_and_changes_nothing(
    store, change, name, text
):
    before, count = settings_of(store), len(acts(store))
    with pytest.raises(WemaError) as caught:
        change(**{name: text})
    assert caught.value.hint
    assert settings_of(store) == before
    assert len(acts(store)) == count


@pytest.mark.parametrize("name", TABLE)
def test_no_text_that_could_drive_a_terminal_becomes_a_setting(store, change, name):
    for text in HOSTILE:
        try:
            change(**{name: text}, request_id=f"r{hash((name, text)) & 0xFFFFFF}")
        except WemaError:
            continue
        assert name == "name"  # the one that takes any words
        assert settings_of(store).name.isprintable()


def test_all_or_none(store, change):
    with pytest.raises(BadSetting):
        change(payment="before", session_hours="99")
    assert settings_of(store).payment == "after"


def test_the_second_administrator_is_told_what_changed_meanwhile(store, admin):
    known = {"session_hours": "12"}
    change_settings(admin, {"session_hours": "10"}, known=known, request_id="r1")
    with pytest.raises(SettingChanged, match="Hours of a session is now 10"):
        change_settings(admin, {"session_hours": "8"}, known=known, request_id="r2")
    assert settings_of(store).session_hours == 10


def test_a_repeated_request_counts_once(store, admin):
    for _ in range(2):
        change_settings(
            admin,
            {"session_hours": "10"},
            known={"session_hours": "12"},
            request_id="r1",
        )
    assert acts(store).count("settings.change") == 1


@pytest.mark.parametrize("role", [role for role in ROLES if role != "ADMIN"])
def test_nobody_but_the_administrator_changes_settings(store, session_of, role):
    with pytest.raises(PermissionDenied):
        change_settings(
            session_of(role),
            {"payment": "before"},
            known={"payment": "after"},
            request_id="r1",
        )
    with pytest.raises(PermissionDenied):
        setting_rows(session_of(role))
    assert settings_of(store).payment == "after"


def test_the_currency_stays_once_stock_was_moved(store, change, pharmacist):
    known_pack(store)
    stock_in(pharmacist)
    with pytest.raises(CurrencyFixed, match="stays TZS"):
        change(currency="KES")
    change(name="Another name", currency="TZS")


def test_what_other_hands_wrote_into_the_table_is_the_usual(store, clock):
    with store.write():
        for name, value in (("session_hours", "never"), ("of.tomorrow", "1")):
            Setting.create(name=name, value=value)
    assert settings_of(store).session_hours == 12


def test_a_new_time_zone_holds_from_the_next_sign_in(clinic, change):
    change(time_zone="Asia/Tokyo")
    session = sign_in(clinic.door("window 1"), "PHA001", PASSWORD)
    assert session.clock == replace(clinic.clock, zone=ZoneInfo("Asia/Tokyo"))


# -- what they change ----------------------------------------------------------------


def test_a_shorter_password_than_the_clinic_wants_is_refused(change, session_of):
    change(shortest_password="30")
    with pytest.raises(WeakPassword, match="too short"):
        change_own_password(
            session_of("NURSE"),
            current=PASSWORD,
            new="kiti cha mbao nyekundu",
            request_id="p1",
        )


def test_nobody_registers_where_the_clinic_has_switched_it_off(clinic, change):
    change(self_registration="off")
    with pytest.raises(RegistrationOff):
        register(
            clinic.door("window 1"),
            full_name="Asha Juma",
            phone="+255 712 345 678",
            email="",
            role="RECEPTION",
            password="kiti cha mbao nyekundu",
            registration_number="",
            request_id="g1",
        )
