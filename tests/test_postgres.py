import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.postgres import NoServerError, PostgresServer, programs
from tests.waiting import wait_until

ROOT = Path(__file__).parents[1]


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def command_of(process):
    """What *process* runs; nothing when it has ended, reaped or not."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


@pytest.fixture
def database(postgres_server):
    url = postgres_server.create("trial")
    yield url
    postgres_server.drop("trial")


def test_the_server_answers_in_utf_8_and_utc_and_opens_no_port(database):
    assert ask(database, "SHOW server_encoding") == "UTF8"
    assert ask(database, "SHOW timezone") == "UTC"
    assert ask(database, "SHOW listen_addresses") == ""
    assert ask(database, "SELECT upper('ñandú')") == "ÑANDÚ"


def test_a_database_is_made_as_a_copy_of_another(postgres_server, database):
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE lot (number text)")
        connection.execute("INSERT INTO lot VALUES ('AB12')")
    try:
        copy = postgres_server.create("copy", template="trial")
        assert ask(copy, "SELECT number FROM lot") == "AB12"
    finally:
        postgres_server.drop("copy")


def test_a_database_is_dropped_while_somebody_is_connected(postgres_server):
    url = postgres_server.create("busy")
    with psycopg.connect(url) as connection:
        postgres_server.drop("busy")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")


def test_only_the_durable_server_waits_for_the_disk(
    postgres_server, durable_postgres_server
):
    assert ask(postgres_server.url(), "SHOW fsync") == "off"
    assert ask(durable_postgres_server.url(), "SHOW fsync") == "on"
    assert ask(durable_postgres_server.url(), "SHOW synchronous_commit") == "on"


def test_what_was_committed_is_there_after_a_crash(durable_postgres_server):
    server = durable_postgres_server
    url = server.create("survivor")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE lot AS SELECT 'AB12' AS number")
    server.stop("immediate")
    server.start()
    assert ask(url, "SELECT number FROM lot") == "AB12"
    server.drop("survivor")


LEFT_ALONE = """
from tests import postgres
from tests.postgres import running_server
with running_server() as server:
    print(server.folder, (server.data / "postmaster.pid").read_text().split()[0])
    print("up", flush=True)
    input()
"""


@pytest.mark.usefixtures("postgres_server")  # skips or fails as that does
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_server_is_gone_however_the_tests_end(number):
    with subprocess.Popen(
        [sys.executable, "-c", LEFT_ALONE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as tests:
        folder, server = tests.stdout.readline().split()
        assert tests.stdout.readline() == "up\n"
        tests.send_signal(number)
    wait_until(lambda: not Path(folder).exists(), what=f"{folder} to go")
    wait_until(lambda: not command_of(server), what=f"process {server} to end")


def left_behind(folder, *, hours):
    folder.mkdir()
    then = time.time() - hours * 3600
    os.utime(folder, (then, then))
    return folder


def test_only_what_is_old_and_unwatched_is_swept(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "SHORT", tmp_path)
    abandoned = left_behind(tmp_path / "wema-pg-abandoned", hours=1)
    starting = left_behind(tmp_path / "wema-pg-starting", hours=0)
    foreign = left_behind(tmp_path / "pg-of-another-program", hours=1)
    watched = left_behind(tmp_path / "wema-pg-watched", hours=1)
    with postgres.kept(watched, "pg_ctl"):
        os.utime(watched, (0, 0))
        postgres.sweep("pg_ctl")
        assert not abandoned.exists()
        assert starting.exists()
        assert foreign.exists()
        assert watched.exists()
    assert not watched.exists()


def test_a_machine_without_postgresql_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "get_exec_path", lambda: [str(tmp_path)])
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr(Path, "exists", lambda _: False)
    with pytest.raises(NoServerError, match="apt-get install postgresql"):
        programs()


def test_the_url_names_the_socket(tmp_path):
    server = PostgresServer(tmp_path, tmp_path)
    assert server.url("wema") == (f"postgresql://wema@/wema?host={tmp_path}&port=5432")
