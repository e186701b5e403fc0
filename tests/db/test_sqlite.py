import os
import pwd
import shutil
import signal
import stat
import threading
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from db import sqlite
from db.errors import OutcomeUnknown, StoreError, Trouble
from db.schema import current_version, require_current
from db.sqlite import journal_settings, sqlite_trouble, wal_is_safe
from db.store import SqliteStore, open_store
from db.turnstile import Turnstile
from tests.conftest import opened
from tests.waiting import wait_until


@pytest.fixture
def store(sqlite_address):
    with opened(sqlite_address, timeout=0.2) as store:
        yield store


def trouble_of(call):
    with pytest.raises(StoreError) as caught:
        call()
    return caught.value.trouble


def touch(store):
    with store.write():
        store.execute("UPDATE users SET preferences = 'touched'")


def touched(store):
    with store.read():
        (row,) = store.execute(
            "SELECT count(*) FROM users WHERE preferences = 'touched'"
        )
    return row[0]


# -- the file --------------------------------------------------------------


def test_a_missing_file_is_an_error_never_an_empty_clinic(tmp_path):
    path = tmp_path / "wema.db"
    assert trouble_of(lambda: open_store(path)) is Trouble.MISSING
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_went_away_is_missed_and_not_made_anew(store):
    store.path.unlink()
    assert trouble_of(lambda: touch(store)) is Trouble.MISSING
    assert trouble_of(lambda: touched(store)) is Trouble.MISSING
    assert not store.path.exists()


def test_a_new_file_is_made_on_demand_and_no_stranger_reads_it(tmp_path):
    path = tmp_path / "wema.db"
    with opened(path, create=True) as store:
        assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0
        assert current_version(store) == 0
        assert trouble_of(lambda: require_current(store)) is Trouble.EMPTY


def test_a_folder_is_no_database(tmp_path):
    assert trouble_of(lambda: open_store(tmp_path)) is Trouble.DAMAGED


@pytest.mark.parametrize("content", [b"hello\n" * 500, b"\0" * 4096, os.urandom(8192)])
def test_a_file_that_is_no_database_is_damaged_and_left_alone(tmp_path, content):
    path = tmp_path / "wema.db"
    path.write_bytes(content)
    store = open_store(path)
    assert trouble_of(lambda: touched(store)) is Trouble.DAMAGED
    assert path.read_bytes() == content


def test_a_page_that_was_overwritten_is_damage_not_a_wrong_answer(store):
    touch(store)
    store.release()
    size = store.path.stat().st_size
    with store.path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    assert trouble_of(lambda: touched(store)) is Trouble.DAMAGED


@contextmanager
def ordinary_person():
    """Act as somebody to whom the permissions of files apply; root knows none."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_written_is_explained(store):
    store.release()
    folder = store.path.parent
    store.path.chmod(0o444)
    folder.chmod(0o555)
    try:
        with ordinary_person():
            assert trouble_of(lambda: touch(store)) is Trouble.READ_ONLY
    finally:
        folder.chmod(0o700)


def test_the_files_of_the_queue_belong_to_whom_the_database_belongs(store):
    # Else one command run by the administrator would lock the clinic out.
    store.path.chmod(0o660)
    if os.geteuid() == 0:
        os.chown(store.path, pwd.getpwnam("nobody").pw_uid, -1)
    touch(store)
    files = [store.path.with_name(f"{store.path.name}-{x}") for x in ("door", "desk")]
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o660
        assert file.stat().st_uid == store.path.stat().st_uid


# -- the disk --------------------------------------------------------------


def fill_up(store):
    """Let the database grow no more."""
    connection = store.database.connection()
    pages = connection.execute("PRAGMA page_count").fetchall()[0][0]
    connection.execute(f"PRAGMA max_page_count = {pages}")


def grow(store):
    with store.write():
        store.execute("UPDATE users SET preferences = 'touched'")
        for _ in range(1000):
            store.execute(
                "INSERT INTO sessions (user_id, station, started_at)"
                " VALUES (1, 'x', '2026-05-04T06:30:00.000000Z')"
            )


def test_a_full_disk_saves_nothing_and_recovers_when_there_is_room(store):
    store.hold()
    with store.read():
        fill_up(store)
    assert trouble_of(lambda: grow(store)) is Trouble.FULL
    assert touched(store) == 0
    grow(store)  # a new connection: there is room again
    assert touched(store) == 9


def test_a_log_that_could_not_be_flushed_may_be_saved_all_the_same(store, monkeypatch):
    store.hold()
    with store.read():
        real = store.database.connection()

    class Failing:
        def execute(self, text, *values):
            if text == "COMMIT":
                raise apsw.IOError("fsync")
            return real.execute(text, *values)

        def __getattr__(self, name):
            return getattr(real, name)

    with pytest.raises(OutcomeUnknown), store.write():
        store.database._state.conn = Failing()
    assert store.database.is_closed()
    touch(store)
    assert touched(store) == 9


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (apsw.BusyError, Trouble.BUSY),
        (apsw.LockedError, Trouble.BUSY),
        (apsw.ProtocolError, Trouble.BUSY),
        (apsw.FullError, Trouble.FULL),
        (apsw.ReadOnlyError, Trouble.READ_ONLY),
        (apsw.CantOpenError, Trouble.READ_ONLY),
        (apsw.PermissionsError, Trouble.READ_ONLY),
        (apsw.NotADBError, Trouble.DAMAGED),
        (apsw.CorruptError, Trouble.DAMAGED),
        (apsw.IOError, Trouble.FAILED),
        (apsw.ConstraintError, None),
        (apsw.SQLError, None),
        (ValueError, None),
    ],
)
def test_every_trouble_of_the_driver_has_its_word(error, trouble):
    assert sqlite_trouble(error("words")) is trouble


# -- how it is opened ------------------------------------------------------

PROMISED = (
    "journal_mode",
    "synchronous",
    "foreign_keys",
    "recursive_triggers",
    "trusted_schema",
    "mmap_size",
    "cell_size_check",
)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 54, 1), True),
        ((4, 0, 0), True),
    ],
)
def test_the_log_is_used_only_where_it_loses_nothing(version, is_safe):
    assert wal_is_safe(version) is is_safe
    assert journal_settings(version) == (
        {"journal_mode": "wal", "synchronous": "full"}
        if is_safe
        else {"journal_mode": "delete", "synchronous": "extra"}
    )


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 54, 1)])
def test_what_was_acknowledged_survives_a_power_cut_on_any_library(
    sqlite_address, monkeypatch, version
):
    monkeypatch.setattr(sqlite, "library_version", lambda: version)
    asked = {}
    with opened(sqlite_address) as store, store.read():
        for name in PROMISED:
            ((asked[name],),) = store.execute(f"PRAGMA {name}")
    is_wal = version > (3, 51)
    assert asked == {
        "journal_mode": "wal" if is_wal else "delete",
        "synchronous": 2 if is_wal else 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "mmap_size": 0,
        "cell_size_check": 1,
    }


def test_a_wrong_type_never_gets_into_a_column(store):
    from peewee import IntegrityError

    with pytest.raises(IntegrityError, match="cannot store"), store.write():
        store.execute(
            "INSERT INTO sign_in_failures VALUES (?, ?, ?)", ("x" * 64, "many", "now")
        )


# -- the turnstile ---------------------------------------------------------


def is_waited_for(path):
    """Whether somebody stands in the kernel's queue for the lock on *path*."""
    inode = f":{path.stat().st_ino} "
    table = Path("/proc/locks").read_text()
    return any("->" in line and inode in line for line in table.splitlines())


def test_who_has_just_written_does_not_overtake_who_waits(tmp_path):
    database = tmp_path / "wema.db"
    database.touch()
    order, first = [], Turnstile(database, 10)

    def waiter():
        mine = Turnstile(database, 10)
        mine.enter()
        order.append("waiter")
        mine.leave()
        mine.close()

    first.enter()
    thread = threading.Thread(target=waiter)
    thread.start()
    wait_until(lambda: is_waited_for(tmp_path / "wema.db-desk"), what="a queue")
    first.leave()
    first.enter()  # at once again
    order.append("first")
    first.leave()
    thread.join()
    first.close()
    assert order == ["waiter", "first"]


def test_who_gave_up_waiting_does_not_block_the_queue(tmp_path):
    database = tmp_path / "wema.db"
    database.touch()
    holder, hasty, patient = (Turnstile(database, t) for t in (10, 0.01, 10))
    holder.enter()
    for _ in range(3):
        assert trouble_of(hasty.enter) is Trouble.BUSY
    holder.leave()
    patient.enter()
    patient.leave()
    hasty.enter()
    hasty.leave()
    for each in (holder, hasty, patient):
        each.close()


def test_a_ctrl_c_in_the_queue_leaves_nobody_stuck(sqlite_address):
    def press_ctrl_c():
        desk = store.path.with_name(f"{store.path.name}-desk")
        wait_until(lambda: is_waited_for(desk), what="a queue")
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    with opened(sqlite_address) as store, opened(sqlite_address) as other:
        store.hold()
        with other.write():
            hand = threading.Thread(target=press_ctrl_c)
            hand.start()
            with pytest.raises(KeyboardInterrupt), store.write():
                pass
            hand.join()
            opened_next = [os.open("/dev/null", os.O_RDONLY) for _ in range(4)]
        touch(other)
        touch(store)
        touch(other)
        for fd in opened_next:  # none of them was closed or locked in passing
            os.close(fd)


def test_every_write_stands_in_the_queue(store):
    turnstile = Turnstile(store.path, 1)
    turnstile.enter()
    assert trouble_of(lambda: touch(store)) is Trouble.BUSY
    turnstile.leave()
    touch(store)
    turnstile.close()


def test_no_room_for_the_files_of_the_queue_is_a_full_disk(store, monkeypatch):
    import errno

    def no_room(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("db.store.Turnstile", no_room)
    assert trouble_of(lambda: touch(store)) is Trouble.FULL


def test_a_copy_of_the_file_is_a_database_of_its_own(store, tmp_path):
    touch(store)
    store.release()
    shutil.copy(store.path, tmp_path / "copy.db")
    copy = SqliteStore(tmp_path / "copy.db", 1.0, create=False)
    with store.write(), copy.write():
        copy.execute("UPDATE users SET preferences = 'copied'")
    assert touched(store) == 9
