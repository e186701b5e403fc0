"""A tmux server of a test's own: a second emulator, and a place to run the program."""

import contextlib
import itertools
import shlex
import shutil
import subprocess

import pytest

from tests.terminal.pty_screen import Terminal

_NUMBERS = itertools.count()

MISSING = "tmux is not installed: scripts/debian-packages.sh 'tmux' tmux"


class Tmux:
    """One server. Leaving the `with` kills it.

    Args:
        folder: For its socket and its settings; must be short enough for a socket.
        columns: Width of its terminal.
        rows: Height.

    Attributes:
        socket: Where it listens: `tmux -S`.
    """

    def __init__(self, folder, columns=80, rows=24):
        # Never that of the one before, which may still be going down.
        self.socket = str(folder / f"tmux-{next(_NUMBERS)}")
        settings = folder / "tmux.conf"
        settings.write_text(
            "set -g status off\nset -g default-terminal tmux-256color\n"
            "set -g escape-time 20\nset -g exit-empty off\n"
        )
        self._settings, self._size = str(settings), (columns, rows)

    def run(self, *arguments, check=True):
        """Give the server an order; return what it printed."""
        if not shutil.which("tmux"):
            pytest.skip(MISSING)
        command = [
            "tmux",
            "-S",
            self.socket,
            "-f",
            self._settings,
            *map(str, arguments),
        ]
        result = subprocess.run(command, check=check, capture_output=True, text=True)
        return result.stdout

    def start(self, *command, env=None):
        """Run a command in a session of its own, which nobody is attached to."""
        columns, rows = self._size
        given = [f"{name}={value}" for name, value in (env or {}).items()]
        program = shlex.join(["env", *given, *map(str, command)])
        self.run("new-session", "-d", "-x", columns, "-y", rows, program)

    def text(self):
        """Return what its terminal shows."""
        return self.run("capture-pane", "-p")

    def cells(self):
        """Return every row as a list of cells, as a person sees them."""
        columns, rows = self._size
        terminal = Terminal(columns, rows)
        lines = self.run("capture-pane", "-p", "-e", "-N").split("\n")[:rows]
        for y, line in enumerate(lines):
            terminal.feed(f"\x1b[{y + 1}H{line}".encode())
        return terminal.cells()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(FileNotFoundError):
            self.run("kill-server", check=False)


def shown_by_tmux(folder, written, columns=80, rows=24):
    """Return the cells that tmux makes of *written*, bytes, all of a program's."""
    file = folder / "written"
    file.write_bytes(written)
    with Tmux(folder, columns, rows) as tmux:
        play = f"stty raw -echo; cat {file}; tmux wait-for -S played; cat"
        tmux.start("sh", "-c", play)
        tmux.run("wait-for", "played")
        return tmux.cells()
