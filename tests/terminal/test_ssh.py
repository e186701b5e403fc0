"""The line drops: a real SSH server and client, and what is left of the work."""

import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

from tests.little_clinic import PARA, STRANGE
from tests.terminal.pty_app import PtyApp
from tests.terminal.sshd import EXAMPLE, Sshd, hands_out_terminals, missing
from tests.terminal.test_program import wait_for_ledger
from tests.terminal.wema import Wema
from tests.waiting import wait_until


@pytest.fixture
def server(config, tmp_path):
    """Start a server: `with server() as sshd`."""
    if missing():
        pytest.fail(f"not installed: {missing()}; scripts/setup.sh dev", pytrace=False)
    if not hands_out_terminals():
        pytest.skip("no terminals from a server that is not root's (devpts: no gid=5)")

    @contextlib.contextmanager
    def start(**options):
        folder = tmp_path / "ssh"
        folder.mkdir()
        settings = {
            "database": config.database,
            "audit_keys": config.audit_keys,
            "log_folder": str(tmp_path / "log"),
        }
        with Sshd(folder, settings, **options) as sshd:
            yield sshd

    return start


@contextlib.contextmanager
def logged_in(sshd, who="PHA001", **options):
    with PtyApp(sshd.client()) as terminal:
        app = Wema(terminal)
        terminal.wait_for("Employee ID")
        app.wait_for("F10")
        app.sign_in(who, **options)
        yield app


def half_a_form(app, clinic, ledger):
    """Record one pack, leave one unrecorded, fill half of the form about it."""
    app.scan(PARA)
    wait_for_ledger(ledger, 1)
    app.scan(STRANGE)
    app.wait_for("What is 0" + STRANGE)
    app.send(b"para")
    app.wait_for("Paracetamol 125 mg suppository")
    app.send(b"\x1b[B")
    app.wait_for("Picked: Paracetamol 120 mg/5 ml")
    wait_until(lambda: '"para"' in drafts(clinic), what="the draft")


def drafts(clinic):
    with clinic.store.read():
        rows = clinic.store.execute("SELECT content FROM drafts")
    return json.dumps([json.loads(content) for (content,) in rows])


def gone(pid):
    """Whether a process has ended; a zombie has."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        )
    except (FileNotFoundError, ProcessLookupError):
        return True


def ssh_of(app):
    """The process id of the client, below the script that a person starts."""
    children = Path(f"/proc/{app.pid}/task/{app.pid}/children").read_text().split()
    (pid,) = map(int, children)
    return pid


def ends(sshd):
    """Wait until the first session has ended: nothing of it runs any more."""
    wait_until(lambda: gone(sshd.sessions()[0]), what="its end")


def client_killed(app, sshd):
    os.kill(ssh_of(app), signal.SIGKILL)
    ends(sshd)
    return 137


def server_killed(app, sshd):
    os.kill(sshd.server_of(sshd.sessions()[-1]), signal.SIGKILL)
    ends(sshd)
    return 255


def line_dead(app, sshd):
    os.kill(ssh_of(app), signal.SIGSTOP)  # nothing is answered any more
    ends(sshd)
    os.kill(ssh_of(app), signal.SIGKILL)
    return 137


def told_to_end(app, sshd):
    os.kill(sshd.sessions()[-1], signal.SIGTERM)
    ends(sshd)
    return 143


@pytest.mark.parametrize("drop", [client_killed, server_killed, line_dead, told_to_end])
def test_half_a_form_survives_the_line_and_is_offered_to_that_person_only(
    server, clinic, ledger, drop
):
    with server(patience=3) as sshd:
        with logged_in(sshd) as app:
            half_a_form(app, clinic, ledger)
            code = drop(app, sshd)
            assert app.wait_exit() == code
            assert app.left_on() == []
        with clinic.store.write():
            pass  # nobody holds the lock
        with logged_in(sshd, "PHA002") as other:
            other.scan(PARA)
            wait_for_ledger(ledger, 2)
            assert "You left work unfinished" not in other.text()
        with logged_in(sshd, until="You left work unfinished") as app:
            app.wait_for("1 scan NOT RECORDED, a form half filled")
            assert "127.0.0.1 pts/" in app.words()
            app.send(b"\x1bOQ")
            app.wait_for("What is 0" + STRANGE)
            app.wait_for("Picked: Paracetamol 120 mg/5 ml")
            app.wait_for("|para")
            app.send(b"\x1b")
            app.wait_for("1 scan NOT RECORDED. F8: deal with it.")


def test_the_example_of_the_settings_is_understood_by_the_server(server):
    with server() as sshd:
        assert sshd.check() == ""
    for name in ("DisableForwarding yes", "PermitUserRC no", "ForceCommand"):
        assert name in (EXAMPLE / "wema.conf").read_text()


def test_nothing_but_wema_is_started_whatever_the_client_asks_for(server):
    with server() as sshd, PtyApp([*sshd.client(), "sh", "-c", "echo not-wema"]) as app:
        app.wait_for("Employee ID")
        assert "not-wema" not in app.text()
