"""Many processes register doctors: no employee ID is given out twice."""

from tests.conftest import opened
from tests.truth import rows_of

PROCESSES, EACH = 6, 4


def test_no_two_people_ever_get_the_same_employee_id(nursery, address, keys, tmp_path):
    logs = [tmp_path / f"{n}.log" for n in range(PROCESSES)]
    children = [
        nursery.start("registrar", address, keys, log, n, EACH)
        for n, log in enumerate(logs)
    ]
    assert [nursery.wait(child) for child in children] == [0] * PROCESSES
    told = sorted(line for log in logs for line in log.read_text().split())
    assert told == [f"DOC{n:03d}" for n in range(2, 2 + PROCESSES * EACH)]
    with opened(address) as store, store.read():
        rows = rows_of(store, "users")
    assert sorted(r["employee_id"] for r in rows if r["role"] == "DOCTOR")[1:] == told
