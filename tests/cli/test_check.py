import os
import resource
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from tests.cli.place import Place

NAMES = ["database", "schema", "disk", "clock", "backup", "audit", "ledger", "key"]


def findings(place, *, code):
    told = place.ask("check", "--json")
    assert told.code == code, told.out
    found = told.lines[0]
    assert set(found) == {"ok", "checks"}
    assert found["ok"] is (code == 0)
    names = [check["name"] for check in found["checks"]]
    assert names == [*NAMES, "settings"]
    if code:
        assert told.error
    return {check["name"]: check for check in found["checks"]}


def failed(place):
    return {
        name: check["detail"]
        for name, check in findings(place, code=1).items()
        if not check["ok"]
    }


@pytest.fixture
def safe(engine, clinic, request):
    """A healthy clinic: on PostgreSQL, on a server that waits for the disk."""
    if engine == "sqlite":
        yield clinic
        return
    server = request.getfixturevalue("durable_postgres_server")
    place = Place(server.create("cli_safe"), clinic.home / "safe")
    place.home.mkdir()
    assert place.run("init").code == 0
    yield place
    server.drop("cli_safe")


def test_a_healthy_clinic_passes(safe):
    assert all(check["ok"] for check in findings(safe, code=0).values())
    told = safe.run("check")
    assert (told.code, told.err) == (0, "")
    assert [line.split()[0] for line in told.out.splitlines()] == [*NAMES, "settings"]
    assert "WEMA_DATABASE" in told.out


def test_a_server_that_does_not_wait_for_the_disk_fails(engine, clinic):
    if engine == "sqlite":
        pytest.skip("a matter of the server")
    assert "fsync" in failed(clinic)["database"]


def test_a_dropped_trigger_is_found(clinic):
    clinic.drop_guards()
    assert "trigger" in failed(clinic)["schema"]


def test_a_fingerprint_made_to_fit_is_found(clinic):
    clinic.drop_guards()
    clinic.sql(f"UPDATE migrations SET fingerprint = '{'0' * 64}'")
    assert "schema" in failed(clinic)


def test_a_balance_changed_by_hand_is_found(clinic):
    clinic.sql("UPDATE lots SET on_hand = on_hand + 7 WHERE id = 5")
    assert "lot 5" in failed(clinic)["ledger"]


def test_a_movement_changed_by_hand_is_found(clinic):
    clinic.drop_guards()
    clinic.sql("UPDATE stock_movements SET quantity = quantity + 1 WHERE id = 3")
    assert {"schema", "audit", "ledger"} <= failed(clinic).keys()


def test_entries_from_the_future_are_found(clinic):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    clinic.drop_guards()
    clinic.sql(
        f"UPDATE audit_entries SET at = '{tomorrow}'"
        " WHERE seq = (SELECT MAX(seq) FROM audit_entries)"
    )
    assert "Set the clock" in failed(clinic)["clock"]


def test_a_key_that_others_can_read_is_found(clinic):
    clinic.key_file.chmod(0o644)
    assert "0644" in failed(clinic)["key"]


def test_a_missing_key_is_found(clinic):
    path = clinic.key_file
    path.unlink()
    found = failed(clinic)
    assert {"audit", "key", "clock"} <= found.keys()
    assert str(path) in found["audit"]


# Databases that cannot be worked with

COMMANDS = [
    ["migrate"],
    ["audit", "verify"],
    ["scan", "--as", "PHA001", "--mode", "stock_in"],
]


def refusals(place):
    """What each command says of a database that it cannot work with."""
    found = failed(place)
    assert "database" in found or "schema" in found
    for words in COMMANDS:
        told = place.ask(*words, given=b"9520000000073\n")
        assert told.code == 1
        assert told.out == ""
        yield told.error


def test_a_missing_database_is_never_made(engine, nowhere):
    if engine == "sqlite":
        for error in refusals(nowhere):
            assert "There is no database" in error
            assert "wema init" in error
        assert not nowhere.file.exists()
    nowhere.url = nowhere.url.replace("cli_empty", "cli_missing")
    told = nowhere.run("migrate")
    assert told.code == 1
    assert "There is no database" in told.error


def test_an_empty_database_is_told_apart(nowhere):
    if nowhere.url.startswith("sqlite"):
        nowhere.file.touch()
    for error in refusals(nowhere):
        assert "empty" in error


def test_a_database_of_a_newer_wema_is_left_alone(clinic):
    clinic.sql(
        "INSERT INTO migrations (number, name, fingerprint, applied_at)"
        f" VALUES (99, 'later', '{'0' * 64}', '2030-01-01T00:00:00.000000Z')"
    )
    for error in refusals(clinic):
        assert "newer WEMA" in error
    assert clinic.ask("init").code == 1
    assert clinic.ask("demo").code == 1


def test_the_tables_of_another_program_are_left_alone(nowhere):
    nowhere.sql("CREATE TABLE customers (id INTEGER)")
    for error in refusals(nowhere):
        assert "not" in error
    assert nowhere.ask("init").code == 1


def test_a_server_that_does_not_answer_is_one_line(lone):
    lone.url = f"postgresql://wema@/x?host={lone.home}"
    for error in refusals(lone):
        assert "does not answer" in error


def test_no_password_of_a_database_is_shown(lone):
    lone.url = f"postgresql://wema:s3cret@/x?host={lone.home}"
    told = lone.run("check")
    assert "s3cret" not in told.out + told.err
    told = lone.run("init")
    assert "s3cret" not in told.out + told.err


@pytest.fixture
def sqlite(tmp_path_factory, demo, engine):
    """A demo clinic in a file, for what can only happen to a file."""
    if engine != "sqlite":
        pytest.skip("a matter of files")
    home = tmp_path_factory.mktemp("file") / "clinic"
    shutil.copytree(demo.home, home)
    return Place(f"sqlite:///{home / 'wema.db'}", home, demo=demo.demo)


def test_a_file_that_is_no_database_is_left_as_it_is(sqlite):
    sqlite.file.write_bytes(b"Dear diary,\n" * 500)
    for error in refusals(sqlite):
        assert "healthy" in error
    assert sqlite.run("init").code == 1
    assert sqlite.file.read_bytes() == b"Dear diary,\n" * 500


def test_a_damaged_page_is_found(sqlite):
    size = sqlite.file.stat().st_size
    with sqlite.file.open("r+b") as file:
        for place in range(8 * 4096, size, 3 * 4096):
            file.seek(place)
            file.write(os.urandom(64))
    found = failed(sqlite)
    assert "damaged" in found["database"] or "healthy" in found["database"]


def test_a_folder_is_not_a_database(sqlite):
    sqlite.url = f"sqlite:///{sqlite.home}"
    for error in refusals(sqlite):
        assert "not a file" in error


def test_a_writer_that_does_not_end_is_one_line(sqlite):
    connection = apsw.Connection(str(sqlite.file))
    connection.execute("BEGIN IMMEDIATE")
    told = sqlite.scan(sqlite.code, options=("--lot", "A", "--expiry", "2030-01"))
    connection.execute("ROLLBACK")
    assert told.code == 1
    assert "busy" in told.error
    assert sqlite.run("audit", "verify").code == 0


def test_a_file_locked_for_all_is_one_line(sqlite):
    connection = apsw.Connection(str(sqlite.file))
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("UPDATE clinic SET name = name")
    found = failed(sqlite)
    told = sqlite.run("migrate")
    connection.execute("ROLLBACK")
    connection.close()
    assert "busy" in found["database"]
    assert "busy" in told.error
    assert told.code == 1


def ordinary_person():
    """What makes root obey the permissions of files."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root, and no setpriv")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def test_a_file_that_may_not_be_written_is_one_line(sqlite):
    folder = Path(tempfile.mkdtemp(prefix="wema-ro-", dir="/tmp"))
    try:
        for name in ("wema.db", "keys"):
            source = sqlite.home / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / name)
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
        place = Place(f"sqlite:///{folder / 'wema.db'}", folder)
        told = place.run(*COMMANDS[-1], given=b"1\n", behind=ordinary_person())
        assert told.code == 1
        assert "cannot be written" in told.error
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_disk_that_fills_up_loses_nothing_that_was_said(sqlite):
    limit = sqlite.file.stat().st_size + 40_000  # bytes of any file

    def small_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    options = ("--lot", "A", "--expiry", "2030-01", "--json")
    told = sqlite.run(
        "scan", "--as", "PHA001", "--mode", "stock_in", *options,
        given=f"{sqlite.code}\n".encode() * 2000, preexec_fn=small_disk,
    )  # fmt: skip
    assert told.code == 1
    assert told.error
    said = [line for line in told.lines if line["ok"]]
    kept = sqlite.sql("SELECT COUNT(*) FROM stock_movements m JOIN lots l"
                      " ON l.id = m.lot_id WHERE l.lot_number = 'A'")  # fmt: skip
    assert 0 < len(said) == kept[0][0] < 2000
    findings(sqlite, code=0)
