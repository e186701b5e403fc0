from dataclasses import replace

import pyotp
import pytest

from db.people import User, UserSession
from screens.admin.user_page import UserScreen
from screens.at_home import Home
from screens.boxes import PasswordDialog
from screens.dialogs.choose import Choose
from screens.dialogs.confirm import Confirm
from screens.dialogs.once import ShownOnce
from screens.own.profile import ContactDialog, ProfileScreen
from screens.own.second_factor import EnrolDialog
from screens.password import ChangePasswordDialog, ResetPasswordDialog
from screens.sign_in import SignInScreen
from tests.little_clinic import PASSWORD
from wema_tui.services.auth.resetting import issue_code
from wema_tui.services.auth.second_factor import begin, confirm
from wema_tui.services.auth.sign_in import resume

NEW = "kiti cha mbao nyekundu"


async def at_home(hands, who="LAB001", password=PASSWORD):
    await hands.wait_for_screen(SignInScreen)
    hands.type(f"{who}\r{password}\r")
    await hands.wait_for_screen(Home)


async def at_profile(hands):
    await at_home(hands)
    hands.press("f10")
    await hands.wait_for("Menu:")
    hands.type(":me\r")
    await hands.wait_for_screen(ProfileScreen)


async def with_password(hands, password=PASSWORD):
    await hands.wait_for_screen(PasswordDialog)
    hands.type(f"{password}\r")


async def enrol(hands):
    """Set a second factor up; return the authenticator."""
    hands.press("f7")
    await with_password(hands)
    await hands.wait_for_screen(EnrolDialog)
    totp = pyotp.parse_uri(hands.app.screen._enrolment.address)
    hands.type(f"{totp.now()}\r")
    await hands.wait_for_screen(ShownOnce)
    return totp


def of(clinic, who="LAB001"):
    with clinic.store.read():
        return User.get(User.employee_id == who)


async def test_one_sees_ones_own_data_and_corrects_phone_and_e_mail(running, clinic):
    async with running() as hands:
        await at_profile(hands)
        await hands.wait_for("here, now")
        assert "0 wrong passwords" in hands.text()
        hands.press("f2")
        await hands.wait_for_screen(ContactDialog)
        hands.type("12\rno e-mail\r")
        await hands.wait_for("not a phone number")
        hands.press("end", *["backspace"] * 30)
        hands.type("0712 345 678\r")
        hands.press("end", *["backspace"] * 30)
        hands.type("Rehema@example.org\r")
        await hands.wait_for_screen(ProfileScreen)
        await hands.wait_for("+255712345678")
    assert of(clinic).email == "rehema@example.org"


async def test_a_wrong_password_since_the_last_time_is_told(running, clinic):
    async with running() as hands:
        await at_home(hands)
        hands.app.sign_out()
        await hands.wait_for_screen(SignInScreen)
        hands.type("LAB001\rguessed guessed\r")
        await hands.wait_for("The ID or the password is wrong")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(Home)
        hands.type(":me\r")
        await hands.wait_for("1 wrong password or code since")


async def test_another_session_is_ended_from_the_profile(running, clinic):
    elsewhere = resume(clinic.door("ward 3"), "LAB001")
    async with running() as hands:
        await at_profile(hands)
        await hands.wait_for("ward 3")
        hands.press("f8")
        await hands.wait_for_screen(Choose)
        hands.press("f2")
        await hands.wait_for_screen(ProfileScreen)
        await hands.wait_for(lambda: "F8" not in hands.text())
    with clinic.store.read():
        assert UserSession.get_by_id(elsewhere.session_id).end_reason == "by_owner"


async def test_a_password_is_changed_at_any_time(running, clinic):
    async with running() as hands:
        await at_home(hands)
        hands.type(":password\r")
        await hands.wait_for_screen(ChangePasswordDialog)
        hands.type(f"{PASSWORD}\r{NEW}\rother\r")
        await hands.wait_for("The two new passwords differ.")
        hands.type("password1234\rpassword1234\r")
        await hands.wait_for("among the first that anybody would try")
        assert hands.app.screen.query_one("#current").value == PASSWORD
        hands.type(f"{NEW}\r{NEW}\r")
        await hands.wait_for_screen(Home)
        hands.app.sign_out()
        await at_home(hands, password=NEW)


async def test_the_form_for_a_password_is_left_with_esc(running):
    async with running() as hands:
        await at_home(hands)
        hands.type(":password\r")
        await hands.wait_for_screen(ChangePasswordDialog)
        hands.press("escape")
        await hands.wait_for_screen(Home)


async def test_with_a_code_one_chooses_a_password_at_the_sign_in_screen(
    running, clinic
):
    code = issue_code(clinic.console(), of(clinic).id, request_id="r1")
    async with running() as hands:
        await hands.wait_for_screen(SignInScreen)
        hands.press("f7")
        await hands.wait_for_screen(ResetPasswordDialog)
        hands.type(f"LAB001\r000{code[:3]}\r{NEW}\r{NEW}\r")
        await hands.wait_for("The ID or the code is wrong")
        hands.type("LAB001\r")
        hands.type(f"{code}\r{NEW}\r{NEW}\r")
        await hands.wait_for("Sign in with the new one.")
        await hands.settle()
        assert "Sign in with the new one." in hands.words()  # until the next key
        assert hands.app.screen.query_one("#login").value == "LAB001"
        hands.type(f"{NEW}\r")
        await hands.wait_for_screen(Home)


@pytest.mark.parametrize("profile", ["full", "plain"])
async def test_a_second_factor_is_set_up_used_renewed_and_removed(
    running, clinic, profile
):
    async with running() as hands:
        hands.app.looks.choose(profile)
        await at_profile(hands)
        await hands.wait_for("none (F7 sets one up)")
        totp = await enrol(hands)
        codes = [word for word in hands.words().split() if len(word) == 11]
        hands.press("f2")
        await hands.wait_for("on, 8 recovery codes left")
        hands.app.sign_out()

        await hands.wait_for_screen(SignInScreen)
        assert "authenticator" not in hands.words()
        hands.type(f"LAB001\r{PASSWORD}\r")
        await hands.wait_for("Type the code that your authenticator shows.")
        hands.type("000000\r")
        await hands.wait_for("The code is wrong.")
        hands.type(f"{codes[0]}\r")
        await hands.wait_for_screen(Home)
        hands.type(":me\r")
        await hands.wait_for("on, 7 recovery codes left")
        hands.press("f7")
        await hands.wait_for_screen(Choose)
        hands.type("1")
        await with_password(hands)
        await hands.wait_for_screen(ShownOnce)
        assert codes[1] not in hands.text()
        hands.press("f2")
        await hands.wait_for("on, 8 recovery codes left")
        hands.press("f7")
        await hands.wait_for_screen(Choose)
        hands.type("2")
        await with_password(hands, "wrong wrong")
        await hands.wait_for("The current password is wrong")
        await with_password(hands)
        await hands.wait_for("none (F7 sets one up)")
    assert totp.secret not in repr(codes)


async def test_an_administrator_removes_the_second_factor_of_another(running, clinic):
    nurse = resume(clinic.door("ward 3"), "LAB001")
    made = begin(nurse, password=PASSWORD, request_id="r1")
    code = pyotp.parse_uri(made.address).now()
    confirm(nurse, code=code, request_id="r2")
    async with running() as hands:
        await hands.wait_for_screen(SignInScreen)
        admin = resume(clinic.door("dispensary"), "ADM001")
        session = replace(admin, must_change_password=False)
        hands.app.signed_in(session)
        UserScreen(session, nurse.user_id).open(hands.app)
        await hands.wait_for("s Second factor")
        hands.press("s")
        await hands.wait_for_screen(Confirm)
        hands.press("f2")
        await hands.wait_for_screen(UserScreen)
        await hands.wait_for(lambda: "s Second factor" not in hands.text())
    assert of(clinic).must_change_password
