import pytest

from db.errors import OutcomeUnknown
from wema_tui.services.clinic.founding import ClinicPlan, found_clinic
from wema_tui.services.trouble import DatabaseTrouble

PLAN = ClinicPlan("Zahanati ya Mtoni")


def test_a_founding_that_failed_leaves_no_key_of_nobody(empty_store, tmp_path):
    def fail(session, trail):
        raise KeyError("in the midst of it")

    with pytest.raises(KeyError):
        found_clinic(empty_store, PLAN, tmp_path / "k", fail)
    assert list((tmp_path / "k").iterdir()) == []
    found_clinic(empty_store, PLAN, tmp_path / "k")
    assert len(list((tmp_path / "k").iterdir())) == 1


def test_a_clinic_that_may_have_been_founded_keeps_its_key(
    empty_store, tmp_path, monkeypatch
):
    def commit_and_lose_the_answer():
        real()
        raise OutcomeUnknown("nobody said so")

    real = empty_store._commit
    monkeypatch.setattr(empty_store, "_commit", commit_and_lose_the_answer)
    with pytest.raises(DatabaseTrouble) as caught:
        found_clinic(empty_store, PLAN, tmp_path / "k")
    assert caught.value.may_be_written
    assert len(list((tmp_path / "k").iterdir())) == 1
