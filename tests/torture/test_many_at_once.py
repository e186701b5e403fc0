"""Many processes at one shelf: nothing acknowledged is lost, nothing counted twice."""

import contextlib
import os
import random
import signal
from pathlib import Path

import pytest

from tests.conftest import opened
from tests.torture.places import enter, furnish
from tests.torture.worker import do
from tests.truth import lies, rows_of
from tests.waiting import wait_until

FOR_EVER = 1_000_000


class Crew:
    """Workers at one database, and what they say was acknowledged."""

    def __init__(self, nursery, address, keys, folder):
        self.nursery, self.folder = nursery, folder
        self.address, self.keys = address, keys
        self.processes = {}
        self.people = {}

    def start(self, name, count):
        """Let a further worker begin."""
        self.people[name] = f"PHA00{1 + len(self.processes) % 2}"
        self.processes[name] = self.nursery.start(
            "worker",
            self.address,
            self.keys,
            self.people[name],
            self.log(name),
            name,
            count,
        )

    def log(self, name):
        path = self.folder / f"{name}.log"
        path.touch()
        return path

    def acked(self, name):
        """Return what worker *name* was told: full lines only."""
        lines = self.log(name).read_text().split("\n")[:-1]
        return [line for line in lines if not line.endswith(" short")]

    def tried(self, name):
        """Return how many requests of worker *name* have an answer."""
        return self.log(name).read_text().count("\n")

    def finish(self):
        """Wait for all; fail if one did not end well."""
        codes = {name: self.nursery.wait(p) for name, p in self.processes.items()}
        self.processes.clear()
        assert codes == dict.fromkeys(codes, 0)

    def kill(self):
        """kill -9 all that still run."""
        for process in self.processes.values():
            os.kill(process, signal.SIGKILL)
        for process in self.processes.values():
            self.nursery.wait(process)
        self.processes.clear()


@pytest.fixture
def crew(nursery, address, keys, tmp_path):
    furnish(address, keys, packs=100).store.release()
    crew = Crew(nursery, address, keys, tmp_path)
    yield crew
    crew.kill()


def is_alive(process):
    """Whether *process* runs, or has ended well and nobody has asked yet."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return fields[0] != "Z" or fields[-1] == "0"


def recorded(store):
    """Return the request id of every movement of the workers, in order."""
    with store.read():
        rows = rows_of(store, "stock_movements")
    return [r["request_id"] for r in rows if "-" in r["request_id"]]


def test_eight_at_once_lose_nothing_and_nobody_is_told_to_wait(crew):
    names = [f"w{n}" for n in range(8)]
    for name in names:
        crew.start(name, 40)
    with opened(crew.address) as store:
        key = enter(crew.address, crew.keys).key
        while sum(map(crew.tried, names)) < 8 * 40:
            assert lies(store, key) == []  # not after the fact only: at any moment
            assert all(map(is_alive, crew.processes.values()))
        crew.finish()
        acked = [request for name in names for request in crew.acked(name)]
        assert len(acked) == 8 * 40
        assert sorted(recorded(store)) == sorted(acked)
        assert lies(store, key) == []


def test_the_last_tablets_are_given_once(nursery, address, keys, tmp_path):
    furnish(address, keys, packs=1).store.release()
    crew = Crew(nursery, address, keys, tmp_path)
    names = [f"w{n}" for n in range(4)]
    for name in names:
        crew.start(name, 3)  # each asks for one, two, three: 24 of 10
    crew.finish()
    with opened(address) as store:
        assert lies(store, enter(address, keys).key) == []
        with store.read():
            ((left,),) = store.execute("SELECT on_hand FROM lots")
        given = [request for name in names for request in crew.acked(name)]
        assert sorted(recorded(store)) == sorted(given)
        assert 0 <= left <= 2
        assert any(crew.tried(name) > len(crew.acked(name)) for name in names)


@pytest.mark.parametrize("seed", [1])
def test_killed_again_and_again_nothing_acknowledged_is_lost_or_doubled(crew, seed):
    chance = random.Random(seed)
    acked, unsure = [], []
    with opened(crew.address) as store:
        for turn in range(6):
            names = [f"t{turn}w{n}" for n in range(4)]
            for name in names:
                crew.start(name, FOR_EVER)
            enough = chance.randint(4, 40)
            wait_until(
                lambda names=names, enough=enough: (
                    sum(map(crew.tried, names)) > enough and all(map(crew.tried, names))
                ),
                what="some scans",
            )
            crew.kill()
            session = enter(crew.address, crew.keys)
            assert lies(store, session.key) == []
            there = recorded(store)
            for name in names:
                acked += crew.acked(name)
                unsure.append((name, crew.tried(name)))
            assert len(set(there)) == len(there)
            assert set(acked) <= set(there)
        for name, number in unsure:  # each is asked again by whoever asked
            asker = enter(crew.address, crew.keys, crew.people[name])
            do(asker, name, number)
        there = recorded(store)
        assert len(set(there)) == len(there)
        assert set(there) == set(acked) | {f"{name}-{n}" for name, n in unsure}
        assert lies(store, session.key) == []


def test_a_crew_that_was_killed_leaves_the_door_open(crew):
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(opened(crew.address, timeout=5))
        for name in ("a", "b", "c", "d"):
            crew.start(name, FOR_EVER)
        wait_until(lambda: all(map(crew.tried, "abcd")), what="some scans")
        crew.kill()
        with store.write():
            store.execute("UPDATE users SET preferences = 'touched'")
