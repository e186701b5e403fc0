import pytest

from db.people import User, UserSession
from screens.admin.dashboard import DashboardScreen
from screens.doctor.home import DoctorHome
from screens.home import HomeScreen
from screens.nurse.home import NurseHome
from screens.password import ChangePasswordScreen
from screens.pharmacy.scan import ScanScreen
from screens.reception.home import ReceptionHome
from screens.sign_in import SignInScreen
from tests.little_clinic import AMOX, PARA, PASSWORD, PEOPLE


async def signed_in(hands, who="PHA001", password=PASSWORD):
    await hands.wait_for_screen(SignInScreen)
    hands.type(f"{who}\r{password}\r")


def change(clinic, who, **values):
    with clinic.store.write():
        User.update(values).where(User.employee_id == who).execute()


def sessions(clinic):
    with clinic.store.read():
        return [
            (row.user.employee_id, row.end_reason)
            for row in UserSession.select().order_by(UserSession.id)
            if row.station == "dispensary"
        ]


async def test_whoever_signs_in_and_scans_in_one_burst_loses_nothing(running, ledger):
    async with running() as hands:
        codes = [PARA, AMOX, f"2*{PARA}"]
        hands.type(f"PHA001\r{PASSWORD}\r" + "".join(f"{code}\r" for code in codes))
        await hands.wait_for(lambda: len(ledger()) == 3)

    assert ledger() == [
        ("dispense", PARA, -10),
        ("dispense", AMOX, -20),
        ("dispense", PARA, -20),
    ]


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
async def test_a_long_e_mail_and_its_password_arrive_whole_in_one_burst(
    running, clinic, end
):
    e_mail = f"{'neema.' * 15}msuya@zahanati.example.tz"
    change(clinic, "PHA001", email=e_mail)

    async with running() as hands:
        hands.type(f"{e_mail}{end}{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)


async def test_a_password_manager_may_type_a_password_with_digits(running, clinic):
    from wema_tui.services.auth.passwords import hash_password

    change(clinic, "PHA001", password_hash=hash_password("TX4-90887-QQ-12"))

    async with running() as hands:
        hands.type("PHA001\rTX4-90887-QQ-12\r")
        await hands.wait_for_screen(ScanScreen)


async def test_a_letter_taken_back_in_a_burst_is_gone(running):
    async with running() as hands:
        hands.press(*"PHA00", "2", "backspace", "1", "enter")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for("Neema Msuya")


@pytest.mark.parametrize(
    "who", ["PHA001", "NUR001", "DOC001", "REC001", "LAB001", "FIN001"]
)
async def test_each_role_gets_its_home(running, who):
    role, name = PEOPLE[who]
    async with running() as hands:
        await signed_in(hands, who)
        homes = {
            "PHARMACY": ScanScreen,
            "NURSE": NurseHome,
            "DOCTOR": DoctorHome,
            "RECEPTION": ReceptionHome,
            "FINANCE": DashboardScreen,
        }
        await hands.wait_for_screen(homes.get(role, HomeScreen))
        await hands.wait_for(name)
        await hands.wait_for("F10 Menu")


async def test_a_wrong_password_keeps_the_id_and_clears_the_password(running):
    async with running() as hands:
        await signed_in(hands, password="something else")
        await hands.wait_for("The ID or the password is wrong")
        assert "PHA001" in hands.text()
        assert hands.app.screen.query_one("#password").value == ""
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)


@pytest.mark.parametrize("who", ["NOBODY9", "NUR001"])
async def test_unknown_and_closed_accounts_get_the_same_answer(running, clinic, who):
    change(clinic, "NUR001", state="closed")
    async with running() as hands:
        await signed_in(hands, who)
        await hands.wait_for("The ID or the password is wrong. Check both")


async def test_after_five_failures_it_says_how_long_to_wait(running):
    async with running() as hands:
        hands.type("PHA001\r")
        for _ in range(5):
            hands.type("wrong wrong\r")
            await hands.wait_for("The ID or the password is wrong")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for("Try again in 30 seconds.")


async def test_enter_on_empty_boxes_says_what_to_type(running):
    async with running() as hands:
        hands.press("enter", "enter")
        await hands.wait_for("Type your ID and your password.")
        await signed_in(hands)
        await hands.wait_for_screen(ScanScreen)


async def test_a_one_time_password_is_changed_before_anything_else(running, clinic):
    change(clinic, "PHA001", must_change_password=True)
    new = "samaki wa kupaka"

    async with running() as hands:
        await signed_in(hands)
        await hands.wait_for_screen(ChangePasswordScreen)
        hands.type("not the one\rx\r")
        hands.type("y\r")
        await hands.wait_for("The two new passwords differ")
        hands.type("short\rshort\r")
        await hands.wait_for("The current password is wrong")
        hands.type(f"{PASSWORD}\rshort\rshort\r")
        await hands.wait_for("too short")
        hands.type(f"{new}\r{new}\r")  # the current one has been kept
        await hands.wait_for_screen(ScanScreen)
        hands.press("f10", "f10", "f2")
        await signed_in(hands, password=new)
        await hands.wait_for_screen(ScanScreen)


async def test_two_people_work_one_after_the_other(running, ledger, clinic):
    async with running() as hands:
        await signed_in(hands, "PHA001")
        await hands.wait_for_screen(ScanScreen)
        hands.scan(PARA)
        await hands.wait_for("DISPENSE -10")
        hands.press("f10", "f10")
        await hands.wait_for("Sign out?")
        hands.press("f2")
        await signed_in(hands, "PHA002")
        await hands.wait_for("Juma Kileo")
        await hands.wait_for("None yet")  # the movements of the other are not theirs
        hands.scan(AMOX)
        await hands.wait_for("DISPENSE -20")

    assert sessions(clinic) == [("PHA001", "signed_out"), ("PHA002", "signed_out")]


async def test_escape_stays_signed_in(at_work):
    async with at_work() as hands:
        hands.press("f10", "f10")
        await hands.wait_for("Sign out?")
        hands.press("escape")
        await hands.wait_for_screen(ScanScreen)
        assert hands.app.session is not None


async def test_a_scan_at_sign_in_is_refused_loudly_and_is_no_wrong_password(
    running, clinic
):
    async with running() as hands:
        hands.type("PHA001\r")
        hands.scan(PARA, AMOX, "01062099910004241727063010AB12")
        await hands.wait_for("3 scans NOT RECORDED")
        hands.type(f"{PASSWORD}\r")
        await hands.wait_for_screen(ScanScreen)

    with clinic.store.read():
        tries = clinic.store.execute(
            "SELECT count(*) FROM audit_entries WHERE action = 'sign_in.try'"
        )
    assert [tuple(row) for row in tries] == [(1,)]


async def test_scans_wait_for_a_sign_in_that_fails_and_are_then_refused(
    running, ledger
):
    async with running() as hands:
        hands.type(f"PHA001\rwrong wrong\r{PARA}\r{AMOX}\r")
        await hands.wait_for("The ID or the password is wrong")
        await hands.wait_for("2 scans NOT RECORDED")

    assert ledger() == []


async def test_f1_explains_and_f10_twice_ends_the_program(running):
    async with running() as hands:
        await hands.wait_for("F10 Menu")
        hands.press("f1")
        await hands.wait_for("After five wrong tries")
        hands.press("f1", "escape")
        await hands.wait_for_screen(SignInScreen)
        hands.press("f10")
        await hands.wait_for("F10 Quit")
        hands.press("f10")
        await hands.wait_for(lambda: not hands.app.is_running)


async def test_a_note_for_one_person_is_not_left_for_the_next(at_work):
    async with at_work() as hands:
        hands.app.notify("for Neema alone", timeout=60)
        await hands.rest()
        hands.app.sign_out()
        await hands.wait_for_screen(SignInScreen)
        await hands.wait_for(lambda: list(hands.app._notifications) == [])
