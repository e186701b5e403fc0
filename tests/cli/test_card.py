"""`wema card` as it is typed."""

import pytest

from tests.patients import registered
from tests.sheets import codes_on
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.opening import open_clinic


@pytest.fixture
def patients(clinic):
    """The medical IDs of three patients."""
    from db.store import open_store

    desk = open_clinic(open_store(clinic.url), clinic.home / "keys").door("desk")
    session = resume(desk, "REC001")
    rows = [
        registered(session, name, phone="") for name in ("Asha", "N'ki <b>", "محمد")
    ]
    return [row.medical_id for row in rows]


def card_acts(clinic):
    return clinic.sql(
        "SELECT subject, role FROM audit_entries WHERE action = 'patient.card'"
    )


def test_a_card_is_a_picture_that_a_scanner_reads(clinic, patients):
    made = clinic.run("card", patients[0])
    assert (made.code, made.err) == (0, "")
    (code,) = codes_on(made.out)
    assert code[-1] == patients[0][-1]
    assert [role for _subject, role in card_acts(clinic)] == ["SYSTEM"]


def test_several_are_a_sheet_in_a_file(clinic, patients, tmp_path):
    path = tmp_path / "cards.svg"
    made = clinic.run("card", *patients, "--output", str(path))
    assert (made.code, made.out) == (0, "")
    assert "3 cards" in made.error
    assert len(codes_on(path.read_text())) == 3


def test_a_label_printer_gets_a_label_for_each(clinic, patients):
    made = clinic.run("card", *patients, "--format", "zpl")
    assert made.out.count("^XA") == 3
    assert made.out.isascii()


def test_one_wrong_id_makes_no_card_at_all(clinic, patients):
    mistyped = patients[0][:-1] + ("A" if patients[0][-1] != "A" else "B")
    for wrong in (mistyped, "P9999J", "Asha", "P\x1b[2J"):
        refused = clinic.run("card", patients[0], wrong)
        assert (refused.code, refused.out) == (1, "")
        assert refused.error
    assert card_acts(clinic) == []


def test_a_file_that_cannot_be_written_is_one_line(clinic, patients):
    refused = clinic.run("card", patients[0], "--output", "/no/such/folder/card.svg")
    assert refused.code == 1
    assert "--output" in refused.error
