import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("wema_tui", "screens", "db")
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))

# Lists that a person reads like a table, with no logic in them: as long as they are.
DATA = frozenset[str]()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(path):
    if str(path.relative_to(ROOT)) not in DATA:
        assert len(path.read_text().splitlines()) <= 300


def test_every_data_file_is_still_there():
    assert {name for name in DATA if not (ROOT / name).exists()} == set()


def imported_by(*arguments):
    """The modules that a fresh interpreter loads for *arguments*."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    rows = re.findall(r"^import time:.*\|\s*([\w.]+)$", result.stderr, re.MULTILINE)
    return set(rows)


@pytest.mark.parametrize(
    "arguments",
    [["-c", "import wema_tui.cli"], ["-m", "wema_tui", "--help"]],
    ids=" ".join,
)
def test_a_command_does_not_pay_for_the_screens(arguments):
    if not (ROOT / "wema_tui/cli.py").exists():
        pytest.skip("there is no wema_tui/cli.py yet")
    imported = imported_by(*arguments)
    assert "wema_tui.cli" in imported
    assert {name.partition(".")[0] for name in imported}.isdisjoint({"textual", "rich"})


def pins(lock):
    return set(re.findall(r"^([\w.-]+==[\w.]+)", lock.read_text(), re.MULTILINE))


def test_people_run_the_versions_that_were_tested():
    run, dev = (pins(ROOT / f"requirements/{kind}.lock") for kind in ("run", "dev"))
    assert run
    assert run <= dev


def test_running_does_not_install_postgresql():
    names = {pin.partition("==")[0] for pin in pins(ROOT / "requirements/run.lock")}
    assert names.isdisjoint({"psycopg", "psycopg-binary"})


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_has_hashes_and_names_no_server(lock):
    for entry in re.split(r"\n(?=\S)", lock.read_text()):
        assert entry.startswith("#") or "--hash=sha256:" in entry
        assert "://" not in entry
        assert "--index" not in entry


# Only `db` opens transactions; all others say `store.read()` or `store.write()`.
PAST_THE_STORE = re.compile(
    r"\.atomic\(|\.connection_context\(|\.manual_commit\(|\.transaction\(|\.savepoint\("
    r"|\bBEGIN\b|\bCOMMIT\b|\bROLLBACK\b|\.execute_sql\(|\.connect\(|\bsqlite3\b"
    r"|database\.connection\(|on_conflict_replace|\.replace_many\(|replace_into",
)


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if p.parts[len(ROOT.parts)] != "db"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_nothing_goes_past_the_store_to_the_database(path):
    assert PAST_THE_STORE.findall(path.read_text()) == []


WALL_CLOCK = re.compile(r"datetime\.now\(|datetime\.utcnow|date\.today\(|time\.time\(")
MAY_READ_IT = {"wema_tui/clock.py", "db/schema.py"}  # a migration has no clinic yet


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_time_is_asked_of_the_clinics_clock(path):
    if str(path.relative_to(ROOT)) not in MAY_READ_IT:
        assert WALL_CLOCK.findall(path.read_text()) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_waits_for_a_timer_that_may_never_come(path):
    assert ".set_timer(" not in path.read_text(), "use call_after of screens/timing.py"
