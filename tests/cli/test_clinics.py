import json
import stat

import pytest

from db import schema
from db.migrations import Migration, all_migrations
from db.store import open_store
from tests.terminal.pty_app import PtyApp
from wema_tui.services.audit.verify import verify
from wema_tui.services.clinic.migrating import migrate_clinic


def test_a_clinic_is_made_and_its_password_shown_once(nowhere):
    told = nowhere.run(
        "init", "--json", "--name", "St. Luke's", "--currency", "kes",
        "--time-zone", "Africa/Nairobi", "--language", "sw",
    )  # fmt: skip
    made = told.json
    assert set(made) == {"employee_id", "password", "database", "audit_key"}
    assert made["employee_id"] == "ADM001"
    assert made["audit_key"] == str(nowhere.key_file)
    assert stat.S_IMODE(nowhere.key_file.stat().st_mode) == 0o400
    assert nowhere.sql("SELECT name, currency, time_zone, language FROM clinic") == [
        ("St. Luke's", "KES", "Africa/Nairobi", "sw")
    ]
    again = nowhere.run("init")
    assert again.code == 1
    assert again.out == ""
    assert "already holds a clinic" in again.error


def test_a_clinic_is_made_for_people_to_read(nowhere):
    told = nowhere.run("init")
    assert told.code == 0
    assert "ADM001" in told.out
    assert "WEMA clinic" in told.out
    assert "Start with: wema" in told.err
    assert "password" not in told.err.replace("Write the password down", "").lower()


def test_an_interrupted_init_can_be_repeated(lone):
    lone.url = f"sqlite:///{lone.home}/deep/down/wema.db"
    lone.file.parent.mkdir(parents=True)
    lone.file.touch()  # all that was there when the power went
    (lone.home / "keys").mkdir()
    (lone.home / "keys" / "0123456789abcdef.key").write_text("half a k")
    assert lone.run("init").code == 0
    assert lone.run("audit", "verify").code == 0


def test_an_init_that_cannot_write_its_key_makes_no_clinic(lone):
    (lone.home / "keys").write_text("in the way")
    assert "key" in lone.ask("init").error
    told = lone.ask("migrate")
    assert told.code == 1
    assert "empty" in told.error


@pytest.mark.parametrize("command", ["init", "demo"])
def test_a_folder_that_cannot_be_made_is_one_line(lone, command):
    (lone.home / "file").touch()
    lone.url = f"sqlite:///{lone.home}/file/wema.db"
    told = lone.ask(command)
    assert told.code == 1
    assert told.error


def test_the_demo_lists_log_ins_and_codes(demo):
    assert set(demo.demo) == {"users", "codes"}
    for user in demo.demo["users"]:
        assert set(user) == {"role", "employee_id", "password"}
    for code in demo.demo["codes"]:
        assert set(code) == {"code", "medication", "pack_size"}
    roles = {user["role"] for user in demo.demo["users"]}
    assert roles >= {"ADMIN", "DOCTOR", "NURSE", "RECEPTION", "PHARMACY", "LAB"}


def test_a_demo_is_not_made_over_a_demo(demo):
    told = demo.ask("demo")
    assert told.code == 1
    assert "demo already" in told.error
    assert "start over" in told.error


def test_a_demo_is_not_made_over_real_data(nowhere):
    assert nowhere.ask("init", "--name", "Real clinic").code == 0
    told = nowhere.ask("demo", "--json")
    assert told.code == 1
    assert told.out == ""
    assert "real data: Real clinic" in told.error
    assert "--database" in told.error


def test_there_is_nothing_to_migrate_in_a_new_clinic(demo):
    told = demo.ask("migrate")
    assert (told.code, told.err) == (0, "")
    assert "Nothing to do" in told.out


@pytest.fixture
def next_version(monkeypatch):
    """A newer WEMA, with one more migration."""

    def up(store):
        store.execute("CREATE TABLE gardens (id {id}, name TEXT NOT NULL) {strict}")

    newest = all_migrations()[-1].number
    known = (*all_migrations(), Migration(newest + 1, "wards", up))
    monkeypatch.setattr(schema, "all_migrations", lambda: known)
    return known[-1]


def test_a_migration_is_written_into_the_chain(clinic, next_version):
    store = open_store(clinic.url)
    assert migrate_clinic(store, clinic.home / "keys") == [next_version]
    assert migrate_clinic(store, clinic.home / "keys") == []
    assert verify(store, clinic.key).ok
    told = clinic.sql(
        "SELECT body FROM audit_entries WHERE action = 'schema.migrate'"
        " ORDER BY seq DESC LIMIT 1"
    )[0][0]
    recorded = clinic.sql("SELECT fingerprint FROM migrations ORDER BY number DESC")
    assert json.loads(told) == {"name": "wards", "fingerprint": recorded[0][0]}


def test_the_first_run_leaves_an_existing_clinic_alone(lone):
    assert lone.run("init", "--name", "Real clinic").code == 0
    assert lone.run(module="wema_tui.first_run").out == ""
    assert lone.sql("SELECT name FROM clinic") == [("Real clinic",)]


def test_the_first_run_makes_a_demo_and_waits_until_the_log_ins_are_read(lone):
    words = lone.command(module="wema_tui.first_run")
    with PtyApp(words, env=lone.environment, columns=100, rows=40) as app:
        app.wait_for("Press Enter to start")
        assert "PHA001" in app.text()
        app.send(b"\r")
        app.wait_for(lambda _: b"\x1b[?1049h" in app.output, what="the screens")
    again = lone.run(module="wema_tui.first_run")
    assert again.code == 2  # no terminal for the screens, and no second demo
    assert again.out == ""
    assert lone.run("audit", "verify", module="wema_tui.first_run").code == 0
