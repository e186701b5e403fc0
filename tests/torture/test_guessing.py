"""Processes that guess a reset code at the same moment: five tries are five."""

import pytest

from db.people import User
from tests.conftest import opened
from tests.torture.places import enter
from tests.truth import lies, rows_of
from wema_tui.services.auth.resetting import issue_code

NEW = "kiti cha mbao nyekundu"


@pytest.fixture
def code(address, keys):
    admin = enter(address, keys, "ADM002")
    with admin.store.write():
        User.update(email="asha@example.org", phone="0712345678").where(
            User.employee_id == "PHA001"
        ).execute()
        user_id = User.get(User.employee_id == "PHA001").id
    made = issue_code(admin, user_id, request_id="issued")
    admin.store.release()
    return made


@pytest.fixture
def outcomes(nursery, address, keys, tmp_path):
    """Let one process a guess begin, all at once; return what came of them, sorted."""

    def at_once(*guesses):
        log = tmp_path / "outcomes"
        log.write_text("")
        children = [
            nursery.start("guesser", address, keys, login, code, NEW, log)
            for login, code in guesses
        ]
        assert [nursery.wait(child) for child in children] == [0] * len(children)
        return sorted(log.read_text().split())

    return at_once


def test_twelve_guesses_under_three_names_are_five_tries(address, keys, code, outcomes):
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    names = ("PHA001", "asha@example.org", "0712345678")
    assert outcomes(*[(names[n % 3], wrong) for n in range(12)]) == (
        ["reset.refused"] * 12
    )
    with opened(address) as store, store.read():
        assert [row["tries"] for row in rows_of(store, "reset_codes")] == [5]
    assert outcomes(("PHA001", code)) == ["reset.refused"]
    with opened(address) as store:
        assert lies(store, enter(address, keys).key) == []


def test_one_right_code_counts_once_for_all_who_have_it(code, outcomes):
    assert outcomes(*[("PHA001", code)] * 4) == ["reset"] + ["reset.refused"] * 3
