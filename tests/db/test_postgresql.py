from dataclasses import replace
from functools import partial

import psycopg
import pytest
from psycopg import errors

from db.errors import OutcomeUnknown, StoreError, Trouble
from db.postgresql import postgresql_trouble
from db.store import open_store
from tests.at_once import at_once
from tests.conftest import opened
from tests.db.cut_line import cut_line
from tests.factories import known_pack, movements, scan, shelf, stock_in
from tests.truth import lies
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.clinic.opening import open_clinic
from wema_tui.services.trouble import DatabaseTrouble


@pytest.fixture
def store(postgresql_address):
    with opened(postgresql_address, timeout=2) as store:
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
        ((n,),) = store.execute(
            "SELECT count(*) FROM users WHERE preferences = 'touched'"
        )
    return n


def terminate(store):
    """Let the server hang up on *store*, in the midst of what it does."""
    ((backend,),) = store.execute("SELECT pg_backend_pid()")
    with psycopg.connect(store.address.url) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))


# -- the server ------------------------------------------------------------


def test_a_server_that_is_not_there_is_said_to_be_so(tmp_path):
    store = open_store(f"postgresql://wema@/clinic?host={tmp_path}", timeout=2)
    assert trouble_of(lambda: touch(store)) is Trouble.UNREACHABLE


def test_a_database_that_is_not_there_is_missing_not_unreachable(postgres_server):
    store = open_store(postgres_server.url("no_such_clinic"))
    assert trouble_of(lambda: touch(store)) is Trouble.MISSING


def test_a_role_that_may_not_write_is_told_so(store, postgres_server):
    with store.write():
        store.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        store.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC")
        store.execute(
            "DO $$ BEGIN CREATE ROLE reader LOGIN;"
            " EXCEPTION WHEN duplicate_object THEN END $$"
        )
    with opened(store.address.url.replace("wema@", "reader@")) as reader:
        assert touched(reader) == 0
        assert trouble_of(lambda: touch(reader)) is Trouble.READ_ONLY


def test_a_server_that_stops_in_the_midst_saves_nothing_and_is_found_again(
    store, postgres_server
):
    store.hold()

    def touch_while_it_stops():
        with store.write():
            store.execute("UPDATE users SET preferences = 'touched'")
            postgres_server.stop()
            store.execute("UPDATE users SET preferences = 'touched'")

    try:
        assert trouble_of(touch_while_it_stops) is Trouble.UNREACHABLE
        assert trouble_of(lambda: touch(store)) is Trouble.UNREACHABLE
    finally:
        postgres_server.start()
    assert touched(store) == 0
    touch(store)
    assert touched(store) == 9


def test_a_held_connection_that_died_while_idle_costs_one_try_not_the_day(store):
    store.hold()
    with store.read():
        ((backend,),) = store.execute("SELECT pg_backend_pid()")
    with psycopg.connect(store.address.url) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))
    assert trouble_of(lambda: touch(store)) is Trouble.UNREACHABLE
    touch(store)
    assert touched(store) == 9


def test_a_line_that_breaks_before_the_commit_is_tried_leaves_nothing(store):
    def touch_and_lose_the_line():
        with store.write():
            store.execute("UPDATE users SET preferences = 'touched'")
            terminate(store)
            store.execute("SELECT 1")

    assert trouble_of(touch_and_lose_the_line) is Trouble.UNREACHABLE
    assert touched(store) == 0
    touch(store)


def test_a_line_that_breaks_at_the_commit_is_an_unknown_outcome(store):
    with pytest.raises(OutcomeUnknown), store.write():
        store.execute("UPDATE users SET preferences = 'touched'")
        terminate(store)
    assert touched(store) == 0


@pytest.mark.parametrize("is_heard", [True, False])
def test_after_an_unknown_outcome_the_same_request_counts_once(
    postgresql_address, templates, clock, is_heard
):
    with (
        cut_line(postgresql_address, is_heard=is_heard) as line,
        opened(line.url, timeout=2) as store,
    ):
        clinic = open_clinic(store, templates("postgresql") / "keys")
        clinic = replace(clinic, clock=clock)
        pharmacist = resume(clinic.door("window 1"), "PHA001")
        known_pack(store)
        line.is_cutting = True

        with pytest.raises(DatabaseTrouble) as caught:
            stock_in(pharmacist, request_id="r1")

        assert caught.value.may_be_written
        assert caught.value.is_passing
        assert caught.value.code == "database.outcome_unknown"
        assert "Nothing was saved" not in caught.value.sentence
        line.is_cutting = False
        assert stock_in(pharmacist, request_id="r1").is_repeat is is_heard
        assert len(movements(store)) == 1
        assert shelf(store) == {"A1": 10}
        scan(pharmacist)
        assert lies(store, clinic.key) == []


def test_a_write_that_failed_on_a_dead_line_does_not_spoil_the_next(store):
    store.hold()

    def change_ones_mind_on_a_dead_line():
        with store.write():
            terminate(store)
            raise KeyError("no trouble of the database")

    with pytest.raises(KeyError):
        change_ones_mind_on_a_dead_line()
    touch(store)
    assert touched(store) == 9


# -- words for troubles ----------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        'FATAL:  password authentication failed for user "wema"',
        'FATAL:  role "nobody" does not exist',
        'FATAL:  role "wema" is not permitted to log in',
        'FATAL:  no pg_hba.conf entry for host "::1", user "wema", database "x"',
        'FATAL:  Peer authentication failed for user "wema"',
        'FATAL:  permission denied for database "x"',
        "fe_sendauth: no password supplied",
    ],
)
def test_a_refused_log_in_is_not_taken_for_a_server_that_is_down(words):
    error = psycopg.OperationalError(f"connection failed: {words}")
    assert postgresql_trouble(error) is Trouble.REFUSED


def test_a_refused_log_in_is_told_in_the_servers_words(postgres_server):
    url = postgres_server.url().replace("wema@", "nobody_knows_me@")
    store = open_store(url)
    with pytest.raises(StoreError) as caught:
        touch(store)
    assert caught.value.trouble is Trouble.REFUSED
    trouble = DatabaseTrouble(caught.value)
    assert 'role "nobody_knows_me" does not exist' in trouble.sentence
    assert not trouble.is_passing


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.LockNotAvailable, Trouble.BUSY),
        (errors.DeadlockDetected, Trouble.BUSY),
        (errors.SerializationFailure, Trouble.BUSY),
        (errors.TooManyConnections, Trouble.BUSY),
        (errors.DiskFull, Trouble.FULL),
        (errors.ReadOnlySqlTransaction, Trouble.READ_ONLY),
        (errors.InsufficientPrivilege, Trouble.READ_ONLY),
        (errors.InvalidCatalogName, Trouble.MISSING),
        (errors.DataCorrupted, Trouble.DAMAGED),
        (errors.AdminShutdown, Trouble.UNREACHABLE),
        (errors.CrashShutdown, Trouble.UNREACHABLE),
        (errors.CannotConnectNow, Trouble.UNREACHABLE),
        (errors.InvalidPassword, Trouble.REFUSED),
        (errors.InvalidAuthorizationSpecification, Trouble.REFUSED),
        (psycopg.OperationalError, Trouble.UNREACHABLE),
        (psycopg.InterfaceError, Trouble.UNREACHABLE),
        (errors.UniqueViolation, None),
        (errors.CheckViolation, None),
        (errors.UndefinedTable, None),
        (ValueError, None),
    ],
)
def test_every_trouble_of_the_server_has_its_word(error, trouble):
    assert postgresql_trouble(error("words")) is trouble


def test_commits_wait_for_the_disk_and_times_are_utc(store):
    with store.read():
        ((flush,),) = store.execute("SHOW synchronous_commit")
        ((zone,),) = store.execute("SHOW timezone")
    assert (flush, zone) == ("on", "UTC")


def test_no_connection_is_left_on_the_server(store):
    touch(store)
    touched(store)
    with psycopg.connect(store.address.url) as connection:
        ((count,),) = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'wema'"
        ).fetchall()
    assert count == 0


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_no_movement_is_lost_on_a_server_set_to_another_isolation(
    templates, postgresql_address, level
):
    with opened(postgresql_address) as setting, setting.write():
        setting.execute(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I SET"
            f" default_transaction_isolation = ''{level}''',"
            " current_database()); END $$"
        )
    try:
        with opened(postgresql_address) as store:
            known_pack(store)
            clinic = open_clinic(store, templates("postgresql") / "keys")
            pharmacist = resume(clinic.door("window 1"), "PHA001")
            stock_in(pharmacist, packs=9)
            outcomes = at_once(*[partial(scan, pharmacist)] * 8, store=store)
            assert outcomes == ["Recorded"] * 8
            assert shelf(store) == {"A1": 10}
            assert lies(store, clinic.key) == []
    finally:
        with opened(postgresql_address) as setting, setting.write():
            setting.execute(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I RESET"
                " default_transaction_isolation', current_database()); END $$"
            )
