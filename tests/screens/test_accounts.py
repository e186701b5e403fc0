"""Accounts at the screen: registering, approving, a person's page, its forms."""

import re
import threading

import pytest

from db.access import Registration
from db.people import User, UserSession
from screens.admin.approvals import ApprovalsScreen
from screens.admin.dashboard import DashboardScreen
from screens.admin.user_forms import (
    ApproveForm,
    ChangeUserForm,
    NewUserForm,
)
from screens.admin.user_page import UserScreen
from screens.admin.users import UsersScreen
from screens.at_home import Home
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.once import ShownOnce
from screens.dialogs.reason import ReasonForm
from screens.lock import LockScreen
from screens.pharmacy.scan import ScanScreen
from screens.registering import RegisterForm
from screens.sign_in import SignInScreen
from screens.work_left import WorkLeft
from tests.little_clinic import PARA, PASSWORD
from tests.screens.test_sign_in import change
from wema_tui.services.accounts.deciding import approve
from wema_tui.services.accounts.registering import register
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.passwords import hash_password
from wema_tui.services.auth.rules import MOST_FROM_ONE_PLACE
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.auth.tries import as_written_down, count_try

NEW = "maji ya mto mrefu"


def ask_for(clinic, name="Asha Mrema", phone="0712 345 678", role="PHARMACY"):
    return register(
        clinic.door("dispensary"),
        full_name=name,
        phone=phone,
        email="",
        role=role,
        password=NEW,
        registration_number="",
        request_id=new_request_id(),
    )


def account(clinic, employee_id):
    with clinic.store.read():
        return User.get(User.employee_id == employee_id)


@pytest.fixture
def administrator(at_work, clinic):
    """Run the app with an administrator at the home."""
    change(clinic, "ADM001", must_change_password=False)
    return lambda **options: at_work("ADM001", **options)


async def go_to(hands, place, screen):
    await hands.wait_for("F10 Menu")
    hands.press("colon")
    hands.type(f"{place}\r")
    await hands.wait_for_screen(screen)


async def open_page(hands, name):
    await go_to(hands, "users", UsersScreen)
    hands.type(name)
    hands.press("enter")
    await hands.wait_for_screen(UserScreen)


async def fill(hands, form, *texts):
    await hands.wait_for_screen(form)
    for text in texts:
        hands.press("ctrl+a", "ctrl+k")
        hands.type(text)
        await hands.wait_for(
            lambda text=text: hands.app.focused.value == text, what=text
        )
        hands.press("tab")


# Registering


async def test_somebody_registers_reads_the_id_and_is_at_work(running, clinic):
    async with running() as hands:
        hands.press("f6")
        await fill(
            hands, RegisterForm, "Asha Mrema", "0712 345 678", "", "5", "", NEW, NEW
        )
        hands.press("f2")
        await hands.wait_for_screen(ShownOnce)
        await hands.wait_for("PHA003")
        await hands.wait_for("Write it down")
        hands.press("enter", "escape", "space")  # it must be read
        await hands.settle()
        assert isinstance(hands.app.screen, ShownOnce)
        hands.press("f2")
        await hands.wait_for_screen(SignInScreen)
        hands.type(f"{NEW}\r")  # the ID is there
        await hands.wait_for_screen(ScanScreen)
        await hands.wait_for("PHA003 Asha Mrema · NOT APPROVED, until")

    assert account(clinic, "PHA003").phone == "+255712345678"


async def test_every_mistake_is_told_at_once_and_nothing_typed_is_lost(running, clinic):
    async with running(size=(80, 43)) as hands:
        hands.press("f6")
        await fill(
            hands, RegisterForm, "", "12", "asha", "x", "MCT-1", "short", "other"
        )
        hands.press("f2")
        await hands.wait_for("Name is empty.")
        await hands.wait_for("This is not a phone number: 12.")
        await hands.wait_for("This is not an e-mail address: asha.")
        await hands.wait_for("Choose one of them.")
        await hands.wait_for("The two new passwords differ.")
        await fill(hands, RegisterForm, "A", "0712 345 678", "", "recep")
        await hands.wait_for("|Reception")
        hands.press("f2")
        await hands.wait_for("RECEPTION has no registration number.")
        await fill(hands, RegisterForm, "", "short", "short")
        hands.press("f2")
        await hands.wait_for("The new password is too short.")
        await fill(hands, RegisterForm, NEW, NEW)
        hands.press("f2")
        await hands.wait_for("REC002")

    assert account(clinic, "REC002").full_name == "A"


async def test_a_phone_number_that_somebody_has_is_told_beside_it(running, clinic):
    ask_for(clinic)
    async with running() as hands:
        hands.press("f6")
        await fill(
            hands, RegisterForm, "Juma Ali", "+255 712 345678", "", "1", "", NEW, NEW
        )
        hands.press("f2")
        await hands.wait_for("There is an account with this phone number already.")
        assert hands.app.focused.id == "phone"
        assert hands.app.screen.query_one("#full_name").value == "Juma Ali"


async def test_why_nobody_can_register_is_on_the_screen(running, clinic):
    for n in range(MOST_FROM_ONE_PLACE):
        ask_for(clinic, phone=f"0712 345 67{n}")
    async with running() as hands:
        hands.press("f6")
        await fill(
            hands, RegisterForm, "Juma Ali", "0713 000 111", "", "4", "", NEW, NEW
        )
        hands.press("f2")
        await hands.wait_for("Too many have registered at this computer")


async def test_a_scanner_fills_no_box_of_the_form(running, clinic):
    async with running() as hands:
        hands.press("f6")
        await fill(hands, RegisterForm, "Asha Mrema", "0712 345 678", "")
        await hands.rest()
        hands.scan(PARA, PARA)
        await hands.settle()
        assert isinstance(hands.app.screen, RegisterForm)
        assert hands.app.screen.query_one("#role").value == ""
        hands.press("down", "down", "down", "up", "tab")
        await hands.wait_for("|Doctor")


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_the_box_where_one_types_is_on_the_screen(running, size):
    async with running(size=size) as hands:
        hands.press("f6")
        await hands.wait_for_screen(RegisterForm)
        hands.app.screen.query_one("#again").focus()
        await hands.settle()
        foot = hands.app.screen.query_one("Footer").region
        assert hands.app.focused.region.bottom <= foot.y


@pytest.mark.parametrize("phone", ["0712345678", "255712345677", "+255712345678"])
async def test_a_phone_number_that_comes_in_a_lump_is_no_scan(running, phone):
    async with running() as hands:
        hands.press("f6")
        await fill(hands, RegisterForm, "Asha Mrema")
        await hands.rest()
        hands.type(phone)
        await hands.rest()
        hands.press("tab")
        await hands.wait_for(lambda: hands.app.focused.id == "email", what="email")
        hands.press("shift+tab", "ctrl+a", "ctrl+k")
        await hands.rest()
        hands.type(f"{phone}\r")
        await hands.wait_for(lambda: hands.app.focused.id == "email", what="email")
        assert hands.app.screen.query_one("#phone").value == phone


# Approvals


async def test_who_waits_is_approved_in_another_role(administrator, clinic):
    ask_for(clinic)
    async with administrator() as hands:
        await go_to(hands, "approvals", ApprovalsScreen)
        await hands.wait_for("PHA003 Asha Mrema Pharmacy in 8 h 0 min")
        hands.press("f2")
        await hands.wait_for_screen(ApproveForm)
        await fill(hands, ApproveForm, "nurse", "licence seen")
        hands.press("f2")
        await hands.wait_for_screen(ApprovalsScreen)
        await hands.wait_for("Nobody waits.")

    assert account(clinic, "PHA003").access_until is None
    assert account(clinic, "PHA003").role == "NURSE"


async def test_who_is_rejected_is_so_with_a_reason(administrator, clinic):
    ask_for(clinic)
    ask_for(clinic, "Juma Ali", "0713 000 111")
    async with administrator() as hands:
        await go_to(hands, "approvals", ApprovalsScreen)
        hands.type("juma")
        hands.press("f8")
        await hands.wait_for_screen(ReasonForm)
        await hands.wait_for("Reject PHA004 Juma Ali?")
        hands.press("f2")
        await hands.wait_for("Reason is empty.")
        hands.type("nobody knows him")
        hands.press("f2")
        await hands.wait_for_screen(ApprovalsScreen)
        await hands.wait_for("Nothing matches.")
        hands.press(*["backspace"] * 4)
        await hands.wait_for("PHA003 Asha Mrema")

    assert account(clinic, "PHA004").state_reason == "nobody knows him"
    assert account(clinic, "PHA003").state == "active"


async def reject_too_late(hands, clinic):
    """Reject who waits, while another administrator approves."""
    hands.press("f8")
    await hands.wait_for_screen(ReasonForm)
    other = resume(clinic.door("office"), "ADM001")
    user_id = account(clinic, "PHA003").id
    approve(other, user_id, request_id=new_request_id())
    hands.type("unknown")
    hands.press("f2")
    await hands.wait_for("PHA003 was approved already by Administrator on")


async def test_the_second_of_two_administrators_is_told_who_was_faster(
    administrator, clinic
):
    ask_for(clinic)
    async with administrator() as hands:
        await go_to(hands, "approvals", ApprovalsScreen)
        await hands.wait_for("PHA003")
        await reject_too_late(hands, clinic)
        assert hands.app.screen.query_one("#reason").value == "unknown"

    with clinic.store.read():
        assert Registration.get().decision == "approved"


async def test_a_page_shows_what_somebody_else_decided_meanwhile(administrator, clinic):
    ask_for(clinic)
    async with administrator() as hands:
        await open_page(hands, "asha")
        await hands.wait_for("WAITS for approval")
        await reject_too_late(hands, clinic)
        hands.press("escape")
        await hands.wait_for_screen(UserScreen)
        await hands.wait_for("Account open")
        await hands.wait_for(lambda: "F2 Approve" not in hands.text())


# The list and a person's page


async def test_a_new_account_shows_its_password_once(administrator, clinic):
    async with administrator() as hands:
        await go_to(hands, "users", UsersScreen)
        hands.press("f6")
        await fill(hands, NewUserForm, "Juma Ali", "0713 000 111", "", "lab", "LT-7")
        hands.press("f2")
        await hands.wait_for_screen(ShownOnce)
        password = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", hands.text())[0]
        hands.press("f2")
        await hands.wait_for("LAB002 Juma Ali")
        hands.press("escape")
        await hands.wait_for_screen(DashboardScreen)
        hands.app.sign_out()
        await hands.wait_for_screen(SignInScreen)
        hands.type(f"LAB002\r{password}\r")
        await hands.wait_for("Choose your own password")


async def test_a_form_about_a_person_is_kept_but_not_once_it_is_saved(
    administrator, clinic
):
    async with administrator() as hands:
        await open_page(hands, "neema")
        hands.press("f6")
        await fill(hands, ChangeUserForm, "Neema Juma", "0714 000 111")
        hands.press("f2")
        await hands.wait_for_screen(UserScreen)
        await hands.wait_for("PHA001 Neema Juma")
        hands.press("f6")
        await hands.wait_for_screen(ChangeUserForm)
        await hands.wait_for("|+255714000111")

    assert account(clinic, "PHA001").full_name == "Neema Juma"


async def test_a_form_that_was_left_is_offered_with_what_was_typed(
    administrator, clinic
):
    async with administrator() as hands:
        await open_page(hands, "kileo")
        hands.press("f6")
        await fill(hands, ChangeUserForm, "Juma Kileo Mushi")
        await hands.settle()
        hands.app.sign_out()
        await hands.wait_for_screen(SignInScreen)
        hands.app.signed_in(resume(clinic.door("office"), "ADM001"))
        await hands.wait_for_screen(WorkLeft)
        await hands.wait_for("An account that was changed: Juma Kileo Mushi")
        hands.press("f2")
        await fill(hands, ChangeUserForm)
        await hands.wait_for("|Juma Kileo Mushi")


async def test_an_account_is_closed_with_a_reason_and_opened_again(
    administrator, clinic
):
    async with administrator() as hands:
        await open_page(hands, "kileo")
        hands.press("f7")
        await hands.wait_for_screen(ReasonForm)
        hands.type("left the clinic")
        hands.press("f2")
        await hands.wait_for("Account closed Why left the clinic")
        await hands.wait_for(lambda: "F7" not in hands.text(), what="no key to close")
        hands.press("o")
        await hands.wait_for_screen(ReasonForm)
        hands.type("is back")
        hands.press("f2")
        await hands.wait_for("Account open")

    assert account(clinic, "PHA002").state == "active"


async def test_a_scan_gives_no_reason_to_close_an_account(administrator, clinic):
    async with administrator() as hands:
        await open_page(hands, "kileo")
        hands.press("f7")
        await hands.wait_for_screen(ReasonForm)
        await hands.wait_for("F2 yes, Esc no.")
        hands.scan("BADGE17")
        await hands.wait_for("|BADGE17")
        await hands.settle()
        assert isinstance(hands.app.screen, ReasonForm)
    assert account(clinic, "PHA002").state == "active"


async def test_the_last_administrator_is_not_closed_and_it_says_why(administrator):
    async with administrator() as hands:
        await open_page(hands, "ADM001")
        hands.press("f7")
        await hands.wait_for_screen(ReasonForm)
        hands.type("enough")
        hands.press("f2")
        await hands.wait_for("ADM001 is the last administrator.")
        assert isinstance(hands.app.screen, ReasonForm)


async def test_a_code_is_shown_in_large_digits_until_it_was_read(administrator, clinic):
    async with administrator() as hands:
        await open_page(hands, "kileo")
        hands.press("c")
        await hands.wait_for_screen(Confirm)
        hands.press("enter")
        hands.press("f2")
        await hands.wait_for_screen(ShownOnce)
        await hands.wait_for("Code for PHA002 Juma Kileo")
        assert hands.text().count("####") > 10
        hands.press("enter", "escape")
        await hands.settle()
        hands.press("f2")
        await hands.wait_for_screen(UserScreen)


async def test_a_code_that_comes_late_waits_behind_the_lock(administrator, clinic):
    change(clinic, "ADM001", password_hash=hash_password(PASSWORD))
    gate = threading.Event()
    async with administrator() as hands:
        await open_page(hands, "PHA001")
        hands.press("c")
        await hands.wait_for_screen(Confirm)
        hands.app.database.submit(gate.wait)
        try:
            hands.press("f2")
            await hands.wait_for(lambda: isinstance(hands.app.screen, UserScreen))
            hands.app.action_lock()
            await hands.wait_for_screen(LockScreen)
        finally:
            gate.set()
        await hands.settle()
        assert isinstance(hands.app.screen, LockScreen)
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ShownOnce)


async def test_no_code_is_made_for_oneself(administrator):
    async with administrator() as hands:
        await open_page(hands, "ADM001")
        await hands.wait_for("Signed in now")
        await hands.wait_for(lambda: "Code" not in hands.text())


async def test_a_session_is_ended_and_the_person_told_so(administrator, clinic):
    resume(clinic.door("ward"), "NUR001")
    async with administrator() as hands:
        await open_page(hands, "NUR001")
        await hands.wait_for("ward, since")
        hands.press("e")
        await hands.wait_for_screen(Choose)
        hands.press("f2")
        await hands.wait_for("Signed in now none")

    with clinic.store.read():
        ended = UserSession.get(UserSession.station == "ward")
        assert ended.end_reason == "by_administrator"


async def test_failed_tries_are_told_and_taken_back(administrator, clinic):
    door = clinic.door("ward")
    for _ in range(3):
        count_try(door, as_written_down("NUR001"))
    async with administrator() as hands:
        await open_page(hands, "NUR001")
        await hands.wait_for("3 failed tries to sign in")
        hands.press("u")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for_screen(UserScreen)
        await hands.wait_for(lambda: "failed tries" not in hands.text())


async def test_who_may_not_see_accounts_has_no_way_to_them(at_work):
    async with at_work("REC001") as hands:
        await hands.wait_for_screen(Home)
        hands.press("colon")
        hands.type("users\r")
        await hands.wait_for("There is no command :users.")
