"""Patients found by what people remember of them."""

import pytest

from tests.patients import registered
from wema_tui.services.patients.finding import find_patients


def names(page):
    return [row.full_name for row in page.rows]


@pytest.fixture
def mwajuma(receptionist):
    registered(receptionist, "Yusufu Kweka", phone="0754 999 888", born="1950")
    return registered(receptionist, "Mwajuma Öztürk Ng'ombe", phone="0712 345 678")


@pytest.mark.parametrize(
    "text",
    [
        "mwajuma",
        "ng'ombe MWAJUMA",
        "ngombe",
        "ozturk",
        "öztürk mw",
        "m n o",
        "juma",
        "mwajma",
        "muajuma",
        "mwajjuma ngonbe",
        "ombe tur",
        "0712 345 678",
        "+255 712 345678",
        "0712",
        "5678",
        "345",
        "mwajuma 678",
        "mwajuma 1990",
        "1990 ngombe",
        "{id}",
        "w{id}",
        "p{number}",
        "{number}",
        "p {number}",
        "p100",
    ],
)
def test_a_patient_is_found_by_any_part_in_any_order(receptionist, mwajuma, text):
    text = text.format(id=mwajuma.medical_id.lower(), number=mwajuma.number)
    assert "Mwajuma Öztürk Ng'ombe" in names(find_patients(receptionist, text))


@pytest.mark.parametrize(
    "text", ["zzz", "mwajuma kweka", "mwajuma 1950", "777", "?", "\x00", "%", "_", "-"]
)
def test_what_nobody_is_called_finds_nobody(receptionist, mwajuma, text):
    assert names(find_patients(receptionist, text)) == []
