"""The administrator looks something up in the audit log."""

import apsw
import pytest
from peewee import fn

from db.audit import AuditEntry
from db.people import User
from screens.admin.audit_entry import EntryScreen
from screens.admin.audit_log import AuditFilter, AuditLogScreen
from tests.hostile import HOSTILE, is_harmless
from wema_tui.services.audit.chain_end import new_request_id, open_trail


@pytest.fixture(autouse=True)
def own_passwords(clinic):
    """Nobody has to choose one first."""
    with clinic.store.write():
        User.update(must_change_password=False).execute()


@pytest.fixture
def note(clinic):
    """Write an entry of the console: `note("user.change", {...})`."""

    def write(action="user.change", body=None, subject="user:1"):
        with clinic.store.write():
            return open_trail(clinic.console()).append(
                action,
                subject,
                body or {},
                request_id=new_request_id(),
                now=clinic.clock.now(),
            )

    return write


async def open_log(hands):
    hands.type(":audit\r")
    await hands.wait_for_screen(AuditLogScreen)
    await hands.wait_for("1 to ")


def row_of(hands, text):
    return next((row for row in hands.text().splitlines() if text in row), "")


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_the_newest_entry_is_first_and_enter_opens_it(at_work, clinic, size):
    async with at_work("ADM001", size=size) as hands:
        await open_log(hands)
        with clinic.store.read():
            newest = AuditEntry.select(fn.MAX(AuditEntry.seq)).scalar()
        assert "worked from the command" in row_of(hands, "> ")
        hands.press("enter")
        await hands.wait_for(f"Entry {newest}: session.command_line")
        await hands.wait_for("ADM001 Administrator ADMIN")


async def test_what_somebody_did_is_found_by_the_name(at_work):
    async with at_work("ADM001") as hands:
        await open_log(hands)
        hands.type("msuya")
        await hands.wait_for("1 to 5 of 5")
        assert "SYSTEM" not in hands.text()
        hands.type("xx")
        await hands.wait_for("Nothing fits.")


async def test_the_filter_says_every_mistake_and_then_shows_what_fits(at_work, note):
    note("user.close", {"patient": "P-7"})
    async with at_work("ADM001") as hands:
        await open_log(hands)
        hands.press("f4")
        await hands.wait_for_screen(AuditFilter)
        hands.type("\t\tuser.\t32/13\tnever\r")
        await hands.wait_for("32/13 is no day.")
        await hands.wait_for("never is no day.")
        hands.press("ctrl+u")
        hands.type("today\t")
        await hands.wait_for(lambda: hands.app.screen.focused.id == "until")
        hands.press("ctrl+u")
        hands.type("1/1/2020\r")
        await hands.wait_for("This day is before the first one.")
        hands.press("ctrl+u", "f2")
        await hands.wait_for_screen(AuditLogScreen)
        await hands.wait_for("1 to 1 of 1 · user.... · ")
        assert "closed an account" in row_of(hands, "> ")
        hands.press("f4")
        await hands.wait_for_screen(AuditFilter)
        await hands.wait_for("user.")  # what is in force
        hands.press("escape")
        await hands.wait_for_screen(AuditLogScreen)
        await hands.wait_for("1 to 1 of 1")


async def test_before_and_after_stand_side_by_side_and_a_sign_marks_changes(
    at_work, note
):
    note(
        body={
            "before": {"phone": "0712", "role": "NURSE"},
            "after": {"phone": "0713", "role": "NURSE"},
            "reason": "a new telephone",
        }
    )
    async with at_work("ADM001") as hands:
        await open_log(hands)
        hands.press("down", "enter")
        await hands.wait_for("a new telephone")
        await hands.wait_for("0712")
        assert row_of(hands, "0712").split() == ["*", "phone", "0712", "0713"]
        assert row_of(hands, "NURSE").split() == ["role", "NURSE", "NURSE"]


async def test_n_and_p_go_through_the_list_that_was_asked_for(at_work, note):
    older = note("user.close")
    note("draft.drop")
    newer = note("user.close")
    async with at_work("ADM001") as hands:
        await open_log(hands)
        hands.press("f4")
        await hands.wait_for_screen(AuditFilter)
        hands.type("\t\tuser.close")
        hands.press("f2")
        await hands.wait_for("1 to 2 of 2")
        hands.press("enter")
        await hands.wait_for(f"Entry {newer}:")
        hands.press("n")
        await hands.wait_for(f"Entry {older}:")
        await hands.rest()
        hands.press("n")
        await hands.wait_for("The list ends here.")
        await hands.rest()
        hands.press("p")
        await hands.wait_for(f"Entry {newer}:")


async def test_a_long_value_is_shown_to_its_end(at_work, note):
    note(body={"reason": "word " * 60 + "x" * 200 + " the end"})
    async with at_work("ADM001") as hands:
        await open_log(hands)
        hands.press("down", "enter")
        await hands.wait_for_screen(EntryScreen)
        await hands.wait_for("the end")


async def test_nothing_that_somebody_wrote_into_an_entry_drives_the_screen(
    at_work, note, config
):
    told = dict.fromkeys(("before", "after"), HOSTILE) | {"[red]x": "[/][@click=a]b"}
    note(body=told)
    path = config.database.removeprefix("sqlite:///")
    connection = apsw.Connection(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    hostile = "[/][red]" + "".join(HOSTILE.values())
    connection.execute("UPDATE users SET full_name = ?", (hostile,))
    connection.close()
    async with at_work("ADM001", size=(132, 43)) as hands:
        await open_log(hands)
        assert is_harmless(hands.text())
        hands.press("down", "enter")
        await hands.wait_for("Asha␛[2JJuma")
        assert is_harmless(hands.text())
        hands.press("end")
        await hands.wait_for("[red]x")
        await hands.wait_for("[/][@click=a]b")
        assert is_harmless(hands.text())


async def test_whoever_may_not_see_the_log_finds_no_way_to_it(at_work):
    async with at_work("NUR001") as hands:
        hands.type(":audit\r")
        await hands.wait_for("audit")
        await hands.settle()
        assert not isinstance(hands.app.screen, AuditLogScreen)


async def test_the_number_of_a_medicine_is_not_cut_off(at_work, note):
    note("stock.dispense", {}, "medication:123")
    async with at_work("ADM001") as hands:
        await open_log(hands)
        assert row_of(hands, "medication:").endswith("medication:123")
