"""A real SSH server on this computer, with keys of its own, and nobody else's.

It runs as whoever runs the tests and lets only that account in, with a key that
is made for it. What it starts is the example of `deploy/sshd`.
"""

import contextlib
import getpass
import grp
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.terminal.pty_app import ROOT
from tests.waiting import wait_until

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
EXAMPLE = ROOT / "deploy/sshd"

BASICS = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/client.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
PrintLastLog no
"""


def missing():
    """Return what is not installed, for one line; empty when all is there."""
    programs = ("sshd", "ssh", "ssh-keygen")
    return [name for name in programs if not shutil.which(name, path=PLACES)]


def hands_out_terminals():
    """Return whether a server of this user may: root's may always.

    Another user's may where new terminals belong to the group tty by themselves, as
    on every ordinary system (devpts with gid=5); in some containers they do not.
    """
    if os.geteuid() == 0:
        return True
    ends = os.openpty()
    group = os.fstat(ends[1]).st_gid
    for end in ends:
        os.close(end)
    return group == grp.getgrnam("tty").gr_gid


class Sshd:
    """The server. `with Sshd(folder, settings) as server` ends it and its sessions.

    Args:
        folder: For keys and settings; must be empty.
        settings: Name -> value in wema.toml.
        patience: Seconds after which a silent line is given up.
    """

    def __init__(self, folder, settings, patience=120):
        self._folder = Path(folder)
        self._pids = self._folder / "pids"
        self._make_key("host")
        self._make_key("client")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        lines = (f'{name} = "{value}"\n' for name, value in settings.items())
        (self._folder / "wema.toml").write_text("".join(lines))
        self._write_session()
        self._write_config(patience)

    def __enter__(self):
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # as its unit does
        self._log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            [*self._program, "-D", "-e"], stderr=self._log, stdin=subprocess.DEVNULL
        )
        wait_until(lambda: "Server listening" in self.log(), what="the SSH server")
        return self

    def __exit__(self, *_):
        for pid in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def log(self):
        """What the server says for its administrator."""
        return (self._folder / "log").read_text()

    def client(self):
        """Return the command with which a person comes in."""
        options = {
            "IdentityFile": self._folder / "client",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "no",
            "LogLevel": "ERROR",
            "BatchMode": "yes",
        }
        said = [
            word
            for item in options.items()
            for word in ("-o", "=".join(map(str, item)))
        ]
        who = f"{getpass.getuser()}@127.0.0.1"
        return [EXAMPLE / "client", "-F", "none", "-p", str(self.port), *said, who]

    def sessions(self):
        """Return the process ids of all that it has started, the oldest first."""
        return (
            [int(line) for line in self._pids.read_text().split()]
            if self._pids.exists()
            else []
        )

    def server_of(self, pid):
        """Return the process of the server that holds the line of session *pid*."""
        while Path(f"/proc/{pid}/comm").read_text().strip() not in (
            "sshd",
            "sshd-session",
        ):
            pid = int(
                Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            )
        assert pid != self._process.pid
        return pid

    def check(self):
        """Return what the server finds wrong with its settings."""
        result = subprocess.run(
            [*self._program, "-t"], capture_output=True, text=True, check=False
        )
        return result.stderr

    @property
    def _program(self):
        # By its whole path: it starts itself anew for each connection.
        program = shutil.which("sshd", path=PLACES)
        return [program, "-f", str(self._folder / "sshd_config")]

    def _make_key(self, name):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._folder / name],
            check=True,
        )

    def _write_session(self):
        """Write the example's session for this project and the test's clinic."""
        text = (EXAMPLE / "session").read_text()
        for old, new in (
            ("umask 0007\n", f"umask 0007\necho $$ >>{self._pids}\n"),
            ("/opt/wema/.venv/bin/python -I", sys.executable),
            (
                "LANG=C.UTF-8",
                f"LANG=C.UTF-8 PYTHONPATH={ROOT} WEMA_CONFIG={self._folder}/wema.toml",
            ),
        ):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = self._folder / "session"
        path.write_text(text)
        path.chmod(0o755)

    def _write_config(self, patience):
        text = (EXAMPLE / "wema.conf").read_text()
        for old, new in (
            ("Match Group wema", f"Match User {getpass.getuser()}"),
            ("/usr/lib/wema/session", str(self._folder / "session")),
            ("ClientAliveInterval 20", f"ClientAliveInterval {max(1, patience // 3)}"),
            ("ClientAliveCountMax 3", "ClientAliveCountMax 3"),
        ):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        basics = BASICS.format(port=self.port, folder=self._folder)
        (self._folder / "sshd_config").write_text(basics + text)
