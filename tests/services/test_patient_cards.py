import json

import pytest

from tests.patients import registered
from tests.truth import lies, rows_of
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.patients.cards import make_card, require_patients
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.rows import UnknownPatient


def entries(store):
    with store.read():
        return [
            (entry["action"], entry["subject"], json.loads(entry["body"]))
            for entry in rows_of(store, "audit_entries")
            if entry["action"] == "patient.card"
        ]


def test_who_made_a_card_for_whom_is_in_the_log(store, receptionist):
    row = registered(receptionist, "Asha Juma")
    request = new_request_id()
    card = make_card(receptionist, row.number, request_id=request)
    assert make_card(receptionist, row.number, request_id=request) == card
    assert (card.label, card.medical_id) == ("WP0001001U", row.medical_id)
    assert (card.clinic, card.full_name) == ("Test Clinic", "Asha Juma")
    assert card.born == row.born
    assert entries(store) == [("patient.card", "patient:1001", {})]
    assert lies(store, receptionist.key) == []


def test_the_card_of_a_merged_record_is_that_of_the_one_in_force(store, receptionist):
    old, new = registered(receptionist), registered(receptionist, "Neema", phone="")
    merge_patients(
        receptionist,
        old.number,
        new.number,
        reason="Same person",
        request_id=new_request_id(),
    )
    card = make_card(receptionist, old.number, request_id=new_request_id())
    assert card.medical_id == new.medical_id
    assert [subject for _action, subject, _body in entries(store)] == [new.subject]


def test_nobody_has_no_card(store, receptionist):
    with pytest.raises(UnknownPatient):
        make_card(receptionist, 4711, request_id=new_request_id())
    with pytest.raises(UnknownPatient):
        require_patients(receptionist, [4711])
    assert entries(store) == []
