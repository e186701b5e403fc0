"""A process that has read all the code already and forks children that do one thing.

To start Python anew for each of some hundred processes that are to be killed
would take longer than all that they do.
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Nursery:
    """Starts children: `module` is one in this folder, its `main` is called."""

    def __init__(self, process):
        self._process = process

    def start(self, module, *arguments):
        """Start a child; return its process id."""
        return self._ask("start", module, [str(a) for a in arguments])

    def wait(self, child):
        """Wait until *child* has ended; return its exit code, -9 when killed."""
        return self._ask("wait", child)

    def run(self, module, *arguments):
        """Start a child and wait for it; return its exit code."""
        return self.wait(self.start(module, *arguments))

    def _ask(self, *question):
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextlib.contextmanager
def open_nursery():
    """Yield a nursery; whatever children are left end with it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.torture.nursery"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)
        process.stdin.close()


def _start(module, arguments):
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(0)  # the questions are not for the child
        importlib.import_module(f"tests.torture.{module}").main(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _wait(child):
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main():
    for module in ("acts", "worker"):
        importlib.import_module(f"tests.torture.{module}")
    importlib.import_module("db.postgresql")
    importlib.import_module("db.sqlite")
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        answer = {"start": _start, "wait": _wait}[verb](*arguments)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
