"""A log that was torn or damaged: what is left is a beginning, never a mixture."""

import random

import pytest

from tests.conftest import opened
from tests.factories import PACK, movements, scan
from tests.torture.places import furnish
from tests.truth import lies


@pytest.fixture
def crashed(sqlite_address, keys, scratch):
    """Copies of a database and its log in the midst of work; and what was recorded."""
    session = furnish(sqlite_address, keys, packs=50)
    store = session.store
    store.hold()
    for n in range(30):
        scan(session, PACK, loose=1 + n % 3)
    database, log = store.path, store.path.with_name(store.path.name + "-wal")
    copies = scratch / "copy.db", scratch / "copy.db-wal"
    whole = database.read_bytes(), log.read_bytes()
    recorded = movements(store)
    store.release()
    return copies, whole, recorded, session.key


def what_is_left(copies, database, log, key):
    """Open the copies and return the movements in them."""
    for old in copies[0].parent.glob("copy.db*"):
        old.unlink()
    copies[0].write_bytes(database)
    copies[1].write_bytes(log)
    with opened(copies[0]) as store:
        assert lies(store, key) == []
        return movements(store)


def test_a_whole_log_gives_everything_back(crashed):
    copies, (database, log), recorded, key = crashed
    assert len(log) > 100_000
    assert what_is_left(copies, database, log, key) == recorded


def test_a_torn_log_gives_back_a_beginning_and_no_mixture(crashed):
    copies, (database, log), recorded, key = crashed
    chance, found = random.Random(1), set()
    for _ in range(25):
        left = what_is_left(copies, database, log[: chance.randrange(len(log))], key)
        assert left == recorded[: len(left)]
        found.add(len(left))
    assert len(found) > 5


def test_a_flipped_bit_in_the_log_gives_back_a_beginning_and_no_mixture(crashed):
    copies, (database, log), recorded, key = crashed
    chance = random.Random(2)
    for _ in range(25):
        damaged = bytearray(log)
        damaged[chance.randrange(len(log))] ^= 1 << chance.randrange(8)
        left = what_is_left(copies, database, bytes(damaged), key)
        assert left == recorded[: len(left)]


def test_a_copy_without_its_log_is_a_beginning_too(crashed):
    copies, (database, _), recorded, key = crashed
    left = what_is_left(copies, database, b"", key)
    assert left == recorded[: len(left)]
