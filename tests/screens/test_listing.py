"""A list of ten thousand, a page at a time: every key, and answers that come late."""

import contextlib
import threading
import uuid

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from db.people import User
from screens.admin import users
from screens.admin.dashboard import DashboardScreen
from screens.admin.user_page import UserScreen
from screens.admin.users import UserFilter, UsersScreen
from screens.widgets.lists import ListBox
from tests import little_clinic
from tests.clinics import MORNING
from tests.engines import chosen_engines
from tests.screens.test_menu import told
from tests.screens.test_sign_in import change
from wema_tui.errors import WemaError
from wema_tui.text import folded

MANY = 10_000
WIDE = "王小明 e\u0301 نور"


def people(count):
    """Nurses NUR1001, NUR1002, ...: behind the five others of the little clinic."""
    for number in range(1001, 1001 + count):
        name = f"{WIDE} {number}" if number % 10 == 3 else f"Amina Juma {number}"
        yield {
            "employee_id": f"NUR{number}",
            "full_name": name,
            "name_key": folded(name),
            "role": "NURSE",
            "phone": f"+25571200{number:05d}",
            "password_hash": "nobody",
            "must_change_password": False,
            "state": "closed" if number % 100 == 0 else "active",
            "preferences": "{}",
            "created_at": MORNING,
        }


def add_people(clinic, count):
    with clinic.store.write():
        rows = list(people(count))
        for start in range(0, count, 500):
            User.insert_many(rows[start : start + 500]).execute()


@pytest.fixture
def config(request, clinic_template, tmp_path):
    """Settings for a clinic in a file; on a server where a test says so."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return little_clinic.copied(clinic_template, tmp_path / "clinic")
    server = request.getfixturevalue("postgres_server")
    url = server.create(f"screens_{uuid.uuid4().hex[:12]}")
    little_clinic.found(url, tmp_path / "keys")
    return little_clinic.config(tmp_path, database=url)


@pytest.fixture
def listing(at_work, clinic):
    """Open the list of people: `async with listing(100) as hands`."""

    @contextlib.asynccontextmanager
    async def run(count, **options):
        add_people(clinic, count)
        change(clinic, "ADM001", must_change_password=False)
        async with at_work("ADM001", **options) as hands:
            await hands.wait_for_screen(DashboardScreen)
            hands.press("colon")
            hands.type("users\r")
            await hands.wait_for_screen(UsersScreen)
            await hands.wait_for("1 to ")
            yield hands

    return run


def in_order(clinic):
    """Every ID in the order of the list: by name."""
    with clinic.store.read():
        people = User.select().order_by(User.name_key, User.id)
        return [person.employee_id for person in people]


def rows(hands):
    """The IDs that are shown, in order."""
    lines = (line.replace(">", " ").split() for line in hands.text().splitlines())
    return [
        words[0] for words in lines if words and words[0][:3].isupper() and
        words[0][3:].isdecimal()
    ]  # fmt: skip


def picked(hands):
    """The ID that the sign stands at."""
    lines = (line.split() for line in hands.text().splitlines())
    return next((words[1] for words in lines if words[:1] == [">"]), None)


async def at(hands, employee_id):
    await hands.wait_for(lambda: picked(hands) == employee_id, what=employee_id)


@pytest.mark.parametrize("config", chosen_engines(), indirect=True)
async def test_ten_thousand_people_are_leafed_through_with_every_key(listing, clinic):
    async with listing(MANY) as hands:
        everybody = in_order(clinic)
        await hands.wait_for("1 to 17 of 10008")
        assert rows(hands) == everybody[:17]
        assert picked(hands) == everybody[0]
        hands.press(*["down"] * 16)
        await at(hands, everybody[16])
        hands.press("down")  # past the end of the page
        await hands.wait_for("18 to 34 of")
        assert rows(hands) == everybody[17:34]
        assert picked(hands) == everybody[17]
        hands.press("up")
        await at(hands, everybody[16])
        hands.press("pagedown")
        await at(hands, everybody[33])
        hands.press("pageup")
        await at(hands, everybody[16])
        hands.press("end")
        await at(hands, everybody[-1])
        await hands.wait_for("to 10008 of 10008")
        hands.press("down", "pagedown", "end", "up")  # there is nothing behind it
        await at(hands, everybody[-2])
        hands.press("home")
        await at(hands, everybody[0])
        hands.press("up", "pageup", "down")
        await at(hands, everybody[1])


async def test_keys_that_come_while_a_page_is_on_its_way_are_for_that_page(
    listing, clinic
):
    async with listing(100) as hands:
        hands.press(*["pagedown"] * 3, *["down"] * 2, "up", "pageup")
        await at(hands, in_order(clinic)[17 * 2 + 1])
        hands.type("juma 1040")
        hands.press("enter")
        await hands.wait_for_screen(UserScreen)
        await hands.wait_for("NUR1040 Amina Juma 1040")
        hands.press("escape", "backspace", "2")
        await at(hands, "NUR1042")


async def test_a_late_answer_to_what_was_typed_before_is_dropped(listing, monkeypatch):
    find, asked, go_on = users.find_users, [], threading.Event()

    def slow(session, text, **options):
        asked.append(text)
        if text == "n":
            go_on.wait(10)
        return find(session, text, **options)

    async with listing(50) as hands:
        monkeypatch.setattr(users, "find_users", slow)
        hands.type("n")
        await hands.wait_for(lambda: asked == ["n"])
        hands.type("eema")
        await hands.wait_for("|neema")
        go_on.set()
        await at(hands, "PHA001")
        assert rows(hands) == ["PHA001"]
        assert asked == ["n", "neema"]  # nobody waits for what is between


async def test_what_is_not_found_is_told_with_what_to_do(listing):
    async with listing(5) as hands:
        hands.type("zebra")
        await hands.wait_for("|zebra Nothing matches. Type less, or another word.")
        assert rows(hands) == []
        hands.press("down", "end", "pagedown", "enter")  # there is nothing to open
        hands.press(*["backspace"] * 5)
        await at(hands, "ADM001")


async def test_a_failure_is_told_and_the_list_goes_on(listing, clinic, monkeypatch):
    find = users.find_users

    def fail(*_arguments, **_options):
        raise WemaError("The database is busy.", hint="Try again.")

    async with listing(50) as hands:
        monkeypatch.setattr(users, "find_users", fail)
        hands.press("pagedown", "down", "down")
        await hands.wait_for(lambda: "Try again." in told(hands), what="to be told")
        monkeypatch.setattr(users, "find_users", find)
        hands.press("end")
        await at(hands, in_order(clinic)[-1])


async def test_only_what_the_filter_lets_through_is_listed_until_it_is_emptied(
    listing,
):
    async with listing(300) as hands:
        hands.press("f4")
        await hands.wait_for_screen(UserFilter)
        await hands.type_slowly("nur\rclo\r")
        await hands.wait_for("1 to 3 of 3 · only: Nurse closed")
        assert rows(hands) == ["NUR1100", "NUR1200", "NUR1300"]
        hands.type("juma 1200")
        await hands.wait_for("1 to 1 of 1 · only: Nurse closed")
        hands.press("f4")
        await hands.wait_for_screen(UserFilter)
        hands.press("up", "tab", "ctrl+u", "f2")
        await hands.wait_for(
            "Nothing matches. Type less, or another word. · only: Doctor"
        )
        hands.press("f4", "ctrl+u", "f2")
        await hands.wait_for("1 to 1 of 1")
        assert "only:" not in hands.text()


async def test_another_size_shows_the_same_person_on_a_page_of_that_size(
    listing, clinic
):
    async with listing(100) as hands:
        hands.press("pagedown", "down", "down")
        await at(hands, in_order(clinic)[19])
        for columns, height, room in ((132, 43, 36), (60, 12, 5), (80, 24, 17)):
            await Pilot(hands.app).resize_terminal(columns, height)
            await hands.wait_for(lambda room=room: len(rows(hands)) == room)
            await at(hands, in_order(clinic)[19])


@pytest.mark.parametrize("size", [(80, 24), (132, 43), (50, 15)])
async def test_names_of_every_width_leave_the_columns_where_they_are(listing, size):
    async with listing(30, size=size) as hands:
        hands.type("100")
        hands.press("end")
        await at(hands, "NUR1003")
        starts = set()
        for strip in hands.app.screen._compositor.render_strips():
            _before, found, rest = strip.text.partition("Nurse")
            if found:
                starts.add(strip.cell_length - cell_len(found + rest))
        assert len(starts) == 1


async def test_the_list_takes_the_place_of_no_key_that_edits(listing):
    async with listing(20) as hands:
        hands.type("juma1")
        hands.press("left")
        hands.type(" ")
        await at(hands, "NUR1001")
        assert hands.app.screen.query_one("#find").value == "juma 1"
        assert not hands.app.screen.query_one(ListBox).can_focus
