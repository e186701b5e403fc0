"""What our driver shows is what stock Textual shows: every cell of every screen."""

import contextlib
import re

import pytest

from db.people import User
from db.pharmacy import Barcode
from screens.base import WemaScreen
from tests import factories, wards
from tests.appointments import receiving
from tests.charges import charged
from tests.kinds import kinds_of
from tests.little_clinic import AMOX, PARA, PASSWORD, SALT, STRANGE, ZINC
from tests.patients import registered
from tests.terminal.tmux import shown_by_tmux
from tests.terminal.typed import (
    DOWN,
    ESC,
    F1,
    F2,
    F3,
    F4,
    F6,
    F7,
    F8,
    F10,
    LOCK,
    SET_UP,
    UP,
)
from tests.visits import came
from wema_tui.bootstrap import build_clinic
from wema_tui.services.accounts.registering import register
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.sign_in import resume
from wema_tui.text import folded

PROFILES = ("full", "slow")
MODES = ("STOCK IN", "STOCK OUT", "DISPENSE", "ADJUSTMENT", "COUNT", "LOOK UP")
WIDE = "5012345678900"  # its name is of every width

JOURNEYS = {}


def journey(*compared, **options):
    """Make a function a journey on which these screens are compared."""

    def keep(function):
        JOURNEYS[function.__name__] = function, set(compared), options
        return function

    return keep


def scanned(*codes):
    return "".join(f"{code}\r" for code in codes).encode()


def field_is_empty(app):
    """Tell whether the scan field is there, and nothing in it."""
    return any(re.match(r" ?> +(scan a pack.*)?$", f"{row} ") for row in app.lines())


def furnished(config):
    """Add what has wide characters, marks and none; and people who must do things."""
    clinic = build_clinic(config)
    medicine = factories.medication(
        clinic.store, name="维生素 C e\u0301 فيتامين 💊 ｶﾅ vitamini", base_unit="錠"
    )
    with clinic.store.write():
        code = f"{WIDE:0>14}"
        now = clinic.clock.now()
        Barcode.create(
            code=code,
            kind="trade_item",
            medication=medicine,
            pack_size=3,
            learned_at=now,
        )
        known = User.get(User.employee_id == "PHA001").password_hash
        User.update(password_hash=known, must_change_password=False).where(
            User.employee_id == "ADM001"
        ).execute()
        User.update(must_change_password=True).where(
            User.employee_id == "PHA002"
        ).execute()
        name = "王小明 Ñandú n\u0303 🩺 نور"
        User.update(full_name=name, name_key=folded(name)).where(
            User.employee_id == "DOC001"
        ).execute()
    registered(resume(clinic.door("desk"), "REC001"), "أسماء 🩺 Ng'ombe")
    clinic.store.release()


# -- before the work -----------------------------------------------------------------


@journey("SignInScreen", "HelpScreen", "HomeScreen", "Menu", "Confirm")
def signing_in(twins):
    twins.do(until="F10 Menu", front="SignInScreen")
    twins.do(b"LAB001", until="LAB001")
    twins.do(b"\rnot it\r", until="wrong", front="SignInScreen")
    twins.do(F1, until="Ask the administrator", front="HelpScreen")
    twins.do(ESC, until="Employee ID", front="SignInScreen")
    twins.do(scanned(PARA), until="1 scan NOT RECORDED")
    twins.do(f"{PASSWORD}\r".encode(), until="Peter Lema", front="HomeScreen")
    twins.do(F1, until="Esc Back", front="HelpScreen")
    twins.do(ESC, until="F10 Menu", front="HomeScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(F10, until="F2 yes, Esc no", front="Confirm")
    twins.do(F2, until="Employee ID", front="SignInScreen")


@journey("DashboardScreen", "LockScreen", "RevenueScreen", "Notice", "SystemScreen")
def the_home_of_the_administrator(twins):
    twins.sign_in("ADM001", until="signed in", front="DashboardScreen")
    twins.do(LOCK, until="LOCKED", front="LockScreen")
    back = f"{PASSWORD}\r".encode()
    twins.do(back, until="unlocked the screen", front="DashboardScreen")
    twins.resize(132, 43, "DashboardScreen")
    twins.do(until="last 14 days", front="DashboardScreen")
    twins.resize(40, 10, "DashboardScreen")
    twins.resize(80, 24, "DashboardScreen")
    twins.do(F6, until="last 14 days", front="RevenueScreen")
    twins.do(b"m", until="last 12 months", front="RevenueScreen")
    twins.do(b"p", until="by department", front="RevenueScreen")
    twins.do(ESC, until="Who did what", front="DashboardScreen")
    twins.do(F8, until="Take it off the shelf", front="Notice")
    twins.do(ESC, until="Who did what", front="DashboardScreen")
    twins.masked = r"(?<=^.{25}).+"  # names of files, and the room on the disk
    twins.do(b":system\r", until="2 things are not in order", front="SystemScreen")


@journey("ChangePasswordScreen", "ScanScreen")
def a_password_that_must_be_changed(twins):
    new = b"maji ya mto baridi"
    twins.sign_in(
        "PHA002", until="Choose your own password", front="ChangePasswordScreen"
    )
    twins.do(b"x\r" + new + b"\rother\r", until="differ", front="ChangePasswordScreen")
    again = b"\x01\x0b" + f"{PASSWORD}\r".encode() + new + b"\r" + new + b"\r"
    twins.do(b"\t\t" + again, until=field_is_empty, front="ScanScreen")


@journey("RegisterForm", "ShownOnce", "SignInScreen")
def somebody_registers(twins):
    twins.masked = r"\d\d:\d\d|\d+ (h|min)"
    twins.do(F6, until="Name, as the person", front="RegisterForm")
    twins.do("Zuhura 王 e\u0301".encode(), until="Zuhura", front="RegisterForm")
    twins.do(F2, until="Phone is empty", front="RegisterForm")
    twins.do(b"0712 345 678\t\tlab", until="lab", front="RegisterForm")
    twins.resize(132, 43, "RegisterForm")
    secret = PASSWORD.encode()
    twins.do(b"\t\t" + secret + b"\t" + secret, until="Laboratory")
    twins.do(F2, until="LAB002", front="ShownOnce")
    twins.resize(80, 24, "ShownOnce")
    twins.do(F2, until="Employee ID", front="SignInScreen")


@journey("UsersScreen", "UserFilter", "UserScreen", "ReasonForm", "ChangeUserForm")
def the_people_of_the_clinic(twins):
    twins.masked = r"\d\d:\d\d|\d+ (h|min)|\d{4}-\d\d-\d\d"
    twins.sign_in("ADM001", until="F10 Menu", front="DashboardScreen")
    twins.do(b":users\r", until="1 to ", front="UsersScreen")
    twins.do(DOWN + DOWN, until="1 to ", front="UsersScreen")
    twins.do("王".encode(), until="1 to 1 of 1", front="UsersScreen")
    twins.do(b"\x7f", until="1 to ", front="UsersScreen")
    twins.resize(132, 43, "UsersScreen")
    twins.resize(80, 24, "UsersScreen")
    twins.do(F4, until="Which people", front="UserFilter")
    twins.do(b"nur\r\r", until="only: Nurse", front="UsersScreen")
    twins.do(b"\r", until="Last acts", front="UserScreen")
    twins.resize(132, 43, "UserScreen")
    twins.resize(80, 24, "UserScreen")
    twins.do(F7, until="Why?", front="ReasonForm")
    twins.do(F2, until="Reason is empty", front="ReasonForm")
    twins.do(ESC, until="Last acts", front="UserScreen")
    twins.do(F6, until="Name, as the person", front="ChangeUserForm")
    twins.do(ESC, until="Last acts", front="UserScreen")


@journey("ApprovalsScreen", "ApproveForm", "NewUserForm")
def somebody_waits_for_approval(twins):
    twins.masked = r"\d\d:\d\d|\d+ (h|min)|\d{4}-\d\d-\d\d"
    for config in twins.configs:
        clinic = build_clinic(config)
        register(
            clinic.door("reception"),
            full_name="Zuhura 王 e\u0301",
            phone="0712 345 678",
            email="",
            role="NURSE",
            password=PASSWORD,
            registration_number="TNMC-1",
            request_id=new_request_id(),
        )
        clinic.store.release()
    twins.sign_in("ADM001", until="F10 Menu", front="DashboardScreen")
    twins.do(b":approvals\r", until="NUR002", front="ApprovalsScreen")
    twins.resize(132, 43, "ApprovalsScreen")
    twins.do(F2, until="Approve NUR002", front="ApproveForm")
    twins.resize(80, 24, "ApproveForm")
    twins.do(F2, until="Nobody waits", front="ApprovalsScreen")
    twins.do(ESC, until="F10 Menu", front="DashboardScreen")
    twins.do(b":users\r", until="1 to ", front="UsersScreen")
    twins.do(F6, until="A new account", front="NewUserForm")
    twins.do(DOWN, until="A new account", front="NewUserForm")
    twins.do(ESC, until="1 to ", front="UsersScreen")


@journey("ResetPasswordDialog", "SignInScreen")
def a_password_that_was_forgotten(twins):
    twins.do(F7, until="six digits", front="ResetPasswordDialog")
    twins.do(b"NUR001\r123456\rmaji\rmoto\r", until="differ")
    twins.do(ESC, until="Employee ID", front="SignInScreen")


@journey(
    "ProfileScreen",
    "ContactDialog",
    "PasswordDialog",
    "ChangePasswordDialog",
    "EnrolDialog",
)
def oneself(twins):
    twins.sign_in("LAB001", until="Peter Lema", front="HomeScreen")
    twins.masked = r"\d{4}-\d\d-\d\d \d\d:\d\d"
    twins.do(b":me\r", until="here, now", front="ProfileScreen")
    twins.resize(132, 43, "ProfileScreen")
    twins.resize(80, 24, "ProfileScreen")
    twins.do(F2, until="may be empty", front="ContactDialog")
    twins.do(b"1\r\r", until="not a phone number", front="ContactDialog")
    twins.do(ESC, until="here, now", front="ProfileScreen")
    twins.do(F6, until="password you have now", front="ChangePasswordDialog")
    twins.do(ESC, until="here, now", front="ProfileScreen")
    twins.do(F7, until="Set up a second", front="PasswordDialog")
    twins.do(b"wrong\r", until="is wrong", front="PasswordDialog")
    twins.masked += r"|[█▀▄ ]{33,}|([A-Z2-7]{4}\b ?)+"  # another secret each time
    twins.do(f"{PASSWORD}\r".encode(), until="it shows now", front="EnrolDialog")
    twins.do(ESC, until="here, now", front="ProfileScreen")


@journey("DoctorHome", "LockScreen")
def a_name_of_every_width(twins):
    twins.sign_in("DOC001", until="王小明", front="DoctorHome")
    twins.do(LOCK, until="LOCKED", front="LockScreen")
    for size in ((60, 20), (33, 9), (132, 43), (80, 24)):
        twins.resize(*size, "LockScreen")
    twins.do(f"{PASSWORD}\r".encode(), until="My room", front="DoctorHome")
    for size in ((61, 20), (38, 9), (132, 43), (80, 24)):
        twins.resize(*size, "DoctorHome")


@journey("AuditLogScreen", "AuditFilter", "EntryScreen")
def the_audit_log(twins):
    twins.sign_in("ADM001", until="F10 Menu", front="DashboardScreen")
    twins.do(b":audit\r", until="1 to ", front="AuditLogScreen")
    twins.do(F4, until="Which entries?", front="AuditFilter")
    twins.do(b"\t\tclinic.\r32/13", until="32/13", front="AuditFilter")
    twins.do(F2, until="is no day", front="AuditFilter")
    twins.do(b"\x15", until=lambda app: "32/13\n" not in app.text())
    twins.do(b"\x15" + F2, until="1 to 1 of 1", front="AuditLogScreen")
    twins.do(b"\r", until="Zahanati ya Mtoni", front="EntryScreen")
    twins.do(b"n", until="The list ends here", front="EntryScreen")
    twins.do(ESC, until="1 to 1 of 1", front="AuditLogScreen")


@journey(
    "ReceptionHome",
    "FindPatient",
    "CheckInForm",
    "Notice",
    "BoardsScreen",
    "QueueScreen",
    "SendForm",
    "ReasonForm",
    "EndForm",
)
def checking_in_and_the_queues(twins):
    twins.masked = r"\d\d:\d\d"
    twins.sign_in("REC001", until="0 visits today", front="ReceptionHome")
    twins.do(F7, until="1 to 1 of 1", front="FindPatient")
    twins.do(b"\r", until="First visit of this year", front="CheckInForm")
    twins.do(F2, until="Choose one of them", front="CheckInForm")
    twins.do("homa 熱\r1".encode(), until="homa", front="CheckInForm")
    twins.do(F2, until="Token T1", front="Notice")
    twins.do(ESC, until="waits for triage", front="ReceptionHome")
    twins.resize(132, 43, "ReceptionHome")
    twins.resize(80, 24, "ReceptionHome")
    twins.do(F6, until="Longest wait", front="BoardsScreen")
    twins.do(b"\r", until="1 waits", front="QueueScreen")
    twins.do(F2, until="1 called", front="QueueScreen")
    twins.do(b"s", until="Send on:", front="SendForm")
    twins.do(ESC, until="1 called", front="QueueScreen")
    twins.do(b"e", until="End the visit:", front="EndForm")
    twins.do(ESC, until="1 called", front="QueueScreen")
    twins.do(b"l", until="Left without being seen:", front="ReasonForm")
    twins.do(b"gone" + F2, until="Nobody waits here", front="QueueScreen")


@journey("DoctorHome", "Choose")
def the_home_of_a_doctor(twins):
    twins.sign_in("DOC001", until="F6: choose the service point", front="DoctorHome")
    twins.do(F6, until="Where do you work?", front="Choose")
    twins.do(b"1", until="Nobody waits here", front="DoctorHome")
    twins.resize(132, 43, "DoctorHome")


@journey("PointsScreen", "PointForm")
def setting_up_the_service_points(twins):
    twins.sign_in("ADM001", until="signed in", front="DashboardScreen")
    twins.do(b":points\r", until="1 to 7 of 7", front="PointsScreen")
    twins.do(b"\r", until="Change Triage", front="PointForm")
    twins.do(F2, until="1 to 7 of 7", front="PointsScreen")


# -- the scan screen -----------------------------------------------------------------


@journey("ScanScreen", "Choose", "HelpScreen", "LockScreen", "Confirm")
def every_mode(twins):
    twins.sign_in()
    twins.do(F1, until="Printed codes", front="HelpScreen")
    twins.do(ESC, until=field_is_empty, front="ScanScreen")
    for place, mode in enumerate(MODES, start=1):
        twins.do(F6, until="What does a scan do?", front="Choose")
        twins.do(UP, until="LOOK UP", front="Choose")
        word = f" {mode} "
        if mode == "ADJUSTMENT":
            twins.do(str(place).encode(), until="Why is the stock", front="Choose")
            twins.do(DOWN, until="> 2", front="Choose")
            twins.do(b"1\r", until=word, front="ScanScreen")
        else:
            twins.do(str(place).encode(), until=word, front="ScanScreen")
        twins.do(b"12*", until="> 12*")
        twins.do(ESC, until=field_is_empty, front="ScanScreen")
    twins.do(LOCK, until="LOCKED", front="LockScreen")
    twins.do(scanned(PARA, AMOX), until="2 scans NOT RECORDED", front="LockScreen")
    twins.do(f"{PASSWORD}\r".encode(), until="F8: deal", front="ScanScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(F10, until="F2 yes, Esc no", front="Confirm")
    twins.do(ESC, until="F8 Deal with", front="ScanScreen")


@journey("ScanScreen")
def scans_that_are_recorded(twins):
    twins.sign_in()
    half, rest = PARA[:7], PARA[7:]  # a whole one would end by itself
    twins.do(half.encode(), until=f"> {half}", front="ScanScreen")
    twins.do(scanned(rest), until="9990 tablet", front="ScanScreen")
    twins.do(scanned(AMOX), until="9980 capsule", front="ScanScreen")
    twins.do(scanned("3*" + PARA), until="9960 tablet", front="ScanScreen")
    twins.do(F7, until="UNDO +30", front="ScanScreen")
    many = [(PARA, AMOX)[number % 2] for number in range(40)]
    for start in range(0, 40, 8):  # the list is full and scrolls
        left = 9980 - 20 * (start // 2 + 4)
        twins.do(scanned(*many[start : start + 8]), until=f"{left} capsule")
    twins.same("ScanScreen")


@journey("ScanScreen", columns=132, rows=43)
def two_hundred_scans_in_a_burst(twins):
    twins.sign_in()
    codes = [(PARA, AMOX)[number % 2] for number in range(200)]
    twins.do(scanned(*codes), until="8000 capsule", front="ScanScreen")
    twins.resize(80, 24, "ScanScreen")


@journey("ScanScreen", "Choose", "MedicationDialog")
def what_is_not_recorded(twins):
    twins.sign_in()
    twins.do(scanned(ZINC), until="1 scan NOT RECORDED", front="ScanScreen")
    twins.do(scanned("5901234123458"), until="2 scans NOT", front="ScanScreen")
    twins.do(scanned(SALT), until="3 scans NOT RECORDED", front="ScanScreen")
    twins.do(
        scanned(STRANGE), until=f"What is {STRANGE:0>14}", front="MedicationDialog"
    )
    twins.do(b"tab", until="Picked:", front="MedicationDialog")
    for _nth in range(12):  # the list scrolls
        twins.send(DOWN)
    twins.do(UP, until="Picked:", front="MedicationDialog")
    twins.do(F2, until="Type a number", front="MedicationDialog")
    twins.do(b"12\t" + b"\x7f" * 3, until="Acetylsalicylic", front="MedicationDialog")
    twins.do(b"paracetamol 5", until="Picked: Paracetamol", front="MedicationDialog")
    twins.do(ESC, until="4 scans NOT RECORDED", front="ScanScreen")
    twins.do(F8, until="I have seen all 4", front="Choose")
    twins.resize(100, 30, "Choose")
    twins.resize(50, 12, "Choose")
    twins.resize(80, 24, "Choose")
    twins.do(ESC, until="F8 Deal with", front="ScanScreen")
    twins.do(F8, until="I have seen all 4", front="Choose")
    twins.do(DOWN, until="I have seen", front="Choose")
    twins.do(ESC, until="F8 Deal with", front="ScanScreen")


@journey("ScanScreen", "LotDialog", "MedicationDialog", "Notice", "Confirm")
def a_delivery_and_a_count(twins):
    twins.sign_in()
    twins.do(F6, until="What does a scan do?")
    twins.do(b"1", until=" STOCK IN ", front="ScanScreen")
    twins.do(scanned(PARA), until="Which lot is it?", front="LotDialog")
    twins.do(F2, until="Expiry", front="LotDialog")
    twins.do(b"NEW1\r13/99\r", until="Supplier", front="LotDialog")
    twins.do(F2, until="13/99", front="LotDialog")
    twins.do(b"\x7f" * 5 + b"06/2031\rMSD\r", until="Recorded: IN", front="ScanScreen")
    twins.do(F2, until="The delivery is finished", front="ScanScreen")
    twins.do(F6, until="What does a scan do?")
    twins.do(b"5", until=" COUNT ", front="ScanScreen")
    twins.do(F3, until="a medicine without a code", front="MedicationDialog")
    twins.do(ESC, until=" COUNT ", front="ScanScreen")
    twins.do(scanned(AMOX), until="Counted:", front="ScanScreen")
    twins.do(F2, until="Post this count?", front="Confirm")
    twins.do(F2, until="The count is posted", front="Notice")
    twins.do(ESC, until="COUNT", front="ScanScreen")


@journey("ScanScreen", "LotDialog")
def a_medicine_of_every_width(twins):
    twins.sign_in()
    twins.do(F6, until="What does a scan do?")
    twins.do(b"1", until=" STOCK IN ", front="ScanScreen")
    twins.do(scanned(WIDE), until="Which lot is it?", front="LotDialog")
    twins.do("批号é💊".encode(), until="批号", front="LotDialog")
    twins.do(b"\x7f\x7f", until="批号", front="LotDialog")
    twins.do(b"\r06/2031\r\r", until="Recorded: IN", front="ScanScreen")
    twins.do(scanned(WIDE, WIDE), until="Recorded: IN", front="ScanScreen")
    for size in ((61, 20), (60, 20), (132, 43), (79, 30), (80, 24)):
        twins.resize(*size, "ScanScreen")
    twins.do("药ü💊e\u0301".encode(), until="药", front="ScanScreen")
    twins.do(b"\x7f", until="药", front="ScanScreen")
    twins.do(ESC, until=field_is_empty, front="ScanScreen")


@journey("ScanScreen", "Menu", "StockDialog")
def a_command_by_name(twins):
    twins.sign_in()
    twins.do(b":nothing", until="> :nothing", front="ScanScreen")
    twins.do(b"\r", until="There is no command", front="ScanScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(DOWN, until="F2 Do it", front="Menu")
    twins.do(ESC, until=field_is_empty, front="ScanScreen")
    twins.do(b":stock amox\r", until="What is on hand?", front="StockDialog")
    twins.do(DOWN, until="Amoxicillin", front="StockDialog")
    twins.resize(60, 20, "StockDialog")
    twins.resize(132, 43, "StockDialog")
    twins.do(ESC, until=field_is_empty, front="ScanScreen")


@journey("ScanScreen", "Choose")
def a_notification_over_it(twins):
    twins.sign_in()
    with contextlib.ExitStack() as stack:
        for config in twins.configs:  # somebody else writes, and does not end
            clinic = build_clinic(config)
            stack.callback(clinic.store.release)
            stack.enter_context(clinic.store.write())
        twins.do(F6, until="What does a scan do?", front="Choose")
        twins.do(b"6", until="busy", front="ScanScreen")
    twins.do(scanned(PARA), until="Looked up", front="ScanScreen")
    twins.resize(100, 30, "ScanScreen")
    twins.resize(80, 24, "ScanScreen")


@journey("ScannerSetupScreen", "ScanScreen")
def setting_up_a_scanner(twins):
    twins.sign_in()
    twins.masked = r"\+\d+ *"
    twins.do(SET_UP, until="nothing yet", front="ScannerSetupScreen")
    twins.do(scanned(PARA), until="CHANGE", front="ScannerSetupScreen")
    twins.resize(60, 20, "ScannerSetupScreen")
    twins.resize(80, 24, "ScannerSetupScreen")
    twins.do(ESC, until=field_is_empty, front="ScanScreen")


@journey("WorkLeft", "ScanScreen")
def what_was_left_unfinished(twins):
    twins.sign_in()
    twins.do(scanned(ZINC, SALT), until="2 scans NOT RECORDED", front="ScanScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(F10, until="F2 yes, Esc no", front="Confirm")
    twins.do(F2, until="Employee ID", front="SignInScreen")
    twins.sign_in(until="Throw away", front="WorkLeft")
    twins.resize(132, 43, "WorkLeft")
    twins.do(ESC, until=field_is_empty, front="ScanScreen")


@journey("ScanScreen", "Choose")
def another_size_at_any_moment(twins):
    twins.sign_in()
    twins.do(scanned(PARA, ZINC), until="1 scan NOT RECORDED", front="ScanScreen")
    for size in ((132, 43), (131, 20), (40, 10), (20, 5), (1, 1), (119, 24), (80, 24)):
        twins.resize(*size, "ScanScreen")
        twins.send(scanned(PARA))
    twins.do(until="9920 tablet", front="ScanScreen")
    twins.do(F6, until="What does a scan do?", front="Choose")
    twins.resize(90, 30, "Choose")
    twins.do(ESC, until="9920 tablet", front="ScanScreen")
    twins.resize(80, 24, "ScanScreen")


# -- sessions, settings, emergencies ---------------------------------------------------


@journey("SessionsScreen", "SettingsScreen", "SettingForm")
def sessions_and_settings(twins):
    twins.masked = r"\d+:\d\d|\d+ min ago"
    twins.sign_in("ADM001", until="F10 Menu", front="DashboardScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":sessions\r", until="YOU, HERE", front="SessionsScreen")
    twins.resize(132, 43, "SessionsScreen")
    twins.resize(80, 24, "SessionsScreen")
    twins.do(b"\r", until="YOUR OWN SESSION", front="Confirm")
    twins.do(ESC, until="YOU, HERE", front="SessionsScreen")
    twins.do(ESC, until="F10 Menu", front="DashboardScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":settings\r", until="Zahanati", front="SettingsScreen")
    twins.do(b"session", until="1 to 1 of 1", front="SettingsScreen")
    twins.do(b"\r", until="from 1 to 24", front="SettingForm")
    twins.do(b"99" + F2, until="cannot be used", front="SettingForm")
    twins.do(ESC, until="1 to 1 of 1", front="SettingsScreen")


@journey("PricesScreen", "ItemScreen", "PriceForm", "NewItemForm", "ChangeItemForm")
def the_price_list(twins):
    twins.sign_in("FIN001", until="F10 Menu", front="DashboardScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":prices\r", until="1 to ", front="PricesScreen")
    twins.resize(132, 43, "PricesScreen")
    twins.resize(80, 24, "PricesScreen")
    twins.do(F7, until="Something new", front="NewItemForm")
    twins.do(F2, until="Name is empty", front="NewItemForm")
    twins.do(ESC, until="1 to ", front="PricesScreen")
    twins.do(b"injection", until="1 to 1 of 1", front="PricesScreen")
    twins.do(b"\r", until="IN FORCE", front="ItemScreen")
    twins.do(F7, until="The item is", front="ChangeItemForm")
    twins.do(ESC, until="IN FORCE", front="ItemScreen")
    twins.do(F6, until="From which day on", front="PriceForm")
    twins.do(b"1500" + F2, until="1,500", front="ItemScreen")


@journey("InsurersScreen", "InsurerForm")
def the_insurers(twins):
    twins.sign_in("FIN001", until="F10 Menu", front="DashboardScreen")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":insurers\r", until="1 to 1 of 1", front="InsurersScreen")
    twins.do(F6, until="A new insurer", front="InsurerForm")
    twins.do(b"AAR\tAAR Insurance" + F2, until="1 to 2 of 2", front="InsurersScreen")


@journey(
    "OwedScreen",
    "AccountScreen",
    "ItemToCharge",
    "ChargeForm",
    "PayForm",
    "ReceiptScreen",
)
def a_debt_and_its_payment(twins):
    twins.masked = r"\d+:\d\d"
    for config in twins.configs:
        clinic = build_clinic(config)
        desk = resume(clinic.door("window 1"), "REC001")
        charged(desk, registered(desk, "王小明 Asha"))
        clinic.store.release()
    twins.sign_in("REC001", until="F10 Menu", front=None)
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":owed\r", until="1 to 1 of 1", front="OwedScreen")
    twins.resize(132, 43, "OwedScreen")
    twins.resize(80, 24, "OwedScreen")
    twins.do(b"\r", until="owes TZS 1,000", front="AccountScreen")
    twins.do(F7, until="Enter picks", front="ItemToCharge")
    twins.do(b"small dress", until="1 to 1 of 1", front="ItemToCharge")
    twins.do(b"\r", until="How many", front="ChargeForm")
    twins.do(F2, until="owes TZS 4,000", front="AccountScreen")
    twins.do(F6, until="F2 takes the money", front="PayForm")
    twins.do(b"\t\t\t2500" + F2, until="Receipt 1", front="ReceiptScreen")
    twins.do(ESC, until="PART PAID", front="AccountScreen")


@journey("EmergencyForm", "OpenedScreen", "ReviewsScreen", "ReviewForm")
def an_emergency(twins):
    twins.masked = r"\d+:\d\d|in \d h \d+ min"
    twins.sign_in("DOC001", until="My room", front="DoctorHome")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":emergency\r", until="Patient's number", front="EmergencyForm")
    twins.do(F2, until="says too little", front="EmergencyForm")
    typed = b"p1001u\t1\tunconscious at the door"
    twins.do(typed + F2, until="EMERGENCY ACCESS P1001U", front="DoctorHome")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":opened\r", until="1 to 1 of 1", front="OpenedScreen")
    twins.do(ESC, until="EMERGENCY ACCESS P1001U", front="DoctorHome")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":reviews\r", until="YOURS", front="ReviewsScreen")
    twins.do(b"\r", until="opened a record", front="ReviewForm")
    twins.do(F2, until="your own emergency access", front="ReviewForm")
    twins.resize(132, 43, "ReviewForm")


# -- appointments ----------------------------------------------------------------------


@journey("DoctorsScreen", "HoursScreen", "HoursForm", "EndHoursForm", "AbsenceForm")
def the_hours_of_a_doctor(twins):
    twins.masked = r"\d\d:\d\d|\d{4}-\d\d-\d\d"
    twins.sign_in("REC001", until="F10 Menu", front="ReceptionHome")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":appointments\r", until="none in four weeks", front="DoctorsScreen")
    twins.do(F6, until="No hours", front="HoursScreen")
    twins.do(F6, until="New hours of", front="HoursForm")
    twins.do(F2, until="names no days", front="HoursForm")
    twins.do(b"mon-sun\t0:00\t24:00\t120", until="120", front="HoursForm")
    twins.do(F2, until="Outside the clinic", front="Notice")
    twins.do(ESC, until="1 to 7 of 7", front="HoursScreen")
    twins.do(b"\r", until="Last day on which", front="EndHoursForm")
    twins.do(ESC, until="1 to 7 of 7", front="HoursScreen")
    twins.do(F7, until="First day away", front="AbsenceForm")
    twins.do("+40\t+41\t休み leave".encode(), until="leave", front="AbsenceForm")
    twins.do(F2, until="1 to 8 of 8", front="HoursScreen")
    twins.resize(132, 43, "HoursScreen")


@journey(
    "DayScreen",
    "DayForm",
    "WeekScreen",
    "BookForm",
    "AppointmentScreen",
    "ToPhoneScreen",
    "ToBeMovedScreen",
)
def an_appointment(twins):
    for config in twins.configs:
        clinic = build_clinic(config)
        desk = resume(clinic.door("gate"), "REC001")
        today = clinic.clock.today()
        receiving(desk, weekdays=range(7), from_day=today, ends=20 * 60)
        clinic.store.release()
    twins.masked = r"\d\d:\d\d|\d+ of \d+"
    twins.sign_in("REC001", until="F10 Menu", front="ReceptionHome")
    twins.do(F10, until="F2 Do it", front="Menu")
    twins.do(b":appointments\r", until="DOC001", front="DoctorsScreen")
    twins.do(F7, until="Nobody is booked", front="ToPhoneScreen")
    twins.do(ESC, until="DOC001", front="DoctorsScreen")
    twins.do(F8, until="Everybody who is booked", front="ToBeMovedScreen")
    twins.do(ESC, until="DOC001", front="DoctorsScreen")
    twins.do(b"\r", until="places free", front="DayScreen")
    twins.do(F3, until="Go to which day", front="DayForm")
    twins.do(b"+7\r", until="48 of 48 places free", front="DayScreen")
    twins.do(F7, until="[4/4]", front="WeekScreen")
    twins.do(DOWN + b"\r", until="> 09:00", front="DayScreen")
    twins.resize(132, 43, "DayScreen")
    twins.resize(80, 24, "DayScreen")
    twins.do(b"\r", until="1 to 1 of 1", front="FindPatient")
    twins.do(b"\r", until="F2 books", front="BookForm")
    twins.do("control 王".encode(), until="control", front="BookForm")
    twins.do(F2, until="47 of 48 places free", front="DayScreen")
    twins.do(b"\r", until="State: booked", front="AppointmentScreen")
    twins.resize(132, 43, "AppointmentScreen")


# -- wards -----------------------------------------------------------------------------


@journey("NewWardForm", "BedsScreen", "AddBedsForm", "RenameWardForm", "WardsScreen")
def a_ward_is_set_up(twins):
    twins.sign_in("ADM001", until="F10 Menu", front="DashboardScreen")
    twins.do(b":wards\r", until="no wards yet", front="WardsScreen")
    twins.do(F7, until="A new ward", front="NewWardForm")
    twins.do("Wazazi 王 e\u0301\r5-1".encode(), until="5-1", front="NewWardForm")
    twins.do(F2, until="is no range", front="NewWardForm")
    twins.do(b"\x7f" * 3 + b"1-30" + F2, until="1 to 1 of 1", front="WardsScreen")
    twins.do(b"\r", until="of 30", front="BedsScreen")
    for place, form in ((b"1", "AddBedsForm"), (b"2", "RenameWardForm")):
        twins.do(F2, until="What to change", front="Choose")
        twins.do(place, until="F2 Save", front=form)
        twins.do(ESC, until="of 30", front="BedsScreen")
    twins.resize(132, 43, "BedsScreen")


def with_patients_in_beds(twins):
    for config in twins.configs:
        clinic = build_clinic(config)
        with contextlib.ExitStack() as stack:
            stack.callback(clinic.store.release)
            wards.ward(resume(clinic.door("office"), "ADM001"))
            nurse = resume(clinic.door("ward"), "NUR001")
            wards.lay(nurse, "1", name="أسماء 🩺 Ng'ombe")
            wards.lay(nurse, "2", name="Asha " * 20)
            wards.visit(clinic.store, "王小明")


@journey("AdmitForm", "MoveScreen", "DischargeForm", "CensusScreen", "BedsScreen")
def patients_in_beds(twins):
    twins.masked = r"\d{4}-\d\d-\d\d"
    with_patients_in_beds(twins)
    twins.sign_in("NUR001", until="Rehema Said", front="NurseHome")
    twins.do(b":wards\r", until="1 to 1 of 1", front="WardsScreen")
    twins.do(F6, until="All wards", front="CensusScreen")
    twins.resize(132, 43, "CensusScreen")
    twins.resize(80, 24, "CensusScreen")
    twins.do(ESC, until="1 to 1 of 1", front="WardsScreen")
    twins.do(b"\r", until="1 to 3 of 3", front="BedsScreen")
    twins.resize(132, 43, "BedsScreen")
    twins.resize(80, 24, "BedsScreen")
    twins.do(F7, until="1 to 1 of 1", front="MoveScreen")
    twins.do(ESC, until="1 to 3 of 3", front="BedsScreen")
    twins.do(F8, until="F2 discharges", front="DischargeForm")
    twins.do(b"\r" + F2, until="Choose one of them", front="DischargeForm")
    twins.do(ESC, until="1 to 3 of 3", front="BedsScreen")
    twins.do(DOWN + DOWN + F6, until="Register as new", front="FindPatient")
    twins.do("王".encode(), until="1 to 1 of 1", front="FindPatient")
    twins.do(b"\r", until="Why is the patient", front="AdmitForm")
    twins.do(b"Malaria" + F2, until="1 to 3 of 3", front="BedsScreen")


@journey("AdmitScreen", "PatientScreen")
def a_bed_for_a_patient(twins):
    with_patients_in_beds(twins)
    twins.sign_in("NUR001", until="Rehema Said", front="NurseHome")
    twins.do(b":patients\r", until="Patients", front="PatientsScreen")
    twins.do("王".encode(), until="1 to 1 of 1", front="PatientsScreen")
    twins.do(b"\r", until="王小明", front="PatientScreen")
    twins.do(b"w", until="1 to 1 of 1", front="AdmitScreen")


@journey(
    "NurseHome",
    "TriageForm",
    "VitalsForm",
    "RecordScreen",
    "TrendScreen",
    "CorrectForm",
    "CareForm",
    "TakeBackForm",
)
def a_patient_at_the_nurse(twins):
    twins.masked = r"\d+:\d\d|\d+ min"
    for config in twins.configs:
        clinic = build_clinic(config)
        came(resume(clinic.door("reception"), "REC001"), patient=1001)
        clinic.store.release()
    twins.sign_in("NUR001", until="Ng'ombe", front="NurseHome")
    twins.do(b"\r", until="How urgent", front="TriageForm")
    typed = b"39,4\t118\t\t150/95\t93\t52\t160\t"
    twins.do(typed, until="BMI 20.3", front="TriageForm")
    twins.do(F2, until="Choose one of them", front="TriageForm")
    twins.resize(132, 43, "TriageForm")
    twins.resize(80, 24, "TriageForm")
    twins.do(ESC, until="Give up what you typed here?", front="Confirm")
    twins.do(F2, until="Ng'ombe", front="NurseHome")
    twins.do(F6, until="none so far", front="RecordScreen")
    twins.do(F6, until="Pain", front="VitalsForm")
    twins.do(b"39\t118" + F2, until="118+", front="RecordScreen")
    twins.do(b"t", until="(1 of 2)", front="TrendScreen")
    twins.do(b"n", until="(2 of 2)", front="TrendScreen")
    twins.do(ESC, until="118+", front="RecordScreen")
    twins.do(b"c", until="Which value is wrong", front="Choose")
    twins.do(b"\r", until="withdraw it", front="CorrectForm")
    twins.do(ESC, until="118+", front="RecordScreen")
    twins.do(F7, until="Code of the pack", front="CareForm")
    twins.do(b"\t4\tburn" + F2, until="Dressing, burn", front="RecordScreen")
    twins.do(b"u", until="Which entry is wrong", front="Choose")
    twins.do(b"\r", until="Take back: Dressing", front="TakeBackForm")
    twins.resize(132, 43, "TakeBackForm")


@journey(
    "PatientsScreen",
    "NewPatientForm",
    "PatientScreen",
    "ChangePatientForm",
    "DeathForm",
)
def patients_at_reception(twins):
    twins.masked = r"\d\d:\d\d"
    twins.sign_in("REC001", until="F10 Menu", front="ReceptionHome")
    twins.do(b":patients\r", until="1 to 1 of 1", front="PatientsScreen")
    twins.do("Zuhura 王 e\u0301".encode(), until="Nobody", front="PatientsScreen")
    twins.do(F7, until="as the person writes it", front="NewPatientForm")
    twins.do(F2, until="Choose one of them", front="NewPatientForm")
    twins.do(b"f\tabout 40\t", until="about 40 years", front="NewPatientForm")
    twins.resize(132, 43, "NewPatientForm")
    twins.do(F2, until="Registered", front="PatientScreen")
    twins.resize(80, 24, "PatientScreen")
    twins.do(F6, until="Change P1002S", front="ChangePatientForm")
    twins.do(ESC, until="Registered", front="PatientScreen")
    twins.do(b"d", until="On which day", front="DeathForm")
    twins.do(F2, until="is no day", front="DeathForm")
    twins.do(ESC, until="Registered", front="PatientScreen")
    twins.do(ESC + F7, until="as the person writes it", front="NewPatientForm")
    twins.do(scanned("WP0001001U"), until="P1001U", front="PatientScreen")


@journey("FindOther", "MergeForm")
def two_records_of_one_person(twins):
    twins.masked = r"\d\d:\d\d"
    for config in twins.configs:
        clinic = build_clinic(config)
        session = resume(clinic.door("reception"), "REC001")
        registered(session, "Zuhura 王 e\u0301", allergies="penicillin")
        registered(session, "Zuhura نور", born="1950", phone="", seen={1002})
        clinic.store.release()
    twins.sign_in("ADM001", until="F10 Menu", front="DashboardScreen")
    twins.do(b":patients\r", until="1 to 3 of 3", front="PatientsScreen")
    twins.do(b"\r", until="Registered", front="PatientScreen")
    twins.do(b"m", until="1 to 3 of 3", front="FindOther")
    twins.do(DOWN + b"\r", until="given up", front="MergeForm")
    twins.resize(132, 43, "MergeForm")
    twins.do(F6, until="given up", front="MergeForm")
    twins.resize(80, 24, "MergeForm")


# ------------------------------------------------------------------------------------


def test_another_emulator_sees_the_same(twins, tmp_path):
    with twins(furnish=furnished) as two:
        two.do(until="Employee ID")
        for step in range(4):
            if step == 1:
                two.sign_in()
            if step == 2:
                two.do(scanned(PARA, WIDE, ZINC), until="2 scans NOT RECORDED")
            if step == 3:
                two.do(scanned(STRANGE), until="What is", front="MedicationDialog")
            for app in (two.ours, two.stock):
                there = shown_by_tmux(tmp_path, app.output)
                for y, row in enumerate(app.cells()):
                    assert row == there[y], f"step {step}, row {y}"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", JOURNEYS)
def test_both_show_the_same(twins, name, profile):
    walk, compared, options = JOURNEYS[name]
    with twins(furnish=furnished, env={"WEMA_PROFILE": profile}, **options) as two:
        two.do(until="Employee ID", front="SignInScreen")
        walk(two)
        assert two.compared >= compared


def test_every_screen_is_compared():
    kinds = kinds_of(WemaScreen)
    ours = [each for each in kinds if each.__module__.startswith("screens.")]
    # What other screens are made of is mostly never in front itself.
    shown = {
        each for each in ours if not any(one in ours for one in each.__subclasses__())
    }
    compared = set().union(*(names for _walk, names, _options in JOURNEYS.values()))
    assert {each.__name__ for each in shown} <= compared
    assert compared <= {each.__name__ for each in ours}
