"""Drives a real program on a real pseudo-terminal, as a person and a line would.

    with PtyApp([sys.executable, "-m", "wema_tui"], env={"HOME": home}) as app:
        app.wait_for("Employee ID")
        app.send(b"PHA001\\r")
        app.signal(signal.SIGTERM)
        assert app.wait_exit() == 143
        assert app.left_on() == []

Nothing here sleeps: each wait ends as soon as its condition holds.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

from tests.terminal import pty_screen
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]

# The tests' own environment must not decide what is tested. There is no HOME, so
# that nothing is written into the developer's: a test that needs one gives it.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
}

# Becomes the program, after three things that must happen in the new process. Not
# fork() and then Python: this process has threads. Signals as in a fresh log-in:
# under nohup or in a background job they are ignored, and that is inherited.
LAUNCHER = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, ())
os.execvp(sys.argv[1], sys.argv[1:])
"""


class PtyApp:
    """A program on a terminal of its own. Leaving the `with` kills it.

    Args:
        argv: The program and its arguments.
        env: Added to `ENVIRONMENT`; a value of None takes a variable away.
        columns: Width of the terminal.
        rows: Height of the terminal.
        cwd: Where it runs; the top of the project, so that `-m wema_tui` works.
        answers_after: Seconds after which the terminal answers what the program asks
            it (ESC[5n, ESC[6n); None for one that never does.

    Attributes:
        log: What the program wrote: (seconds of time.monotonic(), bytes), in order.
        said: How often the terminal answered.
    """

    def __init__(
        self, argv, *, env=None, columns=80, rows=24, cwd=ROOT, answers_after=0.0
    ):
        self.argv = [str(argument) for argument in argv]
        self.env = {k: v for k, v in (ENVIRONMENT | (env or {})).items() if v}
        self.cwd = cwd
        self.answers_after = answers_after
        self.log = []
        self.said = 0
        self._size = rows, columns
        self._terminal = pty_screen.Terminal(columns, rows)
        self._changed = threading.Condition()
        self._wanted = "read"  # read, pause or end: what the reader shall do
        self._reader_is = "read"  # and what it does

    def __enter__(self):
        self._master, slave = os.openpty()
        self._wake_up, self._waker = os.pipe()
        try:
            termios.tcsetwinsize(self._master, self._size)
            self._process = subprocess.Popen(
                [sys.executable, "-IS", "-c", LAUNCHER, *self.argv],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                cwd=self.cwd,
                env=self.env,
                start_new_session=True,
            )
        finally:
            os.close(slave)
        os.set_blocking(self._master, False)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self.close_terminal()
        os.close(self._wake_up)
        os.close(self._waker)

    @property
    def pid(self):
        """The program's process id, and that of its session and group."""
        return self._process.pid

    # What the terminal shows

    def lines(self):
        """Return the rows on the screen, without the blanks at their ends."""
        with self._changed:
            return self._terminal.lines()

    def text(self):
        """Return the whole screen as one text."""
        return "\n".join(self.lines())

    def cell(self, row, column):
        """Return one place on the screen, counted from 0.

        It has `data` (the character), `fg` and `bg` (a name or rrggbb), `bold`,
        `italics`, `underscore`, `strikethrough` and `reverse`.
        """
        with self._changed:
            return self._terminal.screen.buffer[row][column]

    def cells(self):
        """Return every row as a list of cells, as a person sees them."""
        with self._changed:
            return self._terminal.cells()

    @property
    def cursor(self):
        """Where the cursor is, (row, column) from 0; None while it is hidden."""
        with self._changed:
            cursor = self._terminal.screen.cursor
            return None if cursor.hidden else (cursor.y, cursor.x)

    @property
    def rests_at(self):
        """Where the cursor is, hidden or not: a braille line reads there."""
        with self._changed:
            return self._terminal.screen.cursor.y, self._terminal.screen.cursor.x

    @property
    def output(self):
        """All the bytes that the program wrote."""
        with self._changed:
            return b"".join(data for _, data in self.log)

    @property
    def bytes_written(self):
        """How many bytes the program wrote: what a slow line had to carry."""
        with self._changed:
            return sum(len(data) for _, data in self.log)

    def left_on(self):
        """Return the names of what the program left switched on; [] is right.

        Alternate screen, hidden cursor, mouse, paste and the like from its bytes;
        raw mode from the terminal itself.
        """
        left = pty_screen.left_on(self.output)
        if self._master is not None:
            flags = termios.tcgetattr(self._master)[3]
            if not flags & termios.ICANON or not flags & termios.ECHO:
                left.append("raw mode")
        return left

    def restored(self):
        """Tell whether the person has their terminal back as it was."""
        return not self.left_on()

    def scribble(self, text):
        """Show *text*, as when another program writes on the same terminal."""
        with self._changed:
            self._terminal.feed(text.encode())
            self._changed.notify_all()

    # What a person and a line do

    def send(self, data, *, seconds=PATIENCE):
        """Type *data*, bytes, at once. Fails if the program takes them too slowly."""
        deadline = time.monotonic() + seconds
        while data:
            left = deadline - time.monotonic()
            if not select.select([], [self._master], [], max(left, 0))[1]:
                self._fail(f"{len(data)} bytes were not taken within {seconds} s")
            data = data[os.write(self._master, data) :]

    def resize(self, columns, rows):
        """Make the terminal another size, as dragging its corner does."""
        with self._changed:
            self._terminal.screen.resize(rows, columns)
        termios.tcsetwinsize(self._master, (rows, columns))

    def signal(self, number):
        """Send the program a signal."""
        self._process.send_signal(number)

    def stop_reading(self):
        """Let the line stall: from now on nothing is taken from the program."""
        self._ask_reader("pause")

    def is_idle(self):
        """Tell whether all it wrote was taken, and every thread of it sleeps.

        One that waits for a busy machine does not sleep.
        """
        with contextlib.suppress(OSError):  # a thread has ended meanwhile
            tasks = Path(f"/proc/{self.pid}/task").glob("*/stat")
            states = {each.read_text().rpartition(")")[2].split()[0] for each in tasks}
            return states == {"S"} and not self.has_unread()
        return False

    def has_unread(self):
        """Tell whether the program wrote something that was not taken yet."""
        return bool(select.select([self._master], [], [], 0)[0])

    def resume_reading(self):
        """Let the line go on: nothing was lost, it only waited."""
        self._ask_reader("read")

    def close_terminal(self):
        """Hang up, as when the connection drops. What was seen can still be read."""
        self._ask_reader("end")
        self._reader.join()
        with self._changed:
            if self._master is not None:
                os.close(self._master)
                self._master = None

    # Waiting

    def wait_for(self, condition, *, seconds=PATIENCE, what=None):
        """Return when the screen holds a text, or *condition(app)* is true.

        Raises:
            AssertionError: It did not come in time, or the program ended without.
                Shows the whole screen.
        """
        if isinstance(condition, str):
            what, wanted = what or repr(condition), condition
            condition = lambda app: wanted in app.text()  # noqa: E731
        deadline = time.monotonic() + seconds
        with self._changed:
            while not condition(self):
                left = deadline - time.monotonic()
                if left <= 0 or self._reader_is == "end":
                    self._fail(f"waited {seconds} s for {what or condition}")
                # Not all that a condition may look at is on the screen.
                self._changed.wait(min(left, 0.05))

    def wait_exit(self, seconds=PATIENCE):
        """Wait for the program to end; return its code as a shell tells it.

        One that a signal ended has 128 and the signal's number.
        """
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._fail(f"waited {seconds} s for the program to end")
        with self._changed:  # for its last words
            self._changed.wait_for(lambda: self._reader_is != "read", timeout=1)
        return code if code >= 0 else 128 - code

    def _fail(self, trouble):
        rows, columns = len(self.lines()), self._terminal.screen.columns
        frame = "+" + "-" * columns + "+"
        shown = "\n".join(f"|{line:{columns}}|" for line in self.lines())
        if self._reader_is == "end":  # it let go of the terminal, and is ending
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
        state = self._process.poll()
        ended = "" if state is None else f"; the program ended with {state}"
        raise AssertionError(
            f"{trouble}{ended}. Screen, {columns} by {rows}:\n{frame}\n{shown}\n{frame}"
        )

    # The reader: a thread that takes what the program writes

    def _ask_reader(self, wanted):
        with self._changed:
            if self._reader_is == "end":
                return
            self._wanted = wanted
            os.write(self._waker, b".")
            self._changed.wait_for(lambda: self._reader_is in (wanted, "end"))

    def _read(self):
        while self._tell(self._wanted) != "end":
            sources = [self._wake_up]
            if self._reader_is == "read":
                sources.append(self._master)
            ready = select.select(sources, [], [])[0]
            if self._wake_up in ready:
                os.read(self._wake_up, 1)
            elif not self._take():
                self._tell("end")
                return

    def _tell(self, state):
        with self._changed:
            self._reader_is = state
            self._changed.notify_all()
        return state

    def _take(self):
        try:
            data = os.read(self._master, 65536)
        except OSError:  # EIO: the program and all its children have ended
            return False
        self._show(data)
        return bool(data)

    def _show(self, data):
        with self._changed:
            self.log.append((time.monotonic(), data))
            self._terminal.feed(data)
            answers = self._terminal.answers()
            self._changed.notify_all()
        self._answer(answers)

    def _answer(self, answers):
        if not answers or self.answers_after is None:
            return
        if self.answers_after:
            timer = threading.Timer(self.answers_after, self._say, [answers])
            timer.daemon = True
            timer.start()
        else:
            self._say(answers)

    def _say(self, answers):
        with self._changed, contextlib.suppress(OSError):
            if self._master is not None:
                os.write(self._master, answers)
                self.said += answers.count(b"n")
