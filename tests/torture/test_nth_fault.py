"""Let each statement of each act fail in its turn: all of it is there, or nothing."""

import itertools
import shutil

import pytest

from tests.conftest import opened
from tests.torture.acts import ACTS, moved
from tests.torture.faults import Fault, faulty
from tests.torture.places import enter, furnish
from tests.truth import lies
from wema_tui.services.trouble import DatabaseTrouble

MOST = 60  # statements in one act; more and something goes round in circles


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, templates):
    """A clinic ready for each act, made once: name -> folder to copy."""
    folders = {}

    def folder(name):
        if name not in folders:
            made = folders[name] = tmp_path_factory.mktemp(f"before-{name}")
            shutil.copy(templates("sqlite") / "wema.db", made)
            shutil.copytree(templates("sqlite") / "keys", made / "keys")
            ACTS[name].prepare(furnish(made / "wema.db", made / "keys", packs=5))
        return folders[name]

    return folder


@pytest.fixture
def scene(prepared, scratch):
    """Set the scene of an act anew: returns address and keys."""

    def scene(name):
        for old in scratch.glob("wema.db*"):
            old.unlink()
        shutil.copy(prepared(name) / "wema.db", scratch)
        return scratch / "wema.db", prepared(name) / "keys"

    return scene


def check_after(name, address, keys, *, is_acked):
    """All or nothing, nothing that was acknowledged is missing; then it is repeated."""
    act = ACTS[name]
    with opened(address) as store:
        session = enter(address, keys)
        done = moved(store)
        assert done in ((), act.moves)
        if is_acked:
            assert done == act.moves
        assert lies(store, session.key) == []
        act.do(session)
        assert moved(store) == act.moves
        assert lies(store, session.key) == []


@pytest.mark.parametrize(
    ("kind", "for_ever"),
    [("busy", False), ("io", False), ("io", True), ("full", True)],
)
@pytest.mark.parametrize("name", ACTS)
def test_a_disk_that_fails_at_any_statement_leaves_all_or_nothing(
    scene, name, kind, for_ever
):
    for at in itertools.count(1):
        assert at < MOST
        address, keys = scene(name)
        fault = Fault(at, kind, for_ever=for_ever)
        is_acked = True
        with faulty(fault):
            session = enter(address, keys)
            fault.is_armed = True
            try:
                ACTS[name].do(session)
            except DatabaseTrouble:
                is_acked = False
        check_after(name, address, keys, is_acked=is_acked)
        if not fault.was_reached:
            assert is_acked
            assert at > 3  # the faults did strike
            return


@pytest.mark.parametrize("kind", ["death", "death after"])
@pytest.mark.parametrize("name", ACTS)
def test_a_process_that_dies_at_any_statement_leaves_all_or_nothing(
    scene, nursery, name, kind
):
    for at in itertools.count(1):
        assert at < MOST
        address, keys = scene(name)
        code = nursery.run("acts", name, address, keys, at, kind)
        assert code in (0, 9)
        check_after(name, address, keys, is_acked=code == 0)
        if code == 0:
            assert at > 3
            return
