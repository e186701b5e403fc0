from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.findings import NAMES, failed, findings, refusals
from tests.cli.place import Place


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


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_server_that_does_not_wait_for_the_disk_fails(clinic):
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


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_database_that_cannot_be_read_does_not_hide_the_disk(clinic):
    clinic.file.write_bytes(b"no database" * 1_000)
    assert {"database", "audit"} <= failed(clinic).keys()
    assert "free at" in findings(clinic, code=1)["disk"]["detail"]


def test_a_missing_key_is_found(clinic):
    path = clinic.key_file
    path.unlink()
    found = failed(clinic)
    assert {"audit", "key", "clock"} <= found.keys()
    assert str(path) in found["audit"]


# Databases that cannot be worked with


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
