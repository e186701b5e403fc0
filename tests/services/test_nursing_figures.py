"""What the dashboard says of nursing."""

import pytest

from tests import nursing
from wema_tui.services.clinic.figures.dashboard import dashboard
from wema_tui.services.nurse.care import Care, give_care, take_back
from wema_tui.services.nurse.reading import nursing_record
from wema_tui.services.nurse.triage import set_triage


@pytest.fixture
def nurse(session_of):
    return session_of("NURSE")


def nursing_figures(admin):
    shown = dashboard(admin, lines=5)
    (group,) = [each for each in shown.groups if each.title == "Nursing"]
    return {figure.name: figure.today for figure in group.figures}, shown.alerts


def test_visits_triaged_and_care_given_are_counted(store, nurse, admin):
    visit = nursing.visit(store)
    for nth, urgency in enumerate(("urgent", "routine")):
        set_triage(nurse, visit=visit, urgency=urgency, vitals={}, request_id=f"t{nth}")
    for nth in range(2):
        give_care(
            nurse, visit=visit, care=Care("dressing", "burn"), request_id=f"g{nth}"
        )
    wrong = nursing_record(nurse, 1001).care[0]
    take_back(nurse, wrong.id, reason="twice", request_id="b1")
    figures, alerts = nursing_figures(admin)
    assert figures == {"Visits triaged": 1, "Care given": 1}
    assert not [alert for alert in alerts if "emergenc" in alert.words]


def test_an_emergency_that_nobody_has_called_is_an_alert(store, nurse, admin):
    visit = nursing.visit(store)
    set_triage(nurse, visit=visit, urgency="routine", vitals={}, request_id="t1")
    set_triage(nurse, visit=visit, urgency="emergency", vitals={}, request_id="t2")
    _figures, alerts = nursing_figures(admin)
    (alert,) = [each for each in alerts if "emergency" in each.words]
    assert alert.words == "1 emergency waits and was not called"
