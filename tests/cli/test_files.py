"""What can only happen to a database that is a file."""

import os
import resource
import shutil
import tempfile
from pathlib import Path

import apsw
import pytest

from tests.cli.findings import COMMANDS, failed, findings, refusals
from tests.cli.place import Place

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def sqlite(clinic):
    """A demo clinic in a file."""
    return clinic


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
