"""The nurse's screens: the queue, triage, the record, care."""

import pytest

from db.nurse import Triage, VitalSign
from screens.nurse.home import NurseHome
from screens.nurse.triage import TriageForm
from tests import visits
from tests.patients import registered
from wema_tui.services.auth.sign_in import resume

SIZES = pytest.mark.parametrize("size", [(80, 24), (132, 43)])


@pytest.fixture
def reception(clinic):
    return resume(clinic.door("window 1"), "REC001")


@pytest.fixture
def asha(reception):
    """Asha Juma, who was checked in and waits for triage."""
    row = registered(reception, "Asha Juma", born="12/3/1990")
    visits.came(reception, patient=row.number)
    return row


def rows(clinic, model):
    with clinic.store.read():
        return list(model.select().order_by(model.id))


async def open_triage(hands):
    await hands.wait_for_screen(NurseHome)
    await hands.wait_for("Asha Juma")
    hands.press("enter")
    await hands.wait_for_screen(TriageForm)


@SIZES
async def test_a_patient_is_triaged_from_the_queue_and_leaves_it(
    at_work, clinic, asha, size
):
    async with at_work("NUR001", size=size) as hands:
        await hands.wait_for_screen(NurseHome)
        await hands.wait_for("Triage: 1 waits")
        await open_triage(hands)
        await hands.type_slowly("39,4\t118\t24\t150/95\t93\t52\t160\t\t101\t4\t")
        await hands.wait_for("VERY HIGH (≥ 39.1 °C)")
        await hands.wait_for("BMI 20.3")
        await hands.wait_for("5.6 mmol/L")
        await hands.wait_for("Suggested: Urgent.")
        hands.press("f2")
        await hands.wait_for("Choose one of them.")
        await hands.type_slowly("1\tcough for 3 days")
        hands.press("f2")
        await hands.wait_for_screen(NurseHome)
        await hands.wait_for("Nobody waits here.")
    (row,) = rows(clinic, Triage)
    assert (row.urgency, row.note) == ("emergency", "cough for 3 days")
    assert len(rows(clinic, VitalSign)) == 10
