"""Emergency access on the screens: opened, seen on the home, ended, reviewed."""

import pytest

from db.access import EmergencyAccess
from screens.at_home import Home
from screens.emergency.opening import EmergencyForm, OpenedScreen
from screens.emergency.reviews import ReviewForm, ReviewsScreen
from tests.patients import registered
from tests.truth import rows_of
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.emergency.opening import end_emergency, open_emergency

SIZES = pytest.mark.parametrize("size", [(80, 24), (132, 43)])


def waiting(clinic):
    with clinic.store.read():
        found = rows_of(clinic.store, "emergency_accesses")
    return sum(row["reviewed_at"] is None for row in found)


async def go(hands, line, screen):
    await hands.wait_for_screen(Home)
    hands.press("f10")
    await hands.wait_for("Menu: type")
    hands.type(f":{line}\r")
    await hands.wait_for_screen(screen)


@pytest.fixture(autouse=True)
def somebody(clinic):
    """P1001U."""
    registered(resume(clinic.door("desk"), "REC001"))


@pytest.fixture
def ended(clinic):
    """A nurse had a record open, and has ended it."""
    nurse = resume(clinic.door("ward"), "NUR001")
    grant = open_emergency(
        nurse,
        patient="P1001U",
        kind="no_colleague",
        reason="[red]the doctor[/] was away",
        request_id="open-1",
    )
    end_emergency(nurse, grant.id, request_id="end-1")
    return grant


@SIZES
async def test_a_doctor_opens_a_record_sees_it_on_the_home_and_ends_it(
    at_work, clinic, size
):
    async with at_work("DOC001", size=size) as hands:
        await go(hands, "emergency", EmergencyForm)
        hands.press("f2")
        await hands.wait_for("Patient's number is empty.")
        assert "The reason says too little." in hands.words()
        assert waiting(clinic) == 0
        await hands.type_slowly("p1001x\t1\tunconscious at the door")
        hands.press("f2")
        await hands.wait_for("p1001x is mistyped: its last character")
        hands.press("ctrl+u")
        await hands.type_slowly("p1001u")
        hands.press("f2")
        await hands.wait_for("EMERGENCY ACCESS P1001U Asha Juma: ends in")
        await go(hands, "opened", OpenedScreen)
        await hands.wait_for("danger to life: uncon")
        hands.press("enter")
        await hands.wait_for("End the emergency access to P1001U Asha Juma?")
        hands.press("f2")
        await hands.wait_for("You have no record open.")
        hands.press("escape")
        await hands.wait_for_screen(Home)
        await hands.wait_for(lambda: "EMERGENCY" not in hands.text())


async def test_the_same_patient_twice_is_refused_beside_the_number(at_work):
    async with at_work("DOC001") as hands:
        for _ in range(2):
            await go(hands, "emergency", EmergencyForm)
            await hands.type_slowly("P1001U\t1\tunconscious at the door")
            hands.press("f2")
        await hands.wait_for("You have opened this record already, until")


@SIZES
async def test_a_review_shows_what_was_done_and_says_justified(
    at_work, clinic, ended, size
):
    async with at_work("DOC001", size=size) as hands:
        await go(hands, "reviews", ReviewsScreen)
        await hands.wait_for("NUR001 Rehema Said")
        hands.press("enter")
        await hands.wait_for("ended an emergency access")
        assert "opened a record in an emergency" in hands.text()
        assert "[red]the doctor[/] was away" in hands.text()
        hands.press("enter")  # says nothing
        await hands.settle()
        assert waiting(clinic) == 1
        hands.press("f2")
        await hands.wait_for("Nothing waits for a review.")
        assert waiting(clinic) == 0


async def test_not_justified_asks_for_a_note(at_work, clinic, ended):
    async with at_work("DOC001") as hands:
        await go(hands, "reviews", ReviewsScreen)
        await hands.wait_for("NUR001")
        hands.press("enter")
        await hands.wait_for_screen(ReviewForm)
        hands.press("f7")
        await hands.wait_for("Nothing says why it was not justified.")
        await hands.type_slowly("a neighbour")
        hands.press("f7")
        await hands.wait_for("Nothing waits for a review.")
    with clinic.store.read():
        row = EmergencyAccess.get_by_id(ended.id)
    assert (row.verdict, row.review_note) == ("not_justified", "a neighbour")


async def test_nobody_reviews_their_own_on_the_screen_either(at_work, clinic):
    doctor = resume(clinic.door("ward"), "DOC001")
    grant = open_emergency(
        doctor,
        patient="P1001U",
        kind="other",
        reason="no reason at all",
        request_id="o1",
    )
    end_emergency(doctor, grant.id, request_id="e1")
    async with at_work("DOC001") as hands:
        await go(hands, "reviews", ReviewsScreen)
        await hands.wait_for("YOURS")
        hands.press("enter")
        await hands.wait_for_screen(ReviewForm)
        hands.press("f2")
        await hands.wait_for("This is your own emergency access.")
