import contextlib
import threading
from pathlib import Path

import pytest

from db.errors import StoreError, Trouble
from db.store import open_store
from tests.at_once import at_once
from tests.clinics import STAFF
from tests.conftest import opened
from tests.db.others import child


def name_everybody(store, name):
    store.execute(f"UPDATE users SET full_name = '{name}'")


def names(store):
    return {name for (name,) in store.execute("SELECT full_name FROM users")}


def names_now(store):
    with store.read():
        return names(store)


@pytest.fixture
def other(address):
    """Somebody else with the same database."""
    with opened(address) as other:
        yield other


@pytest.fixture
def brief(address):
    """A store that gives up waiting at once, and holds no connection."""
    with opened(address, timeout=0.2) as brief:
        yield brief


def test_a_read_sees_one_state_whatever_others_write_meanwhile(store, other):
    with store.read():
        before = names(store)
        with other.write():
            name_everybody(other, "New Name")
        assert names_now(other) == {"New Name"}
        assert names(store) == before
    assert names_now(store) == {"New Name"}


@pytest.mark.parametrize(
    "error", [ValueError, KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit]
)
def test_whatever_ends_a_write_early_leaves_nothing_of_it(store, other, error):
    before = names_now(store)
    with pytest.raises(error), store.write():
        name_everybody(store, "Half Done")
        raise error
    assert names_now(store) == before
    with other.write():  # and nobody waits for a lock that was left behind
        name_everybody(other, "New Name")
    with store.write():
        assert names(store) == {"New Name"}


def test_a_write_inside_a_write_is_a_mistake_and_saves_neither(store):
    before = names_now(store)
    with pytest.raises(ValueError, match="inside another"), store.write():
        name_everybody(store, "Outer")
        with store.write():
            name_everybody(store, "Inner")
    assert names_now(store) == before


def test_a_write_inside_a_read_is_a_mistake(store):
    with pytest.raises(ValueError, match="inside another"), store.read(), store.write():
        pass


def test_a_read_inside_a_write_sees_what_was_written(store):
    with store.write():
        name_everybody(store, "New Name")
        with store.read():
            assert names(store) == {"New Name"}
        assert names(store) == {"New Name"}


def test_what_a_read_writes_is_not_lost_in_silence(store):
    before = names_now(store)
    with pytest.raises((ValueError, StoreError)), store.read():
        name_everybody(store, "Lost")
    assert names_now(store) == before


def test_an_error_that_was_swallowed_inside_a_write_is_not_taken_for_success(store):
    # PostgreSQL gives such a transaction up, and answers COMMIT with ROLLBACK.
    from peewee import PeeweeException

    before = names_now(store)
    try:
        with store.write():
            name_everybody(store, "New Name")
            with pytest.raises(PeeweeException):
                store.execute("INSERT INTO clinic (id) VALUES (2)")
        is_done = True
    except StoreError:
        is_done = False
    assert names_now(store) == ({"New Name"} if is_done else before)
    assert is_done == (store.dialect.engine == "sqlite")


# -- connections -----------------------------------------------------------


def test_a_connection_is_closed_at_the_end_of_each_block(brief):
    with brief.read():
        assert not brief.database.is_closed()
    assert brief.database.is_closed()
    with brief.write():
        pass
    assert brief.database.is_closed()
    with pytest.raises(ZeroDivisionError), brief.write():
        raise ZeroDivisionError
    assert brief.database.is_closed()


def test_closed_means_that_no_file_is_left_open(sqlite_address):
    with opened(sqlite_address) as store:
        with store.write():
            name_everybody(store, "New Name")
        assert files_open_at(store.path) == []
        store.hold()
        with store.read():
            pass
        assert files_open_at(store.path) != []
        store.release()
        assert files_open_at(store.path) == []


def files_open_at(path):
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists them
            found.append(str(link.readlink()))
    return [target for target in found if target.startswith(str(path))]


def test_a_held_connection_is_the_same_one_until_it_is_released(brief):
    brief.hold()
    with brief.read():
        first = brief.database.connection()
    with brief.write():
        assert brief.database.connection() is first
    brief.release()
    assert brief.database.is_closed()


def test_each_thread_has_a_connection_of_its_own(store):
    with store.read():
        mine, theirs = store.database.connection(), []

        def look():
            with store.read():
                theirs.append(store.database.connection())

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert theirs
    assert theirs[0] is not mine


def test_a_query_outside_a_block_is_a_mistake(brief):
    from peewee import InterfaceError

    with pytest.raises(InterfaceError):
        brief.execute("SELECT 1")
    assert brief.database.is_closed()


# -- who waits for whom ----------------------------------------------------


def test_a_database_that_another_program_writes_is_busy_not_a_crash(brief, address):
    before = names_now(brief)
    with child("hold_lock", address) as holder:
        with pytest.raises(StoreError) as caught, brief.write():
            raise AssertionError("two writers at once")
        assert caught.value.trouble is Trouble.BUSY
        assert brief.database.is_closed()
        assert names_now(brief) == before  # reading goes on
        holder.finish()
    with brief.write():
        name_everybody(brief, "New Name")
    assert names_now(brief) == {"New Name"}


def test_a_writer_that_takes_too_long_makes_the_next_one_busy(brief, address):
    with child("hold_write", address) as holder:
        for _ in range(2):
            with pytest.raises(StoreError) as caught, brief.write():
                raise AssertionError("two writers at once")
            assert caught.value.trouble is Trouble.BUSY
        holder.finish()
    with brief.write():
        pass


def test_a_held_connection_writes_again_after_it_was_busy(brief, address):
    brief.hold()
    with child("hold_write", address) as holder:
        with pytest.raises(StoreError), brief.write():
            pass
        holder.finish()
    with brief.write():
        name_everybody(brief, "New Name")
    assert names_now(brief) == {"New Name"}


def test_a_writer_that_was_killed_lets_the_next_one_in(store, address):
    before = names_now(store)
    with child("hold_write", address) as holder:
        holder.kill()
    with store.write():
        assert names(store) == before
        name_everybody(store, "New Name")


def test_writers_never_overlap(store):
    def add_one():
        with store.write():
            ((n,),) = store.execute("SELECT preferences FROM users WHERE id = 1")
            store.execute(f"UPDATE users SET preferences = '{int(n) + 1}' WHERE id = 1")

    with store.write():
        store.execute("UPDATE users SET preferences = '0' WHERE id = 1")

    def add_ten():
        for _ in range(10):
            add_one()

    at_once(*[add_ten] * 8, store=store)
    with store.read():
        ((n,),) = store.execute("SELECT preferences FROM users WHERE id = 1")
    assert int(n) == 80


def test_the_engine_names_itself(store):
    assert store.engine_version().startswith(("SQLite 3.", "PostgreSQL 1"))


def test_a_template_clinic_has_somebody_of_each_role(store):
    with store.read():
        found = {i for (i,) in store.execute("SELECT employee_id FROM users")}
    assert found == {*STAFF.values(), "ADM001", "PHA002"}


def test_opening_makes_no_connection(engine, new_database):
    store = open_store(new_database(engine))
    assert store.database.is_closed()
