"""Many desks register patients: no number is given twice, and nobody gets two."""

from pathlib import Path

from tests.conftest import opened
from tests.truth import lies, rows_of
from wema_tui.services.clinic.opening import open_clinic

DESKS, EACH = 5, 4


def test_no_two_patients_get_one_number_and_nobody_gets_two(
    nursery, address, keys, tmp_path
):
    logs = [tmp_path / f"{n}.log" for n in range(DESKS)]
    children = [
        nursery.start("desk", address, keys, log, n, EACH) for n, log in enumerate(logs)
    ]
    assert [nursery.wait(child) for child in children] == [0] * DESKS
    told = sorted(int(line) for log in logs for line in log.read_text().split())
    count = DESKS * EACH + EACH  # each desk's own, and those who came to all
    assert told == list(range(1001, 1001 + count))
    with opened(address) as store:
        with store.read():
            names = [row["full_name"] for row in rows_of(store, "patients")]
        assert len(set(names)) == count
        assert lies(store, open_clinic(store, Path(keys)).key) == []
